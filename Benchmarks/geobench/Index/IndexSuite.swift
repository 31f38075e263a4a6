// The index: moves, nearest with and without filters, radius, the mix of a living city, and the proof that
// every answer equals the linear scan's. Beside the yardstick in C, where it is given.

import Allocations
import Bedrock
import Foundation
import GeoIndex

extension Suite {
  static let index = Suite(
    name: "index",
    summary: "moves and queries of the live index, each against the linear scan; differences must be 0"
  ) { options, report in
    if options.sweep { return IndexSweep(options).run(&report) }
    do {
      var bench = try IndexBench(options)
      return try bench.run(&report)
    } catch {
      FileHandle.standardError.write(Data("geobench: \(error)\n".utf8))
      return false
    }
  }
}

/// Medians over several runs, and how far two halves of the runs are apart.
struct RunTimes {
  private var values: [Double] = []

  mutating func append(_ value: Double) { values.append(value) }

  var isEmpty: Bool { values.isEmpty }

  var median: Double { Self.median(values) }

  /// The median of every other run by that of the rest: what the same thing against itself gives.
  var evenByOdd: Double {
    let halves = [0, 1].map { half in values.indices.filter { $0 % 2 == half }.map { values[$0] } }
    return halves[1].isEmpty ? 1 : Self.median(halves[0]) / Self.median(halves[1])
  }

  private static func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
}

/// One measurement of the index.
private struct IndexBench: ~Copyable {
  private let options: BenchmarkOptions
  private let yardstick: IndexYardstick?
  private var runner: IndexRunner

  init(_ options: BenchmarkOptions) throws {
    self.options = options
    let data: IndexData
    if let prefix = options.data {
      data = try IndexData(prefix: prefix)
    } else {
      data = IndexData(
        city: CityData(
          technicians: options.technicians, moves: max(20_000, 8 * options.technicians),
          queries: options.quick ? 1_000 : 50_000, seed: options.seed))
    }
    if let path = options.against {
      guard options.data != nil, data.isInCity else {
        throw CProgram.Fault(
          description:
            "--against takes --data with technicians between 24.4 and 25.1 north, 46.3 and 47.1 east")
      }
      yardstick = try IndexYardstick(path: path)
    } else {
      yardstick = nil
    }
    runner = IndexRunner(data)
  }

  mutating func run(_ report: inout BenchmarkReport) throws -> Bool {
    let processor = ProcessInfo.processInfo.activeProcessorCount - 1
    let isPinned = Processors.pin([ProcessInfo.processInfo.processIdentifier], to: processor)
    let technicians = runner.data.technicians.count
    report.note(
      "index, \(technicians) technicians, one core\(isPinned ? "" : " (not bound)"), kernel \(MovingIndex.kernelName)"
        + (yardstick == nil
          ? "; x = times the cost of a linear scan" : "; x = times the cost of the yardstick"))
    runner.moveTenRounds()
    let bytes = Double(runner.index.byteCount) / Double(technicians)
    var wrong = 0
    if yardstick == nil {
      wrong += measureAlone(&report)
    } else {
      try measureBesideYardstick(&report)
      wrong += runner.differences(runner.makeScan(), samples: samples)
    }
    wrong += measureZones(options, &report)
    report.row("bytes_per_technician", bytes, "bytes")
    let allocations = runner.allocationsPerOperation()
    if let allocations { report.row("allocations_per_operation", allocations, "calls") }
    report.row("differences", Double(wrong), "answers")
    return wrong == 0 && (!Allocations.isOptimized || (allocations ?? 0) == 0)
  }

  private func wants(_ row: String) -> Bool { row.hasPrefix(options.only) }

  private var samples: Int {
    options.quick ? 20 : runner.data.technicians.count > 300_000 ? 12 : 100
  }

  /// Every row over `secondsPerRow` in nine runs; the ratio is the scan's cost by the index's.
  private mutating func measureAlone(_ report: inout BenchmarkReport) -> Int {
    for workload in IndexWorkload.allCases where wants(workload.rawValue) {
      var times = RunTimes()
      for _ in 0..<9 {
        times.append(
          runner.measure(workload, seconds: options.secondsPerRow / 9, clock: Stopwatch.threadNanoseconds))
      }
      let reference = scanCost(workload)
      report.row(workload.rawValue, times.median, "ns", ratio: reference.map { $0 / times.median })
    }
    if wants("knn10_far"), runner.data.isInCity { far(&report) }
    return runner.differences(runner.makeScan(), samples: samples)
  }

  /// What the linear scan takes for the query of a workload; nil for moves.
  private mutating func scanCost(_ workload: IndexWorkload) -> Double? {
    let scan = runner.makeScan()
    var found: [Neighbor] = []
    let filter: IndexFilter
    switch workload {
    case .move, .moveBatched, .mix: return nil
    case .nearest10Skill10: filter = IndexFilter(allSkills: CityData.commonSkill)
    case .nearest10Skill1: filter = IndexFilter(allSkills: CityData.rareSkill)
    default: filter = .everything
    }
    let isRadius = workload == .radius || workload == .radiusSorted
    return Stopwatch.nanoseconds(seconds: options.secondsPerRow / 8, batchSize: 1) {
      if isRadius {
        scan.within(radiusMeters: 1000, of: runner.query(), into: &found)
      } else {
        scan.nearest(
          to: runner.query(), limit: workload == .nearest50 ? 50 : 10, filter: filter, into: &found)
      }
    }
  }

  /// Nine runs of geod and nine of the yardstick, in turn, on the same processor; the ratio is geod's cost by the
  /// yardstick's.
  private mutating func measureBesideYardstick(_ report: inout BenchmarkReport) throws {
    guard let yardstick, let prefix = options.data else { return }
    let clock = yardstick.countsProcessorTime ? Stopwatch.threadNanoseconds : Stopwatch.wallNanoseconds
    let seconds = options.secondsPerRow / 9
    var own: [IndexWorkload: RunTimes] = [:]
    var other: [String: RunTimes] = [:]
    for _ in 0..<(options.quick ? 3 : 9) {
      for workload in IndexWorkload.allCases where wants(workload.rawValue) {
        own[workload, default: RunTimes()].append(runner.measure(workload, seconds: seconds, clock: clock))
      }
      for (row, value) in try yardstick.run(prefix: prefix, seconds: seconds) {
        other[row, default: RunTimes()].append(value)
      }
    }
    for workload in IndexWorkload.allCases {
      guard let times = own[workload] else { continue }
      let reference = workload.yardstickRows.compactMap { other[$0] }.min { $0.median < $1.median }
      var details = [("again", times.evenByOdd)]
      if let reference {
        details += [("yardstick", reference.median), ("yardstick_again", reference.evenByOdd)]
      }
      report.row(
        workload.rawValue, times.median, "ns", ratio: reference.map { times.median / $0.median },
        details: details)
    }
  }

  /// Ten nearest as seen from 800 km away, where the general search answers.
  private mutating func far(_ report: inout BenchmarkReport) {
    let jeddah = GeoPoint(latitudeAngle: 256_704_000, longitudeAngle: 467_664_000)
    let scan = runner.makeScan()
    var found: [Neighbor] = []
    let cost = Stopwatch.nanoseconds(seconds: options.secondsPerRow / 2, batchSize: 1) {
      runner.index.nearest(to: jeddah, limit: 10, into: &found)
    }
    let reference = Stopwatch.nanoseconds(seconds: options.secondsPerRow / 8, batchSize: 1) {
      scan.nearest(to: jeddah, limit: 10, into: &found)
    }
    report.row("knn10_far", cost, "ns", ratio: reference / cost)
  }
}
