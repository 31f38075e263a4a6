// The thread that sends messages: it takes requests, gives back outcomes, and knows nothing of queues or stores.

internal import Foundation
internal import Transport

/// Sends requests over HTTP/1.1 or HTTP/2, many at once, on a thread of its own.
///
/// Certificates are checked, redirects are not followed, proxies of the environment are passed by, answers are counted
/// and thrown away, and every connection goes through the `AddressPolicy`.
public final class WebhookSender: Sendable {
  /// Choices of the operator.
  public struct Options: Hashable, Sendable {
    /// How long connecting may take, TLS included, in milliseconds.
    public var connectMilliseconds = 5_000
    /// How long an attempt may take, from looking up the name to the end of the answer, in milliseconds.
    public var totalMilliseconds = 10_000
    /// The most requests on their way at once.
    public var inFlightMax = 256
    /// Says who is asking.
    public var userAgent = "geod"
    /// Certificates to trust instead of the system's, as a PEM file.
    public var trustFile: String?

    /// The defaults.
    public init() {}
  }

  private struct Waiting: Sendable {
    var number: UInt64
    var request: WebhookRequest
  }

  private struct State: Sendable {
    var waiting: [Waiting] = []
    var handlers: [UInt64: @Sendable (WebhookOutcome) -> Void] = [:]
    var lastNumber: UInt64 = 0
    /// When the rest is aborted, in nanoseconds of the monotonic clock; nil while requests are taken.
    var stopsAt: ContinuousClock.Instant?
  }

  private let policy: AddressPolicy
  private let options: Options
  private let state = Lock(State())
  private let pool = CurlPool()
  private let ended = DispatchSemaphore(value: 0)

  /// Starts the thread, which lives until `stop`.
  public init(policy: AddressPolicy, options: Options = Options()) {
    self.policy = policy
    self.options = options
    let thread = Thread { self.run() }
    thread.name = "geod-webhooks"
    thread.start()
  }

  /// Sends a request. Never blocks.
  /// - Parameter then: told on the sender's thread what came of it; must be short.
  /// - Returns: false when `Options.inFlightMax` are on their way or the sender is stopping; then `then` never runs.
  public func send(_ request: WebhookRequest, then: @escaping @Sendable (WebhookOutcome) -> Void) -> Bool {
    let isTaken = state.withLock { state in
      guard state.stopsAt == nil, state.handlers.count < options.inFlightMax else { return false }
      state.lastNumber += 1
      state.handlers[state.lastNumber] = then
      state.waiting.append(Waiting(number: state.lastNumber, request: request))
      return true
    }
    if isTaken { pool.wake() }
    return isTaken
  }

  /// How many requests are on their way.
  public var inFlightCount: Int { state.withLock { $0.handlers.count } }

  /// Takes no more requests, gives those on their way some time, aborts the rest and ends the thread. Everybody is told.
  /// Call it once.
  public func stop(withinMilliseconds: Int) {
    state.withLock { $0.stopsAt = .now + .milliseconds(withinMilliseconds) }
    pool.wake()
    ended.wait()
  }

  // MARK: The thread

  private func run() {
    while true {
      let (fresh, stopsAt) = state.withLock { state in
        defer { state.waiting.removeAll(keepingCapacity: true) }
        return (state.waiting, state.stopsAt)
      }
      for waiting in fresh {
        pool.begin(
          CurlTransfer(waiting.request, policy: policy, options: options), number: waiting.number)
      }
      pool.perform(tell)
      if let stopsAt {
        if ContinuousClock.now >= stopsAt { pool.abort(tell) }
        if pool.count == 0 { break }
      }
      pool.wait(milliseconds: stopsAt == nil ? 1000 : 20)
    }
    ended.signal()
  }

  private func tell(_ number: UInt64, _ outcome: WebhookOutcome) {
    let handler = state.withLock { $0.handlers.removeValue(forKey: number) }
    handler?(outcome)
  }
}
