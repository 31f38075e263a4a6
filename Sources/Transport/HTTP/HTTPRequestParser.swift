// Requests out of a byte stream: fed with whatever a read brought, without I/O and without a clock.

/// An incremental, strict parser of HTTP/1.x requests (RFC 9112), one after the other.
///
/// Feed it with `next` until it needs more. After a refusal it is finished: the connection answers and closes.
public struct HTTPRequestParser: Sendable {
  /// What was found.
  public enum Event: Sendable, Equatable {
    /// The bytes are used up.
    case needsMore
    /// A request line and header section; `limitBody` may follow before the next call.
    case head(HTTPRequestHead)
    /// These bytes of the input belong to the body.
    case body(Range<Int>)
    /// The request is complete; what follows is the next one.
    case end
    /// The stream is no HTTP, or beyond a limit.
    case refused(HTTPRefusal)
  }

  enum State { case requestLine, headers, body, chunks, refused }

  let limits: TransportLimits
  var state = State.requestLine
  var lines = LineGatherer()
  /// The request line of the request that is being read, once it is complete.
  var requestLine: RequestLine?
  var headers = HTTPHeaders()
  var headerBytes = 0
  var ignoredEmptyLine = false
  /// The head of the request whose body is being read.
  var head: HTTPRequestHead?
  var remaining = 0
  var chunked = ChunkedDecoder()
  var bodyBytes = 0
  var bodyBytesMax: Int

  /// Starts before the first request.
  public init(limits: TransportLimits = TransportLimits()) {
    self.limits = limits
    self.bodyBytesMax = limits.bodyBytesMax
  }

  /// Reads on from `offset`, which moves behind what was used.
  public mutating func next(_ bytes: Span<UInt8>, at offset: inout Int) -> Event {
    while true {
      switch state {
      case .requestLine, .headers:
        if let event = nextLine(bytes, at: &offset) { return event }
      case .body:
        // Of an announced length, before any of it is taken.
        if remaining > bodyBytesMax { return refuse(.bodyTooLarge) }
        if remaining == 0 { return finish() }
        guard offset < bytes.count else { return .needsMore }
        let count = min(remaining, bytes.count - offset)
        remaining -= count
        offset += count
        return .body((offset - count)..<offset)
      case .chunks:
        return nextChunk(bytes, at: &offset)
      case .refused:
        offset = bytes.count
        return .needsMore
      }
    }
  }

  /// States how long the body of the request whose head was just told may be; without this call it is
  /// `limits.bodyBytesMax`. Returns the refusal when the announced length is already beyond it.
  public mutating func limitBody(bytesMax: Int) -> HTTPRefusal? {
    bodyBytesMax = bytesMax
    guard remaining > bytesMax, state == .body else { return nil }
    state = .refused
    return HTTPRefusal(.bodyTooLarge, head: head)
  }

  /// Where in a request the stream stands, for deadlines.
  public enum Position: Sendable, Equatable {
    /// Nothing of a request was seen yet.
    case between
    /// The head has begun.
    case head
    /// The head is complete and the body is not.
    case body
  }

  /// Where the stream stands.
  public var position: Position {
    switch state {
    case .requestLine: lines.isWithinLine ? .head : .between
    case .headers: .head
    case .body, .chunks: .body
    case .refused: .between
    }
  }

  /// A chunk that says of itself that it is too large is refused before its data come.
  private mutating func nextChunk(_ bytes: Span<UInt8>, at offset: inout Int) -> Event {
    let event = chunked.next(bytes, at: &offset)
    if case .data(let range) = event { bodyBytes += range.count }
    if bodyBytes + chunked.remaining > bodyBytesMax { return refuse(.bodyTooLarge) }
    return switch event {
    case .needsMore: .needsMore
    case .end: finish()
    case .refused(let reason): refuse(reason)
    case .data(let range): .body(range)
    }
  }

  private mutating func finish() -> Event {
    state = .requestLine
    requestLine = nil
    head = nil
    bodyBytesMax = limits.bodyBytesMax
    return .end
  }

  /// Nobody waits any longer for the request that is being read.
  mutating func giveUp() -> HTTPRefusal {
    state = .refused
    return HTTPRefusal(.timeout, head: head, method: requestLine?.method)
  }

  mutating func refuse(_ reason: HTTPRefusal.Reason) -> Event {
    state = .refused
    return .refused(HTTPRefusal(reason, head: head, method: requestLine?.method))
  }
}
