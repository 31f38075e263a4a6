// A blocking WebSocket client for tests and tools that have few sockets.

/// One outgoing WebSocket. Blocks; for one thread at a time. Pings are answered while receiving.
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
  /// What was agreed on about packed messages; nil for none.
  private(set) var deflate: DeflateAgreement?

  let socket: BlockingSocket
  private let timeoutMilliseconds: Int64
  private var decoder: WebSocketDecoder
  private var masks = MaskSource()
  private var received: [UInt8] = []
  private var offset = 0
  private var hasSentClose = false
  private let deflateLimits: DeflateLimits?
  private var deflater: MessageDeflater?
  private var packed: [UInt8] = []

  /// Connects and shakes hands. `path` is percent-encoded, with its query. The timeout is for this, and for
  /// every later send. With `tls` the connection is secured, and the server's certificate must be for `host`. With
  /// `deflate` packed messages are offered (RFC 7692).
  public init(
    host: String, port: UInt16, path: String, tls: TLSClientContext? = nil, headers: HTTPHeaders = [:],
    subprotocols: [String] = [], deflate: DeflateLimits? = nil,
    messageBytesMax: Int = 16 << 20, timeoutMilliseconds: Int64 = 10_000
  ) throws(ClientError) {
    let deadline = SystemClock.monotonicMilliseconds() + timeoutMilliseconds
    self.timeoutMilliseconds = timeoutMilliseconds
    deflate?.check()
    deflateLimits = deflate
    decoder = WebSocketDecoder(role: .client, messageBytesMax: messageBytesMax)
    socket = try BlockingSocket(host: host, port: port, tls: tls, deadline: deadline)
    let target = WebSocketTarget(
      address: .loopback(port: port), host: host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)",
      path: path, headers: headers, subprotocols: subprotocols)
    try shakeHands(target, deadline: deadline)
  }

  /// Sends a text message.
  public func send(text: String) throws(ClientError) {
    try send(.text, Array(text.utf8))
  }

  /// Sends a binary message.
  public func send(binary: [UInt8]) throws(ClientError) {
    try send(.binary, binary)
  }

  /// Sends bytes as they are: for tests that break the protocol.
  public func send(raw bytes: [UInt8]) throws(ClientError) {
    try socket.write(bytes, deadline: SystemClock.monotonicMilliseconds() + timeoutMilliseconds)
  }

  /// The next message or the end. Throws `timeout` when nothing came in time; it may be called again then.
  /// `disconnected` means that the socket ended without a close frame.
  public func receive(timeoutMilliseconds: Int64 = 10_000) throws(ClientError) -> Event {
    let deadline = SystemClock.monotonicMilliseconds() + timeoutMilliseconds
    while true {
      if let event = try nextEvent() { return event }
      received.removeAll(keepingCapacity: true)
      offset = 0
      guard try socket.read(into: &received, deadline: deadline) else { throw .disconnected }
    }
  }

  /// Sends a close frame, waits for the answer and returns its code. Messages that come before are dropped.
  @discardableResult
  public func close(
    code: WebSocketCloseCode = .normal, reason: String = "", timeoutMilliseconds: Int64 = 2_000
  ) -> UInt16? {
    let deadline = SystemClock.monotonicMilliseconds() + timeoutMilliseconds
    do {
      if !hasSentClose { try send(.close, WebSocketFrame.closePayload(code, reason: reason)) }
      hasSentClose = true
      while SystemClock.monotonicMilliseconds() < deadline {
        let left = max(1, deadline - SystemClock.monotonicMilliseconds())
        if case .closed(let code, _) = try receive(timeoutMilliseconds: left) { return code }
      }
    } catch {
      // The end is what was wanted; how the peer took it does not matter.
    }
    return nil
  }

  private func send(_ opcode: WebSocketDecoder.Opcode, _ payload: [UInt8]) throws(ClientError) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(payload.count + 14)
    if !opcode.isControl, let deflater, let count = deflater.deflate(payload.span, into: &packed) {
      let short = packed.span.extracting(0..<count)
      WebSocketFrame.append(opcode, short, mask: masks.next(), isPacked: true, to: &bytes)
    } else {
      WebSocketFrame.append(opcode, payload.span, mask: masks.next(), to: &bytes)
    }
    try send(raw: bytes)
  }

  /// The next event in what was received; nil when more is needed.
  private func nextEvent() throws(ClientError) -> Event? {
    while true {
      var span = received.mutableSpan
      switch decoder.next(&span, at: &offset) {
      case .needsMore: return nil
      case .pong: break
      case .ping(let payload): try send(.pong, payload)
      case .message(let range, let isText): return message(Array(received[range]), isText)
      case .assembledMessage(let isText): return message(decoder.takeAssembled(), isText)
      case .failed(let failure): throw .badAnswer(failure.rawValue)
      case .close(let code, let reason):
        if !hasSentClose {
          hasSentClose = true
          let payload = code.map { [UInt8($0 >> 8), UInt8($0 & 0xFF)] } ?? []
          try send(.close, payload)
        }
        socket.endWriting()
        return .closed(code: code, reason: reason)
      }
    }
  }

  /// Messages may be packed from now on.
  private func pack(_ agreement: DeflateAgreement?) {
    deflate = agreement
    guard let agreement, let limits = deflateLimits else { return }
    decoder.inflater = MessageInflater(agreement, limits)
    guard agreement.mayCompress else { return }
    deflater = MessageDeflater(
      windowBits: agreement.windowBits, keepsContext: agreement.keepsContext, limits)
  }

  private func message(_ payload: [UInt8], _ isText: Bool) -> Event {
    isText ? .text(String(decoding: payload, as: UTF8.self)) : .binary(payload)
  }

  private func shakeHands(_ target: WebSocketTarget, deadline: Int64) throws(ClientError) {
    let key = WebSocketHandshake.makeKey()
    let request = WebSocketHandshake.request(to: target, key: key, deflate: deflateLimits)
    try socket.write(request, deadline: deadline)
    var parser = HTTPResponseParser()
    var answer: HTTPClientAnswer?
    while true {
      received.removeAll(keepingCapacity: true)
      offset = 0
      guard try socket.read(into: &received, deadline: deadline) else {
        if let answer, parser.endsWithConnection { throw .refused(answer) }
        throw .disconnected
      }
      reading: while true {
        switch parser.next(received.span, at: &offset) {
        case .needsMore: break reading
        case .head(let head) where head.status == 101:
          let acceptance = WebSocketHandshake.acceptance(
            head, key: key, subprotocols: target.subprotocols, deflate: deflateLimits)
          guard let acceptance else { throw .badAnswer("the handshake") }
          pack(acceptance.deflate)
          subprotocol = head.headers["Sec-WebSocket-Protocol"]
          return
        case .head(let head): answer = HTTPClientAnswer(status: head.status, headers: head.headers, body: [])
        case .body(let range): answer?.body += received[range]
        case .refused(let reason): throw .badAnswer(reason.rawValue)
        case .end:
          guard let answer else { throw .badAnswer("no head") }
          throw .refused(answer)
        }
      }
    }
  }
}
