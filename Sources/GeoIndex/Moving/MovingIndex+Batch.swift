// Many moves at once: the memory of all of them is asked for before the first is done.

public import Bedrock

/// A new position of a technician.
public struct IndexMove: Hashable, Sendable {
  /// The dense slot of the technician.
  public var id: UInt32
  /// Where the technician is now.
  public var point: GeoPoint
  /// The time of that position.
  public var fixTime: Instant

  /// Collects a move.
  @inlinable
  public init(id: UInt32, point: GeoPoint, fixTime: Instant) {
    self.id = id
    self.point = point
    self.fixTime = fixTime
  }
}

extension MovingIndex {
  /// How many moves are prepared together: enough to hide the way to memory, few enough to stay in the first cache.
  static let batchSize = 64

  /// Changes the positions of technicians who must be present, in order: the same as `move` for each of them.
  ///
  /// With more technicians than the caches hold a move waits for memory several times; a batch waits for many moves
  /// at once. O(1) for each move.
  public mutating func move(_ batch: Span<IndexMove>) {
    var start = 0
    while start < batch.count {
      let end = min(start + Self.batchSize, batch.count)
      for index in start..<end { locations.prefetch(batch[index].id) }
      for index in start..<end { prefetch(batch[index]) }
      for index in start..<end {
        let next = batch[index]
        move(next.id, to: next.point, fixTime: next.fixTime)
      }
      start = end
    }
  }

  /// Asks for what a move will touch.
  @inline(__always)
  private func prefetch(_ next: IndexMove) {
    guard contains(next.id) else { return }
    let location = locations[next.id]
    columns.points.prefetch(location.slot)
    let target = CellCoordinate(next.point)
    guard location.place != target else { return }
    columns.prefetch(location.slot)
    prefetchCell(at: location.place, last: true)
    prefetchCell(at: target, last: false)
  }

  /// Asks for a cell, and for its last slot or the one behind it.
  private func prefetchCell(at place: CellCoordinate, last: Bool) {
    guard let leaf = tree.node(at: place, level: CellTree.levels - 1) else { return }
    let cell = tree.nodes[leaf].first + CellTree.cellIndex(place)
    tree.blocks.skills.prefetch(cell)
    tree.blocks.ratings.prefetch(cell)
    let end = tree.blocks.end(of: cell)
    let slot = last && end > 0 ? end - 1 : end
    columns.points.prefetch(slot)
    columns.prefetch(slot)
  }
}
