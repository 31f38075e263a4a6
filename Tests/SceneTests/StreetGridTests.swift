// The street network: that it hangs together, is the same everywhere, and looks like a city.

import Bedrock
import Scene
import Testing

@Suite struct StreetGridTests {
  typealias Support = SceneTestSupport

  @Test func theSamePlanGivesTheSameNetworkOnEveryMachine() {
    #expect(HexText.encode(hash(Support.town)) == "8390e659911ef3a8")
    #expect(HexText.encode(hash(Support.city)) == "42a10b8d37aecf2c")
    #expect(hash(StreetGrid(.town(seed: 7))) == hash(Support.town))
    #expect(hash(StreetGrid(.town(seed: 8))) != hash(Support.town))
  }

  @Test func theCityHasTheSizeOfADemo() {
    #expect((10_000...20_000).contains(Support.city.nodeCount))
    #expect((500...2_000).contains(Support.town.nodeCount))
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func everyNodeIsReachable(seed: UInt64) {
    for streets in [StreetGrid(.town(seed: seed)), StreetGrid(.city(seed: seed))] {
      var neighbours = [[Int]](repeating: [], count: streets.nodeCount)
      for edge in 0..<streets.edgeCount {
        let stretch = streets.stretch(ofEdge: edge)
        neighbours[stretch.from].append(stretch.to)
        neighbours[stretch.to].append(stretch.from)
      }
      var seen = [Bool](repeating: false, count: streets.nodeCount)
      seen[0] = true
      var open = [0]
      while let node = open.popLast() {
        for next in neighbours[node] where !seen[next] {
          seen[next] = true
          open.append(next)
        }
      }
      #expect(seen.allSatisfy { $0 })
      #expect(neighbours.allSatisfy { $0.count <= 4 })
    }
  }

  @Test func streetsStayInsideTheExtentAndHaveTheLengthOfABlock() {
    let streets = Support.city
    for node in 0..<streets.nodeCount {
      #expect(SceneBox.riyadh.contains(streets.point(ofNode: node)))
    }
    for edge in 0..<streets.edgeCount {
      let stretch = streets.stretch(ofEdge: edge)
      let measured = Support.meters(streets.point(ofNode: stretch.from), streets.point(ofNode: stretch.to))
      #expect(abs(measured / stretch.lengthMeters - 1) < 0.0026)
      if stretch.streetClass == .local { #expect((170...430).contains(stretch.lengthMeters)) }
    }
  }

  @Test func thereIsMoreOfTheLesserStreetsInTheTown() {
    var lengths = [StreetClass: Double]()
    for edge in 0..<Support.city.edgeCount {
      let stretch = Support.city.stretch(ofEdge: edge)
      lengths[stretch.streetClass, default: 0] += stretch.lengthMeters
    }
    #expect(lengths[.local, default: 0] > lengths[.secondary, default: 0])
    #expect(lengths[.arterial, default: 0] > lengths[.ringRoad, default: 0])
    // Two rings of 12 and 32 km a side, and two axes of 32 km, the shared corners once.
    #expect((200_000...260_000).contains(lengths[.ringRoad, default: 0]))
  }

  @Test func nearestNodeEqualsALinearScan() {
    var random = SeededRandom(seed: Support.seed)
    for streets in [Support.town, Support.city] {
      for _ in 0..<200 {
        let point = ScenePoint(
          latitudeDegrees: random.double(in: 24.40...25.10),
          longitudeDegrees: random.double(in: 46.35...47.10))
        let found = streets.nearestNode(to: point)
        let best = (0..<streets.nodeCount).map { Support.meters(point, streets.point(ofNode: $0)) }.min()
        let distance = Support.meters(point, streets.point(ofNode: found))
        // The plane is 0.25 % off the ellipsoid, so near ties may fall either way.
        #expect(distance <= (best ?? 0) * 1.005 + 0.001, "seed \(Support.seed), \(point)")
      }
    }
  }

  @Test func polylinesDrawEveryStretchOnce() {
    let streets = Support.city
    for streetClass in StreetClass.allCases {
      let lines = streets.polylines(of: streetClass, in: .riyadh)
      let drawn = lines.reduce(0) { $0 + $1.count - 1 }
      let expected = (0..<streets.edgeCount).count { streets.stretch(ofEdge: $0).streetClass == streetClass }
      #expect(drawn == expected)
      #expect(lines.allSatisfy { $0.count >= 2 })
    }
    // A street is one line as long as it goes on: an arterial of 33 districts is not cut at its crossings.
    #expect((streets.polylines(of: .arterial, in: .riyadh).map(\.count).max() ?? 0) > 30)
  }

  @Test func polylinesKeepToTheBox() {
    let box = SceneBox(southDegrees: 24.68, westDegrees: 46.68, northDegrees: 24.70, eastDegrees: 46.70)
    let lines = Support.city.polylines(of: .local, in: box)
    #expect(!lines.isEmpty)
    for point in lines.joined() {
      #expect(abs(point.latitudeDegrees - 24.69) < 0.016 && abs(point.longitudeDegrees - 46.69) < 0.016)
    }
  }

  private func hash(_ streets: StreetGrid) -> UInt64 {
    var hash = ContentHash()
    for node in 0..<streets.nodeCount {
      hash.combine(streets.point(ofNode: node).latitudeDegrees)
      hash.combine(streets.point(ofNode: node).longitudeDegrees)
    }
    for edge in 0..<streets.edgeCount {
      let stretch = streets.stretch(ofEdge: edge)
      hash.combine(UInt64(stretch.from))
      hash.combine(UInt64(stretch.to))
      hash.combine(stretch.lengthMeters)
      hash.combine(UInt64(stretch.streetClass.rawValue))
    }
    return hash.value
  }
}
