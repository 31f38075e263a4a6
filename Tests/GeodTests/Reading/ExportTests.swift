// geod export: what is in the lines, which filters hold, that a trace comes back through replay, and that a file is
// whole or not there.

import Bedrock
import Foundation
import Testing
import Transport
import TripStore

@testable import geod

@Suite("Export")
struct ExportTests {
  private typealias Sample = OrderSamples

  private func export(
    _ arguments: [String], of reading: ReadingBench, in folder: TemporaryFolder
  ) throws -> ProgramResult {
    try Program.run(
      ["export", "--data", reading.bench.directory, "--tenant", Sample.tenant.text] + arguments,
      in: folder.url)
  }

  private func lines(_ text: String) throws -> [JSON] {
    try text.split(separator: "\n").map { try JSON(String($0)) }
  }

  private func kinds(_ lines: [JSON]) -> [String: Int] {
    Dictionary(lines.map { ($0["kind"].string ?? "", 1) }, uniquingKeysWith: +)
  }

  @Test("every booking comes with all that belongs to it, the latest first")
  func everything() throws {
    let (reading, folder) = (try ReadingBench(), try TemporaryFolder())
    let result = try export([], of: reading, in: folder)
    #expect(result.status == 0, "\(result.errors)")
    let lines = try lines(result.output)
    #expect(lines[0]["kind"].string == "export" && lines[0]["tenant"].string == "alpha")
    let bookings = lines.filter { $0["kind"].string == "booking" }.compactMap { $0["data"]["id"].string }
    #expect(bookings == ["b4", "b3", "b2", "b1", "b0"])
    let events = lines.filter { $0["kind"].string == "event" }
    for booking in bookings {
      let numbers = events.filter { $0["data"]["booking"].string == booking }.map { $0["data"]["number"].int }
      #expect(numbers == (1...numbers.count).map { $0 } && numbers.count >= 6, "\(booking)")
    }
    let counts = kinds(lines)
    #expect(counts["assignment"] == 5 && counts["trip"] == 5 && counts["summary"] == 5)
    #expect(counts["point"] == nil)
    #expect(result.errors.contains("bookings 5") && result.errors.contains("trips 5"), "\(result.errors)")

    let points = try self.lines(export(["--points"], of: reading, in: folder).output)
      .filter { $0["kind"].string == "point" }
    #expect(points.count == 5 * ReadingBench.pointsPerTrip)
    #expect(points[0]["data"]["acc"].double == 5 && points[0]["data"]["hdg"] == .null)
    #expect(points[0]["data"]["t"].int == Int(reading.fixes(4)[0].time.milliseconds))
  }

  @Test("time and technician leave what they name")
  func filters() throws {
    let (reading, folder) = (try ReadingBench(), try TemporaryFolder())
    func bookings(_ arguments: [String]) throws -> [String] {
      try lines(export(arguments, of: reading, in: folder).output)
        .filter { $0["kind"].string == "booking" }.compactMap { $0["data"]["id"].string }
    }
    #expect(try bookings(["--technician", "t1"]) == ["b4", "b1"])
    #expect(try bookings(["--from", "2026-01-04"]).count == 5)
    #expect(try bookings(["--from", "2026-01-05"]) == [])
    #expect(try bookings(["--until", "2026-01-04T06:00:00Z"]) == [])
    func vehicles(_ arguments: [String]) throws -> Set<String> {
      let output = try export(["--format", "trace"] + arguments, of: reading, in: folder).output
      return Set(output.split(separator: "\n").dropFirst().map { String($0.prefix { $0 != "," }) })
    }
    #expect(try vehicles([]) == ["t0", "t1", "t2"])
    #expect(try vehicles(["--technician", "t1"]) == ["t1"])
    // Trips 2 to 4 started a minute after these times.
    #expect(try vehicles(["--from", "2026-01-04T06:31:00Z"]) == ["t0", "t1"])
    for wrong in [
      ["--from", "yesterday"], ["--from", "2026-02-30"], ["--from", "2026-01-05", "--until", "2026-01-05"],
      ["--format", "trace", "--points"], ["--technician", "a b"], ["--format", "xml"],
    ] {
      #expect(try export(wrong, of: reading, in: folder).status == 2, "\(wrong)")
    }
  }

