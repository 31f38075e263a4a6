// Phones and viewers come and go.

public import Bedrock
import Matcher
public import TrackHub

extension TenantEngine {
  /// Opens the session of a technician's phone and welcomes it.
  ///
  /// A session of the same device that is still open is closed: a phone that lost its network connects
  /// again long before the old socket is known to be dead.
  /// - Parameter label: what the session is called in `welcome` and in logs.
  /// - Throws: `notFound` when there is no such technician, `tooMany` when it would be one device too many.
  public mutating func openPhone(
    technician id: ClientID, device name: ClientID, label: String, now time: Instant,
    into actions: inout ActionList
  ) throws(FieldError) -> SessionID {
    observe(time)
    guard let technician = technicians.roster.slot(of: id) else {
      throw FieldError(
        field: "token.sub", code: .notFound, message: "there is no technician with this identifier")
    }
    let device = try device(name, of: technician)
    if let old = sessions.session(of: device) {
      actions.close(old, code: .replaced, reason: "the device has connected again")
      close(old)
    }
    let session = sessions.open(SessionTable.Session(phone: (technician, device)))
    hub.open(session)
    ServerMessages.welcome(
      session: label, epoch: epoch, now: now, lastSequence: acknowledged[Int(device.index)],
      contract: settings.contract, to: session, into: &actions)
    tellStanding(of: id, to: session, into: &actions)
    return session
  }

  /// Opens the session of somebody who only watches, and welcomes it.
  public mutating func openViewer(
    label: String, now time: Instant, into actions: inout ActionList
  ) -> SessionID {
    observe(time)
    let session = sessions.open(SessionTable.Session())
    hub.open(session)
    ServerMessages.welcome(
      session: label, epoch: epoch, now: now, lastSequence: nil, contract: settings.contract,
      to: session, into: &actions)
    return session
  }

  /// The session's socket is gone. Presence does not change: phones lose their network all the time, and
  /// silence is what counts.
  public mutating func close(_ session: SessionID) {
    // The engine may have ended it in this turn, before the socket was closed.
    guard sessions.isOpen(session) else { return }
    hub.close(session)
    holdLastAcknowledgement(session)
    if let share = sessions[session].share { desk.shares.lookAway(sessions.key(of: session), from: share) }
    sessions.close(session)
  }

  /// A phone says goodbye: its technician is offline at once.
  public mutating func goodbye(_ session: SessionID, now time: Instant) {
    observe(time)
    guard sessions.isOpen(session), let phone = sessions[session].phone else { return }
    if technicians.leave(phone.technician) { publishPresence(of: phone.technician) }
  }

  /// The session's socket is full; see ``TopicHub/block(_:)``.
  public mutating func block(_ session: SessionID) { hub.block(session) }

  /// The session's socket has room again.
  public mutating func unblock(_ session: SessionID) { hub.unblock(session) }

  /// The technician whose phone the session belongs to, or nil for a viewer and for a session that has ended.
  public func technician(of session: SessionID) -> ClientID? {
    guard sessions.isOpen(session) else { return nil }
    return sessions[session].phone.map { technicians.roster.id(of: $0.technician) }
  }

  private mutating func device(
    _ name: ClientID, of technician: UInt32
  ) throws(FieldError) -> DeviceSlot {
    if let known = technicians.roster.device(name, of: technician) { return known }
    guard technicians.roster.devices(of: technician).count < DeviceTable.perTechnicianMax else {
      throw FieldError(
        field: "device", code: .tooMany,
        message: "a technician may have at most \(DeviceTable.perTechnicianMax) devices")
    }
    return addDevice(name, to: technician, lastSequence: 0)
  }

  mutating func addDevice(
    _ name: ClientID, to technician: UInt32, lastSequence: UInt64
  ) -> DeviceSlot {
    let device = devices.add(lastSequence: lastSequence)
    technicians.addDevice(name, slot: device, to: technician)
    if Int(device.index) < deviceLedgers.count {
      deviceLedgers[Int(device.index)] = FixLedger()
      acknowledged[Int(device.index)] = lastSequence
    } else {
      deviceLedgers.append(FixLedger())
      acknowledged.append(lastSequence)
    }
    return device
  }
}
