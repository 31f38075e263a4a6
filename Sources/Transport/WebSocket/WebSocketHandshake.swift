// The opening handshake of RFC 6455 section 4, on both sides.

import Bedrock

/// What a client offers when it asks for a WebSocket.
public struct WebSocketOffer: Sendable, Equatable {
  /// The client's key, 24 characters of base64.
  public var key: String
  /// The subprotocols that the client speaks, best first.
  public var subprotocols: [String]
  /// The extensions that the client offers, best first.
  var extensions: [WebSocketExtension]
}

/// What a client has reached with its request.
struct WebSocketAcceptance {
  /// What was agreed on about packing; nil for none.
  var deflate: DeflateAgreement?
}

/// The rules of the handshake.
enum WebSocketHandshake {
  static let extensionsField = "Sec-WebSocket-Extensions"

  /// The constant of RFC 6455 section 1.3.
  private static let identifier = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

  /// The Sec-WebSocket-Accept that answers a key.
  static func accept(key: String) -> String {
    Base64.encode(Digest.sha1(Array((key + identifier).utf8)))
  }

  /// The key of a new client, from 16 random bytes.
  static func makeKey() -> String { Base64.encode(SecureRandom.bytes(16)) }

  /// What the request offers: nil when it does not ask for a WebSocket at all (RFC 6455 section 4.2.1).
  static func offer(in head: HTTPRequestHead) throws(HTTPRefusal) -> WebSocketOffer? {
    let headers = head.headers
    guard headers.listContains("Upgrade", token: "websocket") else { return nil }
    guard headers.listContains("Connection", token: "Upgrade"), head.method == "GET", head.minorVersion > 0,
      head.contentLength == 0, headers.occurrences("Sec-WebSocket-Key") == 1,
      headers.occurrences("Sec-WebSocket-Version") == 1
    else { throw HTTPRefusal(.badWebSocketHandshake, head: head) }
    guard headers["Sec-WebSocket-Version"] == "13" else {
      throw HTTPRefusal(.unsupportedWebSocketVersion, head: head)
    }
    let key = headers["Sec-WebSocket-Key"] ?? ""
    let subprotocols = headers.listMembers("Sec-WebSocket-Protocol")
    guard let extensions = WebSocketExtension.list(headers.values(extensionsField)),
      Base64.decode(key)?.count == 16, Set(subprotocols).count == subprotocols.count,
      subprotocols.allSatisfy({ $0.utf8.allSatisfy(ASCII.isToken) })
    else { throw HTTPRefusal(.badWebSocketHandshake, head: head) }
    return WebSocketOffer(key: key, subprotocols: subprotocols, extensions: extensions)
  }

  /// The request that asks for a WebSocket.
  static func request(to target: WebSocketTarget, key: String, deflate: DeflateLimits? = nil) -> [UInt8] {
    var bytes = Array("GET \(target.path) HTTP/1.1\r\nHost: \(target.host)\r\n".utf8)
    bytes += "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n".utf8
    bytes += "Sec-WebSocket-Key: \(key)\r\n".utf8
    if !target.subprotocols.isEmpty {
      bytes += "Sec-WebSocket-Protocol: \(target.subprotocols.joined(separator: ", "))\r\n".utf8
    }
    if let deflate {
      bytes += "\(extensionsField): \(DeflateAgreement.offer(deflate))\r\n".utf8
    }
    HTTPResponseEncoder.append(target.headers, to: &bytes)
    bytes += "\r\n".utf8
    return bytes
  }

  /// What an answer with status 101 opens; nil when it is none to what was asked for (RFC 6455 section 4.1). An
  /// extension or subprotocol that was not offered is a reason to fail.
  static func acceptance(
    _ head: HTTPResponseHead, key: String, subprotocols: [String], deflate: DeflateLimits? = nil
  ) -> WebSocketAcceptance? {
    let chosen = head.headers.values("Sec-WebSocket-Protocol")
    guard head.status == 101, head.headers.listContains("Upgrade", token: "websocket"),
      head.headers.listContains("Connection", token: "Upgrade"),
      head.headers.values("Sec-WebSocket-Accept") == [accept(key: key)],
      subprotocols.isEmpty ? chosen.isEmpty : chosen.count == 1 && subprotocols.contains(chosen[0]),
      let extensions = WebSocketExtension.list(head.headers.values(extensionsField)), extensions.count <= 1
    else { return nil }
    guard let accepted = extensions.first else { return WebSocketAcceptance() }
    guard let deflate, let agreement = DeflateAgreement.accept(accepted, offered: deflate) else { return nil }
    return WebSocketAcceptance(deflate: agreement)
  }
}
