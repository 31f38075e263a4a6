// What an engine's points go to. The tour: PointQueue gathers groups, IngestWriter makes them durable in the database or
// in the Spool, IngestDrain brings over what waits there, IngestState decides between them, IngestReport counts.

public import Bedrock
public import Dispatch

/// Makes points durable, wherever the database is.
///
/// With a store that is embedded, points are a part of its group commits (`init(storing:)`). With Postgres they have two
/// threads and connections of their own (`init(_:)`): points are gathered for a few milliseconds, copied and committed
/// together, and told when that is durable. When Postgres does not answer in time they go to a `Spool` on this machine
/// and are told when *that* is durable; it is emptied, the oldest first, as soon as Postgres is back. A point is known by
/// its key, so that it arrives once however often it was sent.
public final class PointIngest: Sendable {
  /// Bounds and times.
  public struct Limits: Hashable, Sendable {
    /// How many points may wait for their group; beyond it none are taken.
    public var queuedPointsMax = 200_000
    /// A group is on its way when it has this many points...
    public var groupPoints = 500
    /// ...or its first point has waited this long. At most 20.
    public var gatherMilliseconds = 5
    /// What has waited meanwhile is taken along, up to this many points.
    public var groupPointsMax = 20_000
    /// After this long without an answer points go to the spool.
    public var silenceMilliseconds: Int32 = 2000
    /// So long the database may take for a piece out of the spool, for which no phone waits.
    public var drainSilenceMilliseconds: Int32 = 10_000
    /// The most bytes of the spool's file.
    public var spoolBytesMax: Int64 = 1 << 30

    /// The defaults.
    public init() {}
  }

  /// How to reach Postgres, and where the spool is.
  public struct Configuration: Sendable {
    /// The database as the role that may write points of every tenant.
    public var url: PostgresURL
    /// The data directory, for the spool.
    public var directory: String
    /// Bounds and times.
    public var limits = Limits()
    /// Engine time: the days ahead of it get their room before they begin.
    public var now: @Sendable () -> Instant
    /// Told what an operator should know; on a thread of the ingestion, must be short.
    public var note: @Sendable (IngestEvent) -> Void = { _ in }

    /// Puts the parts together.
    public init(url: PostgresURL, directory: String, now: @escaping @Sendable () -> Instant) {
      self.url = url
      self.directory = directory
      self.now = now
    }
  }

  private enum Way {
    case store(StoreWorker)
    case threads(IngestThreads)
  }

  private let way: Way

  /// Points are written by the thread of a store, as a part of its groups. The store stays the caller's.
  public init(storing store: StoreWorker) { way = .store(store) }

  /// Points go to Postgres. Opens the spool and starts the threads; Postgres need not be there.
  /// - Throws: when the spool cannot be opened, or another ingestion, in any process, has it open.
  public convenience init(_ configuration: Configuration) throws(StoreError) {
    let spool = try Spool(directory: configuration.directory, bytesMax: configuration.limits.spoolBytesMax)
    let (url, limits) = (configuration.url, configuration.limits)
    self.init(limits: limits, spool: spool, now: configuration.now, note: configuration.note) { purpose in
      PostgresPointSink(url, for: purpose, limits: limits)
    }
  }

  /// The same with another database, for tests.
  init(
    limits: Limits, spool: sending Spool, now: @escaping @Sendable () -> Instant,
    note: @escaping @Sendable (IngestEvent) -> Void,
    sink: @escaping @Sendable (IngestThreads.Purpose) -> any PointSink
  ) {
    way = .threads(IngestThreads(limits: limits, spool: spool, now: now, note: note, sink: sink))
  }

  deinit { if case .threads(let threads) = way { threads.close() } }

  /// Hands over points of a tenant. Never blocks.
  /// - Parameters:
  ///   - points: at most `StoreLimits.pointBatchMax`, in the order of their arrival.
  ///   - then: told when they are durable, or why they are not; in the order of posting, on another thread, must be
  ///     short. After a fault nobody knows whether they are there; they may be posted again.
  /// - Returns: false when too much waits or the ingestion is stopping; then `then` will never run.
  public func post(
    _ points: [TrackPoint], of tenant: ClientID, then: @escaping @Sendable (Result<Void, StoreError>) -> Void
  ) -> Bool {
    switch way {
    case .store(let worker):
      worker.post(for: tenant) { store throws(StoreError) in
        _ = try store.appendPoints(points, of: tenant)
      } then: { result in
        then(result)
      }
    case .threads(let threads):
      threads.queue.append(PointJob(batch: PointBatch(tenant: tenant, points: points), then: then))
    }
  }

  /// How it is doing; nil when the points are a part of a store's own work.
  public var report: IngestReport? {
    switch way {
    case .store: nil
    case .threads(let threads): threads.report
    }
  }

  /// Removes points that were put aside longer ago than anybody keeps points. Blocks for as long as a disk takes.
  /// - Parameters:
  ///   - policy: the terms of all tenants.
  ///   - now: ages are counted from here.
  /// - Returns: how many points.
  public func dropAside(_ policy: RetentionPolicy, now: Instant) throws(StoreError) -> Int {
    guard case .threads(let threads) = way else { return 0 }
    let limit = now.advanced(byMilliseconds: -Int64(policy.longestPointDays) * PointDay.milliseconds)
    return try threads.dropAside(writtenBefore: limit)
  }

  /// Takes no more points, makes those that wait durable, tells them and returns when all that is done. What is in the
  /// spool stays there for the next start, which may follow at once. Does not stop a store's worker.
  public func stop() { _ = stop(by: .distantFuture) }

  /// The same, but waits no longer than until a deadline: neither a database nor a disk that does not answer must keep a
  /// program from ending. What is left then goes on while the process lives; nobody was told that it is durable.
  /// - Returns: how many points nobody was told about; nil when all is done. 0 when only the spool was being emptied.
  public func stop(by deadline: DispatchTime) -> Int? {
    guard case .threads(let threads) = way else { return nil }
    return threads.stop(by: deadline) ? nil : threads.queue.untoldCount
  }
}
