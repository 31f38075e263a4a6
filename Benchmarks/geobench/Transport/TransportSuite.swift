// The wire path: what a message costs a server, beside the reference server in C where that is there. What a frame costs the
// decoder, and memory, are in TransportBench+Memory.

import Foundation
import LoadSupport
import TestPrograms
import Transport

extension Suite {
  static let transport = Suite(
    name: "transport",
    summary: "messages through WebSockets, beside the reference server in C; counts and checksums must agree"
  ) { options, report in
    do {
      return try TransportBench(options).run(&report)
    } catch {
      FileHandle.standardError.write(Data("geobench: \(error)\n".utf8))
      return false
    }
  }
}

/// One measurement of the transport.
struct TransportBench {
  /// A cell of the table: what the server does with messages that come so many at a time.
  struct Cell {
    let mode: TransportMode
    let framesPerWrite: Int
    /// What the ratio is to be under; nil for no promise.
    let target: Double?

    var name: String { "\(mode.rawValue)_\(framesPerWrite)" }

    static let all = [
      Cell(mode: .count, framesPerWrite: 1, target: 1.10),
      Cell(mode: .count, framesPerWrite: 16, target: 1.30),
      Cell(mode: .ack, framesPerWrite: 1, target: 1.20),
      Cell(mode: .ack, framesPerWrite: 16, target: nil),
      Cell(mode: .fan10, framesPerWrite: 1, target: 1.20),
    ]
  }

  /// Where the reference lies when nothing else was said.
  private static let referenceFolder = "../shared/baselines/transport"
  private static let roundCount = 9

  let options: BenchmarkOptions
  private let reference: CProgram?
  private let rounds: Int
  private let connections: Int

  init(_ options: BenchmarkOptions) throws {
    self.options = options
    let folder = URL(filePath: options.against ?? Self.referenceFolder)
    let source = folder.appending(path: "ws_limit.c")
    if FileManager.default.fileExists(atPath: source.path) {
      reference = try CProgram(source: source)
    } else if let path = options.against {
      throw CProgram.Fault(description: "there is no ws_limit.c in \(path)")
    } else {
      reference = nil
    }
    rounds = options.quick ? 2 : Self.roundCount
    connections = options.connections ?? (options.quick ? 50 : 5_000)
    DescriptorLimit.raise()
  }

  func run(_ report: inout BenchmarkReport) throws -> Bool {
    report.note(
      "transport, \(connections) connections, \(rounds) rounds of \(options.secondsPerRow) s; "
        + (reference == nil
          ? "the reference server is not there (\(Self.referenceFolder), or --against): geod's own numbers only"
          : "x = times the reference's processor time per message"))
    for mode in TransportMode.allCases {
      let cells = Cell.all.filter { $0.mode == mode && wants($0.name) }
      if !cells.isEmpty { try measure(cells, mode, &report) }
    }
    codec(&report)
    try idle(&report)
    return try allocations(&report)
  }

  /// Every cell of a mode on every server, round by round. The reference runs twice, as two processes: what the same
  /// thing against itself gives. Without it, geod does.
  private func measure(_ cells: [Cell], _ mode: TransportMode, _ report: inout BenchmarkReport) throws {
    var servers = [try MeasuredServer(mode: mode)]
    defer { for server in servers { server.stop() } }
    for _ in 0..<(reference == nil ? 1 : 2) {
      servers.append(
        try reference.map { try MeasuredServer(reference: $0, mode: mode) } ?? MeasuredServer(mode: mode))
    }
    try OpenFiles.require(servers.count * connections)
    let isPinned = servers.allSatisfy(\.isPinned) && Processors.pin([getpid()], to: 1)
    defer { Processors.unpin(getpid()) }
    if !isPinned { report.note("servers and load are not bound to processors of their own") }
    let loads = try servers.map { try FrameLoad($0, mode: mode, connections: connections) }
    let frames = cells.map { FrameWrites(framesPerWrite: $0.framesPerWrite, seed: options.seed) }
    var costs = [[[Double]]](
      repeating: [[Double]](repeating: [], count: servers.count), count: cells.count)
    for round in 0..<rounds {
      for cell in cells.indices {
        // Another one goes first each time, so that nobody always follows the same.
        for turn in servers.indices {
          let server = (turn + round) % servers.count
          costs[cell][server].append(try loads[server].run(frames[cell], seconds: options.secondsPerRow))
        }
      }
    }
    for (cell, costs) in zip(cells, costs) { tell(cell, costs, &report) }
  }

  private func tell(_ cell: Cell, _ costs: [[Double]], _ report: inout BenchmarkReport) {
    let again = PairedRatio(costs[costs.count - 1], by: costs[costs.count - 2])
    var details = [("again", again.value), ("again_low", again.low), ("again_high", again.high)]
    guard reference != nil else {
      return report.row(cell.name, Self.median(costs[0]), "ns", details: details)
    }
    let ratio = PairedRatio(costs[0], by: costs[1])
    details += [("reference", Self.median(costs[1])), ("low", ratio.low), ("high", ratio.high)]
    if let target = cell.target {
      details += [("target", target), ("passes", ratio.passes(target: target) ? 1 : 0)]
    }
    report.row(cell.name, Self.median(costs[0]), "ns", ratio: ratio.value, details: details)
  }

  func wants(_ row: String) -> Bool { row.hasPrefix(options.only) }

  private static func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
}
