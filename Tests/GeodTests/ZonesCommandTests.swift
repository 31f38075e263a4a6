// geod zones import as it is run: what is put, what is refused, what is left behind, on both stores.

import Bedrock
import Foundation
import TestDatabase
import Testing
import TripStore

@testable import geod

@Suite("geod zones import", .serialized)
struct ZonesCommandTests {
  /// A place with one tenant and without a server, and files beside it.
  private struct Bench {
    let folder: TemporaryFolder
    let data: ServedData
    let red = ClientID(trusted: "alpha")

    init(_ urls: DatabaseURLs?) throws {
      folder = try TemporaryFolder()
      data = ServedData(folder: folder, urls: urls)
      try TestServer.addTenant("alpha", in: folder, database: urls?.arguments ?? [])
    }

    func run(_ file: String, _ more: String..., tenant: String = "alpha") throws -> ProgramResult {
      try Program.run(
        ["zones", "import", folder.path(file), "--tenant", tenant] + more + data.arguments, in: folder.url)
    }

    func write(_ file: String, _ features: [String]) throws {
      let text = #"{"type":"FeatureCollection","features":[\#(features.joined(separator: ","))]}"#
      try Data(text.utf8).write(to: folder.url.appending(path: file))
    }

    func zones() throws -> [String] { try data.open().zones(of: red).map(\.zone.id.text) }

    func audit() throws -> [AuditDraft] {
      try data.open().audit(of: red, before: nil, limit: 1_000).map(\.entry)
    }
  }

  private static func with(_ truth: ServedTruth, _ body: (Bench) throws -> Void) throws {
    switch truth {
    case .folder: try body(try Bench(nil))
    case .database: try TestDatabase.withDatabase(.served) { (urls) throws in try body(try Bench(urls)) }
    }
  }

  /// A triangle at a place of its own.
  private static func zone(
    _ id: String, at column: Int = 0, isClockwise: Bool = false, properties: String = "{}"
  ) -> String {
    let west = 46 + Double(column) / 1_000
    let corners = ["[\(west),24.5]", "[\(west + 0.001),24.5]", "[\(west + 0.001),24.501]"]
    let ring = (isClockwise ? corners.reversed() : corners) + [isClockwise ? corners[2] : corners[0]]
    return #"{"type":"Feature","id":"\#(id)","properties":\#(properties),"#
      + #""geometry":{"type":"Polygon","coordinates":[[\#(ring.joined(separator: ","))]]}}"#
  }

