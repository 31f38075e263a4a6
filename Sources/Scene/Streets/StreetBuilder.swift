// How a street network is made: a turned lattice of streets, of which each district keeps as many as it
// is built up. The steps run in the order in which StreetGrid calls them.

import Bedrock

/// The workshop of `StreetGrid`.
///
/// The lattice has "avenues" (numbered from west to east) and "cross streets" (from south to north), both
/// turned by 16.26 degrees against the compass; every `blocksPerDistrict`-th is an arterial. A district is
/// what lies between neighbouring arterials.
struct StreetBuilder {
  private(set) var nodes: [PlanePoint] = []
  private(set) var edges: [StreetEdge] = []

  private let plan: StreetPlan
  private let blocks: Int
  /// Districts in each direction from the centre.
  private let reach: Int
  /// Lattice lines in each direction.
  private let lineCount: Int
  /// Distance of each avenue from the centre in the turned frame, metres.
  private var avenues: [Double] = []
  private var crossStreets: [Double] = []
  private var districts: [District] = []
  /// The node of each lattice point, -1 where there is none.
  private var nodeAt: [Int32] = []

  /// How much of the lattice a district keeps.
  private enum District: Int, Comparable {
    case open
    case suburban
    case builtUp

    static func < (a: District, b: District) -> Bool { a.rawValue < b.rawValue }
  }

  private static let arterialSpacingMeters = 2_000.0
  /// The turn as the Pythagorean triple 7, 24, 25: exact without trigonometry.
  private static let turn = (cosine: 24.0 / 25.0, sine: 7.0 / 25.0)
  /// How many districts the inner and the outer ring road keep from the centre.
  private static let rings = [3, 8]
  /// Share of the stretches of local streets that are closed, as far as nothing is cut off.
  private static let closedShare = 0.12

  init(_ plan: StreetPlan) {
    self.plan = plan
    blocks = plan.blocksPerDistrict
    let box = plan.extent
    let low = CityPlane.project(
      ScenePoint(latitudeDegrees: box.southDegrees, longitudeDegrees: box.westDegrees))
    let high = CityPlane.project(
      ScenePoint(latitudeDegrees: box.northDegrees, longitudeDegrees: box.eastDegrees))
    let center = CityPlane.project(plan.center)
    let far = [
      low, high, PlanePoint(x: low.x, y: high.y), PlanePoint(x: high.x, y: low.y),
    ].map { center.distance(to: $0) }.reduce(0, max)
    reach = Int(far / (Self.arterialSpacingMeters * 0.95)) + 1
    lineCount = 2 * reach * plan.blocksPerDistrict + 1
    let random = SeededRandom(seed: plan.seed)
    avenues = lines(random.fork(1))
    crossStreets = lines(random.fork(2))
    districts = makeDistricts(random.fork(3))
  }

  /// Distances of lattice lines from the centre: arterials 1.9 to 2.1 km apart, blocks of 200 to 400 m.
  private func lines(_ source: SeededRandom) -> [Double] {
    var random = source
    var offsets = [Double](repeating: 0, count: lineCount)
    for direction in [1, -1] {
      var base = 0.0
      for district in 0..<reach {
        let width = Self.arterialSpacingMeters * random.double(in: 0.95...1.05)
        let shares = (0..<blocks).map { _ in random.double(in: 0.87...1.15) }
        let whole = shares.reduce(0, +)
        var sum = 0.0
        for block in 0..<blocks {
          sum += shares[block]
          let line = reach * blocks + direction * (district * blocks + block + 1)
          offsets[line] = Double(direction) * (base + width * sum / whole)
        }
        base += width
      }
    }
    return offsets
  }

  private func makeDistricts(_ source: SeededRandom) -> [District] {
    var random = source
    var made: [District] = []
    for row in 0..<(2 * reach) {
      for column in 0..<(2 * reach) {
        let across = (Double(column - reach) + 0.5) * Self.arterialSpacingMeters
        let along = (Double(row - reach) + 0.5) * Self.arterialSpacingMeters
        let fringe = random.double(in: -3_000...3_000)
        let distance = (across * across + along * along).squareRoot() + fringe
        made.append(
          distance < plan.builtUpRadiusMeters
            ? .builtUp : distance < plan.suburbanRadiusMeters ? .suburban : .open)
      }
    }
    return made
  }

  /// Puts a node wherever two streets cross or one ends at another.
  mutating func placeNodes() {
    let random = SeededRandom(seed: plan.seed).fork(4)
    let center = CityPlane.project(plan.center)
    nodeAt = [Int32](repeating: -1, count: lineCount * lineCount)
    for row in 0..<lineCount {
      for column in 0..<lineCount {
        guard avenueRuns(column, at: row) || avenueRuns(column, at: row - 1),
          crossStreetRuns(row, at: column) || crossStreetRuns(row, at: column - 1)
        else { continue }
        let index = row * lineCount + column
        var shake = random.fork(UInt64(index))
        // Arterials run straight; houses are never in line.
        let slack = row % blocks == 0 || column % blocks == 0 ? 0.0 : 10.0
        let u = avenues[column] + shake.double(in: -slack...slack)
        let v = crossStreets[row] + shake.double(in: -slack...slack)
        let point = PlanePoint(
          x: center.x + u * Self.turn.cosine - v * Self.turn.sine,
          y: center.y + u * Self.turn.sine + v * Self.turn.cosine)
        guard plan.extent.contains(CityPlane.unproject(point)) else { continue }
        nodeAt[index] = Int32(nodes.count)
        nodes.append(point)
      }
    }
  }

