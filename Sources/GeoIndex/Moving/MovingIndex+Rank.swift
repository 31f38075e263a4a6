// From the candidates of the kernel to the answer, in exact order.

extension MovingIndex {
  /// Fills `result` with the `limit` nearest of the first `found` candidates, none beyond the radius, nearer
  /// first, then by id.
  ///
  /// The cheap distances tell who cannot be among the nearest and put the rest in nearly the right order, which
  /// the exact distances then mend: O(found log found) at worst, and O(found) for the usual data.
  mutating func rank(
    _ metric: LocalMetric, found: Int, limit: Int, radiusMeters: Double, squaredLimit: Double,
    band: Double, into result: inout [Neighbor]
  ) {
    // Ids are asked for before the order is known: few are asked for in vain, and ordering hides the wait.
    if found <= Candidates.countingMax {
      for index in 0..<found { columns.ids.prefetch(scratch.candidates.slots[index]) }
    }
    let ordered = order(found, rank: min(limit, found), squaredLimit: squaredLimit, band: band)
    let half = metric.halfBox(radiusMeters: radiusMeters + 0.001)
    if Geodesic.isNear(north: half.latitude, east: half.longitude) {
      columns.measure(metric.origin, &scratch.candidates, count: ordered)
    } else {
      for index in 0..<ordered {
        let slot = scratch.candidates.ordered[index]
        scratch.candidates.meters[index] = metric.origin.distanceMeters(to: columns.points[slot])
      }
    }
    var kept = 0
    for index in 0..<ordered {
      let meters = scratch.candidates.meters[index]
      guard meters <= radiusMeters else { continue }
      let neighbor = Neighbor(
        id: columns.ids[scratch.candidates.ordered[index]], distanceMeters: meters)
      // What the last answer left is overwritten: appending costs more.
      if kept < result.count { result[kept] = neighbor } else { result.append(neighbor) }
      kept += 1
    }
    result.shorten(to: kept)
    result.mendOrder()
    result.shorten(to: limit)
  }

  /// Puts the candidates that can be among the `rank` nearest into nearly ascending order.
  private mutating func order(_ found: Int, rank: Int, squaredLimit: Double, band: Double) -> Int {
    guard found > 0 else { return 0 }
    if found <= Candidates.countingMax {
      return scratch.candidates.orderByCounting(found, rank: rank, stretch: (1 + band) / (1 - band))
    }
    return scratch.candidates.order(
      found, squaredLimit: Float(squaredLimit).nextUp, rank: rank
    ) { kth in
      // Whoever is among the nearest has s^2 <= kth E / (1 - band), and so E <= (1 + band) times that. The
      // 0.2 mm covers the error of the exact distance.
      let reach = Double(kth).squareRoot() + 0.0002
      return Float(reach * reach * (1 + band) / (1 - band)).nextUp
    }
  }
}
