// What a replay found, in words and as JSON.

import Bedrock
import FleetClient

/// The result of a replay.
struct ReplayReport: Sendable {
  var vehicles = 0
  var statistics = FleetStatistics()
  /// Vehicles whose final position was compared.
  var finalPositionsChecked = 0
  /// Those of whom the server believes something else than the file and the verdicts say.
  var finalPositionsWrong: [String] = []
  /// From the first fix sent to the last verdict.
  var seconds = 0.0
  /// The signal to stop came before the end of the trace.
  var isInterrupted = false

  var fixesPerSecond: Double { seconds > 0 ? Double(statistics.acknowledged) / seconds : 0 }

  /// Every fix has its verdict, every position is right, nothing else went wrong.
  var isGood: Bool {
    statistics.unacknowledged == 0 && finalPositionsWrong.isEmpty && statistics.errors == 0
      && statistics.disconnects == 0 && !isInterrupted
  }

  /// One object.
  var json: String {
    var json = JSONWriter()
    json.beginObject()
    json.key("fixes_sent")
    json.integer(Int64(statistics.sent))
    json.key("acknowledged")
    json.integer(Int64(statistics.acknowledged))
    json.key("accepted")
    json.integer(Int64(statistics.accepted))
    json.key("refused")
    FleetReport.writeRefused(statistics, &json)
    json.key("final_positions_checked")
    json.integer(finalPositionsChecked)
    json.key("final_positions_wrong")
    json.integer(finalPositionsWrong.count)
    json.key("fixes_per_second")
    json.number(fixesPerSecond, decimals: 0)
    json.key("ack_ms_p50")
    json.number(FleetReport.milliseconds(statistics.acknowledgementNanoseconds, 0.5), decimals: 3)
    json.key("ack_ms_p99")
    json.number(FleetReport.milliseconds(statistics.acknowledgementNanoseconds, 0.99), decimals: 3)
    json.endObject()
    return String(decoding: json.finish(), as: UTF8.self)
  }

  /// Some lines for people.
  var words: String {
    let share = Double(statistics.accepted) / Double(max(1, statistics.sent)) * 100
    let latency = statistics.acknowledgementNanoseconds
    var lines = [
      "\(statistics.sent) fixes of \(vehicles) vehicles in \(FleetReport.text(seconds, 1)) s: "
        + "\(FleetReport.text(fixesPerSecond, 0)) per second",
      "acknowledged \(statistics.acknowledged), accepted \(statistics.accepted) "
        + "(\(FleetReport.text(share, 2)) %), refused \(FleetReport.refusedWords(statistics))",
      "verdict after \(FleetReport.text(FleetReport.milliseconds(latency, 0.5), 2)) ms (p50), "
        + "\(FleetReport.text(FleetReport.milliseconds(latency, 0.99), 2)) ms (p99)",
      "final positions: \(finalPositionsChecked) checked, \(finalPositionsWrong.count) wrong",
    ]
    if isInterrupted { lines.append("stopped before the end of the trace") }
    if statistics.unacknowledged > 0 { lines.append("\(statistics.unacknowledged) fixes got no verdict") }
    if !finalPositionsWrong.isEmpty {
      lines.append("wrong: \(finalPositionsWrong.prefix(10).joined(separator: ", "))")
    }
    lines += FleetReport.faultLines(statistics)
    return lines.joined(separator: "\n")
  }
}
