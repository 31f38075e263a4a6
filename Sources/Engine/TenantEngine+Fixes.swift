// The life of a fix.

public import Bedrock
import GeoIndex
import Matcher
public import TrackHub

extension TenantEngine {
  /// A phone reports a fix. It is judged, counted, perhaps believed, and acknowledged with the next
  /// flush. O(1) but for the index and the watchers; no allocation for an accepted fix once warm.
  /// - Returns: the judgement, which the acknowledgement carries too; nil when the session has ended in this
  ///   turn and its close is still to be carried out, so that the fix counts as never arrived.
  @discardableResult
  public mutating func receive(
    _ fix: Fix, from session: SessionID, now time: Instant
  ) -> FixJudgement? {
    observe(time)
    guard sessions.isOpen(session) else { return nil }
    guard let phone = sessions[session].phone else {
      preconditionFailure("the border lets only phones send fixes")
    }

    guard hasRoom(for: phone.technician, session) else { return nil }
    let (judgement, point, isRepeat) = judge(fix, phone.technician, phone.device)
    ledger.count(judgement.verdict, isRepeat: isRepeat)
    deviceLedgers[Int(phone.device.index)].count(judgement.verdict, isRepeat: isRepeat)
    if technicians.contact(phone.technician, at: now) { publishPresence(of: phone.technician) }
    if let point {
      let position = Position(fix, at: point, receivedAt: now)
      technicians.setPosition(position, of: phone.technician)
      place(phone.technician, at: position)
      hub.positionChanged(phone.technician, at: point)
      if !desk.journeys.isEmpty { follow(fix, phone.technician, phone.device, at: position, session) }
    } else if !isRepeat, !desk.journeys.isEmpty {
      desk.journeys.forEach(of: technicians.roster.id(of: phone.technician)) { journey in
        journey.refused.refused(fix.sequence, of: phone.device.index)
      }
    }
    sessions.note(fix.sequence, judgement, for: session)
    return judgement
  }

  /// Was it judged before? If not, judge it and remember.
  private mutating func judge(
    _ fix: Fix, _ technician: UInt32, _ device: DeviceSlot
  ) -> (FixJudgement, point: GeoPoint?, isRepeat: Bool) {
    // Without a number there is nothing to remember the fix by.
    if fix.sequence == 0 { return (FixJudgement(.outOfRange, .seq), nil, false) }
    switch devices.standing(of: fix, device: device) {
    case .repeated(let judgement):
      return (judgement, nil, true)
    case .new:
      let (judgement, point) = FixQuality.judge(
        fix, now: now, thresholds: settings.fix, history: &histories[Int(technician)])
      devices.remember(fix, judgement, device: device)
      return (judgement, point, false)
    }
  }

  /// Puts a technician into the index, or moves them in it.
  mutating func place(_ technician: UInt32, at position: Position) {
    if index.contains(technician) {
      index.move(technician, to: position.point, fixTime: position.fixTime)
    } else {
      index.insert(
        technician, at: position.point, fixTime: position.fixTime,
        attributes: indexAttributes(of: technician))
    }
  }

  /// Tells watchers that a technician's presence has changed.
  mutating func publishPresence(of technician: UInt32) {
    let presence = technicians.presence.presence(of: technician)
    publish("presence", technician) { json in
      json.key("presence")
      json.string(presence.name)
    }
    hub.appearanceChanged(technician, at: technicians.position(of: technician)?.point)
  }

  /// Appends an event to a technician's topic.
  mutating func publish(
    _ kind: StaticString, _ technician: UInt32, _ content: (inout JSONWriter) -> Void
  ) {
    let id = technicians.roster.id(of: technician)
    let (now, epoch) = (now, epoch)
    hub.publish(technician) { offset in
      ServerMessages.event(
        topic: "technician:\(id)", epoch: epoch, offset: offset, kind: kind, at: now, content)
    }
  }

  /// The account of one device's fixes, or nil when there is no such technician or device.
  public func ledger(ofDevice device: ClientID, technician: ClientID) -> FixLedger? {
    guard let slot = technicians.roster.slot(of: technician),
      let device = technicians.roster.device(device, of: slot)
    else { return nil }
    return deviceLedgers[Int(device.index)]
  }
}
