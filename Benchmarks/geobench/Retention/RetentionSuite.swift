// What retention costs: day after day of points, the oldest day dropped, and what others wait for meanwhile. The stores
// are in RetentionStage.swift and PostgresRetentionStage.swift, days and points in RetentionCalendar.swift, those who
// write meanwhile in SteadyWriter.swift, the rows in RetentionNumbers.swift.

import Bedrock
import Foundation
import LoadSupport
import Synchronization
import TestDatabase
import TripStore

extension Suite {
  static let retention = Suite(
    name: "retention",
    summary:
      "SQLite and a private Postgres: day after day of points, the oldest day dropped while others write "
      + "(--days, --points, --term)"
  ) { options, report in
    let folder = FileManager.default.temporaryDirectory.appending(path: "geobench-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    do {
      return try RetentionBench(options, folder: folder).run(&report)
    } catch {
      report.note("\(error)")
      return false
    }
  }
}

/// The measurements of one run, in a folder that is gone afterwards.
private struct RetentionBench {
  private let options: BenchmarkOptions
  private let calendar: RetentionCalendar
  private let folder: URL

  /// The rows that a server's retention removes in one call, and its pause between two.
  private static let rowsPerCall = 250
  private static let pauseSeconds = 0.02
  /// The days that a server makes ahead.
  private static let daysAhead = 3
  /// How often a day is tried that somebody else holds.
  private static let dropAttempts = 10
  /// On so many days, at most, the writes of others are measured.
  private static let measuredDaysMax = 6

