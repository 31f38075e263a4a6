// A blocking HTTP/1.1 client for command line tools, tests and replay.

/// What went wrong on the client's side.
public enum ClientError: Error, Sendable, Equatable {
  /// The name or address could not be resolved.
  case unresolvable(String)
  /// The system refused.
  case system(SystemError)
  /// It took longer than the stated time.
  case timeout
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
/// Blocks; for one thread.
public final class HTTPClient {
  /// A client of `host` (name or numeric address); connects with the first request.
  public init(host: String, port: UInt16, timeoutMilliseconds: Int64 = 10_000) {
    preconditionFailure("not written yet")
  }

  /// Sends a request and waits for its answer. `path` is percent-encoded, with its query. Host and
  /// Content-Length are added. A request on a kept connection that the server closed before answering is sent
  /// once more, if its method is idempotent (GET, HEAD, PUT, DELETE, OPTIONS).
  public func request(
    _ method: String, _ path: String, headers: HTTPHeaders = [:], body: [UInt8] = []
  ) throws(ClientError) -> HTTPClientAnswer {
    preconditionFailure("not written yet")
  }

  /// `GET`.
  public func get(_ path: String, headers: HTTPHeaders = [:]) throws(ClientError) -> HTTPClientAnswer {
    try request("GET", path, headers: headers)
  }

  /// `POST` with a JSON body unless `headers` say otherwise.
  public func post(_ path: String, headers: HTTPHeaders = [:], body: [UInt8]) throws(ClientError)
    -> HTTPClientAnswer
  {
    preconditionFailure("not written yet")
  }

  /// Closes the connection; the next request opens another.
  public func close() {
    preconditionFailure("not written yet")
  }
}
