// Batches on their way to the thread that makes them durable, and when they are enough for a group.

internal import Bedrock
internal import Dispatch

/// A batch with who wants to know what became of it.
struct PointJob: Sendable {
  var batch: PointBatch
  /// Told once, on a thread of the ingestion; must be short.
  var then: @Sendable (Result<Void, StoreError>) -> Void
}

/// A bounded queue that is emptied in groups.
final class PointQueue: Sendable {
  private struct Content {
    var jobs: [PointJob] = []
    var points = 0
    /// Points that were taken and whose senders were not told yet.
    var taken = 0
    var isClosed = false
  }

  private let limits: PointIngest.Limits
  private let content = Guarded(Content())
  /// Signalled when the queue is no longer empty, when it has enough for a group, and when it is closed.
  private let wake = DispatchSemaphore(value: 0)

  init(_ limits: PointIngest.Limits) { self.limits = limits }

  /// How many points wait.
  var pointCount: Int { content.withLock { $0.points } }

  /// How many points wait or were taken, and nobody was told yet what became of them.
  var untoldCount: Int { content.withLock { $0.points + $0.taken } }

  /// The senders of the group that was taken last were told.
  func told() { content.withLock { $0.taken = 0 } }

  /// Puts a job at the end; false when there is no room or no future. O(1), and never waits for the database.
  func append(_ job: PointJob) -> Bool {
    let (isAccepted, isWorthASignal) = content.withLock { content in
      let before = content.points
      guard !content.isClosed, before + job.batch.points.count <= limits.queuedPointsMax || before == 0 else {
        return (false, false)
      }
      content.jobs.append(job)
      content.points += job.batch.points.count
      let enough = limits.groupPoints
      return (true, content.jobs.count == 1 || before < enough && content.points >= enough)
    }
    if isWorthASignal { wake.signal() }
    return isAccepted
  }

  /// Takes no more jobs.
  func close() {
    content.withLock { $0.isClosed = true }
    wake.signal()
  }

  /// Waits for the next group: the first job, then until there are enough, or for as long as a group may gather. What
  /// has waited already while the group before was on its way is taken at once.
  /// - Returns: nil when the queue is closed and empty.
  func nextGroup() -> [PointJob]? {
    var hasGathered = false
    while true {
      let (jobs, isClosed) = take(hasGathered: hasGathered)
      if let jobs { return jobs }
      if isClosed { return nil }
      let isEmpty = content.withLock { $0.jobs.isEmpty }
      if isEmpty {
        wake.wait()
      } else {
        _ = wake.wait(timeout: .now() + .milliseconds(limits.gatherMilliseconds))
        hasGathered = true
      }
    }
  }

  /// Takes a group if there is one. One that is not full yet is none until it has gathered.
  private func take(hasGathered: Bool) -> (jobs: [PointJob]?, isClosed: Bool) {
    content.withLock { content in
      let isReady = hasGathered || content.isClosed || content.points >= limits.groupPoints
      guard isReady, !content.jobs.isEmpty else { return (nil, content.isClosed) }
      var points = 0
      var count = 0
      while count < content.jobs.count {
        let next = content.jobs[count].batch.points.count
        if count > 0, points + next > limits.groupPointsMax { break }
        points += next
        count += 1
      }
      let jobs = Array(content.jobs.prefix(count))
      content.jobs.removeFirst(count)
      content.points -= points
      content.taken += points
      return (jobs, false)
    }
  }
}
