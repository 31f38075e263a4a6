// The way in: a fleet of phones and viewers on one thread, driven from another.

internal import Dispatch
internal import Transport

/// Phones and viewers with their sockets. Any thread may call; the calls that wait block their caller only.
///
/// Who sends what and when is the caller's: `report` hands fixes over, and the fleet sends them at once, numbers them,
/// accounts for every verdict and measures.
public final class Fleet: Sendable {
  private let group: LoopGroup<FleetHandler>
  private let news = FleetNews()

  /// Starts the thread. Nothing is connected before `connect`.
  public init(_ configuration: FleetConfiguration) throws(FleetError) {
    var limits = TransportLimits()
    limits.connectionsMax = max(
      limits.connectionsMax,
      configuration.phones.count + configuration.viewers.count + FleetHandler.shareViewersMax)
    let news = news
    do {
      group = try LoopGroup(LoopGroupConfiguration(limits: limits)) { _ in FleetHandler(configuration, news) }
    } catch {
      throw .system(error)
    }
  }

  /// Begins to connect: the viewers, and the phones when all viewers are ready.
  public func connect() { group.post(.connect, to: 0) }

  /// Waits until everybody was welcomed and viewers have their first state. False when that takes longer.
  public func waitUntilReady(timeoutMilliseconds: Int64) -> Bool {
    wait(timeoutMilliseconds) { .whenReady($0) }
  }

  /// Sends fixes. Those of one phone go in the order given here.
  public func report(_ reports: [PhoneReport]) { group.post(.report(reports), to: 0) }

  /// Waits until every fix that was reported so far has its verdict. False when that takes longer.
  public func waitUntilSettled(timeoutMilliseconds: Int64) -> Bool {
    wait(timeoutMilliseconds) { .whenSettled($0) }
  }

  /// Lets a phone say something about an offer or a trip. The answer comes with ``takeNews()``. What has no answer when
  /// the connection is lost is said again after the next one.
  public func say(_ command: PhoneCommand, phone: Int) { group.post(.say(command, phone: phone), to: 0) }

  /// What phones have heard about bookings since the last call, in order.
  public func takeNews() -> [PhoneNews] { news.takePhones() }

  /// What viewers that hand over events have seen since the last call, in order.
  public func takeEvents() -> [TopicEvent] { news.takeEvents() }

  /// Lets one of the viewers that take topics watch another one, until it ends.
  /// - Parameter phone: whose positions the topic shows; nil when that is not known.
  public func watch(_ topic: String, phone: Int? = nil) { group.post(.watch(topic, phone: phone), to: 0) }

  /// Opens a viewer with the key of a share, which watches until the share ends.
  public func watchShare(key: String, phone: Int?) { group.post(.watchShare(key: key, phone: phone), to: 0) }

  /// The numbers as of now. Blank when the fleet was stopped.
  public func statistics() -> FleetStatistics { ask { $0.statistics } ?? FleetStatistics() }

  /// For every phone, the last of its fixes that was accepted.
  public func lastAccepted() -> [OutgoingFix?] { ask { $0.lastAccepted } ?? [] }

  /// Says goodbye, closes every connection and ends the thread.
  public func stop() { group.drain(withinMilliseconds: 5_000) }

  private func wait(_ timeoutMilliseconds: Int64, _ mail: (DispatchSemaphore) -> FleetMail) -> Bool {
    let semaphore = DispatchSemaphore(value: 0)
    guard group.post(mail(semaphore), to: 0) else { return false }
    return semaphore.wait(timeout: .now() + .milliseconds(Int(timeoutMilliseconds))) == .success
  }

  /// Runs `question` on the fleet's thread and waits for what it returns; nil when the fleet was stopped.
  private func ask<Answer: Sendable>(_ question: @escaping @Sendable (FleetHandler) -> Answer) -> Answer? {
    let answer = AnswerBox<Answer>()
    let semaphore = DispatchSemaphore(value: 0)
    let isPosted = group.post(
      .ask { handler in
        let value = question(handler)
        answer.value.withLock { $0 = value }
        semaphore.signal()
      }, to: 0)
    guard isPosted, semaphore.wait(timeout: .now() + .seconds(10)) == .success else { return nil }
    return answer.value.withLock { $0 }
  }
}

/// Carries an answer from the loop's thread to the asker's.
private final class AnswerBox<Answer: Sendable>: Sendable {
  let value = Lock<Answer?>(nil)
}

/// What the callers of a fleet tell its thread.
enum FleetMail: Sendable {
  case connect
  case report([PhoneReport])
  case say(PhoneCommand, phone: Int)
  case watch(String, phone: Int?)
  case watchShare(key: String, phone: Int?)
  /// Signal when everybody is ready.
  case whenReady(DispatchSemaphore)
  /// Signal when every fix reported so far has its verdict.
  case whenSettled(DispatchSemaphore)
  case ask(@Sendable (FleetHandler) -> Void)
}
