// Webhooks from Postgres: one relay, two relays that share a database, a server that is killed and one that is stopped.

import Bedrock
import Foundation
import TestDatabase
import TestSupport
import Testing

@Suite("Webhooks from Postgres", .enabled(if: TestDatabase.isAvailable, "\(TestDatabase.missing)"))
struct WebhookDatabaseTests {
  /// Servers with the same origin have the same engine time, as they do without scaling.
  private static func options() -> [String] {
    [
      "--webhook-allow", "127.0.0.1", "--webhook-timeout", "3", "--clock", "scaled", "--time-scale", "20",
      "--clock-origin", "\(Int64(Date().timeIntervalSince1970 * 1000))",
    ]
  }

  /// How many messages a server has delivered in its present life and before.
  private static func delivered(_ server: TestServer) throws -> Int {
    try server.logLines().count { $0["message"].string == "webhook" && $0["next"].string == "none" }
  }

  @Test("under random failures everything arrives once, in order for each booking and webhook")
  func order() throws {
    for seed in Seeds.all("webhook-order") + [2] {
      try TestDatabase.withDatabase(.served) { (urls) throws in
        let receiver = try UnreliableReceiver(seed: seed)
        defer { receiver.stop() }
        try TestServer.with(Self.options(), tenants: ["alpha"], loops: 2, database: urls.arguments) {
          server in
          for webhook in ["a", "b"] { try WebhookTests.put(server, webhook, at: receiver.url(webhook)) }
          for index in 0..<8 { try WebhookTests.place(server, "b\(index)") }
          for index in 0..<8 { try WebhookTests.cancel(server, "b\(index)") }
          let isDrained = try Poll.until(seconds: 60) { try urls.value("SELECT count(*) FROM outbox") == "0" }
          #expect(isDrained, "GEOD_SEED=\(seed): \(receiver.taken)")
          #expect(receiver.distinct == 32 && receiver.taken.count == 32, "GEOD_SEED=\(seed)")
          #expect(Set(receiver.taken.map(\.id)).count == 16, "one identifier per event")
          receiver.expectOrder("GEOD_SEED=\(seed)")
        }
      }
    }
  }

  /// Places bookings through two servers in turn, and cancels each through the other one.
  private static func life(of bookings: Range<Int>, _ servers: [TestServer]) throws {
    for index in bookings { try WebhookTests.place(servers[index % 2], "b\(index)") }
    for index in bookings { try WebhookTests.cancel(servers[(index + 1) % 2], "b\(index)") }
  }

  @Test("two relays share one database; one is killed and one is stopped while they send")
  func twoRelays() throws {
    for seed in Seeds.all("webhook-relays") + [3] {
      try TestDatabase.withDatabase(.served) { (urls) throws in
        let receiver = try UnreliableReceiver(seed: seed)
        defer { receiver.stop() }
        let options = Self.options()
        try TestServer.with(options, tenants: ["alpha"], database: urls.arguments) { first in
          try TestServer.with(options, tenants: [], database: urls.arguments) { second in
            try Self.share([first, second], receiver, urls, "GEOD_SEED=\(seed)")
          }
        }
      }
    }
  }

  private static func share(
    _ servers: [TestServer], _ receiver: UnreliableReceiver, _ urls: DatabaseURLs, _ comment: Comment
  ) throws {
    for webhook in ["a", "b"] { try WebhookTests.put(servers[0], webhook, at: receiver.url(webhook)) }
    // Killed with messages on their way: they come again when their time with the dead relay is over.
    receiver.hold()
    try life(of: 0..<12, servers)
    #expect(Poll.until { receiver.waiting >= 12 }, "\(comment): both relays send")
    servers[1].kill()
    receiver.release()
    #expect(Poll.until(seconds: 60) { receiver.distinct == 48 }, "\(comment): \(receiver.taken)")

    // Stopped with messages on their way: what it could not finish is due again at once.
    try servers[1].startAgain()
    receiver.hold()
    try life(of: 12..<24, servers)
    #expect(Poll.until { receiver.waiting > 0 }, "\(comment): somebody sends")
    servers[0].terminate()
    #expect(Poll.until { servers[0].log.contains("draining") }, "\(comment)")
    receiver.release()
    servers[0].expectEnd(seconds: 20)
    let isDrained = try Poll.until(seconds: 60) { try urls.value("SELECT count(*) FROM outbox") == "0" }
    #expect(isDrained && receiver.distinct == 96, "\(comment): \(receiver.taken)")

    receiver.expectOrder(comment)
    #expect(Set(receiver.taken.map(\.id)).count == 48, "\(comment): one identifier per event")
    let times = Dictionary(grouping: receiver.taken) { $0 }.mapValues(\.count)
    // Each of the two ends may have lost an answer.
    #expect(times.values.max() ?? 0 <= 3, "\(comment): \(times)")
    for server in servers { #expect(try delivered(server) > 0, "\(comment): both relays deliver") }
  }
}
