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

  /// How many candidates may be ranked by counting.
  package static var countingMax: Int { Candidates.countingMax }

  /// Orders points by counting their cheap distances, and measures those that are kept, by one path.
  package static func rank(
    path: Int32, points: [GeoPoint], origin: GeoPoint, rank: Int, stretch: Double
  ) -> (ordered: [UInt32], meters: [Double]) {
    var columns = SlotColumns()
    let start = columns.allocateRun(RunSizes.fitting(UInt32(points.count)))
    for (offset, point) in points.enumerated() { columns.points[start + UInt32(offset)] = point }
    var list = Slab<geod_run>(blank: geod_run(start: 0, count: 0))
    list.reserve(1)
    list[0] = geod_run(start: start, count: UInt32(points.count))
    let metric = LocalMetric(Geodesic.Origin(origin))
    var candidates = Candidates()
    let found = columns.scan(
      metric.query(squaredLimit: 1e30, filter: .everything), runs: list, runCount: 1, candidates: &candidates,
      path: path)
    let kept = candidates.orderByCounting(found, rank: rank, stretch: stretch, path: path)
    columns.measure(metric.origin, &candidates, count: kept, path: path)
    return (
      (0..<kept).map { candidates.ordered[$0] - start }, (0..<kept).map { candidates.meters[$0] }
    )
  }

  /// Whether the disk of a radius rules out the cell that a point lies in; nil where the cheap distance does not
  /// serve.
  package static func excludesCell(
    of point: GeoPoint, from origin: GeoPoint, radiusMeters: Double
  ) -> Bool? {
    var cells = [ProbeCell](repeating: ProbeCell(), count: 64)
    cells[Int(CellTree.cellIndex(CellCoordinate(point)))].count = 1
    let found = walk(
      path: 0, cells: cells, blockOf: point, from: origin, radiusMeters: radiusMeters, filter: .everything)
    return found.map { $0.reached.isEmpty && $0.inside.isEmpty }
  }

  /// One cell of a block for `walk`.
  package struct ProbeCell {
    package var count: UInt32 = 0
    package var skills: UInt64 = 0
    package var rating: Float = 0

    package init() {}
  }

  /// Runs one path of the walk over the block that a point lies in, and returns which of its cells are in reach of
  /// the disk, which wholly inside, and how many technicians it saw; nil where the cheap distance does not serve.
  package static func walk(
    path: Int32, cells: [ProbeCell], blockOf point: GeoPoint, rows: ClosedRange<UInt32> = 0...7,
    columns: ClosedRange<UInt32> = 0...7, from origin: GeoPoint, radiusMeters: Double, filter: IndexFilter
  ) -> (reached: [UInt32], inside: [UInt32], seen: Int)? {
    let metric = LocalMetric(Geodesic.Origin(origin))
    guard let band = metric.band(radiusMeters: radiusMeters) else { return nil }
    var blocks = CellBlocks()
    _ = blocks.append(under: 0)
    var occupancy: UInt64 = 0
    for (index, cell) in cells.enumerated() {
      if cell.count > 0 { occupancy |= 1 << UInt64(index) }
      blocks.runs[index] = geod_run(start: UInt32(index), count: cell.count)
      blocks.skills[index] = cell.skills
      blocks.ratings[index] = cell.rating
    }
    var walk = CellWalk()
    walk.start(
      filter,
      reach: metric.reach(
        squaredLimit: MovingIndex.squaredLimit(radiusMeters, band),
        halfBox: metric.halfBox(radiusMeters: radiusMeters),
        insideLimit: MovingIndex.squaredInside(radiusMeters, band)))
    let place = CellCoordinate(point)
    blocks.walk(
      BlockPart(
        first: 0, occupancy: occupancy, row: UInt32(place.row & ~7), column: UInt32(place.column & ~7),
        firstRow: rows.lowerBound,
        lastRow: rows.upperBound, firstColumn: columns.lowerBound, lastColumn: columns.upperBound),
      &walk, path: path)
    return (
      (0..<walk.count).map { walk.runs[$0].start }, (0..<walk.insideCount).map { walk.insideRuns[$0].start },
      walk.seen
    )
  }

  /// The far search's lower bound, in metres, for the node or cell of `bits` that a point lies in.
  package static func farBoundMeters(from origin: GeoPoint, toSquareOf point: GeoPoint, bits: Int) -> Double {
    let place = CellCoordinate(point)
    let shift = CellGrid.bits - bits
    let (row, column) = (Int(place.row) >> shift, Int(place.column) >> shift)
    let bounds = SquareBounds(Geodesic.Origin(origin), row: row & ~7, column: column & ~7, bits: bits)
    return SquareBounds.meters(squaredChord: bounds.squaredChord((row & 7) << 3 | column & 7))
  }
}
