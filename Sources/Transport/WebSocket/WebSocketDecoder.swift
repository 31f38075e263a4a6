// Messages out of a byte stream (RFC 6455 sections 5 and 8.1): fed with whatever a read brought.

/// Which end of a WebSocket this is: clients mask, servers do not (RFC 6455 section 5.1).
public enum WebSocketRole: Sendable, Equatable {
  /// The end that was connected to.
  case server
  /// The end that connected.
  case client
}

/// How the peer broke the protocol.
public enum WebSocketFailure: String, Error, Sendable, CaseIterable {
  /// A reserved bit is set that no extension was agreed on for, or in a frame where it has no meaning.
  case reservedBits
  /// An opcode that RFC 6455 does not define.
  case unknownOpcode
  /// A control frame that is fragmented or longer than 125 bytes.
  case badControlFrame
  /// A client's frame without a mask.
  case unmaskedByClient
  /// A server's frame with a mask.
  case maskedByServer
  /// A length that is not in its shortest form, or has the top bit set.
  case badLength
  /// A continuation without a message, or a new message within one.
  case badFragment
  /// A close frame with one byte or a code that may not be sent.
  case badClosePayload
  /// Text that is not UTF-8.
  case invalidText
  /// Packed data that are no deflate, or stop within a block. RFC 7692 leaves the code to us: the peer has broken
  /// what was agreed on, so it is 1002.
  case badDeflate
  /// A message beyond the limit, as it is or unpacked.
  case tooBig

  /// The code to close with.
  public var closeCode: WebSocketCloseCode {
    switch self {
    case .invalidText: .invalidText
    case .tooBig: .tooBig
    default: .protocolError
    }
  }
}

/// What a decoder found.
public enum WebSocketEvent: Sendable, Equatable {
  /// The bytes are used up.
  case needsMore
  /// A complete message whose unmasked payload stands in these bytes of the input.
  case message(Range<Int>, isText: Bool)
  /// A complete message that came in pieces or packed; `WebSocketDecoder.takeAssembled` gives it.
  case assembledMessage(isText: Bool)
  /// A ping; answer with the same bytes.
  case ping([UInt8])
  /// A pong.
  case pong
  /// The peer closes; nothing follows.
  case close(code: UInt16?, reason: String)
  /// The peer broke the protocol; nothing follows.
  case failed(WebSocketFailure)
}

/// An incremental decoder of one direction of a WebSocket, with fragments assembled and text checked as it
/// arrives. It keeps nothing of the input but an incomplete header or message, so a connection that waits
/// between two messages owns no buffer.
public struct WebSocketDecoder: Sendable {
  let role: WebSocketRole
  /// All fragments of a message together.
  let messageBytesMax: Int
  /// An incomplete header, and how much of it there is.
  var header = InlineArray<14, UInt8>(repeating: 0)
  var headerCount: UInt8 = 0
  /// The frame whose payload is being read.
  var isInFrame = false
  var isFinal = false
  /// Nothing is expected any more.
  var isFinished = false
  /// The message whose frames are being read is packed.
  var isPacked = false
  var opcode = Opcode.continuation
  var mask: UInt32 = 0
  var remaining = 0
  /// The message whose fragments are being gathered: `continuation` for none.
  var messageOpcode = Opcode.continuation
  var text = UTF8Validator()
  var assembled: [UInt8] = []
  var control: [UInt8] = []
  /// Where packed messages were agreed on (RFC 7692). A copy of the decoder shares it, so only one of them may go on.
  var inflater: MessageInflater?

  enum Opcode: UInt8, Sendable {
    case continuation = 0
    case text = 1
    case binary = 2
    case close = 8
    case ping = 9
    case pong = 10

    var isControl: Bool { rawValue >= 8 }
  }

  /// A decoder of what the peer of `role` sends.
  public init(role: WebSocketRole, messageBytesMax: Int) {
    self.init(role: role, messageBytesMax: messageBytesMax, inflater: nil)
  }

  /// The same, with messages that may be packed.
  init(role: WebSocketRole, messageBytesMax: Int, inflater: MessageInflater?) {
    self.role = role
    self.messageBytesMax = messageBytesMax
    self.inflater = inflater
  }

  /// Reads on from `offset`, which moves behind what was used. Payloads are unmasked in place.
  public mutating func next(_ bytes: inout MutableSpan<UInt8>, at offset: inout Int) -> WebSocketEvent {
    if let event = nextShort(&bytes, at: &offset) { return event }
    while !isFinished {
      if !isInFrame {
        switch readHeader(bytes.span, at: &offset) {
        case .incomplete: return .needsMore
        case .failed(let failure): return fail(failure)
        case .complete: isInFrame = true
        }
      }
      if let event = readPayload(&bytes, at: &offset) { return event }
      if isInFrame { return .needsMore }
    }
    offset = bytes.count
    return .needsMore
  }

  /// The payload of the message that `assembledMessage` told. The decoder forgets it.
  public mutating func takeAssembled() -> [UInt8] {
    defer { assembled = [] }
    return assembled
  }

  mutating func fail(_ failure: WebSocketFailure) -> WebSocketEvent {
    finish()
    return .failed(failure)
  }

  /// Nothing is expected any more, and nothing is kept.
  mutating func finish() {
    isFinished = true
    assembled = []
    inflater = nil
  }
}
