// A round of retention, piece by piece, decided without I/O.

import Bedrock
import TripStore

/// What the next piece of a round may remove, and what the pieces before it have.
struct RetentionProgress {
  /// For the next piece.
  private(set) var policy: RetentionPolicy
  /// What was removed.
  private(set) var tally = RetentionTally()
  /// How many days are due and were not dropped, because somebody reads them.
  private(set) var heldDayCount = 0

  /// Begins a round of pieces with so many rows.
  init(_ policy: RetentionPolicy, rowsPerPiece: Int) {
    self.policy = policy
    self.policy.rowsMax = rowsPerPiece
  }

  /// Takes what a piece has removed. Days that were held are left alone for the rest of the round: each try waits for whoever
  /// reads them.
  /// - Returns: whether more is due.
  mutating func take(_ report: RetentionReport) -> Bool {
    tally.add(report)
    if !report.heldDays.isEmpty {
      heldDayCount += report.heldDays.count
      policy.daysMax = 0
    }
    return report.isBounded
  }
}
