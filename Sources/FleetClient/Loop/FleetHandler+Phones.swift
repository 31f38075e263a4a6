// What phones do: greet, report, hear verdicts.

import Bedrock
import Transport

extension FleetHandler {
  /// Sends reports: one `fix` message each, or neighbouring ones of a phone together where batches are wanted.
  func send(_ reports: [PhoneReport], _ loop: inout LoopControl) {
    var index = 0
    while index < reports.count {
      let phone = reports[index].phone
      var end = index + 1
      if configuration.batches {
        while end < reports.count, end - index < FleetConfiguration.batchMax, reports[end].phone == phone {
          end += 1
        }
      }
      var noted = 0
      for report in reports[index..<end] where note(report) { noted += 1 }
      if noted > 0 { transmitLast(noted, of: phone, &loop) }
      index = end
    }
  }

  /// Enters a report into the phone's account. False when it cannot be sent at all.
  private func note(_ report: PhoneReport) -> Bool {
    let phone = report.phone
    guard phones[phone].hasNumbers else {
      statistics.noteError("phone \(phones[phone].id) was to report before it was welcomed")
      return false
    }
    let trip = configuration.record?.keepsFixes == true ? phones[phone].trip : nil
    guard phones[phone].ledger.note(report.fix, dueNanoseconds: report.dueNanoseconds, trip: trip) != nil
    else {
      statistics.noteError(
        "phone \(phones[phone].id) has \(PhoneLedger.outstandingMax) fixes without a verdict")
      return false
    }
    statistics.sent += 1
    return true
  }

  /// Writes the last fixes of a phone's account to its socket. A phone that is away sends them when it is back.
  private func transmitLast(_ count: Int, of phone: Int, _ loop: inout LoopControl) {
    guard phones[phone].stage == .ready, let connection = phones[phone].connection else { return }
    var rest = phones[phone].ledger.outstanding.suffix(count)
    while let first = rest.first {
      let size = configuration.batches ? min(rest.count, FleetConfiguration.batchMax) : 1
      let now = MonotonicClock.nanoseconds()
      for entry in rest.prefix(size) { sightings.sent(entry.fix.time, phone: phone, atNanoseconds: now) }
      if size > 1 {
        encoder.encode(rest.prefix(size))
      } else {
        encoder.encode(first.fix, sequence: first.sequence)
      }
      transmit(to: connection, &loop)
      rest = rest.dropFirst(size)
    }
  }

  /// `welcome`: the phone goes on behind what the server has judged, and repeats what it has no verdict for.
  func welcomed(_ payload: borrowing Span<UInt8>, phone: Int, _ loop: inout LoopControl) {
    guard phones[phone].stage == .arriving else { return }
    guard let last = ServerFrame.lastSequence(ofWelcome: payload) else {
      statistics.noteError("a malformed welcome")
      return
    }
    phones[phone].stage = .ready
    phones[phone].attempts = 0
    arrivals.underWay -= 1
    statistics.phonesReady += 1
    phones[phone].ledger.resume(after: last)
    phones[phone].hasNumbers = true
    let waiting = phones[phone].ledger.outstandingCount
    if waiting > 0 { transmitLast(waiting, of: phone, &loop) }
    resumeCommands(of: phone, &loop)
  }

  /// `ack`
  func acknowledged(_ payload: borrowing Span<UInt8>, phone: Int) {
    guard let sequence = ackScanner.scan(payload) else {
      statistics.noteError("a malformed acknowledgement")
      return
    }
    phones[phone].ledger.settle(
      upTo: sequence, refused: ackScanner.refused, atNanoseconds: MonotonicClock.nanoseconds(), &statistics)
    keepTripFixes(of: phone)
  }
}
