// The metrics page: every number with its help line. Tenants are not named: whoever may scrape the server
// need not know who its customers are.

import Bedrock
import Engine
import TrackHub
import Transport
import TripStore
import Trips

extension MetricsText {
  /// The whole page.
  static func page(
    _ reports: [LoopReport], storePending: Int, retention: RetentionNumbers, points: IngestReport?,
    seals: SealBoard.Numbers, relay: RelayNumbers, signatures: SignatureThreads.Counts, engineTime: Instant
  ) -> String {
    var page = MetricsText()
    page.engine(reports)
    page.bookings(reports)
    page.transport(reports)
    page.handshakes(reports)
    page.requests(reports)
    page.signatures(signatures)
    page.number("geod_store_jobs_pending", "gauge", "Work that waits for the store.", Int64(storePending))
    page.points(points, now: engineTime)
    page.retention(retention)
    page.seals(seals)
    page.relay(relay, now: EngineClock.wallClock())
    page.number(
      "geod_engine_time_seconds", "gauge", "Engine time as Unix seconds.",
      engineTime.milliseconds / 1000)
    return page.text
  }

  private mutating func engine(_ reports: [LoopReport]) {
    var ledger = FixLedger()
    for report in reports { ledger.merge(report.ledger) }
    numbers(
      "geod_fixes_total", "counter", "Fixes by verdict.", label: "verdict",
      FixVerdict.allCases.map { ("\($0.code)", ledger[$0]) })
    number(
      "geod_fix_repeats_total", "counter", "Fixes whose sequence number was seen before.",
      Int64(ledger.repeats))
    numbers(
      "geod_technicians", "gauge", "Technicians by presence.", label: "presence",
      [
        ("online", UInt64(sum(reports, \.online))), ("idle", UInt64(sum(reports, \.idle))),
        ("offline", UInt64(sum(reports, \.technicians) - sum(reports, \.online) - sum(reports, \.idle))),
      ])
    number("geod_positions", "gauge", "Technicians with a position.", Int64(sum(reports, \.positions)))
    number("geod_sessions", "gauge", "Open sessions of phones and viewers.", Int64(sum(reports, \.sessions)))
    number("geod_subscriptions", "gauge", "Topics watched, per viewer.", Int64(sum(reports, \.subscriptions)))
    number("geod_tenants", "gauge", "Tenants being served.", Int64(sum(reports, \.tenants)))
    var (nearby, match) = (Histogram(), Histogram())
    for report in reports {
      nearby.merge(report.nearbyNanoseconds)
      match.merge(report.matchNanoseconds)
    }
    header("geod_nearby_seconds", "histogram", "Time of nearby questions inside the engine.")
    histogram("geod_nearby_seconds", labels: "", nearby, unitsPerSecond: 1e9)
    header("geod_match_seconds", "histogram", "Time of match requests inside the engine.")
    histogram("geod_match_seconds", labels: "", match, unitsPerSecond: 1e9)
  }

  private mutating func bookings(_ reports: [LoopReport]) {
    var bookings = BookingStatistics()
    var store = Histogram()
    for report in reports {
      bookings.merge(report.bookings)
      store.merge(report.storeMicroseconds)
    }
    numbers(
      "geod_bookings", "gauge", "Bookings in service by state.", label: "state",
      BookingState.allCases.map { ("\($0.name)", UInt64(bookings.byState[Int($0.rawValue)])) })
    number("geod_leases", "gauge", "Technicians being asked, per offer.", Int64(bookings.leases))
    number("geod_trips", "gauge", "Trips under way.", Int64(bookings.trips))
    number("geod_shares", "gauge", "Shares that open something.", Int64(bookings.shares))
    number(
      "geod_commits_in_flight", "gauge", "Transitions that the store has not answered.",
      Int64(bookings.commitsInFlight))
    number(
      "geod_trip_fixes_waiting", "gauge", "Fixes of trips that are not durable yet.",
      Int64(bookings.pointsWaiting))
    numbers(
      "geod_booking_events_total", "counter", "What has happened to bookings.", label: "event",
      BookingCounters.all.map { ("\($0.name)", bookings.counters[keyPath: $0.path]) })
    header("geod_store_order_seconds", "histogram", "Time until the store has carried out an order.")
    histogram("geod_store_order_seconds", labels: "", store, unitsPerSecond: 1e6)
  }

