// The index told by cells: for maps from far away, for heat, for whoever plans where people are missing.

import Bedrock
import CVector

extension MovingIndex {
  /// The finest cells that are summarised: those of the index itself.
  public static var summaryBitsMax: Int { 2 * CellGrid.bits }

  /// Summarises the technicians who pass the filter by geohash cells of `bits` bits (0 to ``summaryBitsMax``).
  ///
  /// All cells that the box touches are told as wholes, those without anybody are left out; the result is in the
  /// order of the cells' values and exact. `result` is overwritten, its capacity is kept, and nothing else is
  /// allocated. O(technicians + cells log cells) in those cells; see ``estimateCount(in:)`` for counts alone.
  public mutating func summaries(
    bits: Int, in box: GeoBox = .world, filter: IndexFilter = .everything, into result: inout [CellSummary]
  ) {
    precondition(bits >= 0 && bits <= Self.summaryBitsMax, "summaries are of cells of 0 to 32 bits")
    result.removeAll(keepingCapacity: true)
    gather(GeohashRange(box, bits: bits).box, filter: filter, reach: nil)
    for index in 0..<scratch.walk.count {
      if let summary = summary(of: scratch.walk.runs[index], bits: bits, filter) { result.append(summary) }
    }
    guard result.count > 1 else { return }
    result.sortInPlace()
    var last = 0
    for index in 1..<result.count {
      if result[index].cell == result[last].cell {
        result[last].merge(result[index])
      } else {
        last += 1
        result[last] = result[index]
      }
    }
    result.removeLast(result.count - last - 1)
  }

  /// The summary of one cell of the index under its cell of `bits` bits; nil when nobody passes.
  private func summary(of run: geod_run, bits: Int, _ filter: IndexFilter) -> CellSummary? {
    let everybody = filter == .everything
    var count = 0
    var bestRating: Float = 0
    var skills: UInt64 = 0
    var freshest = Instant(milliseconds: .min)
    for slot in run.start..<(run.start + run.count) {
      let attributes = columns.attributes(slot)
      let fixTime = locations[columns.ids[slot]].fixTime
      guard everybody || filter.admits(attributes, fixTime: fixTime) else { continue }
      count += 1
      bestRating = max(bestRating, attributes.rating)
      skills |= attributes.skills
      freshest = max(freshest, fixTime)
    }
    guard count > 0 else { return nil }
    return CellSummary(
      cell: Geohash(columns.points[run.start], bits: bits), count: count, bestRating: bestRating,
      skills: skills,
      freshest: freshest)
  }
}

extension GeohashRange {
  /// The stored positions in all of the cells.
  var box: GeoBox {
    let low = Geohash(column: UInt32(west), row: UInt32(south), bits: bits).box
    let high = Geohash(column: UInt32(west), row: UInt32(north), bits: bits).box
    let width = UInt64(low.longitudeSpan) + 1
    return GeoBox(
      southAngle: low.southAngle, northAngle: high.northAngle, westAngle: low.westAngle,
      longitudeSpan: UInt32(min(width * UInt64(columns), 1 << 32) - 1))
  }
}
