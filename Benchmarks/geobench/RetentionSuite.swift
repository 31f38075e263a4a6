// What retention costs: days of points are written, the oldest are dropped, and what others wait for meanwhile.

import Bedrock
import Foundation
import Synchronization
import TripStore

extension Suite {
  static let retention = Suite(
    name: "retention",
    summary: "SQLite: day after day of points, the oldest day dropped while others write (--days, --points)"
  ) { options, report in
    let folder = FileManager.default.temporaryDirectory.appending(path: "geobench-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    do {
      return try RetentionBench(options, folder: folder.path).run(&report)
    } catch {
      report.note("\(error)")
      return false
    }
  }
}

/// A tenant on a virtual calendar: each day brings its points, and takes the oldest day.
private struct RetentionBench {
  private let options: BenchmarkOptions
  private let folder: String
  private let tenant = ClientID(trusted: "riyadh")
  private let trip = UUIDv7(at: RetentionBench.start, random: (7, 7))

  /// 2026-01-04T00:00:00Z.
  private static let start = Instant(milliseconds: 1_767_484_800_000)
  private static let dayMilliseconds: Int64 = 86_400_000
  /// The points of one trip of a day.
  private static let pointsPerTrip = 1000
  /// The points of one call.
  private static let batch = 50_000
  /// Writes of others per second, each of ten points.
  private static let writesPerSecond = 200.0

  init(_ options: BenchmarkOptions, folder: String) throws {
    self.options = options
    self.folder = folder
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  func run(_ report: inout BenchmarkReport) throws -> Bool {
    report.note(
      "retention in SQLite, \(options.days) days of \(options.pointsPerDay) points, \(options.termDays) are kept; "
        + "\(Int(Self.writesPerSecond)) writes per second of others, \(window) s with a day dropped and as long without"
    )
    let filler = try SQLiteStore(directory: folder)
    try filler.addTenant(
      TenantRecord(
        id: tenant, nameArabic: "", nameEnglish: "", timeZone: "Asia/Riyadh", createdAt: Self.start))
    let worker = StoreWorker(try SQLiteStore(directory: folder))
    defer { worker.stop() }
    var numbers = RetentionNumbers()
    for day in 0..<options.days {
      numbers.fillSeconds += try fill(day, filler)
      numbers.note(size: size(), isSteady: day >= options.termDays + 1)
      guard day > options.termDays else { continue }
      numbers.quiet.merge(write(for: window, to: worker, day: day) {})
      var drops: [Double] = []
      numbers.dropping.merge(
        write(for: window, to: worker, day: day) { drops = dropDays(now: Self.at(day + 1), worker) })
      numbers.drops += drops
    }
    return tell(numbers, &report)
  }

  private var window: Double { options.secondsPerRow * 10 }

  private static func at(_ day: Int) -> Instant {
    start.advanced(byMilliseconds: Int64(day) * dayMilliseconds)
  }

  /// Writes a day of points; the seconds that it took.
  private func fill(_ day: Int, _ store: SQLiteStore) throws -> Double {
    let begin = Date()
    var number = 0
    while number < options.pointsPerDay {
      let count = min(Self.batch, options.pointsPerDay - number)
      let points = (number..<(number + count)).map { point(day, $0) }
      _ = try store.appendPoints(points, of: tenant)
      number += count
    }
    return Date().timeIntervalSince(begin)
  }

  private func point(_ day: Int, _ number: Int) -> TrackPoint {
    let (trip, sequence) = number.quotientAndRemainder(dividingBy: Self.pointsPerTrip)
    let begin = Self.at(day)
    return TrackPoint(
      trip: UUIDv7(at: begin, random: (UInt64(trip) &* 0x9E37_79B9_7F4A_7C15, UInt64(trip))),
      device: ClientID(trusted: "phone-1"), sequence: Int64(sequence + 1),
      at: begin.advanced(byMilliseconds: Int64(sequence) * 1000),
      latitudeAngle: 294_000_000 + Int32(sequence) * 300, longitudeAngle: 556_000_000 + Int32(trip),
      accuracyMeters: 4.8, speedMetersPerSecond: 12.25, headingDegrees: 271.5)
  }

  /// Writes of others at a steady pace, timed from the moment at which each was due; `body` runs beside them.
  private func write(
    for seconds: Double, to worker: StoreWorker, day: Int, _ body: () -> Void
  ) -> Histogram {
    let latencies = Latencies()
    let writer = Thread { [self] in
      let clock = ContinuousClock()
      let begin = clock.now
      for number in 0..<Int(seconds * Self.writesPerSecond) {
        let due = begin + .seconds(Double(number) / Self.writesPerSecond)
        if due > clock.now { Thread.sleep(forTimeInterval: (due - clock.now) / .seconds(1)) }
        let points = (0..<10).map { fresh(day, number * 10 + $0) }
        latencies.begin()
        let isPosted = worker.post(for: tenant) { store throws(StoreError) in
          try store.appendPoints(points, of: tenant)
        } then: { _ in
          latencies.end(nanoseconds: Int64((clock.now - due) / .nanoseconds(1)))
        }
        if !isPosted { latencies.end(nanoseconds: .max) }
      }
      latencies.finish()
    }
    writer.start()
    body()
    return latencies.wait()
  }

  /// A point of a trip under way on the day that begins.
  private func fresh(_ day: Int, _ number: Int) -> TrackPoint {
    TrackPoint(
      trip: trip, device: ClientID(trusted: "phone-1"), sequence: Int64(day) << 32 | Int64(number),
      at: Self.at(day).advanced(byMilliseconds: Int64(number)), latitudeAngle: 294_000_000,
      longitudeAngle: 556_000_000)
  }

  /// What a server's retention does: reads ahead on this thread, drops on the store's. The seconds of each dropping.
  private func dropDays(now: Instant, _ worker: StoreWorker) -> [Double] {
    Thread.sleep(forTimeInterval: window / 4)
    var policy = RetentionPolicy()
    policy.standard[.points] = options.termDays
    let found = Answer<RetentionReport>()
    var drops: [Double] = []
    while true {
      var days = policy
      days.daysMax = 64
      let all = days
      guard
        let plan = found.ask(
          worker, { store throws(StoreError) in try store.retain(all, now: now, dryRun: true) }),
        !plan.droppedDays.isEmpty
      else { return drops }
      for day in plan.droppedDays {
        SQLiteStore.readAhead(day: day, directory: folder)
        let one = policy
        let begin = ContinuousClock.now
        guard
          found.ask(worker, { store throws(StoreError) in try store.retain(one, now: now, dryRun: false) })
            != nil
        else { return drops }
        drops.append((ContinuousClock.now - begin) / .seconds(1))
      }
    }
  }

  private func size() -> Int64 {
    ["", "-wal"].reduce(0) { sum, suffix in
      let path = folder + "/" + SQLiteStore.fileName + suffix
      let attributes = try? FileManager.default.attributesOfItem(atPath: path)
      return sum + ((attributes?[.size] as? NSNumber)?.int64Value ?? 0)
    }
  }

  private func tell(_ numbers: RetentionNumbers, _ report: inout BenchmarkReport) -> Bool {
    let points = Double(options.days * options.pointsPerDay)
    report.row("fill", points / numbers.fillSeconds, "points/s")
    report.row("days_dropped", Double(numbers.drops.count), "days")
    let slowest = numbers.drops.max() ?? 0
    report.row("drop_day_slowest", slowest * 1000, "ms")
    report.row(
      "drop_day_median",
      numbers.drops.sorted().dropFirst(numbers.drops.count / 2).first.map { $0 * 1000 } ?? 0, "ms")
    let quiet = Double(numbers.quiet.value(atQuantile: 0.99)) / 1e6
    let dropping = Double(numbers.dropping.value(atQuantile: 0.99)) / 1e6
    report.row("write_p99_quiet", quiet, "ms")
    report.row("write_p99_dropping", dropping, "ms", ratio: quiet / dropping)
    report.row("write_max_dropping", Double(numbers.dropping.value(atQuantile: 1)) / 1e6, "ms")
    report.row("file_first_full", Double(numbers.firstSteady) / 1e6, "MB")
    report.row("file_largest", Double(numbers.largest) / 1e6, "MB")
    // The day that comes and the day that goes are there at the same time, and a write-ahead log.
    let isBounded = Double(numbers.largest) <= Double(numbers.firstSteady) * 1.25 + 80e6
    // At the end of the last day those of the term are left.
    let isWhole = numbers.drops.count == max(0, options.days - options.termDays)
    report.row("grown_beyond_bound", isBounded ? 0 : 1, "files")
    return isBounded && isWhole
  }
}

/// What was measured.
private struct RetentionNumbers {
  var fillSeconds = 0.0
  var drops: [Double] = []
  var quiet = Histogram()
  var dropping = Histogram()
  /// The file's size with the first day too many, and the largest that it ever had.
  var firstSteady: Int64 = 0
  var largest: Int64 = 0

