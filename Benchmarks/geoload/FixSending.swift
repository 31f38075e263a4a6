// Phones report in open loop: every fix has its time from the beginning.

import Bedrock
import FleetClient
import Foundation
import LoadSupport
import Transport

/// What was sent, and what the server cost meanwhile.
struct FixSending {
  /// Fixes given to phones.
  private(set) var sent = 0
  /// The time of the first fix.
  let start = Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000))
  /// From the first fix to the last verdict.
  private(set) var seconds = 0.0
  /// Samples of the server at the begin of sending, about once a second, and at the end; empty for a server
  /// that was not started here.
  private(set) var samples: [ProcessSample] = []

  /// Sends everything that the options ask for and waits for the verdicts. A signal ends it early.
  init(
    _ options: LoadOptions, _ places: LoadFleet, _ fleet: Fleet, _ target: ServerTarget,
    _ signals: borrowing Signals
  ) {
    let startNanoseconds = MonotonicClock.nanoseconds()
    let total = Int(Double(options.phones) * options.rate * Double(options.seconds))
    while sent < total {
      let elapsed = MonotonicClock.nanoseconds() - startNanoseconds
      var reports: [PhoneReport] = []
      while sent < total, places.dueNanoseconds(sent) <= elapsed {
        reports.append(places.report(sent, start: start, startNanoseconds: startNanoseconds))
        sent += 1
      }
      if !reports.isEmpty { fleet.report(reports) }
      if elapsed / 1_000_000_000 >= UInt64(samples.count) { sample(target) }
      // A tick of a millisecond is the resolution of the send times.
      if signals.wait(timeoutMilliseconds: 1) == .terminate { break }
    }
    _ = fleet.waitUntilSettled(timeoutMilliseconds: 30_000)
    seconds = Double(MonotonicClock.nanoseconds() - startNanoseconds) / 1e9
    sample(target)
  }

  private mutating func sample(_ target: ServerTarget) {
    guard let child = target.child, let sample = ProcessSample(processID: child.processID) else { return }
    samples.append(sample)
  }
}
