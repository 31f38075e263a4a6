// Trips and their tracks of the fleet's record against what the server answers.

import Bedrock
import FleetClient

extension RecordCheck {
  /// Compares every trip of the record: it is at least where its technician was told that it is, and has every fix that
  /// was acknowledged while it was under way.
  static func compareTrips(_ record: FleetRecord, by service: ServiceAPI) -> Outcome {
    var outcome = Outcome()
    // One that was won and has not set out is no trip yet.
    for (id, account) in record.trips where account.state != nil {
      outcome.trips += 1
      do throws(FleetError) {
        let found = try service.trip(id)
        outcome.faults += faults(of: found, account).map { "\(account.booking): \($0)" }
        let fixes = record.fixes(of: id)
        guard found != nil, !fixes.isEmpty else { continue }
        outcome.fixes += fixes.count
        let missing = missing(fixes, in: try service.track(of: id))
        if !missing.isEmpty {
          outcome.faults.append(
            "\(account.booking): of \(fixes.count) acknowledged fixes \(missing.count) are missing or others: "
              + ranges(missing))
        }
      } catch {
        outcome.faults.append("\(account.booking): \(error)")
      }
    }
    return outcome
  }

  private static func faults(of found: ServiceAPI.Trip?, _ account: TripAccount) -> [String] {
    guard let found else { return ["its trip is missing"] }
    var faults = faults(of: found.state, account)
    if found.technician != account.technician.text || found.booking != account.booking.text {
      faults.append("its trip is of somebody else")
    }
    return faults
  }

  /// The numbers of fixes that a track does not have where and when they were reported. O(fixes + points).
  static func missing(_ fixes: [AcknowledgedFix], in track: [ServiceAPI.TrackPoint]) -> [UInt64] {
    var points: [Instant: [ServiceAPI.TrackPoint]] = [:]
    for point in track { points[point.time, default: []].append(point) }
    return fixes.filter { fix in
      !(points[fix.fix.time] ?? []).contains {
        abs($0.latitudeDegrees - fix.fix.latitudeDegrees) <= stepDegrees
          && abs($0.longitudeDegrees - fix.fix.longitudeDegrees) <= stepDegrees
      }
    }.map(\.sequence)
  }

  /// Numbers in words, those in a row as one: `7, 9-12`. O(n log n).
  static func ranges(_ numbers: [UInt64]) -> String {
    var ranges: [ClosedRange<UInt64>] = []
    for number in numbers.sorted() {
      if let last = ranges.last, number <= last.upperBound + 1 {
        ranges[ranges.count - 1] = last.lowerBound...number
      } else {
        ranges.append(number...number)
      }
    }
    return ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
      .joined(separator: ", ")
  }

  /// Positions are kept in steps of about 9 mm, and travel with seven decimals.
  private static let stepDegrees = 3e-7
}
