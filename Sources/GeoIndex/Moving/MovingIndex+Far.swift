// The general search: exact on the whole ellipsoid, across poles and oceans, over sparse and crowded data.

import CVector

/// What the general search is asked, and how far it still has to look.
private struct FarSearch {
  let origin: Geodesic.Origin
  /// `.max` for everything within the radius.
  let limit: Int
  let radiusMeters: Double
  let filter: IndexFilter
  let summary: SummaryFilter
  /// Whether the filter lets everybody through, so that attributes need not be read.
  let everybody: Bool
  /// Nobody farther can be in the answer: as a distance, and as squares are compared.
  private(set) var worstMeters: Double
  private(set) var worstSquare: Double

  init(_ origin: Geodesic.Origin, limit: Int, radiusMeters: Double, filter: IndexFilter) {
    self.origin = origin
    self.limit = limit
    self.radiusMeters = radiusMeters
    self.filter = filter
    summary = SummaryFilter(filter)
    everybody = filter == .everything
    worstMeters = radiusMeters
    worstSquare = SquareBounds.squaredChord(meters: radiusMeters)
  }

  /// There are `limit` technicians whose chord is at most this one.
  mutating func narrow(chordMeters: Double) {
    worstMeters = min(radiusMeters, FarBound.longestArcMeters(chord: chordMeters))
    worstSquare = min(worstSquare, SquareBounds.squaredChord(chordMeters: chordMeters))
  }
}

/// Somebody who may be among the nearest, with the chord to them.
struct FarCandidate: BitwiseCopyable {
  var slot: UInt32
  var chordMeters: Double
}

extension MovingIndex {
  /// So few technicians are looked at together, without asking which of their squares is nearer.
  private static let togetherMax: UInt32 = 4

  /// Fills `result` with the nearest, best first through the tree: what cannot be nearer than the worst kept
  /// answer is never opened. `limit` may be `.max` for everything within the radius.
  ///
  /// A node costs about 0.2 us, a technician 0.05 us, and those among the answers 0.6 us more; bounds fall short by
  /// at most 1 %, so a query from afar looks at the technicians within 1 % of the answer's distance.
  mutating func searchFar(
    _ origin: Geodesic.Origin, limit: Int, radiusMeters: Double, filter: IndexFilter,
    into result: inout [Neighbor]
  ) {
    result.removeAll(keepingCapacity: true)
    scratch.queue.clear()
    scratch.far.removeAll(keepingCapacity: true)
    var search = FarSearch(origin, limit: limit, radiusMeters: radiusMeters, filter: filter)
    queueRoots(search)
    while let entry = scratch.queue.pop(), entry.bound <= search.worstSquare {
      if entry.level == CellTree.levels {
        offer(entry.index, &search, &result)
      } else {
        open(entry, &search, &result)
      }
    }
    if limit < .max { measureFar(search, &result) }
    result.sortInPlace()
  }

  /// From the candidates by chord to the answer. Whoever has a longer chord than the worst of the nearest by chord may
  /// be is not among the nearest.
  private mutating func measureFar(_ search: FarSearch, _ result: inout [Neighbor]) {
    result.removeAll(keepingCapacity: true)
    for candidate in scratch.far where candidate.chordMeters - 0.001 <= search.worstMeters {
      let distance = search.origin.distanceMeters(to: columns.points[candidate.slot])
      guard distance <= search.radiusMeters else { continue }
      result.keepLeast(
        Neighbor(id: columns.ids[candidate.slot], distanceMeters: distance), limit: search.limit)
    }
  }

  /// Queues the uppermost nodes, 16 x 16 squares of the world.
  private mutating func queueRoots(_ search: FarSearch) {
    for quarter in 0..<4 {
      let (row, column) = (8 * (quarter >> 1), 8 * (quarter & 1))
      let bounds = SquareBounds(search.origin, row: row, column: column, bits: 4)
      for child in 0..<64 {
        let node = tree.roots[(row + child >> 3) << 4 | (column + child & 7)]
        if node != .max { queue(node, level: 0, bounds.squaredChord(child), search) }
      }
    }
  }

  /// Queues a node, and asks for it: by the time of its turn it has come.
  private mutating func queue(_ node: UInt32, level: Int, _ bound: Double, _ search: FarSearch) {
    guard bound <= search.worstSquare else { return }
    tree.nodes.prefetch(node)
    scratch.queue.push(SearchQueue.Entry(bound: bound, index: node, level: Int32(level)))
  }

  /// Queues the children of a node that can matter.
  private mutating func open(
    _ entry: SearchQueue.Entry, _ search: inout FarSearch, _ result: inout [Neighbor]
  ) {
    let (node, level) = (tree.nodes[entry.index], Int(entry.level))
    guard search.summary.mayHold(skills: node.skills, maxRating: node.maxRating) else { return }
    guard node.count > Self.togetherMax else { return offerAll(node, level: level, &search, &result) }
    let bounds = SquareBounds(
      search.origin, row: Int(node.row) << 3, column: Int(node.column) << 3, bits: 7 + 3 * level)
    var rest = node.occupancy
    while rest != 0 {
      let bit = rest.trailingZeroBitCount
      let child = node.first + UInt32(bit)
      rest &= rest - 1
      let bound = bounds.squaredChord(bit)
      if level < CellTree.levels - 1 {
        queue(tree.children[child].node, level: level + 1, bound, search)
      } else if bound <= search.worstSquare, tree.blocks.mayHold(child, search.summary) {
        tree.blocks.runs.prefetch(child)
        scratch.queue.push(
          SearchQueue.Entry(bound: bound, index: child, level: Int32(CellTree.levels)))
      }
    }
  }

  /// Offers everybody below a node.
  private mutating func offerAll(
    _ node: TreeNode, level: Int, _ search: inout FarSearch, _ result: inout [Neighbor]
  ) {
    var rest = node.occupancy
    while rest != 0 {
      let child = node.first + UInt32(rest.trailingZeroBitCount)
      rest &= rest - 1
      if level < CellTree.levels - 1 {
        offerAll(tree.nodes[tree.children[child].node], level: level + 1, &search, &result)
      } else {
        offer(child, &search, &result)
      }
    }
  }

  /// Offers everybody in a cell who passes to the heap of answers: for a limit by the chord, which is noted; else by
  /// the distance.
  private mutating func offer(_ cell: UInt32, _ search: inout FarSearch, _ result: inout [Neighbor]) {
    let run = tree.blocks.runs[cell]
    for slot in run.start..<(run.start + run.count) {
      let id = columns.ids[slot]
      guard search.everybody || search.filter.admits(columns.attributes(slot), fixTime: locations[id].fixTime)
      else { continue }
      let point = columns.points[slot]
      guard search.limit < .max else {
        let distance = search.origin.distanceMeters(to: point)
        if distance <= search.radiusMeters { result.append(Neighbor(id: id, distanceMeters: distance)) }
        continue
      }
      // The chord is much cheaper than the geodesic and never longer; a millimetre covers its rounding.
      let chord = search.origin.chordMeters(to: point)
      guard chord - 0.001 <= search.worstMeters else { continue }
      scratch.far.append(FarCandidate(slot: slot, chordMeters: chord))
      result.keepLeast(Neighbor(id: id, distanceMeters: chord), limit: search.limit)
      if result.count == search.limit { search.narrow(chordMeters: result[0].distanceMeters) }
    }
  }
}
