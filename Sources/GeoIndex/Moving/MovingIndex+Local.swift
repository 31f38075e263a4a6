// The parts that local queries share: which cells, which candidates.

extension MovingIndex {
  /// The squared limit of the cheap distance that keeps everybody within the radius. The 0.1 mm covers the
  /// error of the exact distance itself.
  static func squaredLimit(_ radiusMeters: Double, _ band: Double) -> Double {
    let reach = radiusMeters + 0.0001
    return reach * reach * (1 + band)
  }

  /// The squared cheap distance up to which everybody is surely within the radius; negative for none.
  static func squaredInside(_ radiusMeters: Double, _ band: Double) -> Double {
    let reach = radiusMeters - 0.0001
    return reach > 0 ? reach * reach * (1 - band) : -1
  }

  /// Lists the cells that the disk touches; apart from the others those that lie wholly inside, when `insideLimit` is
  /// not negative.
  mutating func gather(
    _ metric: LocalMetric, squaredLimit: Double, radiusMeters: Double, filter: IndexFilter,
    insideLimit: Double = -1
  ) {
    let half = metric.halfBox(radiusMeters: radiusMeters + 0.001)
    let point = metric.origin.point
    // The band exists only where the disk keeps clear of the poles.
    let box = GeoBox(
      southAngle: point.latitudeAngle - half.latitude, northAngle: point.latitudeAngle + half.latitude,
      westAngle: point.longitudeAngle &- half.longitude,
      longitudeSpan: UInt32(2) * half.longitude.magnitude)
    let reach = metric.reach(squaredLimit: squaredLimit, halfBox: half, insideLimit: insideLimit)
    gather(box, filter: filter, reach: reach)
  }

  /// Lists the cells that a box touches.
  mutating func gather(_ box: GeoBox, filter: IndexFilter, reach: LocalReach?) {
    scratch.walk.start(filter, reach: reach)
    let (first, second) = CellRectangle.covering(box)
    scratch.walk.rectangle = first
    tree.collect(&scratch.walk)
    if let second {
      scratch.walk.rectangle = second
      tree.collect(&scratch.walk)
    }
  }

  /// Runs the kernel over the listed cells, then drops those who are not fresh. Returns how many candidates
  /// there are.
  mutating func scan(_ metric: LocalMetric, squaredLimit: Double, filter: IndexFilter) -> Int {
    let query = metric.query(squaredLimit: squaredLimit, filter: filter)
    let found = columns.scan(
      query, runs: scratch.walk.runs, runCount: scratch.walk.count, candidates: &scratch.candidates)
    guard let freshSince = filter.freshSince else { return found }
    var fresh = 0
    for index in 0..<found {
      let slot = scratch.candidates.slots[index]
      if locations[columns.ids[slot]].fixTime >= freshSince {
        scratch.candidates.slots[fresh] = slot
        scratch.candidates.distances[fresh] = scratch.candidates.distances[index]
        fresh += 1
      }
    }
    return fresh
  }
}
