// The yes/no conditions by name, in the order in which they are asked, and counts of whom they refused.

/// A condition that a technician must pass. The order of the cases is the order of asking: what lasts longest
/// comes first, so that the first refusal is the one that is hardest to lift.
public enum MatchGate: UInt8, Sendable, CaseIterable {
  /// Has all required skills.
  case skill
  /// Has one of the statuses.
  case status
  /// Has a position that is recent enough; nobody without a position passes.
  case staleness
  /// Holds all required credentials, valid until the service begins at the latest.
  case credential
  /// Covers a zone of the place.
  case zone
  /// Is on shift when the service may begin.
  case shift
  /// Has fewer open jobs than the capacity.
  case load
  /// Is not excluded by customer or business.
  case blocked
  /// Has no live offer.
  case leased

  /// The word on the wire.
  public var name: StaticString {
    switch self {
    case .skill: "skill"
    case .status: "status"
    case .staleness: "staleness"
    case .credential: "credential"
    case .zone: "zone"
    case .shift: "shift"
    case .load: "load"
    case .blocked: "blocked"
    case .leased: "leased"
    }
  }
}

/// All technicians of a tenant, by the first gate that refused them.
public struct GateCounts: Sendable, Equatable {
  private var counts: InlineArray<9, Int> = .init(repeating: 0)
  /// How many passed all gates.
  public private(set) var passed = 0

  /// Nobody was counted yet.
  public init() {
    precondition(Int(MatchGate.leased.rawValue) == counts.count - 1, "a gate without a count")
  }

  /// Counts one technician; nil for one who passed.
  @inline(__always)
  mutating func count(_ refusal: MatchGate?) {
    if let refusal {
      counts[Int(refusal.rawValue)] += 1
    } else {
      passed += 1
    }
  }

  /// How many were refused by this gate first.
  public subscript(_ gate: MatchGate) -> Int { counts[Int(gate.rawValue)] }

  /// How many were counted: everybody.
  public var total: Int {
    var sum = passed
    for index in counts.indices { sum += counts[index] }
    return sum
  }

  /// Whether all counts are equal.
  public static func == (a: GateCounts, b: GateCounts) -> Bool {
    a.passed == b.passed && a.counts.indices.allSatisfy { a.counts[$0] == b.counts[$0] }
  }
}
