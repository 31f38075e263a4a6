// What the two threads of an ingestion share, and their life. What they do is in IngestWriter.swift and IngestDrain.swift.

internal import Bedrock
internal import Dispatch
internal import Foundation

/// The threads of an ingestion: one makes groups durable, the other empties the spool.
final class IngestThreads: Sendable {
  /// What a connection to the database is for.
  enum Purpose: String {
    case writing, draining
  }

  /// The spool and the state that says what it is for. Together behind one lock, which is held while the spool is
  /// written: so the state never takes the spool for empty while something is on its way into it.
  struct Waiting {
    var spool: Spool
    var state: IngestState
    /// Points that left the spool since it was last empty.
    var drainedPoints: UInt64 = 0
  }

  let limits: PointIngest.Limits
  let queue: PointQueue
  let now: @Sendable () -> Instant
  let note: @Sendable (IngestEvent) -> Void
  let waiting: Guarded<Waiting>
  /// A copy of the numbers, so that nobody who asks has to wait for a disk.
  let numbers: Guarded<IngestReport>
  /// Signalled when there is something to drain, and when the drain shall end.
  let drainWake = DispatchSemaphore(value: 0)
  private let isDraining = Guarded(true)
  private let ended = DispatchGroup()

  init(
    limits: PointIngest.Limits, spool: sending Spool, now: @escaping @Sendable () -> Instant,
    note: @escaping @Sendable (IngestEvent) -> Void, sink: @escaping @Sendable (Purpose) -> any PointSink
  ) {
    precondition((0...20).contains(limits.gatherMilliseconds), "a group gathers for 20 ms at most")
    self.limits = limits
    self.now = now
    self.note = note
    queue = PointQueue(limits)
    let state = IngestState(isSpoolEmpty: spool.content.batches == 0, now: Self.milliseconds())
    var report = IngestReport()
    report.spoolBytesMax = limits.spoolBytesMax
    numbers = Guarded(report)
    waiting = Guarded(Waiting(spool: spool, state: state))
    waiting.withLock { publish(&$0) }
    start("geod-points") { [self] in
      var writer = IngestWriter(self, sink(.writing))
      writer.run()
    }
    start("geod-drain") { [self] in
      var drain = IngestDrain(self, sink(.draining))
      drain.run()
    }
  }

  private func start(_ name: String, _ body: @escaping @Sendable () -> Void) {
    ended.enter()
    let thread = Thread { [ended] in
      body()
      ended.leave()
    }
    thread.name = name
    thread.start()
  }

  /// A clock that never goes back, in milliseconds.
  static func milliseconds() -> Int64 { Int64(DispatchTime.now().uptimeNanoseconds / 1_000_000) }

  /// Writes batches to the spool, behind what waits there. Called with the lock of `waiting` held.
  func append(_ batches: [PointBatch], to waiting: inout Waiting) -> Result<Void, StoreError> {
    let start = DispatchTime.now().uptimeNanoseconds
    var outcome = Result<Void, StoreError>.success(())
    do throws(StoreError) {
      try waiting.spool.append(batches, at: now())
    } catch {
      outcome = .failure(error)
    }
    waiting.state.spooled(isSpoolEmpty: waiting.spool.content.batches == 0, now: Self.milliseconds())
    publish(&waiting)
    let microseconds = (DispatchTime.now().uptimeNanoseconds - start) / 1000
    numbers.withLock { $0.spoolMicroseconds.record(microseconds) }
    return outcome
  }

  /// Removes what was put aside before a time; nothing once the end has come, when the spool may be somebody else's.
  func dropAside(writtenBefore limit: Instant) throws(StoreError) -> Int {
    let outcome = waiting.withLock { waiting -> Result<Int, StoreError> in
      guard goesOn, waiting.spool.content.pointsAside > 0 else { return .success(0) }
      defer { publish(&waiting) }
      do throws(StoreError) {
        return .success(try waiting.spool.dropAside(writtenBefore: limit))
      } catch {
        return .failure(error)
      }
    }
    return try outcome.get()
  }

  /// Brings the copy of the numbers up to date. Called with the lock of `waiting` held.
  func publish(_ waiting: inout Waiting) {
    let (content, state) = (waiting.spool.content, waiting.state)
    let away = state.awaySince.map { Self.milliseconds() - $0 }
    numbers.withLock { report in
      report.spool = content
      report.mode = IngestReport.Mode(state.mode)
      report.awaySince = away.map { now().advanced(byMilliseconds: -$0) }
    }
  }

  /// The numbers now.
  var report: IngestReport {
    var report = numbers.withLock { $0 }
    report.queuedPoints = queue.pointCount
    report.untoldPoints = queue.untoldCount
    return report
  }

  /// Whether the drain shall go on.
  var goesOn: Bool { isDraining.withLock { $0 } }

  /// Takes no more points. The threads end when the queue is empty.
  func close() {
    queue.close()
    isDraining.withLock { $0 = false }
    drainWake.signal()
  }

  /// Closes and waits for the end of both threads, or for the deadline. When both have ended, gives the spool up to the next
  /// one; otherwise it stays theirs while the process lives.
  /// - Returns: whether they have ended.
  func stop(by deadline: DispatchTime) -> Bool {
    close()
    guard ended.wait(timeout: deadline) == .success else { return false }
    waiting.withLock { $0.spool.close() }
    return true
  }
}

extension IngestReport.Mode {
  /// What an operator sees of a mode. Doubt lasts for as long as writing to the spool takes.
  init(_ mode: IngestState.Mode) {
    switch mode {
    case .online: self = .online
    case .inDoubt, .spooling: self = .spooling
    case .draining: self = .draining
    }
  }
}
