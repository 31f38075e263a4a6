// Nearby answers as others read them: JSON, and GeoJSON by RFC 7946.

import Bedrock
import Engine
import Foundation
import GeoIndex
import Matcher
import Testing
import TrackHub

@Suite struct NearbyTests {
  private static func fleet() throws -> EngineBench {
    var bench = EngineBench()
    for (index, name) in ["near", "middle", "far", "paused"].enumerated() {
      bench.put(
        name, skills: ["skill-\(index)", "all"], rating: Float(index),
        status: name == "paused" ? .paused : .available)
      let phone = try bench.open(name)
      bench.send(1, north: 100 * Double(index + 1), phone)
    }
    bench.put("silent", skills: ["all"])
    bench.pass(7)
    return bench
  }

  private static func around(_ count: Int = 10, skills: [String] = [], radius: Double? = nil) throws
    -> NearbyQuery
  {
    NearbyQuery(
      area: .around(try GeoPoint(latitudeDegrees: 24.7, longitudeDegrees: 46.7), radiusMeters: radius),
      countMax: count, skills: skills)
  }

  @Test func thePlainAnswerHasEverythingThatIsKnown() throws {
    var bench = try Self.fleet()
    let answer = try #require(try bench.nearby(try Self.around()) as? [[String: Any]])
    #expect(answer.map { $0.text("id") } == ["near", "middle", "far", "paused"])
    let first = answer[0]
    #expect(
      Set(first.keys) == ["id", "distanceMeters", "presence", "status", "rating", "skills", "position"])
    #expect(abs((first.number("distanceMeters") ?? 0) - 100) < 0.5)
    #expect(first.text("presence") == "online" && first.text("status") == "available")
    #expect(first["skills"] as? [String] == ["skill-0", "all"] && first.number("rating") == 0)
    let position = try #require(first.object("position"))
    #expect(position.whole("ageMs") == 7_000 && position.number("acc") == 5)
    #expect(position.whole("t") == Int(EngineBench.start.milliseconds))
    #expect(answer[3].text("status") == "paused")
  }

  @Test func conditionsApply() throws {
    var bench = try Self.fleet()
    func ids(_ query: NearbyQuery) throws -> [String?] {
      try #require(try bench.nearby(query) as? [[String: Any]]).map { $0.text("id") }
    }
    #expect(try ids(try Self.around(2)) == ["near", "middle"])
    #expect(try ids(try Self.around(radius: 250)) == ["near", "middle"])
    #expect(try ids(try Self.around(skills: ["skill-2"])) == ["far"])
    #expect(try ids(try Self.around(skills: ["all", "nobody"])) == [])
    var query = try Self.around()
    query.statuses = TechnicianStatus.available.bit
    query.ratingMin = 1
    #expect(try ids(query) == ["middle", "far"])
    query.freshSince = bench.now
    #expect(try ids(query) == [])
    // A profile that changes is found by what it is now.
    bench.put("near", skills: ["new"], rating: 5)
    #expect(try ids(try Self.around(skills: ["new"])) == ["near"])
    #expect(try ids(try Self.around(skills: ["skill-0"])) == [])
  }

  @Test func geoJSONIsValid() throws {
    var bench = try Self.fleet()
    for query in [try Self.around(), try Self.around(skills: ["nobody"])] {
      let collection = try #require(try bench.nearby(query, .geoJSON) as? [String: Any])
      #expect(Set(collection.keys) == ["type", "features"])
      #expect(collection.text("type") == "FeatureCollection")
      let features = try #require(collection.objects("features"))
      #expect(features.count == (query.skills.isEmpty ? 4 : 0))
      for feature in features {
        #expect(Set(feature.keys) == ["type", "id", "geometry", "properties"])
        #expect(feature.text("type") == "Feature" && feature.text("id") != nil)
        let geometry = try #require(feature.object("geometry"))
        #expect(geometry.text("type") == "Point" && geometry.count == 2)
        let coordinates = try #require(geometry["coordinates"] as? [Double])
        // Longitude first.
        #expect(
          coordinates.count == 2 && abs(coordinates[0] - 46.7) < 0.01 && abs(coordinates[1] - 24.7) < 0.01)
        #expect(feature.object("properties")?.number("distanceMeters") != nil)
      }
    }
  }

  @Test func pagesOfTechniciansAreInOrderAndComplete() throws {
    var bench = EngineBench()
    let ids = (0..<23).map { "t\($0)" }
    for id in ids { bench.put(id) }
    var seen: [String] = []
    var after: ClientID?
    repeat {
      var json = JSONWriter()
      bench.engine.writeTechnicians(after: after, limit: 5, now: bench.now, &json)
      let page = try JSONSerialization.jsonObject(with: Data(json.finish())) as? [String: Any]
      seen += try #require(page?.objects("items")).compactMap { $0.text("id") }
      after = page?.text("next").map { ClientID(trusted: $0) }
    } while after != nil
    #expect(seen == ids.sorted())
  }
}
