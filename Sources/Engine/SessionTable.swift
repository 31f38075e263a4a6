// The open sessions of a tenant: who they are and what they are still owed.

import Bedrock
public import TrackHub

/// A session, told apart from every other one that ever had its number.
public struct SessionKey: Hashable, Sendable {
  /// The number, which is used again after the session's end.
  public let id: SessionID
  /// Rises with every session that is opened.
  let serial: UInt64
}

/// Sessions by their number, with the acknowledgements that are due.
struct SessionTable {
  /// One open session.
  struct Session {
    /// The technician and device, for a phone.
    var phone: (technician: UInt32, device: DeviceSlot)?
    /// The share through which a customer looks.
    var share: UUIDv7?
    /// Tells this session from others with the same number.
    fileprivate(set) var serial: UInt64 = 0
    /// Fixes of a trip came since the last acknowledgement, so that the next one waits for the store.
    var hasTripFixes = false
    /// Fixes were judged since the last acknowledgement.
    var owesAcknowledgement = false
    /// What was not accepted since then.
    var refused: [RefusedFix] = []
  }

  private var sessions: [Session?] = []
  private var vacant: [SessionID] = []
  /// Ended since the last flush. Actions not yet carried out may name them, so their numbers rest.
  private var resting: [SessionID] = []
  private var byDevice: [DeviceSlot: SessionID] = [:]
  private var lastSerial: UInt64 = 0
  /// Sessions that owe an acknowledgement, in the order in which they came to owe it.
  private(set) var owing: [SessionID] = []

  var count: Int { sessions.count - vacant.count - resting.count }

  mutating func open(_ new: Session) -> SessionID {
    var session = new
    lastSerial += 1
    session.serial = lastSerial
    let id: SessionID
    if let reused = vacant.popLast() {
      id = reused
      sessions[Int(id.index)] = session
    } else {
      id = SessionID(UInt32(sessions.count))
      sessions.append(session)
    }
    if let phone = session.phone { byDevice[phone.device] = id }
    return id
  }

  mutating func close(_ id: SessionID) {
    if let phone = self[id].phone, byDevice[phone.device] == id { byDevice[phone.device] = nil }
    sessions[Int(id.index)] = nil
    resting.append(id)
    owing.removeAll { $0 == id }
  }

  /// Whether the number belongs to an open session.
  func isOpen(_ id: SessionID) -> Bool {
    Int(id.index) < sessions.count && sessions[Int(id.index)] != nil
  }

  /// Whether this very session is open.
  func isOpen(_ key: SessionKey) -> Bool { isOpen(key.id) && self[key.id].serial == key.serial }

  /// The session's name for ever.
  func key(of id: SessionID) -> SessionKey { SessionKey(id: id, serial: self[id].serial) }

  func session(of device: DeviceSlot) -> SessionID? { byDevice[device] }

  subscript(id: SessionID) -> Session {
    guard let session = sessions[Int(id.index)] else { preconditionFailure("the session is closed") }
    return session
  }

  /// Notes a judgement. O(1), no allocation for accepted fixes.
  mutating func note(_ sequence: UInt64, _ judgement: FixJudgement, for id: SessionID) {
    if judgement.verdict != .accepted {
      sessions[Int(id.index)]?.refused.append(RefusedFix(sequence: sequence, judgement: judgement))
    }
    guard sessions[Int(id.index)]?.owesAcknowledgement == false else { return }
    sessions[Int(id.index)]?.owesAcknowledgement = true
    owing.append(id)
  }

  /// The next acknowledgement has to wait for the store, or does not any more.
  mutating func setHasTripFixes(_ hasTripFixes: Bool, _ id: SessionID) {
    sessions[Int(id.index)]?.hasTripFixes = hasTripFixes
  }

  /// Takes what a session is owed.
  mutating func settle(_ id: SessionID) -> [RefusedFix] {
    let refused = self[id].refused
    sessions[Int(id.index)]?.owesAcknowledgement = false
    if !refused.isEmpty { sessions[Int(id.index)]?.refused = [] }
    return refused
  }

  /// Lets the numbers of ended sessions be used again.
  mutating func reuseEnded() {
    vacant.append(contentsOf: resting)
    resting.removeAll(keepingCapacity: true)
  }

  mutating func allSettled() {
    owing.removeAll(keepingCapacity: true)
  }
}
