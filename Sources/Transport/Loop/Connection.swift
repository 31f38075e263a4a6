// One connection's state: a plain struct in the loop's slab, no closure, no object while it is a WebSocket.

/// What a loop knows about a connection. About 250 bytes; HTTP adds an `HTTPExchange` while it lasts.
struct Connection {
  enum Phase: UInt8 {
    /// The slot is free.
    case free
    /// TLS shakes hands; nothing was said yet.
    case securing
    /// Requests and answers.
    case http
    /// An outgoing connection that is not yet a WebSocket.
    case connecting
    /// Messages in both directions.
    case webSocket
    /// A close frame was sent, the peer's is awaited; messages are dropped.
    case closing
    /// What is queued is written, then `lingering`; what arrives is dropped.
    case finishing
    /// This side has ended; what arrives is dropped until the peer has ended too.
    case lingering
  }

  struct Flags: OptionSet {
    let rawValue: UInt16
    /// In the list of connections to be flushed at the end of the turn.
    static let isDirty = Flags(rawValue: 1)
    /// The socket took less than there was; epoll tells when it takes more.
    static let awaitsWritability = Flags(rawValue: 2)
    /// The handler was told that the queue is over the mark.
    static let wasToldBlocked = Flags(rawValue: 4)
    /// A ping was sent into the present silence.
    static let wasPinged = Flags(rawValue: 8)
    /// The handler was, or is about to be, told `webSocketOpened`: it is owed `webSocketClosed`.
    static let owesClosed = Flags(rawValue: 16)
    /// Reading pauses: the pipeline is full, or an upgrade is being decided.
    static let isPaused = Flags(rawValue: 32)
    /// A `.resume` notice waits.
    static let isResuming = Flags(rawValue: 64)
    /// The peer sends nothing any more.
    static let peerEnded = Flags(rawValue: 128)
    /// `webSocketOpened` was noted and not yet told.
    static let isOpening = Flags(rawValue: 256)
    /// TLS must read before it can write on.
    static let writeAwaitsReadability = Flags(rawValue: 512)
    /// In the list of connections that have bytes which epoll does not see.
    static let hasUnread = Flags(rawValue: 1024)
  }

  var wire = Wire(socket: -1)
  var generation: UInt32 = 0
  var phase = Phase.free
  var flags: Flags = []
  /// What epoll watches.
  var interest: Poller.Interest = []
  /// The code that `webSocketClosed` will tell; 0 for none.
  var closeCode: UInt16 = 0
  var outbox = Outbox()
  var decoder = WebSocketDecoder(role: .server, messageBytesMax: 0)
  /// Where packed messages were agreed on; without context it is the loop's, and shared.
  var deflater: MessageDeflater?
  /// Bytes that were read and may not be processed yet.
  var parked: [UInt8] = []
  var http: HTTPExchange?
  var handshake: ClientHandshake?
  /// When something was last heard (WebSocket), or when the present phase began.
  var since: Int64 = 0
  /// The earliest time in the wheel for this connection; `Int64.max` for none.
  var wheelTime = Int64.max
  var peer = PeerAddress(high: 0, low: 0, port: 0)

  var isClient: Bool { decoder.role == .client }
}

/// The client's side of an opening handshake.
final class ClientHandshake {
  enum Stage {
    /// The TCP connection does not stand yet.
    case reaching
    /// TLS shakes hands.
    case securing
    /// The request is on its way.
    case asking
  }

  let target: WebSocketTarget
  let key: String
  var parser: HTTPResponseParser
  var stage = Stage.reaching

  init(target: WebSocketTarget, limits: TransportLimits) {
    self.target = target
    self.key = WebSocketHandshake.makeKey()
    self.parser = HTTPResponseParser(limits: limits)
  }
}
