// A blocking HTTP/1.1 client for command line tools, tests and replay.

import Bedrock

/// What went wrong on the client's side.
public enum ClientError: Error, Sendable, Equatable {
  /// The name or address could not be resolved.
  case unresolvable(String)
  /// The system refused.
  case system(SystemError)
  /// It took longer than the stated time.
  case timeout
  /// The two sides did not agree on TLS, or the server is not who it should be.
  case tls(TLSHandshakeFailure)
  /// The server's answer breaks the protocol or the client's limits; the text says how.
  case badAnswer(String)
  /// The connection ended before the answer was complete.
  case disconnected
  /// The server answered a request for a WebSocket with this.
  case refused(HTTPClientAnswer)
}

/// The answer that a client received.
public struct HTTPClientAnswer: Sendable, Equatable {
  /// The status code.
  public var status: Int
  /// The header section.
  public var headers: HTTPHeaders
  /// The content without its transfer coding.
  public var body: [UInt8]

  /// The body as text; bytes that are not UTF-8 are replaced.
  public var text: String { String(decoding: body, as: UTF8.self) }
}

/// One connection to one server, kept open between requests and opened again when the server has closed it.
/// Blocks; for one thread at a time.
public final class HTTPClient {
  private let host: String
  private let port: UInt16
  private let tls: TLSClientContext?
  private let serverName: String
  private let timeoutMilliseconds: Int64
  private let answerBytesMax: Int
  private var socket: BlockingSocket?

  /// A client of `host` (name or numeric address); connects with the first request. The timeout is for one
  /// request from its beginning to the end of its answer, whose body may have `answerBytesMax` bytes. With `tls` the
  /// connection is secured, and the server's certificate must be for
  /// `serverName`, by default the host.
  public init(
    host: String, port: UInt16, tls: TLSClientContext? = nil, serverName: String? = nil,
    timeoutMilliseconds: Int64 = 10_000,
    answerBytesMax: Int = 256 << 20
  ) {
    self.serverName = serverName ?? host
    self.host = host
    self.port = port
    self.tls = tls
    self.timeoutMilliseconds = timeoutMilliseconds
    self.answerBytesMax = answerBytesMax
  }

  /// Sends a request and waits for its answer. `path` is percent-encoded, with its query. Host and
  /// Content-Length are added. A request on a kept connection that the server closed before answering is sent
  /// once more, if its method is idempotent (GET, HEAD, PUT, DELETE, OPTIONS).
  public func request(
    _ method: String, _ path: String, headers: HTTPHeaders = [:], body: [UInt8] = []
  ) throws(ClientError) -> HTTPClientAnswer {
    let deadline = SystemClock.monotonicMilliseconds() + timeoutMilliseconds
    let bytes = encode(method, path, headers, body)
    if let kept = socket.take(), !kept.hasNews {
      do {
        return try exchange(kept, bytes, isHead: method == "HEAD", deadline: deadline)
      } catch {
        guard error == .disconnected, ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"].contains(method) else {
          throw error
        }
      }
    }
    let fresh = try BlockingSocket(
      host: host, port: port, tls: tls, serverName: serverName, deadline: deadline)
    return try exchange(fresh, bytes, isHead: method == "HEAD", deadline: deadline)
  }

  /// `GET`.
  public func get(_ path: String, headers: HTTPHeaders = [:]) throws(ClientError) -> HTTPClientAnswer {
    try request("GET", path, headers: headers)
  }

  /// `POST` with a JSON body unless `headers` say otherwise.
  public func post(
    _ path: String, headers: HTTPHeaders = [:], body: [UInt8]
  ) throws(ClientError) -> HTTPClientAnswer {
    var headers = headers
    if headers["Content-Type"] == nil { headers.append("Content-Type", "application/json") }
    return try request("POST", path, headers: headers, body: body)
  }

  /// Closes the connection; the next request opens another.
  public func close() { socket = nil }

  private func encode(_ method: String, _ path: String, _ headers: HTTPHeaders, _ body: [UInt8]) -> [UInt8] {
    precondition(
      path.utf8.first == 0x2F && path.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }, "an encoded path")
    let authority = host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    var bytes = Array("\(method) \(path) HTTP/1.1\r\n".utf8)
    if headers["Host"] == nil { bytes += "Host: \(authority)\r\n".utf8 }
    if !body.isEmpty || method == "POST" || method == "PUT" || method == "PATCH" {
      bytes += "Content-Length: \(body.count)\r\n".utf8
    }
    HTTPResponseEncoder.append(headers, to: &bytes)
    bytes += "\r\n".utf8
    return bytes + body
  }

  /// One request and its answer; the socket is kept when it may carry another.
  private func exchange(
    _ socket: consuming BlockingSocket, _ bytes: [UInt8], isHead: Bool, deadline: Int64
  ) throws(ClientError) -> HTTPClientAnswer {
    try socket.write(bytes, deadline: deadline)
    var parser = HTTPResponseParser(isHeadRequest: isHead)
    var head: HTTPResponseHead?
    var body: [UInt8] = []
    var received: [UInt8] = []
    while true {
      received.removeAll(keepingCapacity: true)
      guard try socket.read(into: &received, deadline: deadline) else {
        guard let head, parser.endsWithConnection else { throw .disconnected }
        return HTTPClientAnswer(status: head.status, headers: head.headers, body: body)
      }
      var offset = 0
      reading: while true {
        switch parser.next(received.span, at: &offset) {
        case .needsMore: break reading
        case .head(let found): head = found
        case .body(let range):
          if body.count + range.count > answerBytesMax { throw .badAnswer("the body is too large") }
          body += received[range]
        case .refused(let reason): throw .badAnswer(reason.rawValue)
        case .end:
          guard let head else { throw .badAnswer("no head") }
          if head.keepsAlive, offset == received.count { self.socket = consume socket }
          return HTTPClientAnswer(status: head.status, headers: head.headers, body: body)
        }
      }
    }
  }
}