  mutating func note(size: Int64, isSteady: Bool) {
    largest = max(largest, size)
    if isSteady, firstSteady == 0 { firstSteady = size }
  }
}

/// Latencies of writes that are under way.
private final class Latencies: Sendable {
  private let state = Mutex((histogram: Histogram(), pending: 0, isOver: false))
  private let done = DispatchSemaphore(value: 0)

  func begin() { state.withLock { $0.pending += 1 } }

  func end(nanoseconds: Int64) {
    let isLast = state.withLock { state in
      state.histogram.record(UInt64(max(0, nanoseconds)))
      state.pending -= 1
      return state.isOver && state.pending == 0
    }
    if isLast { done.signal() }
  }

  /// Nothing begins any more.
  func finish() {
    let isLast = state.withLock { state in
      state.isOver = true
      return state.pending == 0
    }
    if isLast { done.signal() }
  }

  func wait() -> Histogram {
    done.wait()
    return state.withLock { $0.histogram }
  }
}

/// An answer of the store's thread that is waited for.
private final class Answer<Value: Sendable>: Sendable {
  private let value = Mutex<Value?>(nil)
  private let done = DispatchSemaphore(value: 0)

  func ask(
    _ worker: StoreWorker, _ work: @escaping @Sendable (any Store) throws(StoreError) -> Value
  ) -> Value? {
    let isPosted = worker.post { [self] store in
      let found = try? work(store)
      value.withLock { $0 = found }
      done.signal()
    }
    guard isPosted else { return nil }
    done.wait()
    return value.withLock { $0 }
  }
}
