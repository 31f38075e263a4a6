// The life of a fix without its sockets: reading the message, judging it, moving the technician, making
// the acknowledgement and the frames of viewers.

import Bedrock
import Engine
import Foundation
import GeoIndex
import TrackHub

extension Suite {
  static let fix = Suite(
    name: "fix",
    summary: "reading, judging and publishing fixes; reading against Foundation's decoder"
  ) { options, report in
    var bench = FixBench(options)
    return bench.run(&report)
  }
}

/// A tenant with phones that report in turn.
private struct FixBench: ~Copyable {
  private let options: BenchmarkOptions
  private let data: CityData
  private var engine: TenantEngine
  private var actions = ActionList()
  private var sessions: [SessionID] = []
  private var sequences: [UInt64] = []
  private var now = Instant(seconds: 1_800_000_000)
  private var turn = 0
  private var accepted: UInt64 = 0

  private static let batchSize = 256

  init(_ options: BenchmarkOptions) {
    self.options = options
    data = CityData(
      technicians: options.technicians, moves: 20_000, queries: 1_000, seed: options.seed)
    engine = TenantEngine(settings: TenantSettings(), now: now, epoch: 1, entropy: 1)
    for number in 0..<options.technicians {
      let id = ClientID(trusted: "tech-\(number)")
      engine.put(
        TechnicianProfile(id: id, skills: [], rating: 4, status: .available, document: []), now: now)
      let session = try? engine.openPhone(
        technician: id, device: Hello.defaultDevice, label: "-", now: now, into: &actions)
      guard let session else { preconditionFailure("a fresh technician has room for a device") }
      sessions.append(session)
      sequences.append(0)
    }
    actions.removeAll()
  }

  mutating func run(_ report: inout BenchmarkReport) -> Bool {
    report.note("fix, \(options.technicians) technicians, one core; x = how many times the reference costs")
    let text = Array(
      #"{"type":"fix","seq":12345,"t":1800000000123,"lat":24.7135517,"lon":46.6752957,"acc":4.8,"spd":12.25,"hdg":271.5}"#
        .utf8)
    let reading = read(text)
    let reference = readByFoundation(text)
    report.row("fix_read", reading, "ns", ratio: reference / reading)
    report.row("fix_receive", measure { bench in bench.receive(Self.batchSize) }, "ns")
    report.row(
      "fix_receive_ack",
      measure { bench in
        bench.receive(Self.batchSize)
        bench.engine.flush(into: &bench.actions)
        bench.actions.removeAll()
      }, "ns")
    watchEverything("map:40,20,50,30")
    report.row(
      "fix_receive_map_viewer",
      measure { bench in
        bench.receive(Self.batchSize)
        bench.engine.flush(into: &bench.actions)
        bench.actions.removeAll()
      }, "ns")
    watchEverything("clusters:46.1,24.2,47.3,25.3@6")
    receive(sessions.count)
    engine.flush(into: &actions)
    actions.removeAll()
    report.row("clusters_refresh", refreshClusters() / 1_000, "us")
    let isRight = engine.ledger[.accepted] == engine.ledger.total
    report.row("fixes_refused", Double(engine.ledger.total - engine.ledger[.accepted]), "fixes")
    return isRight
  }

  private mutating func measure(_ batch: (inout FixBench) -> Void) -> Double {
    // The closure of the stopwatch cannot take an inout value along, so the bench is moved through.
    Stopwatch.nanoseconds(seconds: options.secondsPerRow, batchSize: Self.batchSize) { batch(&self) }
  }

  /// Each technician in turn reports from where it was, a few metres on; a round is a second.
  private mutating func receive(_ count: Int) {
    for _ in 0..<count {
      if turn == sessions.count {
        turn = 0
        now = now.advanced(byMilliseconds: 1_000)
      }
      let home = data.technicians[turn].point
      sequences[turn] += 1
      let offset = Double(sequences[turn] % 16) * 1e-5
      let fix = Fix(
        sequence: sequences[turn], time: now.advanced(byMilliseconds: Int64(sequences[turn] % 2)),
        latitudeDegrees: home.latitudeDegrees + offset, longitudeDegrees: home.longitudeDegrees,
        accuracyMeters: 5, speedMetersPerSecond: 1, headingDegrees: 90)
      engine.receive(fix, from: sessions[turn], now: now)
      turn += 1
    }
  }

  /// Counts all technicians anew, for a viewer who was told before; the moves are not measured.
  private mutating func refreshClusters() -> Double {
    Stopwatch.nanoseconds(seconds: options.secondsPerRow, batchSize: 1) {
      engine.refreshClusters()
      engine.flush(into: &actions)
      actions.removeAll()
    }
  }

  private mutating func watchEverything(_ name: String) {
    let viewer = engine.openViewer(label: "-", now: now, into: &actions)
    do throws(FieldError) {
      let topic = try Topic(name, field: "topic")
      try engine.subscribe(viewer, to: topic, name: name, since: nil, now: now, into: &actions)
    } catch {
      preconditionFailure("\(error)")
    }
    actions.removeAll()
  }

  private func read(_ text: [UInt8]) -> Double {
    var decoder = ClientMessageDecoder()
    var sum: UInt64 = 0
    let nanoseconds = Stopwatch.nanoseconds(seconds: options.secondsPerRow, batchSize: Self.batchSize) {
      for _ in 0..<Self.batchSize {
        if case .fix(let fix) = try? decoder.decode(text.span) { sum &+= fix.sequence }
      }
    }
    precondition(sum > 0 && sum % 12_345 == 0, "the message was not read")
    return nanoseconds
  }

  private struct CodableFix: Codable {
    var seq: UInt64
    var t: Int64
    var lat: Double
    var lon: Double
    var acc: Double?
    var spd: Double?
    var hdg: Double?
  }

  private func readByFoundation(_ text: [UInt8]) -> Double {
    let decoder = JSONDecoder()
    let content = Data(text)
    var sum: UInt64 = 0
    let nanoseconds = Stopwatch.nanoseconds(seconds: options.secondsPerRow, batchSize: Self.batchSize) {
      for _ in 0..<Self.batchSize {
        if let fix = try? decoder.decode(CodableFix.self, from: content) { sum &+= fix.seq }
      }
    }
    precondition(sum > 0 && sum % 12_345 == 0, "the message was not read")
    return nanoseconds
  }
}
