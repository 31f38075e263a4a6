// Answers out of a byte stream, for the client side (RFC 9112 sections 4 and 6.3).

/// The status line and header section of an answer.
struct HTTPResponseHead: Sendable, Equatable {
  var status: Int
  var headers: HTTPHeaders
  /// Whether the connection may carry another request afterwards.
  var keepsAlive: Bool
}

/// An incremental parser of one answer. Interim answers (1xx except 101) are skipped.
struct HTTPResponseParser: Sendable {
  enum Event: Equatable {
    case needsMore
    case head(HTTPResponseHead)
    case body(Range<Int>)
    case end
    /// Not HTTP, or beyond a limit.
    case refused(HTTPRefusal.Reason)
  }

  private enum State { case statusLine, headers, body, untilEnd, chunks, done }

  private let limits: TransportLimits
  private let isHeadRequest: Bool
  private var state = State.statusLine
  private var lines = LineGatherer()
  private var status = 0
  private var minorVersion = 1
  private var headers = HTTPHeaders()
  private var headerBytes = 0
  private var remaining = 0
  private var chunked = ChunkedDecoder()

  init(limits: TransportLimits = TransportLimits(), isHeadRequest: Bool = false) {
    self.limits = limits
    self.isHeadRequest = isHeadRequest
  }

  /// Whether the end of the connection is the end of the body.
  var endsWithConnection: Bool { state == .untilEnd }

  mutating func next(_ bytes: Span<UInt8>, at offset: inout Int) -> Event {
    while true {
      switch state {
      case .statusLine, .headers:
        if let event = nextLine(bytes, at: &offset) { return event }
      case .body, .untilEnd:
        if state == .body, remaining == 0 {
          state = .done
          return .end
        }
        guard offset < bytes.count else { return .needsMore }
        let count = state == .body ? min(remaining, bytes.count - offset) : bytes.count - offset
        if state == .body { remaining -= count }
        offset += count
        return .body((offset - count)..<offset)
      case .chunks:
        switch chunked.next(bytes, at: &offset) {
        case .needsMore: return .needsMore
        case .data(let range): return .body(range)
        case .refused(let reason): return .refused(reason)
        case .end:
          state = .done
          return .end
        }
      case .done: return .needsMore
      }
    }
  }

  private mutating func nextLine(_ bytes: Span<UInt8>, at offset: inout Int) -> Event? {
    switch lines.gather(bytes, at: &offset, bytesMax: limits.headerBytesMax - headerBytes) {
    case .needsMore: return .needsMore
    case .bareLineEnd: return .refused(.bareLineEnd)
    case .tooLong: return .refused(.headersTooLarge)
    case .line: break
    }
    if state == .statusLine { return takeStatusLine() }
    if lines.line.isEmpty { return takeHeadEnd() }
    headerBytes += lines.line.count + 2
    if headers.count == limits.headerCountMax || headerBytes > limits.headerBytesMax {
      return .refused(.headersTooLarge)
    }
    return headers.appendLine(lines.line).map { .refused($0) }
  }

  /// `HTTP/1.x SP 3DIGIT SP [reason]`.
  private mutating func takeStatusLine() -> Event? {
    let line = lines.line
    guard line.count >= 12, line.starts(with: "HTTP/1.".utf8), ASCII.isDigit(line[7]), line[8] == ASCII.space,
      line[9..<12].allSatisfy(ASCII.isDigit), line.count == 12 || line[12] == ASCII.space,
      line.allSatisfy(ASCII.isFieldValue)
    else { return .refused(.badRequestLine) }
    minorVersion = Int(line[7] & 15)
    status = line[9..<12].reduce(0) { $0 * 10 + Int($1 & 15) }
    headers = HTTPHeaders()
    headerBytes = 0
    state = .headers
    return status < 100 ? .refused(.badRequestLine) : nil
  }

  private mutating func takeHeadEnd() -> Event? {
    if status < 200, status != 101 {
      state = .statusLine
      return nil
    }
    let framing: BodyFraming
    do {
      framing = try headers.bodyFraming(minorVersion: minorVersion)
    } catch {
      return .refused(error.reason)
    }
    var keepsAlive = headers.keepsConnection(minorVersion: minorVersion)
    remaining = 0
    if status == 101 || status == 204 || status == 304 || isHeadRequest {
      state = .body
    } else {
      switch framing {
      case .chunked: state = .chunks
      case .length(let length):
        remaining = length
        state = .body
      case .unstated:
        keepsAlive = false
        state = .untilEnd
      }
    }
    return .head(HTTPResponseHead(status: status, headers: headers, keepsAlive: keepsAlive))
  }
}
