// What the pure ring wants done to the world, as values in the order in which it is to be done.

public import Bedrock

/// Messages to be sent and sessions to be closed.
///
/// All messages lie in one byte buffer that is reused, so that a turn without growth allocates nothing. A
/// message to many sessions lies there once.
public struct ActionList: ~Copyable {
  /// One thing to do.
  public enum Action: Sendable, Equatable {
    /// Send these bytes of ``ActionList/bytes`` as one text message.
    case send(SessionID, Range<Int>)
    /// Close the session with a WebSocket close code; what was to be sent before goes first.
    case close(SessionID, UInt16, String)
  }

  /// The actions in their order.
  public private(set) var actions: [Action] = []
  /// The content of the messages.
  public private(set) var bytes: [UInt8] = []

  /// Nothing to do.
  public init() {
    bytes.reserveCapacity(16_384)
    actions.reserveCapacity(64)
  }

  /// Whether there is nothing to do.
  public var isEmpty: Bool { actions.isEmpty }

  /// Forgets everything and keeps the memory.
  public mutating func removeAll() {
    actions.removeAll(keepingCapacity: true)
    bytes.removeAll(keepingCapacity: true)
  }

  /// Writes one JSON message and returns where it lies. It is sent by ``send(_:to:)``.
  public mutating func write(_ body: (inout JSONWriter) -> Void) -> Range<Int> {
    let start = bytes.count
    var buffer: [UInt8] = []
    swap(&buffer, &bytes)
    // Consumed, not copied: the buffer must have one owner while it grows.
    var writer = JSONWriter(consume buffer)
    body(&writer)
    bytes = writer.finish()
    return start..<bytes.count
  }

  /// Adds a message that is encoded already and returns where it lies.
  public mutating func add(_ frame: [UInt8]) -> Range<Int> {
    let start = bytes.count
    bytes.append(contentsOf: frame)
    return start..<bytes.count
  }

  /// Sends a message that was written before.
  public mutating func send(_ message: Range<Int>, to session: SessionID) {
    actions.append(.send(session, message))
  }

  /// Writes and sends one message.
  public mutating func send(to session: SessionID, _ body: (inout JSONWriter) -> Void) {
    let message = write(body)
    send(message, to: session)
  }

  /// Closes a session.
  public mutating func close(_ session: SessionID, code: CloseCode, reason: String) {
    actions.append(.close(session, code.rawValue, reason))
  }
}

/// The close codes of geod's protocol (RFC 6455 section 7.4.2 leaves 4000 to 4999 to applications).
public enum CloseCode: UInt16, Sendable, CaseIterable {
  /// The token is missing, malformed, expired or not signed by a known key; or there is no such share.
  case token = 4401
  /// The token does not allow this.
  case forbidden = 4403
  /// No `hello`, or nothing heard, for too long.
  case idle = 4408
  /// The same device has connected again.
  case replaced = 4409
  /// Too many messages.
  case rate = 4429
  /// The server is going down; connect again.
  case draining = 4503
}