  @Test("zones are put together with their audit rows, and replaced", arguments: ServedTruth.allCases)
  func success(_ truth: ServedTruth) throws {
    try Self.with(truth) { bench in
      let names = #"{"name_en":"Olaya","name_ar":"العليا","code":"77"}"#
      try bench.write("two.geojson", [Self.zone("b"), Self.zone("a", at: 3, properties: names)])
      let dry = try bench.run("two.geojson", "--dry-run")
      #expect(dry.status == 0 && dry.output == "2 zones are sound; nothing was put\n", "\(dry)")
      #expect(try bench.zones() == [] && bench.audit().isEmpty)

      let first = try bench.run("two.geojson", "--reason", "the districts of 2026")
      #expect(first.status == 0 && first.output == "put 2 zones\n" && first.errors == "", "\(first)")
      #expect(try bench.zones() == ["a", "b"])
      let rows = try bench.audit()
      #expect(rows.map(\.target) == ["a", "b"] && rows.allSatisfy { $0.action == "zone.put" })
      #expect(
        rows.allSatisfy { $0.note.actor == "geod zones import" && $0.note.reason == "the districts of 2026" })
      let zone = try #require(try bench.data.open().zone(ClientID(trusted: "a"), of: bench.red))
      #expect(String(decoding: zone.zone.properties, as: UTF8.self).contains("العليا"))

      try bench.write("one.geojson", [Self.zone("x", at: 9, properties: names)])
      let again = try bench.run("one.geojson", "--id-property", "code")
      #expect(again.status == 0, "\(again)")
      #expect(try bench.zones() == ["77", "a", "b"])
      let third = try bench.run("two.geojson")
      #expect(try third.status == 0 && bench.audit().first?.oldVersion == zone.version, "\(third)")
    }
  }

  @Test("what can be mended is mended when asked; other systems are turned", arguments: ServedTruth.allCases)
  func repair(_ truth: ServedTruth) throws {
    try Self.with(truth) { bench in
      try bench.write("mixed.geojson", [Self.zone("a"), Self.zone("b", at: 3, isClockwise: true)])
      let refused = try bench.run("mixed.geojson")
      #expect(refused.status == 1 && refused.output == "", "\(refused)")
      #expect(refused.errors.contains("features[1] (b).geometry.coordinates[0]"), "\(refused)")
      #expect(refused.errors.contains("nothing was put"), "\(refused)")
      #expect(try bench.zones() == [])
      #expect(try bench.run("mixed.geojson", "--repair").status == 0)
      #expect(try bench.zones() == ["a", "b"])

      let meters = [(669_000, 2_734_000), (670_000, 2_734_000), (670_000, 2_735_000), (669_000, 2_734_000)]
        .map { "[\($0.0),\($0.1)]" }
      let square =
        #"{"type":"Feature","id":"m","geometry":{"type":"Polygon","coordinates":[[\#(meters.joined(separator: ","))]]}}"#
      try bench.write("metres.geojson", [square])
      let unsaid = try bench.run("metres.geojson")
      #expect(unsaid.status == 1 && unsaid.errors.contains("features[0] (m)"), "\(unsaid)")
      let turned = try bench.run("metres.geojson", "--crs", "EPSG:32638")
      #expect(turned.status == 0, "\(turned)")
      let record = try #require(try bench.data.open().zone(ClientID(trusted: "m"), of: bench.red))
      let zone = try ZoneGeometry(JSONValue.parse(record.zone.geometry, field: "x"), path: "geometry")
      let corner = try #require(zone.area.polygons.first?.shell.corners.first)
      #expect(
        abs(corner.longitudeDegrees - 46.670_7) < 0.001 && abs(corner.latitudeDegrees - 24.711_2) < 0.001)
      let wrong = try bench.run("metres.geojson", "--crs", "EPSG:999999")
      #expect(wrong.status == 2 && wrong.errors.contains("EPSG:999999"), "\(wrong)")
    }
  }

  @Test("more than fits is refused as a whole, also by a dry run", arguments: ServedTruth.allCases)
  func room(_ truth: ServedTruth) throws {
    try Self.with(truth) { bench in
      try bench.write("some.geojson", [Self.zone("here"), Self.zone("n0", at: 2)])
      #expect(try bench.run("some.geojson").status == 0)
      let before = try bench.data.open().zoneStandings(of: bench.red)
      // One of them is there already, and another one is too many.
      let many = (0..<StoreLimits.zonesMax).map { Self.zone("n\($0)", at: 2 * $0) }
      try bench.write("many.geojson", many)
      for options in [["--dry-run"], []] {
        let refused = try Program.run(
          ["zones", "import", bench.folder.path("many.geojson"), "--tenant", "alpha"] + options
            + bench.data.arguments, in: bench.folder.url)
        #expect(refused.status == 1 && refused.output == "", "\(refused)")
        #expect(refused.errors.contains("the tenant's zones"), "\(refused)")
      }
      #expect(try bench.data.open().zoneStandings(of: bench.red) == before)
      #expect(try bench.audit().count == 2)
      try bench.write("fit.geojson", Array(many.dropLast()))
      let fit = try bench.run("fit.geojson")
      #expect(fit.status == 0 && fit.output == "put \(StoreLimits.zonesMax - 1) zones\n", "\(fit)")
      #expect(try bench.zones().count == StoreLimits.zonesMax)
    }
  }

  @Test("what is not there is told with 1, what is not understood with 2")
  func exits() throws {
    try Self.with(.folder) { bench in
      try bench.write("a.geojson", [Self.zone("a")])
      #expect(try bench.run("absent.geojson").status == 1)
      let nobody = try bench.run("a.geojson", tenant: "nobody")
      #expect(nobody.status == 1 && nobody.errors.contains("there is no tenant nobody"), "\(nobody)")
      let nowhere = try Program.run(
        ["zones", "import", bench.folder.path("a.geojson"), "--tenant", "alpha", "--data", "nowhere"],
        in: bench.folder.url)
      #expect(nowhere.status == 1 && nowhere.errors.contains("there is no data"), "\(nowhere)")
      #expect(try bench.run("a.geojson", "--tenants", "x").status == 2)
      let tenantless = try Program.run(
        ["zones", "import", bench.folder.path("a.geojson")] + bench.data.arguments, in: bench.folder.url)
      #expect(tenantless.status == 2 && tenantless.errors.contains("--tenant"), "\(tenantless)")
      let long = try bench.run("a.geojson", "--reason", String(repeating: "x", count: 501))
      #expect(long.status == 1 && long.errors.contains("reason"), "\(long)")
      #expect(try bench.zones() == [])
    }
  }
}
