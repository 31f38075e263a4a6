// The thread that empties the spool into the database, the oldest first.

internal import Bedrock
internal import Dispatch

/// Looks after the spool until the ingestion ends. Belongs to its thread.
struct IngestDrain {
  /// When so many batches were refused and none was taken, it is not for what is in them.
  private static let refusedMax = 64

  private let threads: IngestThreads
  private let sink: any PointSink
  private var pace = DrainPace()
  /// How many points of the oldest batch the database has, when that is larger than a piece.
  private var begun: (number: Int64, points: Int) = (0, 0)
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
      guard let first = next.first else { return }
      if first.number != begun.number { begun = (first.number, 0) }
      do throws(StoreError) {
        try bring(next, first)
      } catch {
        guard error.mayBeOfThePoints else { throw error }
        try bringOneByOne(after: error)
      }
    } catch {
      pace.failed()
      let content = threads.waiting.withLock { waiting in
        // What was left may have been put aside as damaged, and the writer have found the spool empty.
        if waiting.state.needsDraining { waiting.state.drainFailed(now: IngestThreads.milliseconds()) }
        threads.publish(&waiting)
        return waiting.spool.content
      }
      if reminders.mayTell() { threads.note(.stillAway(error, waiting: content)) }
    }
  }

  /// Brings over the batches that were read, or as much of the first one as fits when that alone is more than a piece.
  private mutating func bring(_ batches: [Spool.Batch], _ first: Spool.Batch) throws(StoreError) {
    let rest = first.batch.points.dropFirst(begun.points)
    var sent = batches.map(\.batch)
    sent[0].points = Array(rest.prefix(pace.points))
    try send(sent)
    if sent[0].points.count < rest.count {
      begun.points += sent[0].points.count
      threads.waiting.withLock { waiting in
        waiting.state.drained(isSpoolEmpty: false)
        threads.publish(&waiting)
      }
    } else {
      try remove(batches)
    }
  }

  /// The database answers, and does not take the oldest batches. Tries them one by one, so that the faulty one can be put
  /// aside and stops nobody. When it takes none of them the fault may be anybody's, as with rights that are missing: then
  /// nothing is put aside. Rights may come back in the middle of this, so what was refused is tried again before it is put
  /// aside, when the database has taken another one.
  private mutating func bringOneByOne(after fault: StoreError) throws(StoreError) {
    var taken: [Spool.Batch] = []
    var refused: [Spool.Batch] = []
    var interruption: StoreError?
    for batch in try oldest(batchesMin: 2) where taken.count > 0 || refused.count < Self.refusedMax {
      do throws(StoreError) {
        try sendInParts(batch.batch)
        taken.append(batch)
      } catch {
        guard error.mayBeOfThePoints else {
          interruption = error
          break
        }
        refused.append(batch)
      }
    }
    guard !taken.isEmpty else { throw interruption ?? fault }
    for batch in refused where interruption == nil {
      do throws(StoreError) {
        try sendInParts(batch.batch)
        taken.append(batch)
      } catch {
        if error.mayBeOfThePoints { try putAside(batch, because: error) } else { interruption = error }
      }
    }
    try remove(taken)
  }

  /// Sends a batch in pieces of which the database takes one in the time it is waited for.
  private mutating func sendInParts(_ batch: PointBatch) throws(StoreError) {
    var rest = batch.points[...]
    repeat {
      let piece = rest.prefix(pace.points)
      try send([PointBatch(tenant: batch.tenant, points: Array(piece))])
      rest = rest[piece.endIndex...]
    } while !rest.isEmpty
  }

  /// Makes batches durable in the database, and counts.
  private mutating func send(_ batches: [PointBatch]) throws(StoreError) {
    let points = batches.reduce(0) { $0 + $1.points.count }
    let start = DispatchTime.now().uptimeNanoseconds
    let added = try sink.append(batches)
    let microseconds = (DispatchTime.now().uptimeNanoseconds - start) / 1000
    pace.taken(milliseconds: microseconds / 1000)
    threads.numbers.withLock { report in
      report.committedPoints += UInt64(points)
      report.drainedPoints += UInt64(points)
      report.duplicatePoints += UInt64(points - added.count)
      for late in added.afterSeal { report.afterSealPoints += UInt64(late.points) }
      report.databaseMicroseconds.record(microseconds)
      report.groupPoints.record(UInt64(points))
    }
    for late in added.afterSeal { threads.note(.afterSeal(late)) }
  }

  /// The oldest batches; none when all that waited was damaged, is put aside, and nothing waits any more.
  private func oldest(batchesMin: Int = 1) throws(StoreError) -> [Spool.Batch] {
    let (outcome, aside, drained) = threads.waiting.withLock { waiting in
      let before = waiting.spool.content.pointsAside
      var outcome: Result<[Spool.Batch], StoreError>
      var drained: UInt64?
      do throws(StoreError) {
        let batches = try waiting.spool.oldest(pointsMax: pace.points, batchesMin: batchesMin)
        // Said under the same lock: nobody may find the spool empty and the state waiting for it.
        if batches.isEmpty { drained = settle(&waiting) }
        outcome = .success(batches)
      } catch {
        outcome = .failure(error)
      }
      return (outcome, waiting.spool.content.pointsAside - before, drained)
    }
    if aside > 0 { threads.note(.putAside(points: aside, because: .corrupt(what: "the spool"))) }
    if let drained { tellBack(drained) }
    return try outcome.get()
  }

  private func putAside(_ batch: Spool.Batch, because fault: StoreError) throws(StoreError) {
    let outcome = threads.waiting.withLock { waiting -> Result<Void, StoreError> in
      do throws(StoreError) {
        return .success(try waiting.spool.putAside(batch, because: "refused: \(fault)"))
      } catch {
        return .failure(error)
      }
    }
    try outcome.get()
    threads.note(.putAside(points: batch.batch.points.count, because: fault))
  }

  private func remove(_ batches: [Spool.Batch]) throws(StoreError) {
    let outcome = threads.waiting.withLock { waiting -> Result<UInt64?, StoreError> in
      do throws(StoreError) {
        try waiting.spool.remove(batches)
      } catch {
        return .failure(error)
      }
      for batch in batches { waiting.drainedPoints += UInt64(batch.batch.points.count) }
      return .success(settle(&waiting))
    }
    if let drained = try outcome.get() { tellBack(drained) }
  }

  /// Tells the state that batches have left the spool. Called with the lock of `waiting` held.
  /// - Returns: how many points have left it since it was last empty, when it is empty now.
  private func settle(_ waiting: inout IngestThreads.Waiting) -> UInt64? {
    let isEmpty = waiting.spool.content.batches == 0
    waiting.state.drained(isSpoolEmpty: isEmpty)
    threads.publish(&waiting)
    guard isEmpty else { return nil }
    defer { waiting.drainedPoints = 0 }
    return waiting.drainedPoints
  }

  private func tellBack(_ drainedPoints: UInt64) {
    let after = IngestThreads.milliseconds() - waitsSince
    threads.note(.back(drainedPoints: drainedPoints, afterMilliseconds: after))
  }
}

extension StoreError {
  /// Whether a database that answers this may take other points: what is wrong may be wrong with these.
  fileprivate var mayBeOfThePoints: Bool {
    switch self {
    case .fatal, .exists, .tooLarge: true
    case .unavailable, .inDoubt, .conflict, .unknownTenant, .full, .corrupt, .incompatible: false
    }
  }
}
