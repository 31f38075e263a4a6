// Polygons as people have recorded them: sound ones that must pass, broken ones whose fault must be found.

import Bedrock
import Foundation
import GeoIndex
import TestSupport
import Testing

@Suite("Recorded polygons")
struct PolygonFilesTests {
  private static let raw = "riyadh/riyadh_districts_raw_hebafer.geojson"
  private static let fixtures = "polygons/geojson_invalid/valid/valid_feature.geojson"
  private static let countries = "polygons/ne_110m_admin_0_countries.geojson"
  private static let fine = "polygons/ne_50m_admin_0_countries.geojson.gz"
  private static let triangles = "polygons/earcut/dude.json"
  private static let services = "polygons/nammayatri/geo_config_delhi.json"

  /// What is wrong with a feature; what was mended when nothing stays wrong.
  private func faults(_ feature: GeoJSONFile.Feature, repair: Bool) throws -> (
    hard: [PolygonFault], mended: [PolygonFault]
  ) {
    do {
      return ([], try MultiPolygon.checking(try feature.corners(), repair: repair).repaired)
    } catch let error as PolygonFaults {
      return (error.faults, [])
    }
  }

  @Test("the two bad rings of the raw districts", .enabled(if: SharedData.has(raw), "\(SharedData.missing)"))
  func rawDistricts() throws {
    var bad: [String: [PolygonFault]] = [:]
    for feature in try GeoJSONFile.features(Self.raw) {
      let (hard, _) = try faults(feature, repair: true)
      if !hard.isEmpty { bad[feature.name("disitrict_id")] = hard }
    }
    #expect(Set(bad.keys) == ["10100003149", "10100003099"])
    // Holes that lie in other districts, and a hole that crosses its shell.
    let scattered = bad["10100003149"] ?? []
    #expect(scattered.count == MultiPolygon.faultsMax && scattered.allSatisfy { $0.reason == .holeOutside })
    let crossing = try #require(bad["10100003099"]?.first)
    #expect(crossing.reason == .ringsCross && crossing.place == .init(polygon: 0, ring: 0, vertex: 1))
    #expect(abs(crossing.longitudeDegrees - 46.627_761) < 1e-5)
    #expect(abs(crossing.latitudeDegrees - 24.697_175) < 1e-5)
  }

  @Test(
    "single faults of hand-made files are found with their reason",
    .enabled(if: SharedData.has(fixtures), "\(SharedData.missing)"),
    arguments: [
      ("invalid_geometries/invalid_exterior_not_ccw", PolygonFault.Reason.winding),
      ("invalid_geometries/invalid_interior_not_cw", .winding),
      ("invalid_geometries/invalid_less_three_unique_nodes", .tooFewPoints),
      ("invalid_geometries/invalid_unclosed", .unclosed),
      ("problematic_geometries/problematic_crosses_antimeridian", .longitudeJump),
      ("problematic_geometries/problematic_duplicate_nodes", .duplicatePoint),
      ("problematic_geometries/problematic_inner_and_exterior_ring_intersect", .ringsCross),
      ("problematic_geometries/problematic_self_intersection_large", .selfIntersection),
      ("problematic_geometries/problematic_self_intersection_small", .selfIntersection),
    ])
  func handmade(_ name: String, _ reason: PolygonFault.Reason) throws {
    let features = try GeoJSONFile.features("polygons/geojson_invalid/\(name).geojson")
    #expect(!features.isEmpty)
    for feature in features {
      let (hard, _) = try faults(feature, repair: false)
      #expect(hard.contains { $0.reason == reason }, "\(hard)")
      let (left, mended) = try faults(feature, repair: true)
      #expect(left.isEmpty == reason.isRepairable, "\(left)")
      if reason.isRepairable { #expect(mended.contains { $0.reason == reason }) }
    }
  }

  @Test(
    "every polygon of the other hand-made files is sound but for its winding",
    .enabled(if: SharedData.has(fixtures), "\(SharedData.missing)"))
  func valid() throws {
    let folder = try #require(SharedData.file("polygons/geojson_invalid/valid"))
    var count = 0
    for file in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() {
      for feature in try GeoJSONFile.features("polygons/geojson_invalid/valid/\(file)") {
        let (hard, mended) = try faults(feature, repair: true)
        #expect(hard.isEmpty && mended.allSatisfy { $0.reason == .winding }, "\(file): \(hard) \(mended)")
        count += 1
      }
    }
    #expect(count == 9)
  }

  @Test(
    "countries: holes, the antimeridian and the pole; each capital in its country",
    .enabled(if: SharedData.has(countries), "\(SharedData.missing)"))
  func world() throws {
    var zones: [MultiPolygon] = []
    var names: [String] = []
    var refused: [String] = []
    for feature in try GeoJSONFile.features(Self.countries) {
      do {
        zones.append(try MultiPolygon.checking(try feature.corners(), repair: true).polygon)
        names.append(feature.name("ADM0_A3"))
      } catch let error as PolygonFaults {
        #expect(error.faults.allSatisfy { $0.reason == .selfIntersection })
        refused.append(feature.name("ADM0_A3"))
      }
    }
    // The file is coarse, and these two cross themselves by some hundred metres.
    #expect(refused.sorted() == ["MOZ", "SDN"])
    let index = ZoneIndexBox(zones)
    let capitals: [(Double, Double, String)] = [
      (46.7, 24.7, "SAU"), (2.35, 48.85, "FRA"), (28.2, -25.7, "ZAF"), (27.9, -29.5, "LSO"),
      (-179.0, 67.0, "RUS"), (179.0, 67.0, "RUS"), (178.0, -17.8, "FJI"), (0, -90, "ATA"), (-180, -85, "ATA"),
      (179.999, -89.9, "ATA"), (-150, 65, "USA"),
    ]
    for (longitude, latitude, name) in capitals {
      #expect(
        index.zones(at: PolygonShapes.point(longitude, latitude)).map { names[$0] } == [name], "\(name)")
    }
    var random = SeededRandom(seed: Seeds.current)
    for _ in 0..<2_000 {
      let point = PointSet.uniform.point(&random)
      #expect(index.zones(at: point) == zones.indices.filter { zones[$0].contains(point) }, "\(point)")
    }
  }

