// What is counted while serving, and its text for Prometheus.

import Bedrock
import Engine
import TrackHub
import Transport

/// The numbers of one loop. Published by the loop once a second; read by whoever answers `/metrics`.
struct LoopReport: Sendable {
  var transport = TransportCounters()
  var technicians = 0
  var online = 0
  var idle = 0
  var positions = 0
  var sessions = 0
  var subscriptions = 0
  var ledger = FixLedger()
  var tenants = 0
  var bookings = BookingStatistics()
  /// From handing an order to the store until its outcome is back, in microseconds: transitions and points.
  var storeMicroseconds = Histogram()
  /// Duration of HTTP requests in microseconds, from the complete request to the answer, by route.
  var requestMicroseconds: [String: Histogram] = [:]
  /// HTTP answers by route and status.
  var answers: [AnswerKey: UInt64] = [:]
  /// WebSocket messages that were refused, by code.
  var refusedMessages: [String: UInt64] = [:]
  /// Duration of nearby questions in the engine, in nanoseconds.
  var nearbyNanoseconds = Histogram()
  /// Duration of match requests in the engine, in nanoseconds.
  var matchNanoseconds = Histogram()

  struct AnswerKey: Hashable, Sendable {
    var route: String
    var status: Int
  }

  /// Adds the numbers of a tenant.
  mutating func add(_ tenant: TenantStatistics) {
    tenants += 1
    technicians += tenant.technicians
    online += tenant.online
    idle += tenant.idle
    positions += tenant.positions
    sessions += tenant.sessions
    subscriptions += tenant.subscriptions
    ledger.merge(tenant.ledger)
    bookings.merge(tenant.bookings)
  }
}

/// The reports of all loops.
final class MetricsBoard: Sendable {
  private let reports: Lock<[LoopReport]>

  init(loopCount: Int) {
    reports = Lock(Array(repeating: LoopReport(), count: loopCount))
  }

  /// Replaces the report of one loop.
  func publish(_ report: LoopReport, loop: Int) {
    reports.withLock { $0[loop] = report }
  }

  /// All reports as last published.
  func all() -> [LoopReport] { reports.withLock { $0 } }
}

/// Writes the Prometheus text format, version 0.0.4.
struct MetricsText {
  private(set) var text = ""

  /// One number without labels.
  mutating func number(_ name: String, _ type: String, _ help: String, _ value: Int64) {
    header(name, type, help)
    text += "\(name) \(value)\n"
  }

  /// Several numbers that differ by one label.
  mutating func numbers(
    _ name: String, _ type: String, _ help: String, label: String, _ values: [(String, UInt64)]
  ) {
    header(name, type, help)
    for (value, number) in values { text += "\(name){\(label)=\"\(value)\"} \(number)\n" }
  }

  /// The help and type lines.
  mutating func header(_ name: String, _ type: String, _ help: String) {
    text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
  }

  /// One line.
  mutating func line(_ name: String, _ labels: String, _ value: UInt64) {
    text += "\(name){\(labels)} \(value)\n"
  }

  /// A histogram in seconds whose values were recorded in another unit.
  mutating func histogram(
    _ name: String, labels: String, _ histogram: Histogram, unitsPerSecond: Double
  ) {
    let separator = labels.isEmpty ? "" : ","
    let edges: [Double] = [0.000_001, 0.000_01, 0.000_1, 0.000_5, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5]
    for edge in edges {
      let count = histogram.count(atMost: UInt64(edge * unitsPerSecond))
      text += "\(name)_bucket{\(labels)\(separator)le=\"\(edge)\"} \(count)\n"
    }
    text += "\(name)_bucket{\(labels)\(separator)le=\"+Inf\"} \(histogram.count)\n"
    text += "\(name)_sum{\(labels)} \(Double(histogram.sum) / unitsPerSecond)\n"
    text += "\(name)_count{\(labels)} \(histogram.count)\n"
  }
}