  /// Joins the nodes along every street, avenues first.
  mutating func layStreets() {
    for column in 0..<lineCount {
      var last: Int32 = -1
      for row in 0..<lineCount {
        if row > 0, !avenueRuns(column, at: row - 1) { last = -1 }
        let node = nodeAt[row * lineCount + column]
        guard node >= 0 else { continue }
        join(last, node, streetClass(line: column, at: row))
        last = node
      }
    }
    for row in 0..<lineCount {
      var last: Int32 = -1
      for column in 0..<lineCount {
        if column > 0, !crossStreetRuns(row, at: column - 1) { last = -1 }
        let node = nodeAt[row * lineCount + column]
        guard node >= 0 else { continue }
        join(last, node, streetClass(line: row, at: column))
        last = node
      }
    }
  }

  /// Whether an avenue exists between cross street `segment` and the next.
  private func avenueRuns(_ avenue: Int, at segment: Int) -> Bool {
    guard segment >= 0, segment < lineCount - 1 else { return false }
    let needed = need(of: avenue)
    return needed == .open || district(column: avenue / blocks, row: segment / blocks) >= needed
  }

  private func crossStreetRuns(_ crossStreet: Int, at segment: Int) -> Bool {
    guard segment >= 0, segment < lineCount - 1 else { return false }
    let needed = need(of: crossStreet)
    return needed == .open || district(column: segment / blocks, row: crossStreet / blocks) >= needed
  }

  private func district(column: Int, row: Int) -> District {
    districts[row * 2 * reach + column]
  }

  /// How built up a district must be to have its part of a lattice line.
  private func need(of line: Int) -> District {
    let position = line % blocks
    return position == 0 ? .open : position == blocks / 2 ? .suburban : .builtUp
  }

  /// The class of a line just before the crossing with line `position` of the other direction.
  private func streetClass(line: Int, at position: Int) -> StreetClass {
    switch need(of: line) {
    case .builtUp: return .local
    case .suburban: return .secondary
    case .open: break
    }
    let offset = (line / blocks - reach).magnitude
    let along = (2 * (position - reach * blocks) - 1).magnitude
    let onRing = Self.rings.contains { offset == $0 && along < 2 * $0 * blocks }
    let onAxis = offset == 0 && along < 2 * Self.rings[1] * blocks
    return onRing || onAxis ? .ringRoad : .arterial
  }

  private mutating func join(_ a: Int32, _ b: Int32, _ streetClass: StreetClass) {
    guard a >= 0 else { return }
    edges.append(
      StreetEdge(
        a: UInt32(a), b: UInt32(b), lengthMeters: nodes[Int(a)].distance(to: nodes[Int(b)]),
        streetClass: streetClass))
  }

  /// Takes out some stretches of local streets, so that not every path has a dozen equals, but none whose
  /// loss would cut the network in two.
  mutating func closeSomeLocalStreets() {
    var random = SeededRandom(seed: plan.seed).fork(5)
    var groups = NodeGroups(count: nodes.count)
    let chosen = edges.map { $0.streetClass == .local && random.chance(Self.closedShare) }
    for (edge, isChosen) in zip(edges, chosen) where !isChosen { groups.unite(edge.a, edge.b) }
    var kept: [StreetEdge] = []
    for (edge, isChosen) in zip(edges, chosen) where !isChosen || groups.unite(edge.a, edge.b) {
      kept.append(edge)
    }
    edges = kept
  }

  /// Drops what the edge of the extent cut off.
  mutating func keepLargestComponent() {
    var groups = NodeGroups(count: nodes.count)
    for edge in edges { groups.unite(edge.a, edge.b) }
    var sizes = [Int](repeating: 0, count: nodes.count)
    for node in nodes.indices { sizes[Int(groups.leader(of: UInt32(node)))] += 1 }
    let largest = sizes.indices.max { sizes[$0] < sizes[$1] }
    var renamed = [UInt32](repeating: .max, count: nodes.count)
    var kept: [PlanePoint] = []
    for node in nodes.indices where Int(groups.leader(of: UInt32(node))) == largest {
      renamed[node] = UInt32(kept.count)
      kept.append(nodes[node])
    }
    nodes = kept
    edges = edges.compactMap { edge in
      guard renamed[Int(edge.a)] != .max else { return nil }
      var edge = edge
      edge.a = renamed[Int(edge.a)]
      edge.b = renamed[Int(edge.b)]
      return edge
    }
  }
}
