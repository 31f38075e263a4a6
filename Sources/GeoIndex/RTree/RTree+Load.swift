// Loading all boxes at once.

extension RTree {
  /// Packs boxes by sort-tile-recursive: slices by longitude, tiles by latitude, nodes as full as can be. The ids
  /// are the places in `list`. O(n log n).
  public init(packing list: [GeoBox]) {
    self.init()
    guard !list.isEmpty else { return }
    leaves.reserve(list.count)
    count = list.count
    var entries = list.enumerated().map { Packed(child: UInt32($0.offset), box: TreeBox($0.element)) }
    var level: Int16 = 0
    while true {
      entries = pack(entries, level: level)
      if entries.count == 1 { break }
      level += 1
    }
    root = entries[0].child
  }

  /// What a node of the next level points to.
  private struct Packed {
    var child: UInt32
    var box: TreeBox
  }

  private mutating func pack(_ entries: [Packed], level: Int16) -> [Packed] {
    let groups = (entries.count + Self.fanout - 1) / Self.fanout
    let slices = Int(Double(groups).squareRoot().rounded(.up))
    let byLongitude = entries.sorted {
      ($0.box.middleLongitude, $0.child) < ($1.box.middleLongitude, $1.child)
    }
    var packed: [Packed] = []
    for slice in Self.even(byLongitude.count, parts: slices) {
      let tiles = byLongitude[slice].sorted {
        ($0.box.middleLatitude, $0.child) < ($1.box.middleLatitude, $1.child)
      }
      for tile in Self.even(tiles.count, parts: (tiles.count + Self.fanout - 1) / Self.fanout) {
        let node = newNode(level: level)
        for entry in tiles[tile] { append(entry.child, entry.box, to: node) }
        packed.append(Packed(child: node, box: bounds(of: node)))
      }
    }
    return packed
  }

  /// Cuts `count` things into parts whose sizes differ by one at most.
  private static func even(_ count: Int, parts: Int) -> [Range<Int>] {
    (0..<parts).map { (count * $0 / parts)..<(count * ($0 + 1) / parts) }
  }
}
