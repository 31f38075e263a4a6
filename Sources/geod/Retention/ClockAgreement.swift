// Whether a clock may be trusted with removing by age: one machine that is a year ahead would remove everybody's data.

import Bedrock
import TripStore

/// Compares the time by which ages are counted with the clock of the database's machine.
enum ClockAgreement {
  /// How far the two may be apart. Terms are days; leap seconds, lazy clocks and slow answers are seconds.
  static let differenceMaxMilliseconds: Int64 = 3_600_000

  /// Why nothing may be removed at this time; nil when the clocks agree, or when there is only this machine's.
  static func fault(at now: Instant, in store: any Store) throws(StoreError) -> String? {
    guard let other = try store.databaseTime() else { return nil }
    let difference = abs(now.milliseconds(since: other))
    guard difference > differenceMaxMilliseconds else { return nil }
    return
      "this machine's clock says \(TimeText.iso8601(now)), that of the database \(TimeText.iso8601(other)): "
      + "nothing is removed until they are less than an hour apart"
  }
}
