// How large the runs of slots are that cells get: few sizes, so that a freed run fits another cell.

/// The size classes of runs: 2, 3, 4, 6, 8, 12, 16, 24 ..., two for each power of two.
enum RunSizes {
  /// How many classes there are; the largest holds 3 * 2^29 slots.
  static let count = 60

  /// The number of slots in a run of a class.
  @inline(__always)
  static func slots(_ sizeClass: UInt8) -> UInt32 {
    let power: UInt32 = 2 << UInt32(sizeClass >> 1)
    return power + UInt32(sizeClass & 1) * (power >> 1)
  }

  /// The least class that holds `count` slots.
  static func fitting(_ count: UInt32) -> UInt8 {
    var sizeClass: UInt8 = 0
    while slots(sizeClass) < count { sizeClass += 1 }
    return sizeClass
  }
}
