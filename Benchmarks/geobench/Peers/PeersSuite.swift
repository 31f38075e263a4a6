// What people could use instead, on the same data with the same questions: Redis with its GEO commands.

import Bedrock
import Foundation
import GeoIndex

extension Suite {
  static let peers = Suite(
    name: "peers",
    summary:
      "Redis of the distribution, where it is installed, beside the index: same technicians, same questions"
  ) { options, report in
    guard let program = RedisServer.program else {
      report.note("redis-server is not installed: nothing to compare with (scripts/bootstrap --for bench)")
      report.row("redis_installed", 0, "yes/no")
      return true
    }
    do {
      report.row("redis_installed", 1, "yes/no")
      var bench = try PeersBench(options)
      try bench.run(program, &report)
      return true
    } catch {
      FileHandle.standardError.write(Data("geobench: \(error)\n".utf8))
      return false
    }
  }
}

/// Redis and the index with the same technicians.
///
/// Redis is charged for the processor time of its server alone, which includes its protocol; the client is not counted.
/// The index is in process and has no protocol: the ratio is what an application saves that keeps positions itself.
private struct PeersBench: ~Copyable {
  private let options: BenchmarkOptions
  private var runner: IndexRunner
  private var nextMove = 0

  /// Commands under way at a time.
  private static let pipeline = 32

  init(_ options: BenchmarkOptions) throws {
    self.options = options
    let data =
      try options.data.map { try IndexData(prefix: $0) }
      ?? IndexData(
        city: CityData(
          technicians: options.technicians, moves: max(20_000, 2 * options.technicians),
          queries: options.quick ? 1_000 : 50_000, seed: options.seed))
    runner = IndexRunner(data)
  }

  mutating func run(_ program: String, _ report: inout BenchmarkReport) throws {
    let server = try RedisServer(program: program)
    defer { server.stop() }
    let link = try server.connect()
    let isPinned =
      Processors.pin([server.processIdentifier], to: 1) && Processors.pin([getpid()], to: 0)
    let count = runner.data.technicians.count
    report.note(
      "Redis \(try version(link)), \(count) technicians, \(Self.pipeline) commands at a time"
        + (isPinned ? ", on a processor of its own" : "") + "; x = times the index's cost")
    let before = try usedBytes(link)
    try load(link)
    report.row("redis_bytes_per_technician", Double(try usedBytes(link) - before) / Double(count), "bytes")

    try row("move", .moveBatched, server, link, &report) { bench, link in bench.addMove(link) }
    try row("radius_1km", .radius, server, link, &report) { bench, link in
      bench.addSearch(link, [])
    }
    // Redis has no nearest without a radius; few places have fewer than ten within 1 km.
    try row("knn10_within_1km", .nearest10, server, link, &report) { bench, link in
      bench.addSearch(link, ["ASC", "COUNT", "10"])
    }
  }

  /// One row: the server's processor time for each command, beside the index's own.
  private mutating func row(
    _ name: String, _ workload: IndexWorkload, _ server: RedisServer, _ link: RedisLink,
    _ report: inout BenchmarkReport, _ add: (inout PeersBench, RedisLink) -> Void
  ) throws {
    guard name.hasPrefix(options.only) else { return }
    var (commands, elements) = (0, 0)
    let start = Stopwatch.wallNanoseconds()
    let before = Processors.secondsUsed(by: [server.processIdentifier])
    repeat {
      for _ in 0..<Self.pipeline { add(&self, link) }
      elements += try link.exchange(replies: Self.pipeline)
      commands += Self.pipeline
    } while Stopwatch.wallNanoseconds() - start < options.secondsPerRow * 1e9
    let used = Processors.secondsUsed(by: [server.processIdentifier]) - before
    let cost = used * 1e9 / Double(commands)
    let own = runner.measure(
      workload, seconds: options.secondsPerRow / 2, clock: Stopwatch.threadNanoseconds)
    report.row(
      "redis_\(name)", cost, "ns", ratio: cost / own,
      details: [("index", own), ("answers", Double(elements) / Double(commands))])
  }

  private func load(_ link: RedisLink) throws {
    var start = 0
    while start < runner.data.technicians.count {
      let end = min(start + 1000, runner.data.technicians.count)
      for id in start..<end {
        let point = runner.data.technicians[id].point
        link.add(["GEOADD", "g", "\(point.longitudeDegrees)", "\(point.latitudeDegrees)", "\(id)"])
      }
      _ = try link.exchange(replies: end - start)
      start = end
    }
  }

  private mutating func addMove(_ link: RedisLink) {
    let move = runner.data.moves[nextMove]
    nextMove = (nextMove + 1) % runner.data.moves.count
    link.add(["GEOADD", "g", "\(move.longitude)", "\(move.latitude)", "\(move.id)"])
  }

  private mutating func addSearch(_ link: RedisLink, _ more: [String]) {
    let point = runner.query()
    link.add(
      [
        "GEOSEARCH", "g", "FROMLONLAT", "\(point.longitudeDegrees)", "\(point.latitudeDegrees)", "BYRADIUS",
        "1000", "m",
      ] + more)
  }

  private func version(_ link: RedisLink) throws -> String { try field("redis_version", of: "server", link) }

  private func usedBytes(_ link: RedisLink) throws -> Int {
    Int(try field("used_memory", of: "memory", link)) ?? 0
  }

  private func field(_ name: String, of section: String, _ link: RedisLink) throws -> String {
    let lines = try link.text(["INFO", section]).split(whereSeparator: \.isNewline)
    return lines.first { $0.hasPrefix(name + ":") }.map { String($0.dropFirst(name.count + 1)) } ?? ""
  }
}