  @Test("an exported trace is what was tracked, and replays")
  func roundTrip() throws {
    let (reading, folder) = (try ReadingBench(count: 3), try TemporaryFolder())
    let path = folder.path("trace.csv.gz")
    let result = try export(["--format", "trace", "--out", path, "--json"], of: reading, in: folder)
    #expect(result.status == 0, "\(result.errors)")
    #expect(try JSON(result.output)["points"].int == 3 * ReadingBench.pointsPerTrip)
    #expect(try Data(contentsOf: URL(filePath: path)).prefix(2) == Data([0x1F, 0x8B]))
    let trace = try TraceReader.read([path])
    let expected = (0..<3).flatMap(reading.fixes).sorted { $0.time < $1.time }
    #expect(trace.fixes.map(\.time) == expected.map(\.time))
    for (fix, point) in zip(trace.fixes, expected) {
      #expect(abs(fix.latitudeDegrees - Double(point.latitudeAngle) * 360 / 4_294_967_296) <= 0.5e-7)
    }
    #expect(Set(trace.vehicles.map(\.text)) == ["t0", "t1", "t2"])
    let replay = try Program.run(["replay", path, "--json"], in: folder.url)
    #expect(replay.status == 0, "\(replay.errors)")
    #expect(try JSON(replay.output)["fixes_sent"].int == expected.count)
    #expect(try JSON(replay.output)["final_positions_checked"].int == 3)
  }

  @Test("summaries that have outlived their bookings are exported behind them")
  func withoutBooking() throws {
    let (reading, folder) = (try ReadingBench(count: 2), try TemporaryFolder())
    var policy = RetentionPolicy()
    policy.standard[.bookings] = 8
    let later = Sample.at(20 * 86_400)
    let store = reading.bench.store
    while try store.retain(policy, now: later, dryRun: false).isBounded {}
    let lines = try lines(export([], of: reading, in: folder).output)
    #expect(kinds(lines) == ["export": 1, "summary": 2])
    #expect(lines.dropFirst().map { $0["data"]["booking"].string } == ["b0", "b1"])
    let own = try self.lines(export(["--technician", "t1"], of: reading, in: folder).output)
    #expect(own.dropFirst().map { $0["data"]["booking"].string } == ["b1"])
  }

  @Test("a file is whole, for its owner only, and replaces nothing")
  func files() throws {
    let (reading, folder) = (try ReadingBench(count: 1), try TemporaryFolder())
    let path = folder.path("trips.ndjson")
    #expect(try export(["--out", path], of: reading, in: folder).status == 0)
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    #expect(!FileManager.default.fileExists(atPath: path + ".partial"))
    let again = try export(["--out", path], of: reading, in: folder)
    #expect(again.status == 1 && again.errors.contains("exists already"))
    #expect(try export(["--out", folder.path("no/such/folder")], of: reading, in: folder).status == 1)
    // A device without room takes the place of a full disk.
    let sink = ExportSink(try #require(FileHandle(forWritingAtPath: "/dev/full")))
    var run = ExportRun(
      ExportOrder(tenant: Sample.tenant), at: Sample.start, store: reading.bench.store, sink: sink,
      showsProgress: false)
    #expect(throws: ExportFault.self) {
      _ = try run.run()
      try sink.finish()
    }

    let other = try Program.run(
      ["export", "--data", reading.bench.directory, "--tenant", "nobody"], in: folder.url)
    #expect(other.status == 1 && other.output.isEmpty)
    let nowhere = try Program.run(
      ["export", "--data", folder.path("nowhere"), "--tenant", "alpha"], in: folder.url)
    #expect(nowhere.status == 1 && !FileManager.default.fileExists(atPath: folder.path("nowhere")))
    #expect(try Program.run(["export", "--data", reading.bench.directory], in: folder.url).status == 2)
  }

  @Test("what is read together is of one moment, whatever is written meanwhile")
  func moment() throws {
    let reading = try ReadingBench(count: 2)
    let store = try SQLiteStore(directory: reading.bench.directory)
    let query = BookingQuery(limit: 10)
    try store.reading { () throws(StoreError) in
      #expect(try store.bookings(query, of: Sample.tenant).count == 2)
      var late = try? OrderSamples("late")
      if let order = late?.place() { #expect(reading.bench.verdict(.commit(order)) == .durable) }
      #expect(try reading.bench.store.bookings(query, of: Sample.tenant).count == 3)
      #expect(try store.bookings(query, of: Sample.tenant).count == 2)
    }
    #expect(try store.bookings(query, of: Sample.tenant).count == 3)
  }
}
