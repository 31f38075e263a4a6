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

  /// Technicians that lie side by side from slot 0, each with its slot as id.
  private static func columns(_ technicians: [(GeoPoint, IndexAttributes)]) -> SlotColumns {
    var columns = SlotColumns()
    let start = columns.allocateRun(RunSizes.fitting(UInt32(technicians.count)))
    precondition(start == 0, "the first run begins elsewhere")
    for (offset, technician) in technicians.enumerated() {
      columns.points[offset] = technician.0
      columns.ids[offset] = UInt32(offset)
      columns.setAttributes(UInt32(offset), technician.1)
    }
    return columns
  }

  private static func list(_ runs: [Range<Int>]) -> Slab<geod_run> {
    var list = Slab<geod_run>(blank: geod_run(start: 0, count: 0))
    list.reserve(runs.count)
    for (index, run) in runs.enumerated() {
      list[index] = geod_run(start: UInt32(run.lowerBound), count: UInt32(run.count))
    }
    return list
  }

  /// Runs one path over technicians that lie side by side from slot 0, in the given runs of slots.
  package static func scan(
    path: Int32, technicians: [(GeoPoint, IndexAttributes)], runs: [Range<Int>], origin: GeoPoint,
    squaredLimit: Double, filter: IndexFilter
  ) -> (distances: [Float], slots: [UInt32]) {
    let columns = columns(technicians)
    let list = list(runs)
    let query = LocalMetric(Geodesic.Origin(origin)).query(squaredLimit: squaredLimit, filter: filter)
    var candidates = Candidates()
    let found = columns.scan(
      query, runs: list, runCount: runs.count, candidates: &candidates, path: path)
    return (
      (0..<found).map { candidates.distances[$0] }, (0..<found).map { candidates.slots[$0] }
    )
  }

  /// The same for ids: those surely within a squared distance, and the technicians for whom the exact one has to decide.
  package static func collect(
    path: Int32, technicians: [(GeoPoint, IndexAttributes)], runs: [Range<Int>], origin: GeoPoint,
    squaredLimit: Double, squaredSure: Float, filter: IndexFilter
  ) -> (ids: [UInt32], doubtful: [UInt32]) {
    let columns = columns(technicians)
    let list = list(runs)
    var found = FoundIDs()
    columns.collect(
      LocalMetric(Geodesic.Origin(origin)).query(squaredLimit: squaredLimit, filter: filter),
      sure: squaredSure, runs: list, runCount: runs.count, into: &found, path: path)
    return (
      (0..<found.count).map { found.ids[$0] }, (0..<found.doubtfulCount).map { found.doubtful[$0] }
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
    let columns = columns(points.map { ($0, IndexAttributes()) })
    let list = list([0..<points.count])
    let metric = LocalMetric(Geodesic.Origin(origin))
    var candidates = Candidates()
    let found = columns.scan(
      metric.query(squaredLimit: 1e30, filter: .everything), runs: list, runCount: 1, candidates: &candidates,
      path: path)
    let kept = candidates.orderByCounting(found, rank: rank, stretch: stretch, path: path)
    columns.measure(metric.origin, &candidates, count: kept, path: path)
    return (
      (0..<kept).map { candidates.ordered[$0] }, (0..<kept).map { candidates.meters[$0] }
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

  /// How many technicians a walk over a box counts, whoever of them the filter lets through.
  package static func technicians(
    seenIn box: GeoBox, _ index: inout MovingIndex, filter: IndexFilter
  ) -> Int {
    index.gather(box, filter: filter, reach: nil)
    return index.scratch.walk.seen
  }

  /// What the far search takes for the least and the greatest length of a geodesic before it has one, in metres.
  package static func farBracketMeters(from origin: GeoPoint, to point: GeoPoint) -> (
    chord: Double, longestArc: Double
  ) {
    let chord = Geodesic.Origin(origin).chordMeters(to: point)
    return (chord - 0.001, FarBound.longestArcMeters(chord: chord))
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
