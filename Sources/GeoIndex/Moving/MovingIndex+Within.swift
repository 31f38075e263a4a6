// Everybody within a radius or a box.

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
