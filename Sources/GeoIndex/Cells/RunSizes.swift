// How large the runs of slots are that cells get: few sizes, so that a freed run fits another cell.

/// The size classes of runs: 2, 3, 4, 6, 8, 12, 16, 24 ..., two for each power of two.
enum RunSizes {
  /// How many classes there are; the largest holds 3 * 2^29 slots.
  static let count = 60

  /// The number of slots in a run of a class.
  @inline(__always)
  static func slots(_ sizeClass: UInt32) -> UInt32 {
    let power: UInt32 = 2 << (sizeClass >> 1)
    return power + (sizeClass & 1) * (power >> 1)
  }

  /// The least class that holds `count` slots.
  static func fitting(_ count: UInt32) -> UInt32 {
    var sizeClass: UInt32 = 0
    while slots(sizeClass) < count { sizeClass += 1 }
    return sizeClass
  }
}
