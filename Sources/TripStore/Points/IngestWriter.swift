// The thread that makes groups of points durable: in the database, or in the spool.

internal import Bedrock
internal import Dispatch

/// Takes groups from the queue until it is closed. Belongs to its thread.
struct IngestWriter {
  private let threads: IngestThreads
  private let sink: any PointSink
  /// The last day for which there is room in the database, as far as this thread has seen to it.
  private var lastDay: Int64?
  private var faults = Sparing()
  private var refusals = Sparing()

  init(_ threads: IngestThreads, _ sink: any PointSink) {
    self.threads = threads
    self.sink = sink
  }

  mutating func run() {
    while let jobs = threads.queue.nextGroup() {
      let result = store(Self.batches(of: jobs))
      for job in jobs { job.then(result) }
      threads.queue.told()
    }
    sink.rest()
  }

  /// The points of a group by tenant, each tenant's in the order of their arrival.
  static func batches(of jobs: [PointJob]) -> [PointBatch] {
    guard jobs.count > 1 else { return jobs.map(\.batch) }
    var places: [ClientID: Int] = [:]
    var batches: [PointBatch] = []
    for job in jobs {
      if let place = places[job.batch.tenant] {
        batches[place].points += job.batch.points
      } else {
        places[job.batch.tenant] = batches.count
        batches.append(job.batch)
      }
    }
    return batches
  }

  private mutating func store(_ batches: [PointBatch]) -> Result<Void, StoreError> {
    if let outcome = spoolBehindOthers(batches) { return outcome }
    let points = batches.reduce(0) { $0 + $1.points.count }
    let start = DispatchTime.now().uptimeNanoseconds
    do throws(StoreError) {
      try makeDaysAhead()
      let added = try sink.append(batches)
      let microseconds = (DispatchTime.now().uptimeNanoseconds - start) / 1000
      threads.numbers.withLock { report in
        report.committedPoints += UInt64(points)
        report.duplicatePoints += UInt64(points - added.count)
        report.databaseMicroseconds.record(microseconds)
        report.groupPoints.record(UInt64(points))
      }
      return .success(())
    } catch {
      return spool(batches, after: error)
    }
  }

  /// Today, tomorrow and the day after have room before their first point comes, so that no group waits for it.
  private mutating func makeDaysAhead() throws(StoreError) {
    let today = PointDay(of: threads.now()).number
    guard lastDay ?? .min < today + 2 else { return }
    try sink.makeDays(today...today + 2)
    lastDay = today + 2
  }

  /// Writes a group to the spool when others wait there already; nil when it may go straight to the database.
  private mutating func spoolBehindOthers(_ batches: [PointBatch]) -> Result<Void, StoreError>? {
    let outcome = threads.waiting.withLock { waiting -> Result<Void, StoreError>? in
      guard waiting.state.way == .spool else { return nil }
      return threads.append(batches, to: &waiting)
    }
    if let outcome { told(outcome, of: batches) }
    return outcome
  }

  /// Writes a group to the spool that the database has not taken, or has not said so.
  private mutating func spool(_ batches: [PointBatch], after fault: StoreError) -> Result<Void, StoreError> {
    let outcome = threads.waiting.withLock { waiting in
      waiting.state.databaseFailed(now: IngestThreads.milliseconds())
      return threads.append(batches, to: &waiting)
    }
    threads.numbers.withLock { $0.databaseFaults += 1 }
    if faults.mayTell() { threads.note(.away(fault)) }
    threads.drainWake.signal()
    told(outcome, of: batches)
    return outcome
  }

  /// Counts what came of writing to the spool; tells when there was no room.
  private mutating func told(_ outcome: Result<Void, StoreError>, of batches: [PointBatch]) {
    let points = batches.reduce(0) { $0 + $1.points.count }
    guard case .failure(let error) = outcome else {
      return threads.numbers.withLock { $0.spooledPoints += UInt64(points) }
    }
    threads.numbers.withLock { $0.refusedPoints += UInt64(points) }
    if refusals.mayTell() { threads.note(.refused(error, points: points)) }
  }
}

/// Lets something be told at once, and then every ten seconds at most.
struct Sparing {
  private static let pauseMilliseconds: Int64 = 10_000
  private var next: Int64 = 0

  mutating func mayTell() -> Bool {
    let now = IngestThreads.milliseconds()
    guard now >= next else { return false }
    next = now + Self.pauseMilliseconds
    return true
  }
}
