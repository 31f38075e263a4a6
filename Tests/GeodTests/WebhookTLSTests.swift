// Webhooks over TLS: a receiver that is who it says, and one with a certificate for somebody else.

import Foundation
import TestSupport
import Testing

@Suite("Webhooks over TLS", .enabled(if: TestAuthority.isAvailable, "there is no openssl program"))
struct WebhookTLSTests {
  private static func options(_ authority: TestAuthority, timeScale: Int) -> [String] {
    [
      "--webhook-allow", "127.0.0.1", "--webhook-ca", authority.certificate, "--clock", "scaled",
      "--time-scale", "\(timeScale)",
    ]
  }

  @Test("a receiver whose certificate is good is told")
  func good() throws {
    let authority = try TestAuthority()
    let receiver = try TLSReceiver(authority.server("IP:127.0.0.1"))
    defer { receiver.stop() }
    try TestServer.with(Self.options(authority, timeScale: 1)) { server in
      try WebhookTests.put(server, "hook", at: receiver.url("/a"))
      try WebhookTests.place(server, "b1")
      #expect(Poll.until { receiver.requests.count == 1 })
      #expect(try JSON(receiver.requests[0])["event"]["booking"].string == "b1")
    }
  }

  @Test(
    "a receiver whose certificate is for another name, or of an unknown authority, is told nothing",
    arguments: ["DNS:example.com", "IP:127.0.0.1"])
  func strangers(names: String) throws {
    let authority = try TestAuthority()
    let signer = names.hasPrefix("DNS") ? authority : try TestAuthority()
    let receiver = try TLSReceiver(signer.server(names))
    defer { receiver.stop() }
    // All attempts of some hours within seconds.
    try TestServer.with(Self.options(authority, timeScale: 1000)) { server in
      let admin = try server.token("alpha", .admin)
      try WebhookTests.put(server, "hook", at: receiver.url("/a"))
      let trial = try server.data("POST", "/v1/webhooks/hook:test", token: admin)
      #expect(trial["isDelivered"] == .bool(false) && trial["outcome"].string == "TLS failed")
      try WebhookTests.place(server, "b1")
      func letters() throws -> [JSON] {
        try server.data("GET", "/v1/webhooks/hook/dead-letters", token: admin)["items"].array
      }
      #expect(try Poll.until(seconds: 90) { try !letters().isEmpty })
      let letter = try #require(try letters().first)
      #expect(letter["booking"].string == "b1" && letter["reason"].string == "TLS failed")
      #expect(letter["attempts"].int == 16, "\(letter)")
      #expect(receiver.requests.isEmpty && receiver.handshakes.begun >= 17)
      #expect(try server.metrics()["geod_webhook_delivered_total"] == 0)
    }
  }
}
