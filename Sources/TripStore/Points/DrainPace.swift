// How much the drain brings over at a time, decided without I/O.

/// The size of the pieces in which a spool is emptied.
///
/// A piece that the database did not take may have been more than it can do in the time it is waited for. Sent again as it
/// is, it would fail again, for ever; so it becomes smaller. It grows again while pieces take little time, and not merely
/// because one was taken: the next larger one might be the one that fails.
struct DrainPace: Equatable {
  /// The most points of a piece, and where it begins.
  static let pointsMax = 20_000
  /// No piece is made smaller than this. At 10 s it asks for 50 points a second.
  static let pointsMin = 500
  /// A piece that took less lets the next one be twice as large.
  static let briskMilliseconds: UInt64 = 1000

  /// How many points to bring over next.
  private(set) var points = pointsMax

  /// The database has taken a piece.
  mutating func taken(milliseconds: UInt64) {
    if milliseconds < Self.briskMilliseconds { points = min(Self.pointsMax, points * 2) }
  }

  /// The database has not taken a piece.
  mutating func failed() { points = max(Self.pointsMin, points / 2) }
}