  @Test(
    "countries in detail are checked fast and what is refused is named",
    .enabled(if: SharedData.has(fine), "\(SharedData.missing)"))
  func detail() throws {
    var refused: [String: [PolygonFault]] = [:]
    let features = try GeoJSONFile.features(Self.fine)
    let corners = try features.map { try $0.corners() }
    let time = ContinuousClock().measure {
      for (feature, corners) in zip(features, corners) {
        do throws(PolygonFaults) {
          _ = try MultiPolygon.checking(corners, repair: true)
        } catch {
          refused[feature.name("ADM0_A3")] = error.faults
        }
      }
    }
    #expect(features.count == 241 && refused.isEmpty, "\(refused)")
    #expect(time < .seconds(20), "100 000 corners took \(time)")
  }

  @Test(
    "shapes made to break triangulation: sound or refused, and prepared ones answer as the slow way does",
    .enabled(if: SharedData.has(triangles), "\(SharedData.missing)"))
  func triangulation() throws {
    let folder = try #require(SharedData.file("polygons/earcut"))
    var random = SeededRandom(seed: Seeds.current)
    var sound = 0
    var reasons: [String: Set<PolygonFault.Reason>] = [:]
    for file in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() {
      let value = try JSONSerialization.jsonObject(with: try SharedData.contents("polygons/earcut/\(file)"))
      guard let rings = value as? [[[Double]]] else { continue }
      // Pixels become stored units; rings are open and wound the other way round.
      let corners = rings.filter { !$0.isEmpty }.map { ring in
        (ring + [ring[0]]).map {
          Corner(longitudeUnits: Int64(($0[0] * 16).rounded()), latitudeAngle: Int32(($0[1] * -16).rounded()))
        }
      }
      do throws(PolygonFaults) {
        let polygon = try MultiPolygon.checking([corners], repair: true).polygon
        let prepared = PreparedPolygon(polygon)
        for _ in 0..<500 {
          let around = corners[0][random.below(corners[0].count)]
          let point = GeoPoint(
            latitudeAngle: around.latitudeAngle + Int32(random.below(400)) - 200,
            longitudeAngle: Int32(around.longitudeUnits) + Int32(random.below(400)) - 200)
          #expect(prepared.contains(point) == polygon.contains(point), "\(file) \(point)")
        }
        sound += 1
      } catch {
        reasons[file] = Set(error.faults.map(\.reason))
      }
    }
    #expect(sound >= 30)
    #expect(reasons["hourglass.json"] == [.selfIntersection] && reasons["bad-hole.json"] == [.ringsCross])
    #expect(reasons["touching-holes.json"] == [.disconnected])
  }

  @Test(
    "service areas of a ride service are sound but for winding, doubled corners and spikes",
    .enabled(if: SharedData.has(services), "\(SharedData.missing)"))
  func serviceAreas() throws {
    let folder = try #require(SharedData.file("polygons/nammayatri"))
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    var refused: [String: [PolygonFault]] = [:]
    for file in files {
      for feature in try GeoJSONFile.features("polygons/nammayatri/\(file)") {
        let (hard, _) = try faults(feature, repair: true)
        if !hard.isEmpty { refused[file] = hard }
      }
    }
    #expect(files.count == 23 && refused.isEmpty, "\(refused)")
  }
}
