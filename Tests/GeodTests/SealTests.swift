// Seals of trips: the chain as it is documented, when it is made, and what a phone's log can prove with it.

import Bedrock
import Foundation
import GeoIndex
import TestSupport
import Testing
import TripStore

@testable import geod

@Suite("Seals of trips")
struct SealTests {
  private static let tenant = ClientID(trusted: "riyadh")
  private static let trip = UUIDv7("01a1fc0e-f133-7415-bfa9-f6c0120de49d") ?? OrderSamples.uuid(1)
  private static let phone = ClientID(trusted: "phone-1")

  /// The three fixes of the example in docs/WIRE.md.
  private static let example = """
    {"type":"fix","seq":1,"t":1795219897399,"lat":24.7136,"lon":46.6753,"acc":4.8,"spd":12.25,"hdg":271.5,"bat":0.83}
    {"seq":2,"t":1795219898000,"lat":25.9,"lon":46.6,"verdict":"jump"}
    {"seq":3,"t":1795219898414,"lat":24.7137,"lon":46.6751}
    {"seq":4,"t":1795219900000,"lat":-33.9,"lon":180,"acc":0,"spd":0,"hdg":360}
    """
  private static let table = """
    seq,t,lat,lon,acc,spd,hdg,verdict
    1,1795219897399,24.7136,46.6753,4.8,12.25,271.5,accepted
    2,1795219898000,25.9,46.6,,,,jump
    3,1795219898414,24.7137,46.6751,,,,
    4,1795219900000,-33.9,180,0,0,360,

    """
  private static let head = "14577c8aa8a58b69709fc364aa44be06170e4a14517cf4537b3cbbfd6aab717a"

  private func log(_ text: String) throws -> PhoneLog {
    let folder = try TemporaryFolder()
    try Data(text.utf8).write(to: URL(filePath: folder.path("log")))
    return try PhoneLog(file: folder.path("log"), device: Self.phone)
  }

  private func chain(_ fixes: [ChainedFix]) -> TripChain {
    var chain = FixChain(tenant: Self.tenant, trip: Self.trip, device: Self.phone)
    for fix in fixes { chain.add(fix) }
    return chain.sealed
  }

