// Real taxis and real pick-up points: the recorded ten nearest by WGS84 geodesic.

import Bedrock
import Foundation
import GeoIndex
import TestSupport
import Testing

@Suite("Recorded taxis")
struct TaxiTests {
  private static let path = "traces/cabspotting/knn_shared.jsonl.gz"

  @Test(
    "the ten nearest, in order, and the count within 2 km, for every recorded query",
    .enabled(if: SharedData.has(path), "\(SharedData.missing)"))
  func nearest() throws {
    var queries = 0
    for line in try SharedData.contents(Self.path).split(separator: 0x0A) {
      let snapshot = try JSONDecoder().decode(Snapshot.self, from: line)
      var index = MovingIndex()
      var names: [String] = []
      for cab in snapshot.vacant_cabs {
        let point = try GeoPoint(latitudeDegrees: cab.latitude, longitudeDegrees: cab.longitude)
        index.insert(
          UInt32(names.count), at: point, fixTime: .epoch, attributes: IndexAttributes())
        names.append(cab.name)
      }
      var found: [Neighbor] = []
      for query in snapshot.queries {
        let point = try GeoPoint(latitudeDegrees: query.lat, longitudeDegrees: query.lon)
        index.nearest(to: point, limit: 10, into: &found)
        #expect(found.map { names[Int($0.id)] } == query.knn10.map(\.name), "\(query.lat) \(query.lon)")
        for (neighbor, expected) in zip(found, query.knn10) {
          // Both ends are rounded to stored positions (up to 6 mm each), the record to millimetres.
          #expect(abs(neighbor.distanceMeters - expected.meters) < 0.015)
        }
        index.within(radiusMeters: 2000, of: point, into: &found)
        #expect(found.count == query.within_2km)
        queries += 1
      }
    }
    #expect(queries == 544)
  }

  private struct Snapshot: Decodable {
    var vacant_cabs: [Cab]
    var queries: [Query]
  }

  /// `["name", latitude, longitude, time]`
  private struct Cab: Decodable {
    let name: String
    let latitude: Double
    let longitude: Double

    init(from decoder: any Decoder) throws {
      var values = try decoder.unkeyedContainer()
      name = try values.decode(String.self)
      latitude = try values.decode(Double.self)
      longitude = try values.decode(Double.self)
    }
  }

  private struct Query: Decodable {
    var lat: Double
    var lon: Double
    var knn10: [Expected]
    var within_2km: Int
  }

  /// `["name", metres]`
  private struct Expected: Decodable {
    let name: String
    let meters: Double

    init(from decoder: any Decoder) throws {
      var values = try decoder.unkeyedContainer()
      name = try values.decode(String.self)
      meters = try values.decode(Double.self)
    }
  }
}
