// What the demo has seen, for people.

import Bedrock
import FleetClient

extension DemoReport {
  /// Some lines for people.
  var words: String {
    var lines = [
      row(
        "world",
        "\(FleetReport.text(seconds, 1)) s, in which \(FleetReport.text(seconds * timeScale / 60, 1)) minutes passed"
          + " (time scale \(FleetReport.text(timeScale, 1)))"),
      row(
        "fixes",
        "\(statistics.sent) sent, \(statistics.acknowledged) acknowledged, refused: "
          + FleetReport.refusedWords(statistics)),
      row(
        "bookings",
        "\(office.placed) placed, \(office.cancelled) cancelled, \(office.rescheduled) rescheduled, "
          + "\(office.assignedByHand) assigned by hand, \(office.noShows) no-shows"),
      row("matching", "\(office.matches) match requests checked, \(statistics.offers) offers shown"),
      row(
        "trips",
        "\(tripsCompleted) completed, \(office.brokenOff) cancelled; half of the arrivals within "
          + "\(FleetReport.text(etaErrorSeconds, 0)) s of what was expected"),
      row(
        "viewers",
        "\(milliseconds(0.5)) ms (p50), \(milliseconds(0.99)) ms (p99) from a phone to a viewer, "
          + "\(statistics.sightingNanoseconds.count) sightings; \(statistics.events) events, "
          + "\(statistics.topicsEnded) topics watched to their end, \(office.shares) shares"),
      row(
        "nearby",
        "\(nearby.questions) questions, every answer checked: \(nearby.errors) wrong; half of them within "
          + "\(FleetReport.text(nearbyMicroseconds, 0)) us"),
    ]
    if kills > 0 {
      lines.append(row("kills", "\(kills); \(tripsAfterKills) trips completed after the last one"))
    }
    lines.append(row("compared", compared))
    lines.append(row("errors", "\(errors)"))
    if statistics.unacknowledged > 0 { lines.append("\(statistics.unacknowledged) fixes got no verdict") }
    if errors > 0 { lines += FleetReport.faultLines(statistics) }
    lines += (nearby.firstFaults + office.firstFaults + check.faults.prefix(8)).map { "  \($0)" }
    if let serverFault { lines.append(serverFault) }
    return lines.joined(separator: "\n")
  }

  /// One line while it runs.
  /// - Parameter rate: fixes per second since the last line.
  func status(rate: Double) -> String {
    "\(FleetReport.text(rate, 0)) fixes/s | acknowledged \(statistics.acknowledged) of \(statistics.sent)"
      + " | refused \(statistics.refusedTotal) | online \(statistics.phonesReady)"
      + " | bookings \(office.placed) | trips completed \(tripsCompleted)"
      + " | nearby p50 \(FleetReport.text(nearbyMicroseconds, 0)) us"
      + " | fix to viewer p50 \(milliseconds(0.5)) p99 \(milliseconds(0.99)) ms"
      + (kills > 0 ? " | kills \(kills)" : "") + (errors > 0 ? " | errors \(errors)" : "")
  }

  private var compared: String {
    var parts = ["\(check.bookings) bookings"]
    if isUnderFire {
      parts += [
        "\(check.trips) trips", "\(check.events) events", "\(check.fixes) fixes", "\(check.shares) shares",
      ]
    }
    let verdict = check.faults.isEmpty ? "nothing acknowledged is missing" : "\(check.faults.count) differ"
    return parts.joined(separator: ", ") + ": " + verdict
  }

  private func row(_ title: String, _ text: String) -> String {
    title + String(repeating: " ", count: max(1, 10 - title.count)) + text
  }

  private func milliseconds(_ quantile: Double) -> String {
    FleetReport.text(FleetReport.milliseconds(statistics.sightingNanoseconds, quantile), 1)
  }
}
