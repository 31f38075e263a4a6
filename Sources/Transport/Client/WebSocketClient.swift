// A blocking WebSocket client for tests and tools that have few sockets.

/// One outgoing WebSocket. Blocks; for one thread. Pings are answered while receiving.
public final class WebSocketClient {
  /// What arrives.
  public enum Event: Sendable, Equatable {
    /// A text message.
    case text(String)
    /// A binary message.
    case binary([UInt8])
    /// The server closed, with this code (nil without one) and reason; nothing follows.
    case closed(code: UInt16?, reason: String)
  }

  /// The subprotocol that the server chose.
  public private(set) var subprotocol: String?

  /// Connects and shakes hands. `path` is percent-encoded, with its query.
  public init(
    host: String, port: UInt16, path: String, headers: HTTPHeaders = [:], subprotocols: [String] = [],
    timeoutMilliseconds: Int64 = 10_000
  ) throws(ClientError) {
    preconditionFailure("not written yet")
  }

  /// Sends a text message.
  public func send(text: String) throws(ClientError) {
    preconditionFailure("not written yet")
  }

  /// Sends a binary message.
  public func send(binary: [UInt8]) throws(ClientError) {
    preconditionFailure("not written yet")
  }

  /// The next message or the end. Throws `timeout` when nothing came in time; it may be called again then.
  public func receive(timeoutMilliseconds: Int64 = 10_000) throws(ClientError) -> Event {
    preconditionFailure("not written yet")
  }

  /// Sends a close frame, waits for the answer and closes the socket. Messages that come before are dropped.
  public func close(
    code: WebSocketCloseCode = .normal, reason: String = "", timeoutMilliseconds: Int64 = 2_000
  ) {
    preconditionFailure("not written yet")
  }
}
