// What the server itself says about its connections, before and after.

import FleetClient
import LoadSupport
import Transport

/// Some counters of the page of metrics.
struct ServerNumbers {
  private var values: [String: Double] = [:]

  /// The counters that are told, with their names in a report.
  private static let told = [
    ("server_timeouts", "geod_timeouts_total"), ("server_refused", "geod_connections_refused_total"),
    ("server_exhausted", "geod_descriptors_exhausted_total"), ("tls_handshakes", "geod_tls_handshakes_total"),
    ("tls_resumed", "geod_tls_handshakes_resumed_total"), ("tls_failed", "geod_tls_handshakes_failed_total"),
  ]

  /// Asks a server; none of them for one that does not tell.
  init(_ target: ServerTarget) {
    let client = HTTPClient(
      host: target.address.host, port: target.address.port, tls: target.security?.trust,
      serverName: target.security?.serverName)
    guard let page = try? client.get("/metrics"), page.status == 200 else { return }
    for line in page.text.split(separator: "\n") {
      let parts = line.split(separator: " ")
      if parts.count == 2, let value = Double(parts[1]) { values[String(parts[0])] = value }
    }
  }

  /// What was counted since an earlier look.
  func lines(since earlier: ServerNumbers) -> [ReportLine] {
    Self.told.compactMap { name, counter in
      guard let before = earlier.values[counter], let after = values[counter] else { return nil }
      let unit = name.hasPrefix("tls_") ? "handshakes" : "connections"
      return ReportLine(name: name, value: after - before, unit: unit, decimals: 0)
    }
  }
}
