// The relay of the tests: what goes in comes out, and what breaks is broken.

import Foundation
import TestDatabase
import Testing
import Transport

@testable import geod

@Suite("Relay", .serialized)
struct TCPRelayTests {
  @Test func itForwardsResetsFallsSilentAndComesBack() throws {
    try TestServer.with { server in
      let relay = try TCPRelay(to: Int(server.port))
      defer { relay.stop() }
      @Sendable func client(_ milliseconds: Int64) -> HTTPClient {
        HTTPClient(host: "127.0.0.1", port: UInt16(relay.port), timeoutMilliseconds: milliseconds)
      }
      let kept = client(5_000)
      #expect(try kept.ask("GET", "/healthz", token: nil).status == 200)
      // Larger than one step of the relay.
      #expect(try kept.ask("GET", "/openapi.json", token: nil).body.count > 100_000)

      let socket = try WebSocketClient(
        host: "127.0.0.1", port: UInt16(relay.port), path: "/ws", subprotocols: ["geod.v1.json"])
      relay.reset()
      #expect(throws: (any Error).self) {
        while true { _ = try socket.receive(timeoutMilliseconds: 2_000) }
      }
      #expect(try client(5_000).ask("GET", "/healthz", token: nil).status == 200, "new connections go on")

      relay.silence()
      #expect(throws: ClientError.timeout) { _ = try client(300).ask("GET", "/healthz", token: nil) }
      let answer = Lock<Int?>(nil)
      let left = DispatchSemaphore(value: 0)
      Thread {
        let status = try? client(10_000).ask("GET", "/healthz", token: nil).status
        answer.withLock { $0 = status }
        left.signal()
      }.start()
      usleep(200_000)
      #expect(answer.withLock { $0 } == nil)
      relay.comeBack()
      #expect(left.wait(timeout: .now() + 10) == .success)
      #expect(answer.withLock { $0 } == 200, "what was held back arrives")
    }
  }
}
