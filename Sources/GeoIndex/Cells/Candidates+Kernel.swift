// Ranking candidates in the kernel: a rough order by counting, exact distances several at a time.

// SAFETY: the slabs own the memory; the kernel gets bare pointers for the length of one call. It reads `count`
// distances and slots, writes at most that many places of `ordered` and `meters`, and up to `GEOD_SCAN_SLACK` behind
// them, for which room was made. It reads points only at slots that the scan has found, which lie below the top of
// the columns.

import CVector

extension Candidates {
  /// Up to so many candidates are ordered by counting, more by bins.
  static let countingMax = Int(GEOD_ORDER_MAX)

  /// Sorts the first `count` candidates roughly, by counting how many are nearer than each, and keeps those that can
  /// be among the `rank` nearest. At most `GEOD_ORDER_MAX` candidates: the cost grows with the square.
  ///
  /// - Parameter stretch: how much further than the `rank`-th distance somebody may be and still be nearer by the
  ///   exact distance.
  @inline(__always)
  mutating func orderByCounting(
    _ count: Int, rank: Int, stretch: Double, path: Int32 = Kernel.chosenPath
  ) -> Int {
    precondition(count <= Int(GEOD_ORDER_MAX) && count + Int(GEOD_SCAN_SLACK) <= distances.capacity)
    // Exact distances may err by 0.1 mm: (s + e)^2 <= s^2 (1 + d) + e^2 (1 + 1/d) with e = 0.2 mm, d = 1e-6.
    return unsafe Int(
      geod_order_by(
        path, distances.base, slots.base, UInt32(count), UInt32(rank), Float(stretch * (1 + 2e-6)), 0.05,
        ordered.base))
  }
}

extension SlotColumns {
  /// Writes the exact distances of the first `count` ordered candidates to `candidates.meters`; all of them must be
  /// near the origin, in the sense of `Geodesic.isNear`.
  @inline(__always)
  func measure(
    _ origin: Geodesic.Origin, _ candidates: inout Candidates, count: Int, path: Int32 = Kernel.chosenPath
  ) {
    precondition(count + Int(GEOD_SCAN_SLACK) <= candidates.meters.capacity)
    var question = geod_origin(
      latitude: origin.point.latitudeAngle, longitude: origin.point.longitudeAngle,
      sine: origin.sinLatitude, cosine: origin.cosLatitude, axial: origin.axial, polar: origin.polar,
      unit: WGS84.radiansPerUnit, a: WGS84.a, e2: WGS84.e2)
    unsafe geod_measure_by(
      path, &question, UnsafeRawPointer(points.base).assumingMemoryBound(to: Int32.self),
      candidates.ordered.base, UInt32(count), candidates.meters.base)
  }
}
