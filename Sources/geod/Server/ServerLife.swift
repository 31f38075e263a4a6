// The life of a server whose loops run: it begins when the tenants are loaded, goes on until a signal comes, and ends in
// order. On the main thread.

import Bedrock
import Dispatch
import Engine
import Transport
import TripStore

/// What a server does from listening to its end.
struct ServerLife: ~Copyable {
  private let server: ServerContext
  private let group: LoopGroup<LoopServer>
  private let signals: Signals
  private let pulse: StorePulse

  /// The pauses between the attempts to reach a database, in milliseconds; the last one stays.
  static let pausesMilliseconds: [Int64] = [100, 250, 500, 1_000, 2_000]

  init(server: ServerContext, group: LoopGroup<LoopServer>, signals: consuming Signals) {
    self.server = server
    self.group = group
    self.signals = signals
    pulse = StorePulse(server)
  }

  /// Loads the tenants. A database that does not answer is waited for: meanwhile the server listens, is not ready, and
  /// tells callers to come again.
  /// - Parameter announcing: says that the server listens; called once.
  /// - Returns: false when a signal ended the waiting.
  /// - Throws: what no waiting will change: a store that may not be used, data that cannot be read.
  borrowing func begin(announcing: () throws -> Void) throws -> Bool {
    var loading = TenantLoading(server, group)
    var attempts = 0
    while true {
      do throws(StoreError) {
        try loading.attempt()
        server.noteStore(.success(()), doing: "loading the tenants")
        break
      } catch {
        guard error.isRetryable, server.configuration.store.isElsewhere else { throw error }
        server.noteStore(Result<Void, StoreError>.failure(error), doing: "loading the tenants")
      }
      if attempts == 0 { try announcing() }
      let pause = Self.pausesMilliseconds[min(attempts, Self.pausesMilliseconds.count - 1)]
      attempts += 1
      switch signals.wait(timeoutMilliseconds: pause) {
      case .terminate: return false
      case .reload: reload()
      case nil: break
      }
    }
    server.readiness.loaded()
    if attempts == 0 {
      try announcing()
    } else {
      server.log.info("the tenants are loaded", ["attempts": .whole(Int64(attempts + 1))])
    }
    return true
  }

  /// Serves until a signal says stop.
  borrowing func goOn() {
    while true {
      switch signals.wait(timeoutMilliseconds: StorePulse.intervalMilliseconds) {
      case .terminate: return
      case .reload: reload()
      case nil: pulse.beat()
      }
    }
  }

  /// Ends in order, within the time: no new work, connections told to go elsewhere, snapshots, the queues of points and of
  /// the store. A database or a disk that does not answer is not waited for longer; the log says what was left.
  borrowing func end(
    _ retention: RetentionClock, _ seals: SealClock, _ relay: Relay, drainSeconds: Int
  ) {
    server.readiness.draining()
    let deadline = DispatchTime.now() + .seconds(drainSeconds)
    server.log.info("draining", ["seconds": .whole(Int64(drainSeconds))])
    let aborted = group.drain(withinMilliseconds: Int64(drainSeconds) * 1000)
    server.loopsHaveEnded()
    retention.stop(by: deadline)
    seals.stop(by: deadline)
    relay.stop(by: deadline)
    server.signatures.stop()
    let points = server.points.stop(by: deadline)
    let jobs = server.store.stop(by: deadline)
    if points ?? 0 > 0 || jobs != nil { logLeft(points: points ?? 0, jobs: jobs ?? 0) }
    server.log.info("stopped", ["connectionsAborted": .whole(Int64(aborted))])
  }

  /// What nobody was told to be done, and is not.
  private borrowing func logLeft(points: Int, jobs: Int) {
    let reports = server.metrics.all()
    server.log.error(
      "the store did not answer in time; what was left was acknowledged to nobody",
      [
        "storeJobs": .whole(Int64(jobs)), "points": .whole(Int64(points)),
        "transitions": .whole(Int64(reports.reduce(0) { $0 + $1.bookings.commitsInFlight })),
        "tripFixes": .whole(Int64(reports.reduce(0) { $0 + $1.bookings.pointsWaiting })),
      ])
  }

  /// Reads certificate and key again, for the handshakes to come. What cannot be used changes nothing.
  private borrowing func reload() {
    guard let files = server.configuration.tls else { return server.log.info("SIGHUP: nothing to reload") }
    do {
      let fresh = try files.load()
      group.replaceTLS(fresh)
      server.log.info(
        "SIGHUP: certificate and key were read again",
        ["expires": .text(TimeText.iso8601(Instant(milliseconds: fresh.expiresAtUnixSeconds * 1000)))])
      Server.warn(of: fresh, server.log)
    } catch {
      server.log.error("SIGHUP: the old certificate stays in use", ["fault": .text("\(error)")])
    }
  }
}
