// The general search: exact on the whole ellipsoid, across poles and oceans, over sparse and crowded data.

extension MovingIndex {
  /// Fills `result` with the nearest, best first through the tree: what cannot be nearer than the worst kept
  /// answer is never opened. `limit` may be `.max` for everything within the radius.
  ///
  /// Nodes and cells cost about 0.1 us each, technicians beyond 45 km about 2 us each; the bound falls short by
  /// at most 1 %, so a query from afar looks at the technicians within 1 % of the answer's distance.
  mutating func searchFar(
    _ origin: Geodesic.Origin, limit: Int, radiusMeters: Double, filter: IndexFilter,
    into result: inout [Neighbor]
  ) {
    result.removeAll(keepingCapacity: true)
    let bound = FarBound(origin)
    let summary = SummaryFilter(filter)
    scratch.queue.clear()
    scratch.far.removeAll(keepingCapacity: true)
    for index in 0..<256 where tree.roots[index] != .max {
      let node = tree.roots[index]
      let meters = bound.meters(row: tree.nodes[node].row, column: tree.nodes[node].column, bits: 4)
      scratch.queue.push(SearchQueue.Entry(boundMeters: meters, index: node, level: 0))
    }
    while let entry = scratch.queue.pop() {
      let worst = result.count < limit ? radiusMeters : min(radiusMeters, result[0].distanceMeters)
      if entry.boundMeters > worst { break }
      if entry.level == CellTree.levels {
        rankCell(entry.index, origin, limit, radiusMeters, filter, &result)
      } else {
        open(entry, bound, summary, worst)
      }
    }
    if limit < .max { measureFar(origin, limit, radiusMeters, &result) }
    result.sortInPlace()
  }

  /// From the candidates by chord to the answer: `result` holds, by upper bounds, the `limit` nearest, so whoever has
  /// a longer chord than the worst of them is not among the nearest.
  private mutating func measureFar(
    _ origin: Geodesic.Origin, _ limit: Int, _ radiusMeters: Double, _ result: inout [Neighbor]
  ) {
    let worst = result.count < limit ? radiusMeters : result[0].distanceMeters
    result.removeAll(keepingCapacity: true)
    for candidate in scratch.far where candidate.distanceMeters - 0.001 <= worst {
      let slot = locations[candidate.id].slot
      let distance = origin.distanceMeters(to: columns.points[slot])
      guard distance <= radiusMeters else { continue }
      result.keepLeast(Neighbor(id: candidate.id, distanceMeters: distance), limit: limit)
    }
  }

  /// Queues the children of a node that can matter.
  private mutating func open(
    _ entry: SearchQueue.Entry, _ bound: FarBound, _ summary: SummaryFilter, _ worst: Double
  ) {
    let level = Int(entry.level)
    let bits = 4 + 3 * (level + 1)
    var rest = tree.nodes[entry.index].occupancy
    while rest != 0 {
      var child = tree.nodes[entry.index].first + UInt32(rest.trailingZeroBitCount)
      rest &= rest - 1
      let meters: Double
      if level == CellTree.levels - 1 {
        let cell = tree.cell(child)
        guard summary.mayHold(skills: cell.skills, maxRating: cell.maxRating) else { continue }
        meters = bound.meters(row: cell.row, column: cell.column, bits: bits)
      } else {
        child = tree.children[child]
        let node = tree.nodes[child]
        guard summary.mayHold(skills: node.skills, maxRating: node.maxRating) else { continue }
        meters = bound.meters(row: node.row, column: node.column, bits: bits)
      }
      if meters <= worst {
        scratch.queue.push(
          SearchQueue.Entry(boundMeters: meters, index: child, level: Int32(level + 1)))
      }
    }
  }

  /// Offers everybody in a cell who passes to the heap of answers: for a limit by an upper bound of the distance, with
  /// the chord noted; else by the distance.
  private mutating func rankCell(
    _ index: UInt32, _ origin: Geodesic.Origin, _ limit: Int, _ radiusMeters: Double,
    _ filter: IndexFilter, _ result: inout [Neighbor]
  ) {
    let cell = tree.cell(index)
    for slot in cell.start..<(cell.start + cell.count) {
      let id = columns.ids[slot]
      guard filter.admits(columns.attributes(slot), fixTime: locations[id].fixTime) else { continue }
      let point = columns.points[slot]
      guard limit < .max else {
        let distance = origin.distanceMeters(to: point)
        if distance <= radiusMeters { result.append(Neighbor(id: id, distanceMeters: distance)) }
        continue
      }
      let chord = origin.chordMeters(to: point)
      // The chord is much cheaper than the geodesic and never longer; a millimetre covers its rounding.
      let worst = result.count < limit ? radiusMeters : min(radiusMeters, result[0].distanceMeters)
      guard chord - 0.001 <= worst else { continue }
      scratch.far.append(Neighbor(id: id, distanceMeters: chord))
      result.keepLeast(
        Neighbor(id: id, distanceMeters: FarBound.longestArcMeters(chord: chord)), limit: limit)
    }
  }
}
