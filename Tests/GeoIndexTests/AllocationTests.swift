// The index asks for no memory once its own, its scratch and the caller's results have their capacity.

import Bedrock
import Allocations
import GeoIndex
import TestSupport
import Testing

@Suite("No allocation per operation")
struct AllocationTests {
  /// Everything that the loops below use, made beforehand.
  private struct World: ~Copyable {
    var index = MovingIndex()
    var cursor = NearestCursor()
    var home: [GeoPoint] = []
    var away: [IndexMove] = []
    var back: [IndexMove] = []
    var attributes: [IndexAttributes] = []
    var centers: [GeoPoint] = []
    var filters: [IndexFilter] = []
    var neighbors: [Neighbor] = []
    var ids: [UInt32] = []
    var summaries: [CellSummary] = []

    init(_ set: PointSet, seed: UInt64) {
      var random = SeededRandom(seed: seed)
      for id in 0..<UInt32(2_000) {
        home.append(set.point(&random))
        attributes.append(RandomAttributes.attributes(&random))
        index.insert(id, at: home[Int(id)], fixTime: .epoch, attributes: attributes[Int(id)])
        away.append(IndexMove(id: id, point: set.point(&random), fixTime: .epoch))
        back.append(IndexMove(id: id, point: home[Int(id)], fixTime: .epoch))
      }
      for _ in 0..<12 {
        centers.append(set.center(&random))
        filters.append(random.chance(0.4) ? .everything : RandomAttributes.filter(&random, now: 0))
      }
    }

    /// Changes of all kinds, after which everything is as before.
    mutating func change() {
      for move in away { index.move(move.id, to: move.point, fixTime: move.fixTime) }
      let batch = back
      index.move(batch.span)
      for id in 0..<UInt32(400) {
        index.update(id, attributes: attributes[Int(id) + 1])
        index.update(id, attributes: attributes[Int(id)])
        index.remove(id)
      }
      for id in 0..<UInt32(400) {
        index.insert(id, at: home[Int(id)], fixTime: .epoch, attributes: attributes[Int(id)])
      }
    }

    /// Questions of all kinds.
    mutating func ask() {
      for place in centers.indices {
        let (center, filter) = (centers[place], filters[place])
        index.nearest(to: center, limit: 10, into: &neighbors)
        index.nearest(to: center, limit: 50, filter: filter, into: &neighbors)
        index.within(radiusMeters: 3_000, of: center, filter: filter, into: &neighbors)
        index.within(radiusMeters: 900_000, of: center, filter: filter, into: &neighbors)
        index.idsWithin(radiusMeters: 3_000, of: center, filter: filter, into: &ids)
        index.within(GeoBox(enclosing: center, radiusMeters: 5_000), filter: filter, into: &ids)
        index.summaries(bits: 25, filter: filter, into: &summaries)
        cursor.begin(at: center, expecting: 10, filter: filter)
        for _ in 0..<100 where cursor.next(in: &index) == nil { break }
        precondition(index.estimateCount(in: .world).least == index.count)
        precondition(index.densityPerSquareKilometer(around: center) > 0)
      }
    }
  }

  /// Whether calls can be counted, and the build is one that promises something.
  private static let isPromised = Allocations.isOptimized && Allocations.isCounted

  @Test(
    "by changes and by questions of all kinds",
    .enabled(
      if: isPromised, "only an optimised build without sanitizers promises this: swift test -c release"),
    arguments: PointSet.allCases)
  func none(set: PointSet) {
    var world = World(set, seed: Seeds.current)
    for _ in 0..<3 {
      world.change()
      world.ask()
    }
    let begin = Allocations.ofThread
    world.change()
    let afterChanges = Allocations.ofThread
    world.ask()
    let afterQuestions = Allocations.ofThread
    #expect(afterChanges - begin == 0, "changes allocate")
    #expect(afterQuestions - afterChanges == 0, "questions allocate")
    // The counter counts.
    let list = [UInt64](repeating: UInt64(set.rawValue.count), count: 100 + set.rawValue.count)
    #expect(Allocations.ofThread > afterQuestions && list.count > 100)
  }
}
