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
    scratch.crossings.reserve(Self.batchSize)
    var start = 0
    while start < batch.count {
      let end = min(start + Self.batchSize, batch.count)
      for index in start..<end { locations.prefetch(batch[index].id) }
      var crossings = 0
      for index in start..<end { prefetch(batch[index], index, &crossings) }
      for index in 0..<crossings { prefetchSlots(scratch.crossings[index]) }
      var crossing = 0
      for index in start..<end {
        if crossing < crossings, scratch.crossings[crossing].index == index {
          cross(batch[index], scratch.crossings[crossing].old)
          crossing += 1
        } else {
          move(batch[index].id, to: batch[index].point, fixTime: batch[index].fixTime)
        }
      }
      start = end
    }
  }

  /// Makes a move that was going to leave a cell. Moves before it may have changed that: a cell whose run holds the
  /// technician's slot is the one.
  private mutating func cross(_ next: IndexMove, _ old: UInt32) {
    let location = locations[next.id]
    let target = CellCoordinate(next.point)
    guard location.place != target, tree.blocks.holds(old, location.slot) else {
      return move(next.id, to: next.point, fixTime: next.fixTime)
    }
    locations[next.id].fixMilliseconds = next.fixTime.milliseconds
    cross(next.id, from: location, old, to: next.point, target)
  }

  /// Asks for what a move will touch; if it leaves the cell, for both cells, and notes them.
  @inline(__always)
  private mutating func prefetch(_ next: IndexMove, _ index: Int, _ crossings: inout Int) {
    precondition(contains(next.id), "id is not in the index")
    let location = locations[next.id]
    columns.points.prefetch(location.slot)
    let target = CellCoordinate(next.point)
    guard location.place != target else { return }
    columns.prefetch(location.slot)
    let old = tree.presentCell(at: location.place)
    tree.blocks.prefetch(old)
    var crossing = CellCrossing(index: index, old: old, new: old)
    if target.isInBlock(of: location.place) {
      crossing.new = old & ~63 | CellTree.cellIndex(target)
      tree.blocks.prefetch(crossing.new)
    }
    scratch.crossings[crossings] = crossing
    crossings += 1
  }

  /// Asks for the last slot of the cell that is left, and for the one behind the last of the other.
  @inline(__always)
  private func prefetchSlots(_ crossing: CellCrossing) {
    let last = tree.blocks.end(of: crossing.old) &- 1
    columns.points.prefetch(last)
    columns.prefetch(last)
    let end = tree.blocks.end(of: crossing.new)
    columns.points.prefetch(end)
    columns.prefetch(end)
  }
}

/// The cells of a move from one to another, as far as they are known.
struct CellCrossing: BitwiseCopyable {
  /// Of the move.
  var index: Int
  var old: UInt32
  var new: UInt32
}