  private mutating func transport(_ reports: [LoopReport]) {
    var total = TransportCounters()
    for report in reports { total += report.transport }
    number("geod_connections", "gauge", "Open connections.", Int64(total.connections))
    number("geod_websockets", "gauge", "Open WebSockets.", Int64(total.webSockets))
    number("geod_connections_accepted_total", "counter", "Connections accepted.", Int64(total.accepted))
    number("geod_connections_closed_total", "counter", "Connections ended.", Int64(total.closed))
    number("geod_received_bytes_total", "counter", "Bytes read from sockets.", Int64(total.bytesIn))
    number("geod_sent_bytes_total", "counter", "Bytes written to sockets.", Int64(total.bytesOut))
    number("geod_queued_bytes", "gauge", "Bytes waiting to be written.", Int64(total.queuedBytes))
    number("geod_messages_received_total", "counter", "WebSocket messages received.", Int64(total.messagesIn))
    number("geod_messages_sent_total", "counter", "WebSocket messages queued.", Int64(total.messagesOut))
    number(
      "geod_protocol_failures_total", "counter", "WebSockets that broke the protocol.",
      Int64(total.protocolFailures))
    number(
      "geod_slow_readers_closed_total", "counter", "WebSockets closed because they did not read.",
      Int64(total.slowReadersClosed))
    number("geod_timeouts_total", "counter", "Connections closed by a deadline.", Int64(total.timeouts))
    number(
      "geod_http_refused_total", "counter", "Requests refused before they had a route.",
      Int64(total.requestsRefused))
    number(
      "geod_connections_refused_total", "counter", "Connections closed because as many were open as may be.",
      Int64(total.connectionsRefused))
    number(
      "geod_descriptors_exhausted_total", "counter", "Accepts that failed for want of descriptors.",
      Int64(total.descriptorsExhausted))
  }

  /// TLS; all zero for a server without.
  private mutating func handshakes(_ reports: [LoopReport]) {
    var total = TransportCounters()
    for report in reports { total += report.transport }
    number(
      "geod_tls_handshakes_total", "counter", "TLS handshakes begun.", Int64(total.handshakesBegun))
    number(
      "geod_tls_handshakes_resumed_total", "counter", "TLS handshakes that continued an earlier session.",
      Int64(total.handshakesResumed))
    number(
      "geod_tls_handshakes_failed_total", "counter", "TLS handshakes refused, given up or too slow.",
      Int64(total.handshakesFailed))
    number(
      "geod_tls_plain_total", "counter", "Failed TLS handshakes of peers that spoke something else.",
      Int64(total.handshakesNotTLS))
    number(
      "geod_tls_handshakes_in_flight", "gauge", "TLS handshakes begun and not finished.",
      Int64(total.handshakesInFlight))
  }

  private mutating func signatures(_ counts: SignatureThreads.Counts) {
    number(
      "geod_signature_checks_total", "counter", "RS256 and ES256 signatures checked on threads of their own.",
      Int64(counts.begun))
    number(
      "geod_signature_checks_refused_total", "counter", "Signatures that were not checked: too many waited.",
      Int64(counts.refused))
    number(
      "geod_signature_checks_pending", "gauge", "Signatures that wait to be checked.", Int64(counts.waiting))
  }

  private mutating func requests(_ reports: [LoopReport]) {
    var answers: [LoopReport.AnswerKey: UInt64] = [:]
    var durations: [String: Histogram] = [:]
    var refused: [String: UInt64] = [:]
    for report in reports {
      answers.merge(report.answers, uniquingKeysWith: +)
      refused.merge(report.refusedMessages, uniquingKeysWith: +)
      for (route, histogram) in report.requestMicroseconds {
        durations[route, default: Histogram()].merge(histogram)
      }
    }
    header("geod_http_requests_total", "counter", "HTTP answers by route and status.")
    for (key, count) in answers.sorted(by: { ($0.key.route, $0.key.status) < ($1.key.route, $1.key.status) })
    {
      line("geod_http_requests_total", "route=\"\(key.route)\",status=\"\(key.status)\"", count)
    }
    header("geod_http_request_seconds", "histogram", "Time from a complete request to its answer.")
    for (route, histogram) in durations.sorted(by: { $0.key < $1.key }) {
      self.histogram(
        "geod_http_request_seconds", labels: "route=\"\(route)\"", histogram, unitsPerSecond: 1e6)
    }
    numbers(
      "geod_messages_refused_total", "counter", "WebSocket messages refused, by code.", label: "code",
      refused.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
  }

  private func sum(_ reports: [LoopReport], _ column: KeyPath<LoopReport, Int>) -> Int {
    reports.reduce(0) { $0 + $1[keyPath: column] }
  }
}