  @Test("the chain is the one that the protocol documents, byte by byte")
  func canonicalBytes() throws {
    // Computed by another program from the words of the documentation.
    let empty = FixChain(tenant: Self.tenant, trip: Self.trip, device: Self.phone)
    #expect(HexText.encode(empty.head) == "640f006e02c87cc39a256a92182c6a3df7e38d4042b41e099d87f53757c18694")
    let fixes = try #require(try log(Self.example).devices[Self.phone])
    #expect(
      fixes.map { HexText.encode($0.bytes) } == [
        "0000000000000001000001a1fb71bc371192f93d2130faa44099999a414400004387c000",
        "0000000000000003000001a1fb71c02e1192fde62130f1517fc000007fc000007fc00000",
        "0000000000000004000001a1fb71c660e7e4b17e80000000000000000000000043b40000",
      ])
    #expect(HexText.encode(chain(fixes).head) == Self.head)
    #expect(try log(Self.table).devices[Self.phone] == fixes && log(Self.table).refusedCount == 1)
    let document = try String(
      contentsOf: SharedData.packageRoot.appending(path: "docs/WIRE.md"), encoding: .utf8)
    #expect(document.contains(Self.head), "the documented example is another one")
  }

  @Test("a log that cannot be read names the line")
  func brokenLogs() {
    let broken = [
      (#"{"seq":1,"t":1,"lat":91,"lon":0}"#, 1), (#"{"seq":1,"t":1,"lat":1}"#, 1),
      ("\n{\"seq\":-1,\"t\":1,\"lat\":1,\"lon\":1}", 2), ("seq,t,lat\n1,2,3", 1),
      ("seq,t,lat,lon\n1,2,3", 2), ("seq,t,lat,lon\n1,2,x,4", 2), ("{", 1),
    ]
    for (text, line) in broken {
      do {
        _ = try log(text)
        Issue.record("was read: \(text)")
      } catch {
        #expect((error as? FileFault)?.line == line, "\(text): \(error)")
      }
    }
    let twice = #"{"seq":1,"t":1,"lat":1,"lon":1}"# + "\n" + #"{"seq":1,"t":1,"lat":2,"lon":1}"#
    #expect(throws: FileFault.self) { _ = try log(twice) }
  }

  @Test("every single change of a log is noticed, and named while the points are there")
  func tampering() throws {
    let original = try #require(try log(Self.example).devices[Self.phone])
    func verdict(_ fixes: [ChainedFix], _ points: [ChainedFix]?) throws -> ChainVerdict {
      var text = ""
      for fix in fixes {
        let (latitude, longitude) = (
          Double(fix.latitudeAngle) * 45 * 0x1p-29, Double(fix.longitudeAngle) * 45 * 0x1p-29
        )
        text +=
          #"{"seq":\#(fix.sequence),"t":\#(fix.time.milliseconds),"lat":\#(latitude),"lon":\#(longitude)"#
        for (name, value) in [
          ("acc", fix.accuracyMeters), ("spd", fix.speedMetersPerSecond), ("hdg", fix.headingDegrees),
        ] {
          if let value { text += ",\"\(name)\":\(value)" }
        }
        text += "}\n"
      }
      let check = ChainCheck(
        tenant: Self.tenant, trip: Self.trip, chains: [chain(original)],
        points: points.map { TripFixes(devices: [(Self.phone, $0)]) })
      return try #require(check.verdicts(try log(text)).first).verdict
    }
    #expect(try verdict(original, original) == .matches(fixCount: 3))
    #expect(try verdict(original, nil) == .matches(fixCount: 3))
    var longer = original
    longer.append(longer[2])
    longer[3].sequence = 9
    #expect(try verdict(longer, nil) == .matchesThenGoesOn(fixCount: 3, more: 1))
    let shorter = Array(original.dropFirst())
    #expect(try verdict(shorter, original) == .parts(.missingInLog(sequence: 1)))
    #expect(try verdict(shorter, nil) == .differs(logged: 2, sealed: 3))
    let changes: [(String, (inout ChainedFix) -> Void)] = [
      ("t", { $0.time = $0.time.advanced(byMilliseconds: 1) }), ("lat", { $0.latitudeAngle += 1 }),
      ("lon", { $0.longitudeAngle &+= 1 }), ("acc", { $0.accuracyMeters = 1 }),
      ("spd", { $0.speedMetersPerSecond = 1 }), ("hdg", { $0.headingDegrees = nil }),
    ]
    for (member, change) in changes {
      var changed = original
      change(&changed[2])
      #expect(try verdict(changed, original) == .parts(.otherContent(sequence: 4, member: member)))
      #expect(try verdict(changed, nil) == .differs(logged: 3, sealed: 3))
      #expect(try verdict(changed, changed) == .parts(.pointsAreNotTheSealed))
    }
    var renumbered = original
    renumbered[1].sequence = 2
    #expect(try verdict(renumbered, original) == .parts(.onlyInLog(sequence: 2)))
  }

  @Test("a trip is sealed when all its points are there, and never over a part of them")
  func decisions() throws {
    let end = Instant(milliseconds: 1_800_000_000_000)
    let facts = SummaryFacts(
      Array(#"{"fixCount":3,"refusedCount":2,"startedAt":\#(end.milliseconds - 60_000)}"#.utf8))
    #expect(facts.fixCount == 3 && facts.refusedCount == 2)
    func decide(
      _ found: Int, missing: UInt64 = 0, shared: Bool = true, after minutes: Int64 = 1
    ) -> SealDecision {
      SealDecision.of(
        facts, endedAt: end, found: found, missing: missing, isShared: shared,
        now: end.advanced(byMilliseconds: minutes * 60_000))
    }
    #expect(decide(3) == .seal && decide(4) == .seal && decide(2) == .wait)
    #expect(decide(2, after: 59) == .wait && decide(2, after: 60) == .seal)
    #expect(decide(3, missing: 2) == .seal, "two fixes were refused")
    #expect(decide(3, missing: 3) == .wait && decide(3, missing: 3, after: 60) == .seal)
    #expect(decide(3, missing: 3, shared: false) == .seal, "points are nowhere else")
    func isTooLate(after minutes: Int64) -> Bool {
      SealDecision.isTooLate(
        facts, endedAt: end, pointsDays: 7, now: end.advanced(byMilliseconds: minutes * 60_000))
    }
    #expect(isTooLate(after: 7 * 1440) && !isTooLate(after: 7 * 1440 - 2))
    let unreadable = SummaryFacts(Array("{".utf8))
    #expect(unreadable.fixCount == nil && unreadable.refusedCount == 0)
  }

  @Test("numbers that are left out between a device's first fix and its last one are a gap")
  func gaps() throws {
    let fix = try #require(try log(Self.example).devices[Self.phone]?.first)
    func numbered(_ devices: [UInt64]...) -> TripFixes {
      TripFixes(
        devices: devices.enumerated().map { index, numbers in
          (
            ClientID(trusted: "phone-\(index)"),
            numbers.map {
              var fix = fix
              fix.sequence = $0
              return fix
            }
          )
        })
    }
    #expect(numbered([]).missingCount == 0 && numbered([7]).missingCount == 0)
    #expect(numbered([1, 2, 3], [90, 91]).missingCount == 0)
    #expect(numbered([1, 2, 4], [5, 9]).missingCount == 4)
    #expect(numbered([1, 2], [.max - 9, .max]).missingCount == 8)
  }

  @Test("a trip that lacks points is read seldom, the more seldom the older it is")
  func patience() {
    let trip = Self.trip
    var patience = SealPatience()
    var readings: [Int64] = []
    for seconds in stride(from: Int64(0), through: 3600, by: 2) {
      guard patience.isTime(for: trip, now: seconds * 1000) else { continue }
      readings.append(seconds)
      patience.wait(for: trip, ageMilliseconds: seconds * 1000, now: seconds * 1000)
    }
    #expect(readings.prefix(6) == [0, 2, 4, 6, 8, 10] && readings.count < 45, "\(readings)")
    #expect(zip(readings, readings.dropFirst()).allSatisfy { $1 - $0 <= 302 })
    patience.keep(only: [trip])
    #expect(!patience.isTime(for: trip, now: 3_601_000))
    patience.keep(only: [])
    #expect(patience.isTime(for: trip, now: 3_601_000), "what has its seal is forgotten")
  }

  @Test("a trip is sealed after its end, and the phone's log proves it, with the store and without")
  func serving() throws {
    try TestServer.with(FixLifeTests.trace) { server in
      try server.addTechnicians(["t1"], to: "alpha")
      let staged = try server.stage(.enRoute)
      let phone = try Phone(server, "alpha", "t1")
      let fixes = (1...20).map { FixLifeTests.fix($0, extra: $0 % 3 == 0 ? #""acc":4.8,"spd":1.5"# : "") }
      try phone.report(fixes)
      for command in ["arrive", "begin", "complete"] {
        _ = try server.data(
          "POST", "/v1/trips/\(staged.trip):\(command)",
          token: server.token("alpha", .technician, subject: "t1"))
      }
      let store = try SQLiteStore(directory: server.folder.path("data"))
      let (alpha, trip) = (ClientID(trusted: "alpha"), try #require(UUIDv7(staged.trip)))
      let isSealed = Poll.until(seconds: 20) { (try? store.seal(of: trip, tenant: alpha)) != nil }
      try #require(isSealed)
      #expect(try store.seal(of: trip, tenant: alpha)?.chains.map(\.fixCount) == [20])
      #expect(try server.metrics()["geod_trips_sealed_total"] == 1)

      let folder = server.folder
      let lines = fixes.map { "{\($0.members)}" }
      try Data(lines.joined(separator: "\n").utf8).write(to: URL(filePath: folder.path("phone.ndjson")))
      try Data(lines.dropLast(7).joined(separator: "\n").utf8).write(
        to: URL(filePath: folder.path("short.ndjson")))
      func verify(_ log: String, _ options: String...) throws -> ProgramResult {
        try Program.run(
          [
            "trip", "verify", "--tenant", "alpha", "--trip", staged.trip, "--device", "phone", "--log",
            folder.path(log),
          ]
            + options, in: folder.url)
      }
      let data = ["--data", folder.path("data")]
      let good = try verify("phone.ndjson", data[0], data[1])
      #expect(good.status == 0 && good.output.contains("phone\tmatches"), "\(good)")
      let short = try verify("short.ndjson", data[0], data[1])
      #expect(short.status == 1 && short.output.contains("lacks the fix 14"), "\(short)")

      // A minute after its end the booking is out of service, and the store answers for the trip.
      let reads = try TripReads.trip(
        trip, of: alpha, onlyFor: nil, from: store, requestID: "r")
      guard case .answer(let answer) = reads else { throw TestFailure("no answer") }
      #expect(try JSON(answer.body)["data"]["summary"]["chain"]["devices"][0]["fixCount"].int == 20)
      try Data(answer.body).write(to: URL(filePath: folder.path("trip.json")))
      let offline = try verify("phone.ndjson", "--summary", folder.path("trip.json"), "--json")
      #expect(try offline.status == 0 && JSON(offline.output)["matches"] == .bool(true), "\(offline)")
      let wrong = try verify("short.ndjson", "--summary", folder.path("trip.json"))
      #expect(wrong.status == 1 && wrong.output.contains("13 fixes, 20 were sealed"), "\(wrong)")
    }
  }
}
