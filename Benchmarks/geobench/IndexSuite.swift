// The index: moves, nearest with and without filters, radius, the mix of a living city, and the proof that
// every answer equals the linear scan's.

import Bedrock
import GeoIndex

extension Suite {
  static let index = Suite(
    name: "index",
    summary: "moves and queries of the live index, each against the linear scan; differences must be 0"
  ) { options, report in
    var bench = IndexBench(options)
    return bench.run(&report)
  }
}

/// The index and the scan with the same technicians.
private struct IndexBench: ~Copyable {
  private let options: BenchmarkOptions
  private let data: CityData
  private var index = MovingIndex()
  private var scan = LinearScan()
  private var nextMove = 0
  private var nextQuery = 0
  private var found: [Neighbor] = []

  private static let batchSize = 200

  init(_ options: BenchmarkOptions) {
    self.options = options
    data = CityData(
      technicians: options.technicians, moves: max(20_000, 8 * options.technicians),
      queries: options.quick ? 1_000 : 50_000, seed: options.seed)
    for (id, technician) in data.technicians.enumerated() {
      index.insert(
        UInt32(id), at: technician.point, fixTime: .epoch, attributes: technician.attributes)
      scan.insert(
        UInt32(id), at: technician.point, fixTime: .epoch, attributes: technician.attributes)
    }
  }

  mutating func run(_ report: inout BenchmarkReport) -> Bool {
    report.note(
      "index, \(options.technicians) technicians, one core, kernel \(MovingIndex.kernelName); "
        + "x = times the cost of a linear scan")
    if wants("move") {
      let cost = Stopwatch.nanoseconds(seconds: options.secondsPerRow, batchSize: Self.batchSize) {
        moves(Self.batchSize)
      }
      report.row("move", cost, "ns")
    }
    nearest("knn10", limit: 10, .everything, &report)
    nearest("knn50", limit: 50, .everything, &report)
    nearest("knn10_skill10", limit: 10, IndexFilter(allSkills: CityData.commonSkill), &report)
    nearest("knn10_skill1", limit: 10, IndexFilter(allSkills: CityData.rareSkill), &report)
    radius(&report)
    far(&report)
    mix(&report)
    report.row(
      "bytes_per_technician", Double(index.byteCount) / Double(options.technicians), "bytes")
    let wrong = differences()
    report.row("differences", Double(wrong), "answers")
    return wrong == 0
  }

  private func wants(_ row: String) -> Bool { row.hasPrefix(options.only) }

  private mutating func moves(_ count: Int) {
    for _ in 0..<count {
      let move = data.moves[nextMove]
      index.move(move.id, to: move.point, fixTime: .epoch)
      nextMove += 1
      if nextMove == data.moves.count { nextMove = 0 }
    }
  }

  private mutating func query() -> GeoPoint {
    nextQuery += 1
    if nextQuery == data.queries.count { nextQuery = 0 }
    return data.queries[nextQuery]
  }

  private mutating func nearest(
    _ name: String, limit: Int, _ filter: IndexFilter, _ report: inout BenchmarkReport
  ) {
    guard wants(name) else { return }
    let seconds = options.secondsPerRow
    let cost = Stopwatch.nanoseconds(seconds: seconds, batchSize: Self.batchSize) {
      for _ in 0..<Self.batchSize {
        index.nearest(to: query(), limit: limit, filter: filter, into: &found)
      }
    }
    let reference = Stopwatch.nanoseconds(seconds: seconds / 4, batchSize: 1) {
      scan.nearest(to: query(), limit: limit, filter: filter, into: &found)
    }
    report.row(name, cost, "ns", ratio: reference / cost)
  }

  private mutating func radius(_ report: inout BenchmarkReport) {
    guard wants("radius_1km") else { return }
    let seconds = options.secondsPerRow
    let cost = Stopwatch.nanoseconds(seconds: seconds, batchSize: Self.batchSize) {
      for _ in 0..<Self.batchSize { index.within(radiusMeters: 1000, of: query(), into: &found) }
    }
    let reference = Stopwatch.nanoseconds(seconds: seconds / 4, batchSize: 1) {
      scan.within(radiusMeters: 1000, of: query(), into: &found)
    }
    report.row("radius_1km", cost, "ns", ratio: reference / cost)
  }

  /// Ten nearest as seen from 800 km away, where the general search answers.
  private mutating func far(_ report: inout BenchmarkReport) {
    guard wants("knn10_far") else { return }
    let jeddah = GeoPoint(latitudeAngle: 256_704_000, longitudeAngle: 467_664_000)
    let cost = Stopwatch.nanoseconds(seconds: options.secondsPerRow, batchSize: 1) {
      index.nearest(to: jeddah, limit: 10, into: &found)
    }
    let reference = Stopwatch.nanoseconds(seconds: options.secondsPerRow / 4, batchSize: 1) {
      scan.nearest(to: jeddah, limit: 10, into: &found)
    }
    report.row("knn10_far", cost, "ns", ratio: reference / cost)
  }

  /// Ten moves for one query, per operation.
  private mutating func mix(_ report: inout BenchmarkReport) {
    guard wants("mix_10_1") else { return }
    let cost = Stopwatch.nanoseconds(seconds: options.secondsPerRow, batchSize: 11 * 20) {
      for _ in 0..<20 {
        moves(10)
        index.nearest(to: query(), limit: 10, into: &found)
      }
    }
    report.row("mix_10_1", cost, "ns")
  }

  /// Answers that differ from the scan's, over a sample of all kinds of queries after all the moves.
  private mutating func differences() -> Int {
    for id in 0..<UInt32(options.technicians) {
      if let point = index.point(of: id) { scan.move(id, to: point, fixTime: .epoch) }
    }
    let filters: [IndexFilter] = [
      .everything, IndexFilter(allSkills: CityData.commonSkill), IndexFilter(allSkills: CityData.rareSkill),
      IndexFilter(minRating: 4.7, statuses: 0b011, maxLoad: 2),
    ]
    var expected: [Neighbor] = []
    var wrong = 0
    for sample in 0..<(options.quick ? 20 : 100) {
      let point = query()
      for filter in filters {
        let limit = sample % 2 == 0 ? 10 : 50
        index.nearest(to: point, limit: limit, filter: filter, into: &found)
        scan.nearest(to: point, limit: limit, filter: filter, into: &expected)
        if found != expected { wrong += 1 }
        index.within(radiusMeters: 1000, of: point, filter: filter, into: &found)
        scan.within(radiusMeters: 1000, of: point, filter: filter, into: &expected)
        if found != expected { wrong += 1 }
      }
    }
    return wrong
  }
}
