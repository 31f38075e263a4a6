// Places looked up in zones, over HTTP: the question itself, matches, bookings, and zones that another process changes.

import Bedrock
import Foundation
import TestDatabase
import Testing
import TripStore

@testable import geod

@Suite("Places in zones")
struct ZonePlaceTests {
  private static func geometry(west: Double, east: Double) -> String {
    let ring = "[[\(west),24.6],[\(east),24.6],[\(east),24.8],[\(west),24.8],[\(west),24.6]]"
    return #"{"type":"Polygon","coordinates":[\#(ring)]}"#
  }

  /// A box as the body of a zone.
  private static func zone(west: Double, east: Double, _ more: String = "") -> String {
    #"{"name":{"en":"z"},"geometry":\#(geometry(west: west, east: east))\#(more)}"#
  }

  private static func zones(_ server: TestServer, longitude: Double) throws -> [String?] {
    try server.data(
      "GET", "/v1/zones:at?lat=24.7&lon=\(longitude)", token: server.token("alpha", .analyst)
    )["zones"].array.map(\.string)
  }

  private static func withZones(_ body: (TestServer, String) throws -> Void) throws {
    try TestServer.with(FixLifeTests.trace, loops: 2) { server in
      let service = try server.token("alpha", .service)
      for (id, west, east, more) in [
        ("west", 46.6, 46.7, ""), ("east", 46.7, 46.8, ""), ("all", 46.6, 46.8, ""),
        ("off", 46.6, 46.8, #","isActive":false"#),
      ] {
        _ = try server.data(
          "PUT", "/v1/zones/\(id)", token: service, body: zone(west: west, east: east, more))
      }
      try body(server, service)
    }
  }

  @Test("a place has the zones that hold it, one of two at their common border, and only the tenant's own")
  func at() throws {
    try Self.withZones { server, service in
      #expect(try Self.zones(server, longitude: 46.65) == ["all", "west"])
      #expect(try Self.zones(server, longitude: 46.7) == ["all", "east"])
      #expect(try Self.zones(server, longitude: 46.9) == [])
      #expect(try Self.zones(server, longitude: 46.65) == ["all", "west"])
      _ = try server.data(
        "PUT", "/v1/zones/off", token: service, body: Self.zone(west: 46.6, east: 46.8, #","isActive":true"#))
      #expect(try Self.zones(server, longitude: 46.75) == ["all", "east", "off"])
      _ = try server.data("PUT", "/v1/zones/east", token: service, body: Self.zone(west: 46.85, east: 46.95))
      _ = try server.data("DELETE", "/v1/zones/all", token: service)
      #expect(try Self.zones(server, longitude: 46.75) == ["off"])
      #expect(try Self.zones(server, longitude: 46.9) == ["east"])
      let other = try server.data(
        "GET", "/v1/zones:at?lat=24.7&lon=46.65", token: server.token("beta", .service))
      #expect(other["zones"].array.isEmpty)
      for (query, fields) in [
        ("lat=91&lon=181", ["lat", "lon"]), ("lat=24.7", ["lon"]), ("lat=a&lon=1&k=2", ["lat", "k"]),
      ] {
        let answer = try server.ask("GET", "/v1/zones:at?\(query)", token: service)
        #expect(try answer.status == 422 && Set(answer.faultyFields) == Set(fields), "\(answer.text)")
      }
    }
  }

  @Test("a match takes the zones of the place, unless it is told others or none")
  func matching() throws {
    try Self.withZones { server, service in
      for (id, zones) in [("w", #"["west"]"#), ("e", #"["east"]"#), ("n", "[]"), ("a", "null")] {
        try server.addTechnicians([id], to: "alpha", profile: #""zones":\#(zones)"#)
        try Phone(server, "alpha", id).report(FixLifeTests.fix(1, latitude: 24.72))
      }
      func match(_ longitude: Double, _ members: String = "") throws -> (JSON, Set<String>) {
        let answer = try server.data(
          "POST", "/v1/match", token: service, body: #"{"lat":24.7,"lon":\#(longitude)\#(members)}"#)
        return (answer["zones"], Set(answer["candidates"].array.compactMap { $0["technician"].string }))
      }
      let (zones, west) = try match(46.65)
      #expect(zones.array.map(\.string) == ["all", "west"] && west == ["a", "w"])
      #expect(try match(46.7).1 == ["a", "e"])
      #expect(try match(46.9) == (.array([]), ["a", "e", "n", "w"]))
      #expect(try match(46.65, #","zones":["east"]"#).1 == ["a", "e"])
      #expect(try match(46.65, #","zones":[]"#) == (.array([]), ["a", "e", "n", "w"]))
      #expect(try match(46.65, #","zones":null"#).1 == ["a", "w"])
    }
  }

  @Test("a booking keeps the zones of its placing, in answers, lists and events, and after a start")
  func bookings() throws {
    try Self.withZones { server, service in
      let late = FixLifeTests.start + 30 * 86_400_000
      let window = #""window":{"start":\#(late),"end":\#(late + 3_600_000)}"#
      let placed = try server.data(
        "POST", "/v1/bookings", token: service, body: #"{"id":"b1","lat":24.7,"lon":46.65,\#(window)}"#)
      #expect(placed["zones"].array.map(\.string) == ["all", "west"])
      let outside = try server.data(
        "POST", "/v1/bookings", token: service, body: #"{"id":"b2","lat":24.7,"lon":46.9,\#(window)}"#)
      #expect(outside["zones"] == .array([]))
      _ = try server.data("DELETE", "/v1/zones/all", token: service)
      func look() throws {
        for path in ["/v1/bookings/b1", "/v1/bookings"] {
          let answer = try server.data("GET", path, token: service)
          let booking =
            path.hasSuffix("b1") ? answer : answer["items"].array.first { $0["id"].string == "b1" }
          #expect(booking?["zones"].array.map(\.string) == ["all", "west"], "\(path): \(answer)")
        }
        let events = try server.data("GET", "/v1/bookings/b1/events", token: service)["items"].array
        #expect(events.first?["zones"].array.map(\.string) == ["all", "west"])
      }
      try look()
      server.stop()
      try server.startAgain()
      try look()
      #expect(try Self.zones(server, longitude: 46.65) == ["west"])
      let moved = try server.data(
        "POST", "/v1/bookings/b1:reschedule", token: service,
        body: #"{"window":{"start":\#(late),"end":\#(late + 60_000)},"reason":"later"}"#)
      #expect(moved["zones"].array.map(\.string) == ["all", "west"])
    }
  }

  @Test("what another process changes is known some seconds later", arguments: ServedTruth.allCases)
  func elsewhere(_ truth: ServedTruth) throws {
    try truth.with([]) { server, data in
      let service = try server.token("alpha", .service)
      _ = try server.data("PUT", "/v1/zones/own", token: service, body: Self.zone(west: 46.6, east: 46.8))
      let file = server.folder.path("zones.geojson")
      let feature =
        #"{"type":"Feature","id":"new","properties":{},"geometry":\#(Self.geometry(west: 46.6, east: 46.7))}"#
      try Data(#"{"type":"FeatureCollection","features":[\#(feature)]}"#.utf8).write(to: URL(filePath: file))
      let result = try Program.run(
        ["zones", "import", file, "--tenant", "alpha"] + data.arguments, in: server.folder.url)
      #expect(result.status == 0, "\(result)")
      #expect(
        try Poll.until(seconds: 20) { try Self.zones(server, longitude: 46.65) == ["new", "own"] },
        "\(server.log.suffix(2_000))")
      let store = try data.open()
      #expect(
        try store.deleteZone(
          ClientID(trusted: "own"), of: ClientID(trusted: "alpha"),
          note: ChangeNote(actor: "somebody", at: OldData.now(), reason: "")))
      #expect(try Poll.until(seconds: 20) { try Self.zones(server, longitude: 46.65) == ["new"] })
      #expect(Poll.until { server.log.contains("zones were changed elsewhere") })
    }
  }

  @Test("promises count in every zone of their booking, or under none", arguments: ServedTruth.allCases)
  func promises(_ truth: ServedTruth) throws {
    try truth.with([]) { server, data in
      let service = try server.token("alpha", .service)
      for id in ["a", "b"] {
        _ = try server.data("PUT", "/v1/zones/\(id)", token: service, body: Self.zone(west: 46.6, east: 46.8))
      }
      // Noon of tomorrow: the rows are of one day and hour.
      let day = OldData.now().milliseconds / 86_400_000 + 1
      let noon = day * 86_400_000 + 43_200_000
      for (id, longitude) in [("in", 46.7), ("out", 46.9)] {
        _ = try server.data(
          "POST", "/v1/bookings", token: service,
          body: #"{"id":"\#(id)","lat":24.7,"lon":\#(longitude),"sla":{"arriveBy":\#(noon)}}"#)
      }
      let result = try Program.run(
        ["report", "sla-zones", "--tenant", "alpha", "--format", "csv"] + data.arguments,
        in: server.folder.url)
      #expect(result.status == 0, "\(result)")
      let rows = result.output.split(separator: "\n").dropFirst().map {
        $0.split(separator: ",", omittingEmptySubsequences: false).dropFirst()
      }
      #expect(result.output.hasPrefix("day,hour,zone,promised,kept,late,not_arrived,pending\n"))
      #expect(
        rows.map { $0.joined(separator: ",") } == ["12,,1,0,0,0,1", "12,a,1,0,0,0,1", "12,b,1,0,0,0,1"],
        "\(result.output)")
    }
  }

  @Test("a zone of before the rules stops nobody: it is named, left out, and can be replaced")
  func old() throws {
    try TestServer.with(tenants: ["alpha"]) { server in
      server.stop()
      let crossed =
        #"{"type":"Polygon","coordinates":[[[46.6,24.6],[46.8,24.8],[46.8,24.6],[46.6,24.8],[46.6,24.6]]]}"#
      let draft = ZoneDraft(
        id: ClientID(trusted: "crossed"), properties: Array(#"{"isActive":true,"name":{"en":"c"}}"#.utf8),
        geometry: Array(crossed.utf8), pointCount: 5)
      let note = ChangeNote(actor: "somebody", at: OldData.now(), reason: "")
      _ = try SQLiteStore(directory: server.folder.path("data")).putZone(
        draft, of: ClientID(trusted: "alpha"), expectedVersion: nil, note: note)
      try server.startAgain()
      let service = try server.token("alpha", .service)
      #expect(try Self.zones(server, longitude: 46.78) == [])
      #expect(Poll.until { server.log.contains("the zone crossed is not valid here") })
      #expect(try server.data("GET", "/v1/zones/crossed", token: service)["id"].string == "crossed")
      let check = try Program.run(
        [
          "serve", "--check", "--data", server.folder.path("data"), "--keys", server.folder.path("keys.json"),
        ],
        in: server.folder.url)
      #expect(check.status != 0 && check.errors.contains("the zone crossed"), "\(check)")
      _ = try server.data("PUT", "/v1/zones/crossed", token: service, body: Self.zone(west: 46.6, east: 46.8))
      #expect(try Self.zones(server, longitude: 46.78) == ["crossed"])
    }
  }

  @Test("a round asks about every tenant in its turn, and never about too many at once")
  func rounds() {
    var rounds = ZoneRounds()
    #expect(rounds.begin(tickMilliseconds: 250).isEmpty)
    for number in 0..<3 { rounds.add(ClientID(trusted: "t\(number)")) }
    var asked: [String] = []
    for _ in 0..<6 {
      let now = rounds.begin(tickMilliseconds: 250)
      #expect(now.count == 1)
      asked += now.map(\.text)
      for _ in now { rounds.end() }
    }
    #expect(asked == ["t0", "t1", "t2", "t0", "t1", "t2"])
    for number in 3..<3_000 { rounds.add(ClientID(trusted: "t\(number)")) }
    #expect(rounds.begin(tickMilliseconds: 250).count == ZoneRounds.inFlightMax)
    #expect(rounds.begin(tickMilliseconds: 250).isEmpty)
    for _ in 0..<10 { rounds.end() }
    let next = rounds.begin(tickMilliseconds: 250)
    #expect(next.count == 10 && next.first?.text == "t67")
  }
}
