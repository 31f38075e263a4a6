// What all loops of a server share: read-only, or behind a lock of its own.

import Access
import Bedrock
import Foundation
import Synchronization
import Transport
import TripStore

/// The shared parts of a running server.
final class ServerContext: Sendable {
  let configuration: ServerConfiguration
  let clock: EngineClock
  let verifier: TokenVerifier
  let store: StoreWorker
  /// Makes the points of trips durable.
  let points: PointIngest
  /// Where signatures are checked that cost too much for a loop.
  let signatures = SignatureThreads()
  let log: Log
  let metrics: MetricsBoard
  let retention = RetentionBoard()
  let webhooks: WebhookDesk
  let seals = SealBoard()
  let directory: TenantDirectory
  /// What browsers are served.
  let pages: PageLibrary
  let pageHeaders: PageHeaders
  /// The words for what goes wrong.
  let languages = Languages(EmbeddedPages.all())
  /// The streets of the maps; nil for none.
  let baseMap: BaseMap?
  let router = Router(AccessTable.routes)
  /// Unix milliseconds of the start; names this life of all event logs.
  let epoch: UInt64
  private let callerLimiter: Lock<RateLimiter>
  private let addressLimiter: Lock<RateLimiter>
  /// Whether requests should come here.
  let readiness = Readiness()
  private let isOver = Atomic(false)

  init(
    configuration: ServerConfiguration, clock: EngineClock, verifier: TokenVerifier, store: StoreWorker,
    points: PointIngest, baseMap: BaseMap? = nil, log: Log
  ) {
    self.configuration = configuration
    self.clock = clock
    self.verifier = verifier
    self.store = store
    self.points = points
    self.log = log
    webhooks = WebhookDesk(configuration.webhooks)
    metrics = MetricsBoard(loopCount: configuration.loopCount)
    directory = TenantDirectory(loopCount: configuration.loopCount)
    pages = configuration.pagesFolder.map(PageLibrary.init(folder:)) ?? PageLibrary()
    pageHeaders = PageHeaders(tilesOrigin: configuration.tiles?.origin)
    self.baseMap = baseMap
    epoch = UInt64(EngineClock.wallClock().milliseconds)
    callerLimiter = Lock(
      RateLimiter(
        ratePerSecond: configuration.requestsPerSecondPerToken,
        burst: max(1, configuration.requestsPerSecondPerToken * 2), capacity: 65_536))
    addressLimiter = Lock(
      RateLimiter(
        ratePerSecond: configuration.requestsPerSecondPerAddress,
        burst: max(1, configuration.requestsPerSecondPerAddress * 2), capacity: 65_536))
  }

  /// A name for something new, such as a booking that the caller did not name.
  static func newID() -> UUIDv7 {
    UUIDv7(
      at: EngineClock.wallClock(),
      random: (UInt64.random(in: .min ... .max), UInt64.random(in: .min ... .max)))
  }

  /// Counts a request of an address. Loopback is limited too: proxies sit there.
  func limit(address: PeerAddress, nowMilliseconds: Int64) -> RateVerdict {
    guard configuration.requestsPerSecondPerAddress > 0 else { return .allowed }
    let key = RateKey(address: address.host)
    return addressLimiter.withLock { $0.take(key, nowMilliseconds: nowMilliseconds) }
  }

  /// Counts a request of a caller.
  func limit(caller: Claims, nowMilliseconds: Int64) -> RateVerdict {
    guard configuration.requestsPerSecondPerToken > 0 else { return .allowed }
    let key = RateKey(tenant: caller.tenant, subject: caller.subject)
    return callerLimiter.withLock { $0.take(key, nowMilliseconds: nowMilliseconds) }
  }

  /// Brings a loop what must not be lost: a commit that its engine has to hear of, an answer that is awaited.
  /// For the store's thread, which waits while the mailbox is full; it does not wait for loops that have ended.
  func deliver(_ mail: LoopMail, to mailbox: Mailbox<LoopMail>) {
    while !mailbox.post(mail), !isOver.load(ordering: .acquiring) { Thread.sleep(forTimeInterval: 0.001) }
  }

  /// The loops take no more mail.
  func loopsHaveEnded() { isOver.store(true, ordering: .releasing) }

  /// Notes what became of an order. Points that went to a spool say nothing good about the store.
  func noteOrder(_ result: Result<Void, StoreError>, isOfPoints: Bool) {
    if isOfPoints, configuration.store.isElsewhere, case .success = result { return }
    noteStore(result, doing: "an order of a tenant")
  }

  /// Notes how the store is doing, by what became of some work: its own faults make the server not ready
  /// until something succeeds, and are logged; what callers did wrong says nothing about the store.
  func noteStore<Value>(
    _ result: Result<Value, StoreError>, doing work: StaticString, requestID: String = ""
  ) {
    switch result {
    case .success:
      guard let milliseconds = readiness.noteSuccess() else { return }
      log.info("the store works again", ["milliseconds": .whole(milliseconds)])
    case .failure(.conflict), .failure(.exists), .failure(.unknownTenant), .failure(.tooLarge):
      break
    case .failure(let error):
      guard readiness.note(error) else { return }
      log.error(
        "the store failed",
        ["doing": .text("\(work)"), "requestId": .text(requestID), "fault": .text("\(error)")])
    }
  }
}
