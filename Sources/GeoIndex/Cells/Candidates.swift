// What the kernel found, before the exact distance decides.

/// Squared local distances and slots, side by side.
struct Candidates: ~Copyable {
  var distances = Slab<Float>(blank: 0)
  var slots = Slab<UInt32>(blank: 0)
  /// The slots that `order` kept, in nearly ascending distance.
  private(set) var ordered = Slab<UInt32>(blank: 0)
  /// Their exact distances, where the kernel has measured them.
  var meters = Slab<Double>(blank: 0)
  private var bins = Slab<UInt32>(blank: 0)

  mutating func reserve(_ count: Int) {
    distances.reserve(count)
    slots.reserve(count)
    ordered.reserve(count)
    meters.reserve(count)
  }

  /// Sorts the first `count` candidates roughly, by counting how many fall into each of some bins, and keeps
  /// those that can be among the `rank` nearest. Returns how many are in `ordered`.
  ///
  /// - Parameters:
  ///   - squaredLimit: no candidate's distance is greater.
  ///   - rank: from 1 to `count`.
  ///   - cut: from an upper bound of the `rank`-th least distance to the greatest one that must be kept.
  @inline(__always)
  mutating func order(
    _ count: Int, squaredLimit: Float, rank: Int, cut: (_ kth: Float) -> Float
  ) -> Int {
    let binCount = count <= 64 ? 32 : count <= 1024 ? 512 : 8192
    bins.reserve(binCount)
    for bin in 0..<binCount { bins[bin] = 0 }
    // A limit of zero (radius 0) leaves one bin.
    let scale = squaredLimit > 0 ? Float(binCount) / squaredLimit : 0
    for index in 0..<count { bins[bin(distances[index], scale, binCount)] += 1 }

    var greatest = Float.infinity
    if rank < count {
      var below = 0
      var last = -1
      while below < rank {
        last += 1
        below += Int(bins[last])
      }
      // Everybody up to this bin is at most at its upper edge, rounding included.
      if last < binCount - 1 { greatest = cut(Float(last + 1) / scale * 1.000_001) }
    }
    var start: UInt32 = 0
    for bin in 0..<binCount {
      let size = bins[bin]
      bins[bin] = start
      start += size
    }
    return spread(count, greatest, scale, binCount)
  }

  /// Puts the candidates up to `greatest` into the places that their bins start at. Bins wholly below it are
  /// filled, and the one that it cuts is the last, so what is left out leaves no hole.
  private mutating func spread(_ count: Int, _ greatest: Float, _ scale: Float, _ binCount: Int) -> Int {
    var end = 0
    for index in 0..<count where distances[index] <= greatest {
      let bin = bin(distances[index], scale, binCount)
      let place = bins[bin]
      bins[bin] = place + 1
      ordered[place] = slots[index]
      end = max(end, Int(place) + 1)
    }
    return end
  }

  @inline(__always)
  private func bin(_ distance: Float, _ scale: Float, _ binCount: Int) -> Int {
    min(binCount - 1, Int(distance * scale))
  }
}
