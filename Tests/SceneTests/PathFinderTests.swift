// Paths: as quick as those of a plain Dijkstra search, and really along streets.

import Bedrock
import Scene
import Testing

@Suite struct PathFinderTests {
  typealias Support = SceneTestSupport

  @Test(arguments: [1, 2, 3, 4] as [UInt64])
  func pathsAreAsQuickAsDijkstras(seed: UInt64) throws {
    let streets = StreetGrid(.town(seed: seed))
    let neighbours = neighbourLists(of: streets)
    var random = SeededRandom(seed: Support.seed &+ seed)
    var finder = PathFinder()
    var path: [UInt32] = []
    for _ in 0..<10 {
      let start = random.below(streets.nodeCount)
      let durations = dijkstra(from: start, neighbours)
      for _ in 0..<20 {
        let goal = random.below(streets.nodeCount)
        let seconds = try #require(finder.quickestPath(in: streets, from: start, to: goal, into: &path))
        #expect(abs(seconds - durations[goal]) < 1e-6, "seed \(Support.seed), \(start) to \(goal)")
        #expect(path.first == UInt32(start) && path.last == UInt32(goal))
        var sum = 0.0
        for (from, to) in zip(path, path.dropFirst()) {
          let hop = try #require(neighbours[Int(from)].first { $0.node == Int(to) })
          sum += hop.seconds
        }
        #expect(abs(sum - seconds) < 1e-6)
      }
    }
  }

  @Test func aPathToTheSameNodeIsTheNode() {
    var finder = PathFinder()
    var path: [UInt32] = [1, 2, 3]
    #expect(finder.quickestPath(in: Support.town, from: 5, to: 5, into: &path) == 0)
    #expect(path == [5])
  }

  @Test func aFinderServesNetworksOfDifferentSizes() {
    var finder = PathFinder()
    var path: [UInt32] = []
    for streets in [Support.town, Support.city, Support.town] {
      #expect(finder.quickestPath(in: streets, from: 0, to: streets.nodeCount - 1, into: &path) != nil)
      #expect(path.last == UInt32(streets.nodeCount - 1))
    }
  }

  private func neighbourLists(of streets: StreetGrid) -> [[(node: Int, seconds: Double)]] {
    var lists = [[(node: Int, seconds: Double)]](repeating: [], count: streets.nodeCount)
    for edge in 0..<streets.edgeCount {
      let stretch = streets.stretch(ofEdge: edge)
      let limit = min(Double(stretch.streetClass.speedLimitKilometersPerHour) / 3.6, 15.5)
      lists[stretch.from].append((stretch.to, stretch.lengthMeters / limit))
      lists[stretch.to].append((stretch.from, stretch.lengthMeters / limit))
    }
    return lists
  }

  /// The plainest Dijkstra: a linear search for the next node.
  private func dijkstra(from start: Int, _ neighbours: [[(node: Int, seconds: Double)]]) -> [Double] {
    var durations = [Double](repeating: .infinity, count: neighbours.count)
    durations[start] = 0
    var open: Set<Int> = [start]
    while let node = open.min(by: { durations[$0] < durations[$1] }) {
      open.remove(node)
      for hop in neighbours[node] where durations[node] + hop.seconds < durations[hop.node] {
        durations[hop.node] = durations[node] + hop.seconds
        open.insert(hop.node)
      }
    }
    return durations
  }
}
