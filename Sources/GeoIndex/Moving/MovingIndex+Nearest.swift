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
    result.removeAll(keepingCapacity: true)
    let share = expectedShare(filter)
    guard limit > 0, count > 0, share > 0 else { return }
    let metric = LocalMetric(Geodesic.Origin(point))
    let wanted = Double(limit) / share
    var radius = min(radiusMax, estimatedRadiusMeters(metric, wanted: wanted))
    var mayShrink = true
    while let band = metric.band(radiusMeters: radius) {
      var squaredLimit = Self.squaredLimit(radius, band)
      gather(metric, squaredLimit: squaredLimit, radiusMeters: radius, filter: filter)
      let expected = expectedHits(metric, radiusMeters: radius)
      if radius < radiusMax, expected < 1.2 * wanted {
        radius = min(radiusMax, radius * Self.growth(wanted, found: expected))
        mayShrink = false
        continue
      }
      if expected > 3 * wanted, mayShrink {
        radius *= (1.7 * wanted / expected).squareRoot()
        mayShrink = false
        if expected > 12 * wanted { continue }
        squaredLimit = Self.squaredLimit(radius, band)
      }
      let found = scan(metric, squaredLimit: squaredLimit, filter: filter)
      rank(
        metric.origin, found: found, limit: limit, radiusMeters: radius, squaredLimit: squaredLimit,
        band: band, into: &result)
      // Everybody within the radius was collected, so ten of them inside it are the ten nearest.
      if result.count == limit || radius >= radiusMax { return }
      radius = min(radiusMax, radius * max(1.3, Self.growth(Double(limit), found: Double(result.count))))
      mayShrink = false
    }
    searchFar(metric.origin, limit: limit, radiusMeters: radiusMax, filter: filter, into: &result)
  }

  /// How much wider to look for `wanted` when a radius holds `found`.
  private static func growth(_ wanted: Double, found: Double) -> Double {
    min(4, (1.7 * wanted / max(found, 0.05 * wanted)).squareRoot())
  }

  /// The share of technicians who pass the skills of a filter, taken as independent; only an estimate, but 0
  /// exactly when a required skill is nobody's.
  private func expectedShare(_ filter: IndexFilter) -> Double {
    guard filter.allSkills | filter.anySkills != 0 else { return 1 }
    let all = Double(max(1, count))
    var share = 1.0
    var rest = filter.allSkills
    while rest != 0 {
      share *= Double(skillCounts[rest.trailingZeroBitCount]) / all
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

  /// A radius that should hold 1.7 times `wanted` technicians, by the density of the smallest node around the
  /// origin that holds `wanted`.
  private func estimatedRadiusMeters(_ metric: LocalMetric, wanted: Double) -> Double {
    let place = CellCoordinate(metric.origin.point)
    for level in stride(from: CellTree.levels - 1, through: 0, by: -1) {
      guard let node = tree.node(at: place, level: level) else { continue }
      let technicians = Double(tree.nodes[node].count)
      if technicians >= wanted {
        let cells = Double(1 << (2 * CellTree.shift(level)))
        let area = cells * CellGrid.rowMeters * CellGrid.columnMeters * metric.origin.cosLatitude
        return (1.7 * wanted / technicians * area / .pi).squareRoot()
      }
    }
    return Double(count) >= wanted ? 5_000 : .infinity
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
