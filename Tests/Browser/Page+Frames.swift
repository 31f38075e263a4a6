// Smoothness, as the browser's compositor has it: which frames came onto the screen, and when.

import Foundation
import Transport

/// The frames of a while.
public struct FrameMeasurement: Sendable {
  /// For how long was measured.
  public var seconds: Double
  /// Frames that were drawn.
  public var drawn: Int
  /// The longest time from one drawn frame to the next, or from begin and end of the measurement to the nearest one.
  public var longestGapMilliseconds: Double

  /// What was counted; nothing when left out.
  public init(seconds: Double = 0, drawn: Int = 0, longestGapMilliseconds: Double = 0) {
    self.seconds = seconds
    self.drawn = drawn
    self.longestGapMilliseconds = longestGapMilliseconds
  }

  /// Drawn frames per second.
  public var perSecond: Double { seconds > 0 ? Double(drawn) / seconds : 0 }
}

extension Page {
  /// Watches the compositor for a while: the `DrawFrame` events of the category `disabled-by-default-devtools.timeline.frame` of
  /// Chromium's tracing. Nothing is added to the page, and a page at rest draws no frames. All pages of the browser count, so
  /// there should be only this one.
  public func measureFrames(seconds: Double) throws(BrowserError) -> FrameMeasurement {
    record.trace = []
    record.hasTraced = false
    try devTools.call(
      "Tracing.start",
      [
        "transferMode": "ReportEvents",
        "traceConfig": [
          "recordMode": "recordContinuously",
          "includedCategories": ["disabled-by-default-devtools.timeline.frame"],
          "excludedCategories": ["*"],
        ],
      ])
    let began = SystemClock.monotonicMilliseconds()
    try devTools.listen(milliseconds: Int64(seconds * 1_000))
    let ended = SystemClock.monotonicMilliseconds()
    try devTools.call("Tracing.end")
    let deadline = SystemClock.monotonicMilliseconds() + 20_000
    while !record.hasTraced {
      guard SystemClock.monotonicMilliseconds() < deadline else {
        throw .timeout("the browser's trace did not come")
      }
      try devTools.listen(milliseconds: 20)
    }
    defer { record.trace = [] }
    // Times are microseconds of the monotonic clock, which is that of `SystemClock`, too.
    let draws = record.trace.filter { $0["name"].string == "DrawFrame" }.compactMap { $0["ts"].double }
    let inside = draws.map { $0 / 1_000 }.filter { $0 >= Double(began) && $0 <= Double(ended) }.sorted()
    let moments = [Double(began)] + inside + [Double(ended)]
    let gaps = zip(moments, moments.dropFirst()).map { $1 - $0 }
    return FrameMeasurement(
      seconds: Double(ended - began) / 1_000, drawn: inside.count, longestGapMilliseconds: gaps.max() ?? 0)
  }
}
