// The open sessions of a tenant: who they are and what they are still owed.

import Bedrock
import TrackHub

/// Sessions by their number, with the acknowledgements that are due.
struct SessionTable {
  /// One open session.
  struct Session {
    /// The technician and device, for a phone.
    var phone: (technician: UInt32, device: DeviceSlot)?
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
  /// Sessions that owe an acknowledgement, in the order in which they came to owe it.
  private(set) var owing: [SessionID] = []

  var count: Int { sessions.count - vacant.count - resting.count }

  mutating func open(_ session: Session) -> SessionID {
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
