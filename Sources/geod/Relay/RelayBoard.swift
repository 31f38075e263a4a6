// The numbers of webhooks for the metrics page. Neither tenants nor addresses are named.

import Bedrock
import Transport
import TripStore
import Webhooks

/// What the relay has done since the start, and what waits.
struct RelayNumbers: Sendable {
  /// Messages that receivers have taken.
  var delivered: UInt64 = 0
  /// Attempts that failed, by what came of them: the class of the status, or the fault.
  var failures: [String: UInt64] = [:]
  /// Messages that were given up.
  var dead: UInt64 = 0
  /// Messages on their way.
  var inFlight = 0
  /// Endpoints that count as down.
  var down = 0
  /// What waits in the store, of all endpoints.
  var backlog = OutboxBacklog()
  /// How long attempts take, in milliseconds.
  var attemptMilliseconds = Histogram()
}

/// The numbers, written by the relay's thread and read by whoever answers `/metrics`.
final class RelayBoard: Sendable {
  private let numbers = Lock(RelayNumbers())

  /// The numbers now.
  var current: RelayNumbers { numbers.withLock { $0 } }

  /// Notes an attempt.
  func note(_ outcome: WebhookOutcome) {
    numbers.withLock { numbers in
      numbers.attemptMilliseconds.record(UInt64(outcome.milliseconds))
      if outcome.isDelivered {
        numbers.delivered += 1
      } else {
        numbers.failures[outcome.name, default: 0] += 1
      }
    }
  }

  /// Notes the state of things after a pass.
  func note(deadCount: Int, inFlight: Int, down: Int) {
    numbers.withLock { numbers in
      numbers.dead += UInt64(deadCount)
      numbers.inFlight = inFlight
      numbers.down = down
    }
  }

  /// Notes what waits.
  func note(_ backlog: OutboxBacklog) { numbers.withLock { $0.backlog = backlog } }
}

extension WebhookOutcome {
  /// A word for the metrics.
  fileprivate var name: String {
    switch result {
    case .answered(let status): "status\(status / 100)xx"
    case .failed(let fault): "\(fault)"
    }
  }
}

extension OutboxBacklog {
  /// Adds what waits for another endpoint.
  mutating func add(_ other: OutboxBacklog) {
    waiting += other.waiting
    dead += other.dead
    if let time = other.oldestQueuedAt { oldestQueuedAt = min(time, oldestQueuedAt ?? .latest) }
  }
}

extension MetricsText {
  /// What has become of messages.
  mutating func relay(_ numbers: RelayNumbers, now: Instant) {
    let backlog = numbers.backlog
    number(
      "geod_webhook_messages_waiting", "gauge", "Messages that wait for an endpoint.", Int64(backlog.waiting))
    number("geod_webhook_dead_letters", "gauge", "Messages that were given up and kept.", Int64(backlog.dead))
    number(
      "geod_webhook_oldest_seconds", "gauge", "How long the oldest waiting message has waited.",
      backlog.oldestQueuedAt.map { max(0, now.milliseconds(since: $0) / 1000) } ?? 0)
    number("geod_webhook_messages_in_flight", "gauge", "Messages on their way.", Int64(numbers.inFlight))
    number("geod_webhook_endpoints_down", "gauge", "Endpoints that do not answer.", Int64(numbers.down))
    number(
      "geod_webhook_delivered_total", "counter", "Messages that endpoints have taken.",
      Int64(numbers.delivered))
    self.numbers(
      "geod_webhook_failures_total", "counter", "Attempts that failed, by what came of them.",
      label: "outcome", numbers.failures.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
    number("geod_webhook_given_up_total", "counter", "Messages that were given up.", Int64(numbers.dead))
    header("geod_webhook_attempt_seconds", "histogram", "How long attempts take.")
    histogram("geod_webhook_attempt_seconds", labels: "", numbers.attemptMilliseconds, unitsPerSecond: 1e3)
  }
}
