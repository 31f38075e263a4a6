// Storms in small: who is idle, who never comes to the point, and who all come back at once, beside phones that report.

import TestPrograms
import TestSupport
import Testing

@Suite("Storms in small", .serialized)
struct StormTests {
  /// Runs a load of fifty phones, none of which may notice anything but the time.
  private func rows(_ seconds: Int, _ arguments: [String]) throws -> [String: MeasuredRow] {
    let rows = try MeasuredRow.all(
      of: "geoload", ["--phones", "50", "--rate", "4", "--for", "\(seconds)", "--ramp", "1"] + arguments)
    #expect(rows["fixes_acknowledged"]?.value == Double(200 * seconds))
    for name in ["errors", "disconnects", "fixes_unacknowledged"] {
      #expect(rows[name]?.value == 0, "\(name)")
    }
    return rows
  }

  @Test func idlePhonesStay() throws {
    let rows = try rows(2, ["--idle", "300"])
    #expect(rows["ack_p99"]?.unit == "ms" && rows["server_rss_slope"]?.unit == "MB/min")
  }

  @Test func whoDripsIsCutOff() throws {
    // Longer than a head may take, so that some have come again.
    let rows = try rows(12, ["--slow-headers", "100", "--requests", "20"])
    #expect(rows["request_errors"]?.value == 0 && (rows["requests"]?.value ?? 0) > 200)
    #expect(rows["slow_uncut"]?.value == 0)
    #expect((rows["slow_cut"]?.value ?? 0) >= 200)
    #expect((rows["slow_answered"]?.value ?? 0) > 0)
    #expect((rows["server_timeouts"]?.value ?? 0) >= 200)
  }

  @Test(arguments: [[], ["--tls"]]) func allComeBack(security: [String]) throws {
    let rows = try rows(4, ["--reconnect", "200"] + security)
    #expect(rows["storm_back"]?.value == 200 && rows["storm_retries"]?.value == 0)
    #expect(rows["server_timeouts"]?.value == 0)
    guard !security.isEmpty else { return }
    // Each of them has a ticket of its own, and so has whoever asks for these numbers.
    #expect((200...202).contains(rows["tls_resumed"]?.value ?? 0) && rows["tls_failed"]?.value == 0)
  }
}
