// The relay: a thread that takes what the outbox has for webhooks, has it sent, and writes down what came of it.

import Bedrock
import Dispatch
import Foundation
import Transport
import TripStore
import Webhooks

/// Delivers messages, at least once and those of a booking in order for each endpoint.
///
/// The store's queue is the only truth: the thread's own memory may be lost at any time. A message that was taken and
/// not settled comes back when its lease is over, so nothing is lost between leaving the queue and being sent. The
/// thread sleeps until a commit rings, an attempt ends, or a pause is over; every few seconds it looks at all tenants,
/// for what another process has left.
final class Relay: Sendable {
  /// The time between two looks at all tenants, in milliseconds.
  static let sweepMilliseconds: Int64 = 5_000
  /// The pause after the store has failed, in milliseconds.
  static let faultPauseMilliseconds: Int64 = 1_000
  /// How much longer than an attempt a taken message belongs to this relay: the store may take its time, and the clocks of
  /// two servers may differ by a part of it. In milliseconds.
  static let slackMilliseconds = 10_000
  /// How long messages on their way are waited for at the end, in milliseconds.
  static let drainMilliseconds = 3_000

  private let server: ServerContext
  private let desk: WebhookDesk
  private let startedAt = EngineClock.wallClock()
  private let ended = DispatchSemaphore(value: 0)

  /// Starts the thread, which lives until `stop()`.
  init(_ server: ServerContext) {
    self.server = server
    desk = server.webhooks
    let thread = Thread { self.run() }
    thread.name = "geod-relay"
    thread.start()
  }

  /// Takes no more messages, waits a moment for those on their way, and writes down what came of them. Those that were
  /// not sent are due again at once, for the next life or another process. Call it once, before the store is stopped.
  /// - Parameter deadline: not waited for longer than that, should the store not answer.
  func stop(by deadline: DispatchTime) {
    let now = DispatchTime.now()
    let left = deadline > now ? Int((deadline.uptimeNanoseconds - now.uptimeNanoseconds) / 1_000_000) : 0
    desk.bell.end(withinMilliseconds: min(left, Self.drainMilliseconds))
    _ = ended.wait(timeout: deadline)
  }

  // MARK: The thread

  private func run() {
    var plan = RelayPlan()
    var random = SeededRandom(seed: SecureRandom.word())
    var sweepAt: Int64 = 0
    var wait: Int64 = 0
    while true {
      let news = desk.bell.wait(milliseconds: wait)
      hear(news, &plan, &random)
      if let left = news.endsWithinMilliseconds {
        finish(&plan, &random, withinMilliseconds: left)
        ended.signal()
        return
      }
      let monotonic = SystemClock.monotonicMilliseconds()
      if monotonic >= sweepAt {
        sweep(&plan)
        sweepAt = monotonic + Self.sweepMilliseconds
      }
      let room = WebhookDesk.inFlightMax - plan.inFlight
      if let pass = plan.nextPass(at: now(), room: room, leaseMilliseconds: leaseMilliseconds) {
        carryOut(pass, &plan)
      }
      let untilSweep = max(0, sweepAt - SystemClock.monotonicMilliseconds())
      wait = min(untilSweep, milliseconds(until: plan.nextAt(room: WebhookDesk.inFlightMax - plan.inFlight)))
    }
  }

  private func hear(_ news: RelayBell.News, _ plan: inout RelayPlan, _ random: inout SeededRandom) {
    let now = now()
    for tenant in news.tenants { plan.look(at: tenant, from: now) }
    for end in news.ends { settle(end, at: now, &plan, &random) }
  }

  /// Decides what follows an attempt.
  private func settle(
    _ end: RelayBell.End, at now: Instant, _ plan: inout RelayPlan, _ random: inout SeededRandom
  ) {
    let record = end.message.record
    desk.board.note(end.outcome)
    let verdict =
      end.outcome.result == .failed(.stopped)
      ? .again(at: now, reason: end.outcome.description)
      : RetryPolicy.standard.verdict(
        on: end.outcome, attempts: record.attempt - (record.resent?.attempts ?? 0),
        since: isTraced ? startedAt : record.resent?.at ?? record.queuedAt, now: now, random: &random)
    plan.finished(Settlement(message: end.message, verdict: verdict, at: now))
    log(end, verdict)
  }

