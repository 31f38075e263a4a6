// An echo server on Transport: what conformance suites and load generators for WebSockets are pointed at.

import Transport

/// Sends every message back as it came.
final class EchoServer: LoopHandler {
  /// The largest message, as large as conformance suites try.
  static let messageBytesMax = 64 << 20

  func request(_ request: HTTPRequest, on connection: ConnectionID, _ loop: inout LoopControl) {
    if request.webSocketOffer == nil {
      loop.respond(to: request.token, HTTPResponse(status: 426, text: "this server speaks WebSocket\n"))
    } else {
      loop.upgradeToWebSocket(request.token)
    }
  }

  func message(_ payload: Span<UInt8>, isText: Bool, on connection: ConnectionID, _ loop: inout LoopControl) {
    if isText { loop.send(text: payload, to: connection) } else { loop.send(binary: payload, to: connection) }
  }

  func mail(_ mail: Never, _ loop: inout LoopControl) {}

  /// Begins to listen on loopback. Port 0 takes a free one.
  static func start(
    port: UInt16, deflate: DeflateLimits? = nil, tls: TLSServerContext? = nil
  ) throws(SystemError) -> LoopGroup<EchoServer> {
    var limits = TransportLimits()
    limits.messageBytesMax = messageBytesMax
    limits.outboundHighBytes = messageBytesMax
    limits.outboundHardBytes = 4 * messageBytesMax
    limits.deflate = deflate
    let configuration = LoopGroupConfiguration(listen: [.loopback(port: port)], limits: limits, tls: tls)
    return try LoopGroup(configuration) { _ in EchoServer() }
  }
}
