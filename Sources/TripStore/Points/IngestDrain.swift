// The thread that empties the spool into the database, the oldest first.

internal import Bedrock
internal import Dispatch

/// Looks after the spool until the ingestion ends. Belongs to its thread.
struct IngestDrain {
  /// How many points are brought over at a time.
  static let pointsMax = 20_000

  private let threads: IngestThreads
  private let sink: any PointSink
  private var reminders = Sparing()
  /// When something began to wait.
  private var waitsSince = IngestThreads.milliseconds()

  init(_ threads: IngestThreads, _ sink: any PointSink) {
    self.threads = threads
    self.sink = sink
  }

  mutating func run() {
    while threads.goesOn {
      guard let pause = pauseMilliseconds() else {
        sink.rest()
        threads.drainWake.wait()
        waitsSince = IngestThreads.milliseconds()
        continue
      }
      if pause > 0 {
        _ = threads.drainWake.wait(timeout: .now() + .milliseconds(Int(pause)))
      } else {
        drainNext()
      }
    }
    sink.rest()
  }

  /// How long until the database is to be tried; nil when nothing waits.
  private func pauseMilliseconds() -> Int64? {
    threads.waiting.withLock { waiting in
      guard waiting.state.needsDraining else { return nil }
      return max(0, waiting.state.nextTry - IngestThreads.milliseconds())
    }
  }

  /// Brings the oldest batches over. They leave the spool when the database has committed them, and not before: should
  /// this process end in between, they are sent again, and the database knows them by their keys.
  private mutating func drainNext() {
    do throws(StoreError) {
      let next = try oldest()
      let points = next.reduce(0) { $0 + $1.batch.points.count }
      let start = DispatchTime.now().uptimeNanoseconds
      let added = next.isEmpty ? 0 : try sink.append(next.map(\.batch))
      let microseconds = (DispatchTime.now().uptimeNanoseconds - start) / 1000
      try remove(next)
      threads.numbers.withLock { report in
        report.committedPoints += UInt64(points)
        report.drainedPoints += UInt64(points)
        report.duplicatePoints += UInt64(points - added)
        report.databaseMicroseconds.record(microseconds)
        report.groupPoints.record(UInt64(points))
      }
    } catch {
      let content = threads.waiting.withLock { waiting in
        waiting.state.drainFailed(now: IngestThreads.milliseconds())
        threads.publish(&waiting)
        return waiting.spool.content
      }
      if reminders.mayTell() { threads.note(.stillAway(error, waiting: content)) }
    }
  }

  private func oldest() throws(StoreError) -> [Spool.Batch] {
    let (outcome, aside) = threads.waiting.withLock { waiting in
      let before = waiting.spool.content.pointsAside
      var outcome: Result<[Spool.Batch], StoreError>
      do throws(StoreError) {
        outcome = .success(try waiting.spool.oldest(pointsMax: Self.pointsMax))
      } catch {
        outcome = .failure(error)
      }
      return (outcome, waiting.spool.content.pointsAside - before)
    }
    if aside > 0 { threads.note(.putAside(points: aside)) }
    return try outcome.get()
  }

  private func remove(_ batches: [Spool.Batch]) throws(StoreError) {
    let outcome = threads.waiting.withLock { waiting -> Result<UInt64?, StoreError> in
      do throws(StoreError) {
        try waiting.spool.remove(batches)
      } catch {
        return .failure(error)
      }
      for batch in batches { waiting.drainedPoints += UInt64(batch.batch.points.count) }
      let isEmpty = waiting.spool.content.batches == 0
      waiting.state.drained(isSpoolEmpty: isEmpty)
      threads.publish(&waiting)
      guard isEmpty else { return .success(nil) }
      defer { waiting.drainedPoints = 0 }
      return .success(waiting.drainedPoints)
    }
    if let drained = try outcome.get() {
      let after = IngestThreads.milliseconds() - waitsSince
      threads.note(.back(drainedPoints: drained, afterMilliseconds: after))
    }
  }
}
