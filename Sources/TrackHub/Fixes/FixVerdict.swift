// What became of a fix: every one gets exactly one of these words, and nothing is dropped silently.

/// The judgement over one fix. `accepted` moves the technician; everything else says why not.
public enum FixVerdict: UInt8, Sendable, CaseIterable {
  /// The fix is the technician's position now.
  case accepted
  /// The same report was judged before, or repeats the last one in every respect.
  case duplicate
  /// The device was there earlier than at the position that is known already, or too long ago.
  case late
  /// The device's time lies further ahead than clocks may differ.
  case future
  /// No vehicle travels that fast from the last position.
  case jump
  /// The receiver repeats one place while it reports to be moving.
  case frozen
  /// The device itself says that it does not know well enough where it is.
  case coarse
  /// The platform marked the report as simulated.
  case mock
  /// A number is not finite or outside its limits; `field` names it.
  case outOfRange
  /// The sequence number was used before with other content.
  case conflict

  /// The word on the wire, in ledgers and in metrics.
  public var code: StaticString {
    switch self {
    case .accepted: "accepted"
    case .duplicate: "duplicate"
    case .late: "late"
    case .future: "future"
    case .jump: "jump"
    case .frozen: "frozen"
    case .coarse: "coarse"
    case .mock: "mock"
    case .outOfRange: "outOfRange"
    case .conflict: "conflict"
    }
  }
}

/// The field of a fix to which a refusal belongs.
public enum FixField: UInt8, Sendable, CaseIterable {
  /// The refusal is about the fix as a whole.
  case none
  /// The sequence number.
  case seq
  /// The device's time.
  case t
  /// The latitude.
  case lat
  /// The longitude.
  case lon
  /// The accuracy.
  case acc
  /// The speed.
  case spd
  /// The heading.
  case hdg
  /// The altitude.
  case alt
  /// The battery.
  case bat
  /// The source.
  case src

  /// The name on the wire; empty for `none`.
  public var name: StaticString {
    switch self {
    case .none: ""
    case .seq: "seq"
    case .t: "t"
    case .lat: "lat"
    case .lon: "lon"
    case .acc: "acc"
    case .spd: "spd"
    case .hdg: "hdg"
    case .alt: "alt"
    case .bat: "bat"
    case .src: "src"
    }
  }
}

/// A verdict with the field that it is about.
public struct FixJudgement: Sendable, Hashable {
  /// What became of the fix.
  public var verdict: FixVerdict
  /// The field at fault, where it is one.
  public var field: FixField

  /// A judgement.
  public init(_ verdict: FixVerdict, _ field: FixField = .none) {
    self.verdict = verdict
    self.field = field
  }

  /// The fix moved the technician.
  public static let accepted = FixJudgement(.accepted)
}
