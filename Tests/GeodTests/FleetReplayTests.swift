// geod replay from outside: the real binary, real sockets, a small trace of which everything is known.

import Access
import Bedrock
import FleetClient
import Foundation
import GeoIndex
import TestSupport
import Testing

@Suite("Fleet replay", .serialized)
struct FleetReplayTests {
  /// Three vehicles. `a` jumps away once and comes back, `b` repeats a report and ends with a jump, `c` is
  /// heard of once.
  static let trace = """
    cab,lat,lon,occupied,unix_time
    a,37.77000,-122.41000,0,1211439600
    b,37.78000,-122.42000,1,1211439601
    a,37.77100,-122.41100,0,1211439615
    b,37.78100,-122.42100,1,1211439616
    b,37.78100,-122.42100,1,1211439616
    a,38.77100,-121.41100,0,1211439630
    c,37.75000,-122.44444,0,1211439631
    a,37.77200,-122.41200,0,1211439660
    b,37.78200,-122.42200,0,1211439661
    b,35.00000,-120.00000,0,1211439662
    """
  private static let finalPlaces: [(id: String, latitude: Double, longitude: Double, second: Int64)] = [
    ("a", 37.772, -122.412, 1_211_439_660), ("b", 37.782, -122.422, 1_211_439_661),
    ("c", 37.75, -122.44444, 1_211_439_631),
  ]

  private func expectedListing() throws -> String {
    try Self.finalPlaces.map { place in
      let point = try GeoPoint(latitudeDegrees: place.latitude, longitudeDegrees: place.longitude)
      return String(
        format: "%@,%@,%@,%ld\n", place.id, Self.text(point.latitudeDegrees),
        Self.text(point.longitudeDegrees),
        Int(place.second * 1_000))
    }.joined()
  }

  private static func text(_ degrees: Double) -> String {
    var bytes: [UInt8] = []
    DecimalText.append(degrees, decimals: 7, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test func everyFixIsAccountedForAndTwoRunsAreEqual() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("trace.csv", Self.trace)
    var listings: [String] = []
    for (run, extra) in [[], [], ["--batch", "--slice-seconds", "60"]].enumerated() {
      let positions = folder.url.appending(path: "positions-\(run).csv")
      let outcome = try Program.run(
        ["replay", path, "--json", "--positions-out", positions.path] + extra, in: folder.url)
      #expect(outcome.status == 0, "\(outcome.errors)\(outcome.output)")
      let report = outcome.report
      #expect(report["fixes_sent"].int == 10)
      #expect(report["acknowledged"].int == 10)
      #expect(report["accepted"].int == 7)
      #expect(report["refused"] == .object(["duplicate": .number(1), "jump": .number(2)]))
      #expect(report["final_positions_checked"].int == 3)
      #expect(report["final_positions_wrong"].int == 0)
      listings.append(try String(contentsOf: positions, encoding: .utf8))
    }
    #expect(listings[0] == (try expectedListing()))
    #expect(listings[1] == listings[0])
    #expect(listings[2] == listings[0], "batches and longer slices change nothing")
  }

  @Test func aServerOnAnotherClockIsLeftAlone() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("trace.csv", Self.trace)
    let tenant = ClientID(trusted: "replay")
    let server = try ChildServer(ChildServer.Configuration(executable: Program.geod, tenant: tenant))
    defer { server.stop() }
    let outcome = try Program.run(
      ["replay", path, "--url", "http://\(server.address)", "--keys", server.keysPath, "--tenant", "replay"],
      in: folder.url)
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("--clock trace"))
    let service = ServiceAPI(server.address, token: try server.desk.token(.service, subject: tenant))
    #expect(try service.technicians().isEmpty, "nothing was imported")
  }

  @Test func aServerOnATraceClockIsReplayedTo() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("trace.csv", Self.trace)
    let tenant = ClientID(trusted: "replay")
    var configuration = ChildServer.Configuration(executable: Program.geod, tenant: tenant)
    configuration.arguments = ["--clock", "trace", "--trace-start", "1211439600000"]
    let server = try ChildServer(configuration)
    defer { server.stop() }
    let arguments = [
      "replay", path, "--json", "--url", "http://\(server.address)", "--keys", server.keysPath, "--tenant",
      "replay",
    ]
    let outcome = try Program.run(arguments, in: folder.url)
    #expect(outcome.status == 0, "\(outcome.errors)\(outcome.output)")
    #expect(outcome.report["final_positions_checked"].int == 3)
    // Trace time has passed there now.
    let again = try Program.run(arguments, in: folder.url)
    #expect(again.status == 1)
    #expect(again.errors.contains("never runs backwards"))
  }

  @Test(arguments: [
    (["replay"], 2), (["replay", "x.csv", "--sped", "max"], 2), (["replay", "x.csv", "--speed", "fast"], 2),
    (["replay", "x.csv", "--url", "http://127.0.0.1:1"], 2), (["replay", "x.csv", "--tenant", "t"], 2),
    (["replay", "absent.csv"], 1),
  ])
  func badCommandLines(_ arguments: [String], _ status: Int) throws {
    let folder = try TemporaryFolder()
    let outcome = try Program.run(arguments, in: folder.url)
    #expect(Int(outcome.status) == status)
    #expect(!outcome.errors.isEmpty)
  }
}
