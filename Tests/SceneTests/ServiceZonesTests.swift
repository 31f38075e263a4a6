// The zones: valid polygons that do not overlap, equal to the sample file.

import Bedrock
import Foundation
import Scene
import Testing

@Suite struct ServiceZonesTests {
  typealias Support = SceneTestSupport

  @Test func theSampleFileIsWhatTheCodeSays() throws {
    #expect(
      try Support.matchesSample("zones.geojson", ServiceZones.geoJSON()),
      "data/samples/zones.geojson is stale; regenerate with: \(Support.regenerateCommand)")
  }

  @Test func theFileHoldsClosedCounterClockwiseRings() throws {
    let file = try JSONDecoder().decode(Collection.self, from: Data(ServiceZones.geoJSON()))
    #expect(file.type == "FeatureCollection")
    #expect((10...14).contains(file.features.count))
    for (feature, zone) in zip(file.features, ServiceZones.all) {
      #expect(feature.type == "Feature" && feature.geometry.type == "Polygon")
      #expect(feature.id == zone.id && feature.properties.coverageWeight == zone.coverageWeight)
      #expect(feature.properties.name["ar"] == zone.name.ar && feature.properties.name["en"] == zone.name.en)
      let ring = try #require(feature.geometry.coordinates.first)
      #expect(feature.geometry.coordinates.count == 1 && ring.count >= 5 && ring.first == ring.last)
      var doubleArea = 0.0
      for (a, b) in zip(ring, ring.dropFirst()) { doubleArea += a[0] * b[1] - b[0] * a[1] }
      #expect(doubleArea > 0, "\(zone.id) is clockwise")
    }
  }

  @Test func namesAndWeightsAreUsable() {
    let zones = ServiceZones.all
    #expect(Set(zones.map(\.id)).count == zones.count)
    for zone in zones {
      #expect(Support.isIdentifier(zone.id))
      #expect(zone.coverageWeight > 0)
      #expect(zone.name.ar.unicodeScalars.contains { (0x0600...0x06FF).contains($0.value) })
      #expect(zone.corners.allSatisfy(SceneBox.riyadh.contains))
    }
  }

  @Test func noTwoBordersCross() {
    let sides = ServiceZones.all.flatMap { zone in
      zip(zone.corners, zone.corners.dropFirst() + zone.corners.prefix(1)).map { ($0, $1) }
    }
    for (index, first) in sides.enumerated() {
      for second in sides[(index + 1)...] {
        let crosses =
          side(first, second.0) * side(first, second.1) < 0
          && side(second, first.0) * side(second, first.1) < 0
        #expect(!crosses, "\(first) and \(second)")
        // Two zones on the same side of a border would overlap.
        #expect(first != second)
      }
    }
  }

  @Test func noPlaceIsInTwoZones() {
    var random = SeededRandom(seed: Support.seed)
    var inside = 0
    for _ in 0..<20_000 {
      let point = ScenePoint(
        latitudeDegrees: random.double(in: 24.52...24.90), longitudeDegrees: random.double(in: 46.54...46.90))
      let holders = ServiceZones.all.indices.filter { ServiceZones.all[$0].contains(point) }
      #expect(holders.count <= 1, "seed \(Support.seed), \(point)")
      #expect(ServiceZones.index(containing: point) == holders.first)
      inside += holders.count
    }
    #expect(inside > 14_000)
  }

  @Test func randomPointsAndWeightsFollowTheZones() {
    var random = SeededRandom(seed: Support.seed)
    var counts = [Int](repeating: 0, count: ServiceZones.all.count)
    for _ in 0..<20_000 { counts[ServiceZones.randomIndex(&random)] += 1 }
    let whole = ServiceZones.all.map(\.coverageWeight).reduce(0, +)
    for (zone, count) in zip(ServiceZones.all, counts) {
      #expect(abs(Double(count) / 20_000 - zone.coverageWeight / whole) < 0.012)
      #expect(zone.contains(zone.randomPoint(&random)))
    }
  }

  private func side(_ line: (ScenePoint, ScenePoint), _ point: ScenePoint) -> Double {
    let product =
      (line.1.longitudeDegrees - line.0.longitudeDegrees) * (point.latitudeDegrees - line.0.latitudeDegrees)
      - (line.1.latitudeDegrees - line.0.latitudeDegrees) * (point.longitudeDegrees - line.0.longitudeDegrees)
    // Corners that lie on a line, up to rounding, are on neither side of it.
    return abs(product) < 1e-12 ? 0 : product
  }

  private struct Collection: Decodable {
    var type: String
    var features: [Feature]
  }

  private struct Feature: Decodable {
    var type: String
    var id: String
    var properties: Properties
    var geometry: Geometry
  }

  private struct Properties: Decodable {
    var name: [String: String]
    var coverageWeight: Double
  }

  private struct Geometry: Decodable {
    var type: String
    var coordinates: [[[Double]]]
  }
}
