// What the demo has seen, in words and as JSON.

import Bedrock
import FleetClient

/// The numbers of a demo, at its end or as of now.
struct DemoReport: Sendable {
  var statistics = FleetStatistics()
  var nearby = NearbyProber.Findings()
  var seconds = 0.0
  /// The server ended before it was told to, or ended badly.
  var serverFault: String?

  var errors: UInt64 {
    statistics.errors + statistics.disconnects + nearby.errors + (serverFault == nil ? 0 : 1)
  }

  /// Nothing went wrong and every fix has its verdict.
  var isGood: Bool { errors == 0 && statistics.unacknowledged == 0 }

  /// One object.
  var json: String {
    var json = JSONWriter()
    json.beginObject()
    json.key("fixes_sent")
    json.integer(Int64(statistics.sent))
    json.key("fixes_acknowledged")
    json.integer(Int64(statistics.acknowledged))
    json.key("fixes_refused")
    json.integer(Int64(statistics.refusedTotal))
    json.key("refused")
    FleetReport.writeRefused(statistics, &json)
    json.key("nearby_queries")
    json.integer(Int64(nearby.questions))
    json.key("nearby_us_p50")
    json.number(nearbyMicroseconds, decimals: 0)
    json.key("fix_to_viewer_ms_p50")
    json.number(FleetReport.milliseconds(statistics.sightingNanoseconds, 0.5), decimals: 3)
    json.key("fix_to_viewer_ms_p99")
    json.number(FleetReport.milliseconds(statistics.sightingNanoseconds, 0.99), decimals: 3)
    json.key("errors")
    json.integer(Int64(errors))
    json.key("seconds")
    json.number(seconds, decimals: 1)
    json.endObject()
    return String(decoding: json.finish(), as: UTF8.self)
  }

  /// Some lines for people.
  var words: String {
    var lines = [
      "\(statistics.sent) fixes in \(FleetReport.text(seconds, 1)) s: \(statistics.acknowledged) acknowledged, "
        + "refused: \(FleetReport.refusedWords(statistics))",
      "\(nearby.questions) nearby questions, every answer checked: \(nearby.errors) wrong; half of them within "
        + "\(FleetReport.text(nearbyMicroseconds, 0)) us",
      "from a phone to a viewer: \(viewerMilliseconds(0.5)) ms (p50), \(viewerMilliseconds(0.99)) ms (p99), "
        + "\(statistics.sightingNanoseconds.count) sightings",
      "errors: \(errors)",
    ]
    if statistics.unacknowledged > 0 { lines.append("\(statistics.unacknowledged) fixes got no verdict") }
    lines += FleetReport.faultLines(statistics) + nearby.firstFaults.map { "  \($0)" }
    if let serverFault { lines.append(serverFault) }
    return lines.joined(separator: "\n")
  }

  /// One line while it runs.
  /// - Parameter rate: fixes per second since the last line.
  func status(rate: Double) -> String {
    "\(FleetReport.text(rate, 0)) fixes/s | acknowledged \(statistics.acknowledged) of \(statistics.sent)"
      + " | refused \(statistics.refusedTotal) | online \(statistics.phonesReady)"
      + " | nearby p50 \(FleetReport.text(nearbyMicroseconds, 0)) us"
      + " | fix to viewer p50 \(viewerMilliseconds(0.5)) p99 \(viewerMilliseconds(0.99)) ms"
      + (errors > 0 ? " | errors \(errors)" : "")
  }

  private var nearbyMicroseconds: Double {
    Double(nearby.roundTripNanoseconds.value(atQuantile: 0.5)) / 1e3
  }

  private func viewerMilliseconds(_ quantile: Double) -> String {
    FleetReport.text(FleetReport.milliseconds(statistics.sightingNanoseconds, quantile), 1)
  }
}
