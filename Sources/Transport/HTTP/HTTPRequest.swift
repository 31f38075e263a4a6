// A request as a value: what the parser understood, before anybody has decided what it means.

/// The request line and header section of one request (RFC 9112 sections 3 and 5).
public struct HTTPRequestHead: Sendable, Equatable {
  /// The method as sent, such as `GET`; methods are case-sensitive.
  public var method: String
  /// The path, percent-decoded, always beginning with `/` (`*` for `OPTIONS *`). Valid UTF-8 without NUL.
  /// `%2F` decodes to `/` like everything else: identifiers in paths have no slashes.
  public var path: String
  /// The path as sent, still percent-encoded.
  public var rawPath: String
  /// What stands behind the `?`, still encoded; nil without a `?`.
  public var rawQuery: String?
  /// 0 for HTTP/1.0, 1 for HTTP/1.1.
  public var minorVersion: Int
  /// The header section.
  public var headers: HTTPHeaders
  /// Whether the connection may carry another request afterwards (RFC 9112 section 9.3).
  public var keepsAlive: Bool
  /// Whether the client waits for `100 Continue` before it sends the body (RFC 9110 section 10.1.1).
  public var expectsContinue: Bool
  /// The announced length of the body: nil when it comes in chunks, 0 when there is none.
  public var contentLength: Int?

  /// The items of the query, decoded (`+` is a space).
  ///
  /// Throws when an escape is bad or the text is not UTF-8; the error names the item by position.
  public func queryItems() throws(QueryError) -> QueryItems { try QueryItems(rawQuery ?? "") }
}

/// A complete request.
public struct HTTPRequest: Sendable, Equatable {
  /// Request line and headers.
  public var head: HTTPRequestHead
  /// The body without its transfer coding; empty when there was none.
  public var body: [UInt8]
  /// What the answer must quote. It stays valid when other requests are answered first, on this loop or
  /// carried to another one and back.
  public var token: RequestToken
  /// Who sent it (the other end of the socket; proxies' headers are not believed here).
  public var peer: PeerAddress
  /// Set when this is a valid request for a WebSocket, which `LoopControl.upgradeToWebSocket` accepts.
  /// A malformed one never reaches the handler as a request: it is refused.
  public var webSocketOffer: WebSocketOffer?

  /// The method as sent.
  public var method: String { head.method }
  /// The decoded path.
  public var path: String { head.path }
  /// The header section.
  public var headers: HTTPHeaders { head.headers }
}

/// Names one request of one connection of one loop.
public struct RequestToken: Sendable, Hashable {
  /// The connection that asked.
  public var connection: ConnectionID
  /// Counts the requests of that connection from 0.
  public var number: UInt32
}
