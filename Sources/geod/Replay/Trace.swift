// A recorded trace in memory, cut into slices of its own time.

import Bedrock

/// One recorded fix.
struct TraceFix: Sendable, Equatable {
  /// The vehicle, as its place in `Trace.vehicles`.
  var vehicle: Int
  var time: Instant
  var latitudeDegrees: Double
  var longitudeDegrees: Double
}

/// The fixes of a trace in the order of their times; those of one time keep the order of the file.
struct Trace: Sendable {
  /// The vehicles in the order in which they first occur.
  let vehicles: [ClientID]
  let fixes: [TraceFix]

  /// Orders the fixes.
  init(vehicles: [ClientID], fixes: [TraceFix]) {
    self.vehicles = vehicles
    // The standard library's sort is stable in fact but not by contract.
    self.fixes = fixes.enumerated().sorted { a, b in
      (a.element.time, a.offset) < (b.element.time, b.offset)
    }.map(\.element)
  }

  /// A stretch of trace time with at least one fix.
  struct Slice: Sendable, Equatable {
    /// The positions in `fixes`.
    var range: Range<Int>
    /// The first instant behind the slice; to where the clock is moved before its fixes are sent, so that none
    /// of them lies in the future.
    var end: Instant
  }

  /// The slices of a length, from the first fix to the last, without the empty ones. Boundaries are multiples of
  /// the length since the Unix epoch, so that they do not depend on the first fix.
  func slices(seconds: Int) -> [Slice] {
    let length = Int64(seconds) * 1_000
    var slices: [Slice] = []
    var start = 0
    while start < fixes.count {
      let end = Instant(milliseconds: (fixes[start].time.milliseconds / length + 1) * length)
      var next = start + 1
      while next < fixes.count, fixes[next].time < end { next += 1 }
      slices.append(Slice(range: start..<next, end: end))
      start = next
    }
    return slices
  }
}
