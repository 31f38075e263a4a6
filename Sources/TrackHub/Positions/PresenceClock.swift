// Finding who fell silent without asking everybody: two queues ordered by the last contact.

public import Bedrock

/// Keeps the presence of every technician of a tenant.
///
/// Silence is counted from the last contact with one time-out per state, so each state is a queue in the
/// order of contact: a contact moves a technician to the back of `online`, and only the fronts have to be
/// looked at when time passes. Contact is O(1), passing time O(changes), without allocation.
public struct PresenceClock: Sendable {
  private var states: [Presence] = []
  private var contacts: [Instant] = []
  private var next: [UInt32] = []
  private var previous: [UInt32] = []
  private var heads: InlineArray<3, UInt32> = .init(repeating: Self.none)
  private var tails: InlineArray<3, UInt32> = .init(repeating: Self.none)
  private var sizes: InlineArray<3, Int> = .init(repeating: 0)

  private static let none = UInt32.max

  /// Nobody yet.
  public init() {}

  /// Makes room for technicians `0..<count`; the new ones are offline.
  public mutating func grow(to count: Int) {
    while states.count < count {
      states.append(.offline)
      contacts.append(.epoch)
      next.append(Self.none)
      previous.append(Self.none)
    }
  }

  /// The presence of one technician, as of the last time that passed.
  public func presence(of technician: UInt32) -> Presence { states[Int(technician)] }

  /// When the technician was last heard of; the epoch when never.
  public func lastContact(of technician: UInt32) -> Instant { contacts[Int(technician)] }

  /// How many technicians are online or idle. (Offline is everybody else.)
  public func count(_ presence: Presence) -> Int {
    precondition(presence != .offline, "offline technicians are not counted here")
    return sizes[Int(presence.rawValue)]
  }

  /// Notes that a technician was heard of. Times must not run backwards.
  /// - Returns: true when the technician was not online before.
  public mutating func contact(_ technician: UInt32, at now: Instant) -> Bool {
    let before = states[Int(technician)]
    if before != .offline { unlink(technician) }
    states[Int(technician)] = .online
    contacts[Int(technician)] = now
    append(technician, to: .online)
    return before != .online
  }

  /// Notes that a technician has said goodbye, or exists no more.
  /// - Returns: true when the technician was not offline before.
  public mutating func leave(_ technician: UInt32) -> Bool {
    guard states[Int(technician)] != .offline else { return false }
    unlink(technician)
    states[Int(technician)] = .offline
    return true
  }

  /// Lets time pass, and appends everybody whose presence changed by it (once, with the final state to be
  /// asked for). Order: by last contact, so that it is the same in every run.
  public mutating func advance(
    to now: Instant, thresholds: PresenceThresholds, changed: inout [UInt32]
  ) {
    while let technician = front(.idle),
      silence(of: technician, at: now) >= thresholds.offlineAfterMilliseconds
    {
      unlink(technician)
      states[Int(technician)] = .offline
      changed.append(technician)
    }
    while let technician = front(.online),
      silence(of: technician, at: now) >= thresholds.idleAfterMilliseconds
    {
      unlink(technician)
      changed.append(technician)
      if silence(of: technician, at: now) >= thresholds.offlineAfterMilliseconds {
        states[Int(technician)] = .offline
      } else {
        states[Int(technician)] = .idle
        append(technician, to: .idle)
      }
    }
  }

  private func silence(of technician: UInt32, at now: Instant) -> Int64 {
    now.milliseconds(since: contacts[Int(technician)])
  }

  private func front(_ state: Presence) -> UInt32? {
    let head = heads[Int(state.rawValue)]
    return head == Self.none ? nil : head
  }

  private mutating func append(_ technician: UInt32, to state: Presence) {
    let list = Int(state.rawValue)
    let tail = tails[list]
    previous[Int(technician)] = tail
    next[Int(technician)] = Self.none
    if tail == Self.none {
      heads[list] = technician
    } else {
      next[Int(tail)] = technician
    }
    tails[list] = technician
    sizes[list] += 1
  }

  private mutating func unlink(_ technician: UInt32) {
    let list = Int(states[Int(technician)].rawValue)
    let before = previous[Int(technician)]
    let after = next[Int(technician)]
    if before == Self.none { heads[list] = after } else { next[Int(before)] = after }
    if after == Self.none { tails[list] = before } else { previous[Int(after)] = before }
    sizes[list] -= 1
  }
}