  init(_ options: BenchmarkOptions, folder: URL) throws {
    self.options = options
    self.folder = folder
    calendar = RetentionCalendar(options)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  func run(_ report: inout BenchmarkReport) throws -> Bool {
    report.note(
      "retention, \(calendar.days) days of \(calendar.pointsPerDay) points, \(calendar.termDays) are kept, "
        + "\(calendar.shortTermDays) of a tenant with a hundredth of them; \(Int(SteadyWriter.rate)) writes per second "
        + "of others, \(window / 2) s quiet, \(window) s with a day dropped, \(window / 2) s quiet")
    let disk = try DiskProbe.run(in: folder)
    report.row("fsync_p50", Double(disk.value(atQuantile: 0.5)) / 1e6, "ms")
    report.row("fsync_p99", Double(disk.value(atQuantile: 0.99)) / 1e6, "ms")
    var isRight = true
    if wants(SQLiteRetentionStage.self) {
      isRight = try run(SQLiteRetentionStage(directory: folder.appending(path: "sqlite").path), &report)
    }
    guard wants(PostgresRetentionStage.self) else { return isRight }
    guard TestDatabase.isAvailable else {
      report.note("postgres is left out: \(TestDatabase.missing)")
      return isRight
    }
    let spools = folder.appending(path: "postgres").path
    return try run(PostgresRetentionStage(directory: spools), &report) && isRight
  }

  private func wants<Stage: RetentionStage>(_: Stage.Type) -> Bool {
    Stage.name.hasPrefix(options.only) || options.only.hasPrefix(Stage.name)
  }

  /// The whole calendar on one store.
  private func run<Stage: RetentionStage>(_ stage: Stage, _ report: inout BenchmarkReport) throws -> Bool {
    defer { stage.stop() }
    var numbers = RetentionNumbers()
    for day in 0..<calendar.days {
      let begin = ContinuousClock.now
      try stage.fill(day, calendar)
      numbers.fillSeconds += (ContinuousClock.now - begin) / .seconds(1)
      let isFull = day >= calendar.termDays
      numbers.note(size: stage.sizeBytes(), isFull: isFull)
      guard isFull else {
        try round(day, stage, &numbers)
        continue
      }
      try stage.settle()
      let writer = SteadyWriter(stage.ingest, on: day)
      let round = Result { try roundBesideWrites(day, writer, stage, &numbers) }
      numbers.note(writer.stop())
      try round.get()
    }
    return numbers.tell(Stage.name, calendar, stray: stage.strayPoints, &report)
  }

  private var window: Double { options.secondsPerRow * 10 }

  /// A round of retention beside the writes of others. On measured days the quiet halves lie on both sides of it, so that
  /// whatever else goes on with the machine meets all alike.
  private func roundBesideWrites<Stage: RetentionStage>(
    _ day: Int, _ writer: SteadyWriter, _ stage: Stage, _ numbers: inout RetentionNumbers
  ) throws {
    let stride = (calendar.dropsExpected + Self.measuredDaysMax - 1) / Self.measuredDaysMax
    guard (day - calendar.termDays) % stride == 0 else { return try round(day, stage, &numbers) }
    Thread.sleep(forTimeInterval: window / 10)
    writer.enter(.quiet)
    Thread.sleep(forTimeInterval: window / 2)
    writer.enter(.dropping)
    let begin = ContinuousClock.now
    Thread.sleep(forTimeInterval: window / 4)
    try drop(day, stage, &numbers)
    Thread.sleep(forTimeInterval: max(0, window - (ContinuousClock.now - begin) / .seconds(1)))
    writer.enter(.trimming)
    try trim(day, stage, &numbers)
    writer.enter(.quiet)
    Thread.sleep(forTimeInterval: window / 2)
    writer.enter(.unmeasured)
  }

  /// A round as a server does it.
  private func round<Stage: RetentionStage>(
    _ day: Int, _ stage: Stage, _ numbers: inout RetentionNumbers
  ) throws {
    try drop(day, stage, &numbers)
    try trim(day, stage, &numbers)
  }

  /// Its beginning: days ahead are made, what is due is looked up and prepared beside, and the day that is due goes in the
  /// first call.
  private func drop<Stage: RetentionStage>(
    _ day: Int, _ stage: Stage, _ numbers: inout RetentionNumbers
  ) throws {
    let (now, worker) = (RetentionCalendar.at(day + 1), stage.worker)
    try Question.ask(worker) { store throws(StoreError) in
      try store.makePointDays(from: now, count: Self.daysAhead)
    }
    let policy = calendar.policy(rowsMax: Self.rowsPerCall)
    let plan = try Question.ask(worker) { store throws(StoreError) in
      try store.retain(policy, now: now, dryRun: true)
    }
    for due in plan.droppedDays { stage.prepareDrop(of: due) }
    guard !plan.droppedDays.isEmpty else { return }
    // Somebody may hold the day for longer than a call waits.
    for _ in 0..<Self.dropAttempts {
      if try !call(now, stage, daysMax: 1, &numbers).droppedDays.isEmpty { return }
      Thread.sleep(forTimeInterval: 1)
    }
  }

  /// The rest: bounded calls until nothing is due.
  private func trim<Stage: RetentionStage>(
    _ day: Int, _ stage: Stage, _ numbers: inout RetentionNumbers
  ) throws {
    while try call(RetentionCalendar.at(day + 1), stage, daysMax: 0, &numbers).isBounded {
      Thread.sleep(forTimeInterval: Self.pauseSeconds)
    }
  }

  /// One call, on the store's thread.
  private func call<Stage: RetentionStage>(
    _ now: Instant, _ stage: Stage, daysMax: Int, _ numbers: inout RetentionNumbers
  ) throws -> RetentionReport {
    var policy = calendar.policy(rowsMax: Self.rowsPerCall)
    policy.daysMax = daysMax
    let chosen = policy
    let (done, seconds) = try Question.ask(stage.worker) { store throws(StoreError) in
      let begin = ContinuousClock.now
      let done = try store.retain(chosen, now: now, dryRun: false)
      return (done, (ContinuousClock.now - begin) / .seconds(1))
    }
    numbers.trimmedRows += done.rows
    if !done.droppedDays.isEmpty || !done.heldDays.isEmpty {
      numbers.dropCalls.append(seconds)
      numbers.daysDropped += done.droppedDays.count
    } else if done.rows > 0 {
      numbers.trims.append((seconds, done.rows))
    }
    return done
  }
}

/// A question to a store's thread whose answer is waited for.
private final class Question<Value: Sendable>: Sendable {
  private let answer = Mutex<Result<Value, StoreError>?>(nil)
  private let done = DispatchSemaphore(value: 0)

  private init() {}

  static func ask(
    _ worker: StoreWorker, _ work: @escaping @Sendable (any Store) throws(StoreError) -> Value
  ) throws(StoreError) -> Value {
    let question = Question()
    let isPosted = worker.post { store in
      let answer: Result<Value, StoreError>
      do throws(StoreError) {
        answer = .success(try work(store))
      } catch {
        answer = .failure(error)
      }
      question.answer.withLock { $0 = answer }
      question.done.signal()
    }
    guard isPosted else { throw .unavailable(reason: "too much work is waiting") }
    question.done.wait()
    guard let answer = question.answer.withLock({ $0 }) else {
      preconditionFailure("signalled without an answer")
    }
    return try answer.get()
  }
}
