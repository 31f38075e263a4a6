// The nearest technicians.

extension MovingIndex {
  /// The nearest technicians who pass the filter: at most `limit`, none beyond `radiusMeters` (inclusive),
  /// nearer first by exact WGS84 distance, then by id.
  ///
  /// Filters come before the limit. `result` is overwritten; its capacity is kept. In a city about 1 us for ten
  /// (constant in the number of technicians); see `searchFar` for the rest of the world. A negative limit
  /// or radius is a bug of the caller.
  public mutating func nearest(
    to point: GeoPoint, limit: Int, radiusMeters: Double? = nil, filter: IndexFilter = .everything,
    into result: inout [Neighbor]
  ) {
    precondition(limit >= 0, "a negative limit")
    let radiusMax = radiusMeters ?? .infinity
    precondition(radiusMax >= 0, "a negative radius")
    let share = expectedShare(filter)
    guard limit > 0, count > 0, share > 0 else {
      result.removeAll(keepingCapacity: true)
      return
    }
    let metric = LocalMetric(Geodesic.Origin(point))
    let wanted = Self.aim(limit) / share
    var radius = min(radiusMax, estimatedRadiusMeters(metric, wanted: wanted))
    var mayShrink = true
    while let band = metric.band(radiusMeters: radius) {
      var squaredLimit = Self.squaredLimit(radius, band)
      gather(metric, squaredLimit: squaredLimit, radiusMeters: radius, filter: filter)
      let expected = expectedHits(metric, radiusMeters: radius)
      if radius < radiusMax, expected < 0.6 * wanted {
        radius = min(radiusMax, radius * Self.growth(wanted, found: expected))
        mayShrink = false
        continue
      }
      if expected > 1.7 * wanted, mayShrink {
        radius *= (wanted / expected).squareRoot()
        mayShrink = false
        if expected > 8 * wanted { continue }
        squaredLimit = Self.squaredLimit(radius, band)
      }
      let found = scan(metric, squaredLimit: squaredLimit, filter: filter)
      rank(
        metric, found: found, limit: limit, radiusMeters: radius, squaredLimit: squaredLimit,
        band: band, into: &result)
      // Everybody within the radius was collected, so ten of them inside it are the ten nearest.
      if result.count == limit || radius >= radiusMax { return }
      radius = min(
        radiusMax, radius * max(1.3, Self.growth(Self.aim(limit), found: Double(result.count))))
      mayShrink = false
    }
    searchFar(metric.origin, limit: limit, radiusMeters: radiusMax, filter: filter, into: &result)
  }

  /// How many to look for, so that a radius that holds them by the density holds `limit` nearly always: a sixth more
  /// for the density's error, and two standard deviations of chance.
  private static func aim(_ limit: Int) -> Double {
    1.15 * Double(limit) + 2 * Double(limit).squareRoot()
  }

  /// How much wider to look for `wanted` when a radius holds `found`.
  private static func growth(_ wanted: Double, found: Double) -> Double {
    min(4, (wanted / max(found, 0.05 * wanted)).squareRoot())
  }

  /// The share of technicians who pass the skills of a filter, taken as independent; only an estimate, but 0
  /// exactly when a required skill is nobody's: many rare skills that one has may not round to that.
  private func expectedShare(_ filter: IndexFilter) -> Double {
    guard filter.allSkills | filter.anySkills != 0 else { return 1 }
    let all = Double(max(1, count))
    var share = 1.0
    var rest = filter.allSkills
    while rest != 0 {
      let holders = skillCounts[rest.trailingZeroBitCount]
      guard holders > 0 else { return 0 }
      share = max(Self.shareMin, share * Double(holders) / all)
      rest &= rest - 1
    }
    guard filter.anySkills != 0 else { return share }
    var none = 1.0
    rest = filter.anySkills
    while rest != 0 {
      none *= 1 - Double(skillCounts[rest.trailingZeroBitCount]) / all
      rest &= rest - 1
    }
    return share * (1 - none)
  }

  /// Less than one of all the technicians whom an index can have: estimates stay finite.
  private static let shareMin = 1e-12

  /// A radius that should hold `wanted` technicians, by the density of the smallest of these that holds enough of
  /// them to tell: the 3 x 3 cells around, the block, the blocks around.
  private mutating func estimatedRadiusMeters(_ metric: LocalMetric, wanted: Double) -> Double {
    let place = CellCoordinate(metric.origin.point)
    let (row, column) = (Int(place.row), Int(place.column))
    let cellArea = CellGrid.rowMeters * CellGrid.columnMeters * metric.origin.cosLatitude
    func radius(_ technicians: UInt32, cells: Int) -> Double {
      (wanted * Double(cells) * (cellArea * (1 / .pi)) / Double(technicians)).squareRoot()
    }
    if let square = tree.square(row: row >> 6, column: column >> 6, &scratch.walk.squares) {
      let child = CellTree.childIndex(row: row, column: column, level: CellTree.levels - 2)
      let block = tree.children[Int(tree.nodes[square].first) + child]
      if Double(block.count) >= wanted {
        let first = tree.nodes[block.node].first
        let nine = tree.blocks.technicians(first, around: place)
        return Double(nine) >= wanted ? radius(nine, cells: 9) : radius(block.count, cells: 64)
      }
    }
    // Up to 75 km by 41 km at the equator; what needs more is for the general search.
    var margin = 1
    while margin <= 8 {
      let around = tree.technicians(inBlocksAround: place, margin: margin, &scratch.walk.squares)
      if Double(around) >= wanted { return radius(around, cells: 64 * (2 * margin + 1) * (2 * margin + 1)) }
      margin *= 2
    }
    return .infinity
  }

  /// How many of the gathered technicians lie within the radius: the cells that touch a disk have, on average,
  /// the area of the disk widened by a cell (Minkowski sum).
  private func expectedHits(_ metric: LocalMetric, radiusMeters: Double) -> Double {
    let (height, width) = (CellGrid.rowMeters, CellGrid.columnMeters * metric.origin.cosLatitude)
    let disk = Double.pi * radiusMeters * radiusMeters
    return Double(scratch.walk.seen) * disk
      / (disk + 2 * radiusMeters * (height + width) + height * width)
  }
}
