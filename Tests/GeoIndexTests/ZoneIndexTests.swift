// The index of zones against the polygons themselves, and against districts that another program has labelled.

import Bedrock
import Foundation
import GeoIndex
import TestSupport
import Testing

@Suite("Zone index")
struct ZoneIndexTests {
  /// Zones at random, some of several parts, some over each other.
  private static func zone(_ random: inout SeededRandom, _ set: PointSet) -> MultiPolygon? {
    let center = set.point(&random)
    let radius = Int64(2_000) << Int64(random.below(12))
    let latitude = max(-(1 << 29), min(1 << 29, center.latitudeAngle))
    var rings: [[[Corner]]] = []
    for part in 0..<(1 + random.below(3)) {
      rings.append([
        PolygonShapes.star(
          &random, longitude: Int64(center.longitudeAngle) + Int64(part) * 3 * radius, latitude: latitude,
          radius: radius, corners: 3 + random.below(40))
      ])
    }
    return try? MultiPolygon.checking(rings, repair: true).polygon
  }

  @Test(
    "zones that come and go: answers are the polygons' own, sealed or not",
    arguments: [PointSet.city, .uniform, .antimeridian, .worldCities])
  func model(_ set: PointSet) throws {
    for seed in Seeds.all("zone-index") {
      var random = SeededRandom(seed: seed).fork(5)
      var index = ZoneIndex()
      var model: [UInt32: MultiPolygon] = [:]
      var found: [UInt32] = []
      for step in 0..<240 {
        let id = UInt32(random.below(60))
        if model[id] != nil, random.chance(0.6) {
          model[id] = nil
          let wasThere = index.remove(id)
          #expect(wasThere)
        } else if model[id] == nil, let zone = Self.zone(&random, set) {
          model[id] = zone
          index.insert(id, zone)
        }
        if step % 3 == 0 { index.seal() }
        let count = index.count
        #expect(count == model.count)
        for _ in 0..<30 {
          var point = set.center(&random)
          if let zone = model.values.randomElement(using: &random), random.chance(0.7) {
            let corners = zone.polygons[0].shell.corners
            point = corners[random.below(corners.count)].point
          }
          let expected = model.keys.filter { model[$0]?.contains(point) == true }.sorted()
          index.zones(at: point, into: &found)
          #expect(found == expected, "seed \(seed), step \(step), \(point)")
          let first = index.zone(at: point)
          #expect(first == expected.first, "seed \(seed), step \(step), \(point)")
        }
      }
    }
  }

  @Test("zones over the whole world and across its seams")
  func world() throws {
    let zones = [
      try PolygonShapes.multi([PolygonShapes.box(-180, -90, 180, 90)]),
      try PolygonShapes.multi([PolygonShapes.box(90, -30, 270, 30)]),
      try PolygonShapes.multi([[(0, 80), (120, 80), (240, 80), (360, 80)]]),
    ]
    let index = ZoneIndexBox(zones)
    #expect(index.zones(at: PolygonShapes.point(180, 0)) == [0, 1])
    #expect(index.zones(at: PolygonShapes.point(-100, 0)) == [0, 1])
    #expect(index.zones(at: PolygonShapes.point(0, 0)) == [0])
    #expect(index.zones(at: PolygonShapes.point(-33, 90)) == [0, 2])
  }

  private static let districts = "riyadh/riyadh_districts.geojson"
  private static let labels = "riyadh/pip_expected.csv"

  @Test(
    "every one of 20 000 labelled places lies in its district",
    .enabled(if: SharedData.has(districts) && SharedData.has(labels), "\(SharedData.missing)"))
  func riyadh() throws {
    let features = try GeoJSONFile.features(Self.districts)
    #expect(features.count == 187)
    var names: [String] = []
    var zones: [MultiPolygon] = []
    for feature in features {
      // The file's shells run clockwise and some of its corners are stored at the same place.
      let (zone, repaired) = try MultiPolygon.checking(try feature.corners(), repair: true)
      #expect(Set(repaired.map(\.reason)).isSubset(of: [.winding, .duplicatePoint, .spike]))
      names.append(feature.name("district_id"))
      zones.append(zone)
    }
    let index = ZoneIndexBox(zones)
    let text = String(decoding: try SharedData.contents(Self.labels), as: UTF8.self)
    var places = 0
    var wrong = 0
    for line in text.split(whereSeparator: \.isNewline).dropFirst() {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      let longitude = try #require(Double(fields[0]))
      let latitude = try #require(Double(fields[1]))
      let point = try GeoPoint(latitudeDegrees: latitude, longitudeDegrees: longitude)
      let label = fields[2].trimmingCharacters(in: .whitespaces)
      let found = index.zones(at: point).map { names[$0] }
      if found != (label.isEmpty ? [] : [label]) { wrong += 1 }
      if places % 100 == 0 {
        let slowly = zones.indices.filter { zones[$0].contains(point) }
        #expect(found == slowly.map { names[$0] }, "\(longitude) \(latitude)")
      }
      places += 1
    }
    #expect(places == 20_000 && wrong == 0)
  }
}
