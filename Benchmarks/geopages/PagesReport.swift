// What was found out about the pages.

import Browser
import FleetClient
import LoadSupport

/// The result of a run.
struct PagesReport {
  /// The page's own counters: frames in which technicians were drawn, and how many in the last one.
  struct OwnCounters: Decodable {
    var frames = 0.0
    var worstGapMs = 0.0
    var meanDrawMs = 0.0
    var drawn = 0.0
  }

  /// The server without a viewer, before and after.
  var alone: [ServerCost] = []
  /// The server with one console.
  var watched = ServerCost(cpuPercent: 0, residentBytes: 0)
  var frames = FrameMeasurement()
  var own = OwnCounters()
  /// How busy the page's main thread was, in percent.
  var pageTaskPercent = 0.0
  var pageHeapBytes = 0.0
  var firstViewMilliseconds = 0.0
  var slowFirstViewMilliseconds = 0.0
  var firstViewBytes = 0
  /// What the pages should not have done.
  var faults: [String] = []
  var fleet = FleetStatistics()

  private var alonePercent: Double { alone.map(\.cpuPercent).reduce(0, +) / Double(max(1, alone.count)) }

  /// Every fix got its verdict, and the pages made no fault.
  var isGood: Bool {
    fleet.errors == 0 && fleet.disconnects == 0 && fleet.unacknowledged == 0 && faults.isEmpty
  }

  var lines: [ReportLine] {
    [
      .count("technicians_drawn", Int(own.drawn), "technicians"),
      ReportLine(name: "frames_per_second", value: frames.perSecond, unit: "1/s", decimals: 1),
      ReportLine(name: "frame_gap_max", value: frames.longestGapMilliseconds, unit: "ms", decimals: 1),
      ReportLine(
        name: "map_frames_per_second", value: own.frames / max(frames.seconds, 0.001), unit: "1/s",
        decimals: 1),
      ReportLine(name: "map_draw_mean", value: own.meanDrawMs, unit: "ms", decimals: 2),
      ReportLine(name: "page_thread", value: pageTaskPercent, unit: "% of one processor", decimals: 1),
      ReportLine(name: "page_heap", value: pageHeapBytes / 1e6, unit: "MB", decimals: 1),
      ReportLine(name: "server_cpu_alone", value: alonePercent, unit: "% of one processor", decimals: 2),
      ReportLine(
        name: "server_cpu_watched", value: watched.cpuPercent, unit: "% of one processor", decimals: 2,
        ratio: watched.cpuPercent > 0 ? alonePercent / watched.cpuPercent : nil),
      ReportLine(
        name: "server_cpu_viewer", value: watched.cpuPercent - alonePercent, unit: "% of one processor",
        decimals: 2),
      ReportLine(
        name: "server_rss", value: Double(watched.residentBytes) / 1e6, unit: "MB", decimals: 1),
      .count("first_view", firstViewBytes, "bytes"),
      ReportLine(name: "first_view_time", value: firstViewMilliseconds, unit: "ms", decimals: 0),
      ReportLine(name: "first_view_time_slow", value: slowFirstViewMilliseconds, unit: "ms", decimals: 0),
      .count("fixes_acknowledged", fleet.acknowledged, "fixes"),
      .count("fixes_unacknowledged", fleet.unacknowledged, "fixes"),
      .count("errors", Int(fleet.errors) + faults.count, "errors"),
    ]
  }
}
