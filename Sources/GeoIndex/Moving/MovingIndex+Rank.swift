// From the candidates of the kernel to the answer, in exact order.

extension MovingIndex {
  /// Fills `result` with the `limit` nearest of the first `found` candidates, none beyond the radius, nearer
  /// first, then by id.
  ///
  /// The candidates are spread over bins of equal width in E. Technicians around a point have evenly spread
  /// squared distances, so a bin holds few of them: the bins tell who cannot be among the nearest, and put the
  /// rest in nearly the right order, which the exact distances then mend. O(found) for such data, never worse
  /// than O(found log found).
  mutating func rank(
    _ origin: Geodesic.Origin, found: Int, limit: Int, radiusMeters: Double, squaredLimit: Double,
    band: Double, into result: inout [Neighbor]
  ) {
    result.removeAll(keepingCapacity: true)
    guard found > 0 else { return }
    let ordered = scratch.candidates.order(
      found, squaredLimit: Float(squaredLimit).nextUp, rank: min(limit, found)
    ) { kth in
      // Whoever is among the nearest has s^2 <= kth E / (1 - band), and so E <= (1 + band) times that. The
      // 0.2 mm covers the error of the exact distance.
      let reach = Double(kth).squareRoot() + 0.0002
      return Float(reach * reach * (1 + band) / (1 - band)).nextUp
    }
    for index in 0..<ordered {
      let slot = scratch.candidates.ordered[index]
      let distance = origin.distanceMeters(to: columns.points[slot])
      if distance <= radiusMeters {
        result.append(Neighbor(id: columns.ids[slot], distanceMeters: distance))
      }
    }
    result.mendOrder()
    if result.count > limit { result.removeLast(result.count - limit) }
  }
}
