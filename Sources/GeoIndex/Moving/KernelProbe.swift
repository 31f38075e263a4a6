// A door for the package's own tests to what queries use inside: the kernel's paths and the cheap distance.

import CVector

/// The inside of local queries, one piece at a time.
package enum KernelProbe {
  /// The kernel's paths that this processor can run; 0 is the portable one.
  package static var availablePaths: [Int32] {
    (0..<Int32(GEOD_SCAN_PATHS)).filter { geod_scan_path_available($0) != 0 }
  }

  /// The name of a path.
  package static func name(path: Int32) -> String { Kernel.name(path: path) }

  /// Runs one path over technicians that lie side by side from slot 0, in the given runs of slots.
  package static func scan(
    path: Int32, technicians: [(GeoPoint, IndexAttributes)], runs: [Range<Int>], origin: GeoPoint,
    squaredLimit: Double, filter: IndexFilter
  ) -> (distances: [Float], slots: [UInt32]) {
    var columns = SlotColumns()
    let start = columns.allocateRun(RunSizes.fitting(UInt32(technicians.count)))
    for (offset, technician) in technicians.enumerated() {
      columns.points[start + UInt32(offset)] = technician.0
      columns.setAttributes(start + UInt32(offset), technician.1)
    }
    var list = Slab<geod_run>(blank: geod_run(start: 0, count: 0))
    list.reserve(runs.count)
    for (index, run) in runs.enumerated() {
      list[index] = geod_run(start: start + UInt32(run.lowerBound), count: UInt32(run.count))
    }
    let query = LocalMetric(Geodesic.Origin(origin)).query(squaredLimit: squaredLimit, filter: filter)
    var candidates = Candidates()
    let found = columns.scan(
      query, runs: list, runCount: runs.count, candidates: &candidates, path: path)
    return (
      (0..<found).map { candidates.distances[$0] }, (0..<found).map { candidates.slots[$0] - start }
    )
  }

  /// The kernel's squared distance to a point and its proven relative band for a radius; nil where the cheap
  /// distance does not serve.
  package static func estimate(
    from origin: GeoPoint, to point: GeoPoint, radiusMeters: Double
  ) -> (squaredMeters: Double, band: Double)? {
    guard let band = LocalMetric(Geodesic.Origin(origin)).band(radiusMeters: radiusMeters) else {
      return nil
    }
    let found = scan(
      path: 0, technicians: [(point, IndexAttributes())], runs: [0..<1], origin: origin,
      squaredLimit: 1e30, filter: .everything)
    return (Double(found.distances[0]), band)
  }

  /// Whether the disk of a radius rules out the cell that a point lies in.
  package static func excludesCell(
    of point: GeoPoint, from origin: GeoPoint, radiusMeters: Double
  ) -> Bool? {
    let metric = LocalMetric(Geodesic.Origin(origin))
    guard let band = metric.band(radiusMeters: radiusMeters) else { return nil }
    let reach = metric.reach(
      squaredLimit: MovingIndex.squaredLimit(radiusMeters, band),
      halfBox: metric.halfBox(radiusMeters: radiusMeters))
    let place = CellCoordinate(point)
    return reach.excludes(row: place.row, column: place.column)
  }

  /// The far search's lower bound, in metres, for the node or cell of `bits` that a point lies in.
  package static func farBoundMeters(from origin: GeoPoint, toSquareOf point: GeoPoint, bits: Int) -> Double {
    let place = CellCoordinate(point)
    let shift = UInt16(CellGrid.bits - bits)
    return FarBound(Geodesic.Origin(origin)).meters(
      row: place.row >> shift, column: place.column >> shift, bits: bits)
  }
}
