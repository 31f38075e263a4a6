// Everybody within a radius or a box.

import Bedrock
import CVector

extension MovingIndex {
  /// All technicians within the radius (inclusive) who pass the filter, nearer first by exact WGS84 distance,
  /// then by id.
  ///
  /// `result` is overwritten; its capacity is kept. O(cells touched + h log h) for h answers. A negative radius
  /// is a bug of the caller.
  public mutating func within(
    radiusMeters: Double, of point: GeoPoint, filter: IndexFilter = .everything,
    into result: inout [Neighbor]
  ) {
    precondition(radiusMeters >= 0, "a negative radius")
    let metric = LocalMetric(Geodesic.Origin(point))
    guard let band = metric.band(radiusMeters: radiusMeters) else {
      searchFar(metric.origin, limit: .max, radiusMeters: radiusMeters, filter: filter, into: &result)
      return
    }
    let squaredLimit = Self.squaredLimit(radiusMeters, band)
    gather(metric, squaredLimit: squaredLimit, radiusMeters: radiusMeters, filter: filter)
    let found = scan(metric, squaredLimit: squaredLimit, filter: filter)
    rank(
      metric, found: found, limit: found, radiusMeters: radiusMeters, squaredLimit: squaredLimit,
      band: band, into: &result)
  }

  /// The ids of all technicians within the radius (inclusive, by exact WGS84 distance) who pass the filter, in no
  /// particular order.
  ///
  /// Cells wholly inside are copied, and only technicians within a hair of the circle are measured exactly, so this
  /// costs a fraction of the sorted answer. `result` is overwritten; its capacity is kept. O(cells touched + h) for
  /// h answers. A negative radius is a bug of the caller.
  public mutating func idsWithin(
    radiusMeters: Double, of point: GeoPoint, filter: IndexFilter = .everything,
    into result: inout [UInt32]
  ) {
    precondition(radiusMeters >= 0, "a negative radius")
    let metric = LocalMetric(Geodesic.Origin(point))
    guard let band = metric.band(radiusMeters: radiusMeters) else {
      var neighbors: [Neighbor] = []
      swap(&neighbors, &scratch.neighbors)
      searchFar(
        metric.origin, limit: .max, radiusMeters: radiusMeters, filter: filter, into: &neighbors)
      result.removeAll(keepingCapacity: true)
      for neighbor in neighbors { result.append(neighbor.id) }
      swap(&neighbors, &scratch.neighbors)
      return
    }
    let (squaredLimit, inside) = (
      Self.squaredLimit(radiusMeters, band), Self.squaredInside(radiusMeters, band)
    )
    gather(
      metric, squaredLimit: squaredLimit, radiusMeters: radiusMeters, filter: filter,
      insideLimit: filter == .everything ? inside : -1)
    columns.collect(
      metric.query(squaredLimit: squaredLimit, filter: filter), sure: Float(inside).nextDown,
      runs: scratch.walk.runs, runCount: scratch.walk.count, into: &scratch.found)
    for index in 0..<scratch.found.doubtfulCount {
      let slot = scratch.found.doubtful[index]
      if metric.origin.distanceMeters(to: columns.points[slot]) <= radiusMeters {
        scratch.found.append(columns.ids[slot])
      }
    }
    columns.appendAll(
      runs: scratch.walk.insideRuns, runCount: scratch.walk.insideCount, to: &scratch.found)
    if let freshSince = filter.freshSince { dropStale(before: freshSince) }
    scratch.found.replace(&result)
  }

  /// Drops the found ids whose position is older.
  private mutating func dropStale(before freshSince: Instant) {
    var fresh = 0
    for index in 0..<scratch.found.count {
      let id = scratch.found.ids[index]
      if locations[id].fixTime >= freshSince {
        scratch.found.ids[fresh] = id
        fresh += 1
      }
    }
    scratch.found.count = fresh
  }

  /// All technicians inside the box, edges included, who pass the filter, by id.
  ///
  /// `result` is overwritten; its capacity is kept. O(cells touched + h log h) for h answers.
  public mutating func within(
    _ box: GeoBox, filter: IndexFilter = .everything, into result: inout [UInt32]
  ) {
    result.removeAll(keepingCapacity: true)
    gather(box, filter: filter, reach: nil)
    let everybody = filter == .everything
    for index in 0..<scratch.walk.count {
      let run = scratch.walk.runs[index]
      for slot in run.start..<(run.start + run.count) where box.contains(columns.points[slot]) {
        let id = columns.ids[slot]
        if everybody || filter.admits(columns.attributes(slot), fixTime: locations[id].fixTime) {
          result.append(id)
        }
      }
    }
    result.sortInPlace()
  }
}