  /// Has a pass done by the store, and sends what it has taken.
  private func carryOut(_ pass: RelayPass, _ plan: inout RelayPlan) {
    guard var haul = ask({ store throws(StoreError) in try pass.perform(in: store) }) else {
      return plan.takeBack(pass, tryAt: now().advanced(byMilliseconds: Self.faultPauseMilliseconds))
    }
    haul.leaveLate(of: pass, now: now(), attemptMilliseconds: queueMilliseconds(desk.attemptMilliseconds))
    plan.apply(haul, of: pass)
    for message in haul.taken { send(message) }
    for key in haul.deactivated {
      server.log.warning(
        "a webhook was deactivated because its receiver is gone",
        ["tenant": .text(key.tenant.text), "webhook": .text(key.endpoint.text)])
    }
    desk.board.note(deadCount: haul.deadCount, inFlight: plan.inFlight, down: plan.downCount)
  }

  private func send(_ taken: TakenMessage) {
    let (record, bell) = (taken.record, desk.bell)
    let message = WebhookMessage(
      id: record.message.id, kind: record.message.kind, tenant: taken.key.tenant, queuedAt: record.queuedAt,
      event: record.message.document)
    desk.send(message, attempt: record.attempt, to: taken.endpoint) { outcome in
      bell.ended(RelayBell.End(message: taken, outcome: outcome))
    }
  }

  /// Looks for tenants with messages that nobody has rung for, and counts what waits.
  private func sweep(_ plan: inout RelayPlan) {
    let found = ask { store throws(StoreError) in
      let tenants = try store.relayTenants()
      var backlog = OutboxBacklog()
      for tenant in tenants {
        for endpoint in try store.endpoints(of: tenant) {
          backlog.add(try store.outboxBacklog(for: endpoint.endpoint.id, of: tenant))
        }
      }
      return (tenants, backlog)
    }
    guard let (tenants, backlog) = found else { return }
    desk.board.note(backlog)
    let now = now()
    for tenant in tenants { plan.look(at: tenant, from: now) }
  }

  /// The end: what is on its way may end, and everything that has come to an end is written down.
  private func finish(
    _ plan: inout RelayPlan, _ random: inout SeededRandom, withinMilliseconds: Int
  ) {
    desk.sender.stop(withinMilliseconds: withinMilliseconds)
    hear(desk.bell.wait(milliseconds: 0), &plan, &random)
    guard var pass = plan.nextPass(at: now(), room: 1, leaseMilliseconds: leaseMilliseconds) else { return }
    pass.tenants = []
    let last = pass
    _ = ask { store throws(StoreError) in try last.perform(in: store) }
  }

  // MARK: Time

  /// The time of the queue: that of transitions, and of the day where engine time stands still.
  private func now() -> Instant { max(server.clock.now(), EngineClock.wallClock()) }

  /// Whether transitions have the time of a trace, from which no age can be told.
  private var isTraced: Bool { if case .trace = server.clock.mode { true } else { false } }

  /// How much faster than the wall clock the queue's time runs.
  private var pace: Double {
    if case .scaled(let factor, _) = server.clock.mode { max(1, factor) } else { 1 }
  }

  /// A taken message belongs to this relay until no attempt can be under way any more.
  private var leaseMilliseconds: Int64 {
    queueMilliseconds(desk.attemptMilliseconds + Self.slackMilliseconds)
  }

  /// A time of the wall clock in that of the queue.
  private func queueMilliseconds(_ milliseconds: Int) -> Int64 { Int64(Double(milliseconds) * pace) }

  private func milliseconds(until time: Instant?) -> Int64 {
    guard let time else { return Self.sweepMilliseconds }
    return Int64(Double(max(0, time.milliseconds(since: now()))) / pace)
  }

  // MARK: Store and log

  /// Has work done as a part of a group, and waits until it is durable; nil when it came to nothing.
  private func ask<Value: Sendable>(
    _ work: @escaping @Sendable (any Store) throws(StoreError) -> Value
  ) -> Value? {
    server.ask(doing: "webhooks", isDurable: true, work)
  }

  private func log(_ end: RelayBell.End, _ verdict: RetryVerdict) {
    let isQuiet = verdict == .delivered || end.outcome.result == .failed(.stopped)
    server.log.write(
      isQuiet ? .debug : .warning, "webhook",
      [
        "tenant": .text(end.message.key.tenant.text), "webhook": .text(end.message.key.endpoint.text),
        "message": .text("\(end.message.record.message.id)"),
        "attempt": .whole(Int64(end.message.record.attempt)), "outcome": .text("\(end.outcome)"),
        "next": .text(verdict.name), "milliseconds": .whole(Int64(end.outcome.milliseconds)),
      ])
  }
}

extension RetryVerdict {
  /// A word for the log.
  fileprivate var name: String {
    switch self {
    case .delivered: "none"
    case .again: "again"
    case .givenUp: "dead letter"
    case .endpointGone: "deactivated"
    }
  }
}
