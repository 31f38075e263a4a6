// The nearest technicians as a booking service is told them, against the plain computation over the positions
// that the same server lists.

import Bedrock
import Foundation
import GeoIndex
import TestSupport
import Testing
import Transport

@Suite("Nearby")
struct NearbyTests {
  private struct Person {
    var id: String
    var point: GeoPoint
    var time: Int
    var rating: Double
    var skills: [String]
    var status: String

    init(_ item: JSON) throws {
      let position = item["position"]
      id = try #require(item["id"].string)
      point = try GeoPoint(
        latitudeDegrees: #require(position["lat"].double), longitudeDegrees: #require(position["lon"].double))
      time = try #require(position["t"].int)
      rating = item["profile"]["rating"]["value"].double ?? 0
      skills = item["profile"]["skills"].array.compactMap(\.string)
      status = item["profile"]["status"].string ?? "available"
    }
  }

  private static func people(_ server: TestServer) throws -> [Person] {
    var people: [Person] = []
    var after = ""
    while true {
      let page = try server.data(
        "GET", "/v1/technicians?limit=70\(after)", token: server.token("alpha", .service))
      people += try page["items"].array.map(Person.init)
      guard let next = page["next"].string else { return people }
      after = "&after=\(next)"
    }
  }

  @Test("equals the plain computation, with every filter, as JSON and as GeoJSON")
  func exact() throws {
    let seed = Seeds.current
    var random = SeededRandom(seed: seed)
    try TestServer.with(FixLifeTests.trace, loops: 2) { server in
      let count = 200
      var lines: [String] = []
      for index in 0..<count {
        let skills = ["ac", "plumbing", "paint"].filter { _ in random.chance(0.5) }.map { "\"\($0)\"" }
        let status = ["available", "paused", "offDuty"][random.below(3)]
        lines.append(
          #"{"id":"t\#(index)","rating":{"value":\#(random.below(11)).5e-1},"skills":[\#(skills.joined(separator: ","))],"#
            + #""status":"\#(status)"}"#)
      }
      _ = try server.data(
        "POST", "/v1/technicians:import", token: server.token("alpha", .service),
        body: lines.joined(separator: "\n"))
      for index in 0..<count {
        let socket = try Phone(server, "alpha", "t\(index)")
        try socket.report(
          TestFix(
            sequence: 1, time: FixLifeTests.start - Int64(random.below(1_000)) * 1000,
            latitude: random.double(in: 24.5...25), longitude: random.double(in: 46.4...47)))
      }
      let people = try Self.people(server)
      #expect(people.count == count)

      let token = try server.token("alpha", .dispatcher)
      for round in 0..<40 {
        let (lat, lon) = (random.double(in: 24.4...25.1), random.double(in: 46.3...47.1))
        let center = try GeoPoint(latitudeDegrees: lat, longitudeDegrees: lon)
        let k = 1 + random.below(30)
        let radius = random.chance(0.5) ? random.double(in: 1_000...40_000) : nil
        let skills = ["ac", "plumbing", "paint"].filter { _ in random.chance(0.3) }
        let rating = random.chance(0.5) ? Double(random.below(11)) * 0.1 : 0
        let statuses = random.chance(0.5) ? ["available", "paused"] : []
        let age = random.chance(0.5) ? 1 + random.below(1_000) : nil
        let expected = people.filter { person in
          skills.allSatisfy(person.skills.contains) && person.rating >= rating
            && (statuses.isEmpty || statuses.contains(person.status))
            && Int(FixLifeTests.start) - person.time <= (age ?? 900) * 1000
        }.map { (id: $0.id, meters: Geodesic.distanceMeters(center, $0.point)) }
          .filter { $0.meters <= radius ?? .infinity }
          .sorted { $0.meters < $1.meters }.prefix(k)
        var query = "lat=\(lat)&lon=\(lon)&k=\(k)&minRating=\(rating)"
        if let radius { query += "&radiusMeters=\(radius)" }
        if !skills.isEmpty { query += "&skills=" + skills.joined(separator: ",") }
        if !statuses.isEmpty { query += "&status=" + statuses.joined(separator: ",") }
        query += "&maxAgeSeconds=\(age ?? 900)"
        let note: Comment = "seed \(seed), round \(round): \(query)"

        let found = try server.data("GET", "/v1/technicians:nearby?\(query)", token: token).array
        #expect(found.compactMap { $0["id"].string } == expected.map(\.id), note)
        for (item, person) in zip(found, expected) {
          #expect(abs((item["distanceMeters"].double ?? -1) - person.meters) <= 0.02, note)
        }
        let answer = try server.ask(
          "GET", "/v1/technicians:nearby?\(query)", token: token, headers: ["Accept": "application/geo+json"])
        #expect(answer.headers["Content-Type"] == "application/geo+json")
        let json = try answer.json
        #expect(json["type"].string == "FeatureCollection")
        #expect(json["features"].array.map { $0["id"].string } == expected.map(\.id), note)
        for feature in json["features"].array {
          let person = people.first { $0.id == feature["id"].string }
          #expect(feature["geometry"]["type"].string == "Point")
          #expect(
            abs((feature["geometry"]["coordinates"][0].double ?? 0) - (person?.point.longitudeDegrees ?? 1))
              < 1e-6)
          #expect(feature["properties"]["distanceMeters"].double != nil)
        }
      }

      // A box holds exactly those between its edges.
      let (west, south, east, north) = (46.55, 24.6, 46.8, 24.85)
      let box = try server.data(
        "GET", "/v1/technicians:nearby?bbox=\(west),\(south),\(east),\(north)&k=1000&maxAgeSeconds=2000",
        token: token)
      let inside = people.filter {
        (south...north).contains($0.point.latitudeDegrees)
          && (west...east).contains($0.point.longitudeDegrees)
      }
      #expect(Set(box.array.compactMap { $0["id"].string }) == Set(inside.map(\.id)))
      #expect(inside.count > 10)
      let distances = box.array.compactMap { $0["distanceMeters"].double }
      #expect(distances == distances.sorted())
    }
  }

  @Test("settings set the defaults; ages grow with engine time until a position does not count")
  func defaultsAndAge() throws {
    try RightsTests.withTenants { server in
      let token = try server.token("alpha", .admin)
      func found() throws -> [JSON] {
        try server.data("GET", "/v1/technicians:nearby?lat=24.7&lon=46.7", token: token).array
      }
      #expect(try found().count == 2)
      _ = try server.data(
        "PUT", "/v1/tenants/alpha/settings", token: token,
        body: #"{"version":0,"settings":{"nearby":{"count":1,"maxAgeSeconds":60}}}"#)
      #expect(try found().count == 1)
      try server.moveClock(to: FixLifeTests.start + 61_000)
      let age = try found().first?["position"]["ageMs"].int
      #expect(age == 60_000)
      try server.moveClock(to: FixLifeTests.start + 61_001)
      #expect(try found().isEmpty)
    }
  }
}
