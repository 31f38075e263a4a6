// Request line, header section, and the rules that bind them (RFC 9112 sections 3, 5, 6; RFC 9110 section 7.2).

extension HTTPRequestParser {
  /// Takes one line of the head; nil when there may be another one in the bytes.
  mutating func nextLine(_ bytes: Span<UInt8>, at offset: inout Int) -> Event? {
    let inRequestLine = state == .requestLine
    if inRequestLine, !lines.isWithinLine, offset < bytes.count, !Self.mayBegin(bytes[offset]) {
      return refuse(.badRequestLine)
    }
    let limit = inRequestLine ? limits.requestLineBytesMax : limits.headerBytesMax - headerBytes
    switch lines.gather(bytes, at: &offset, bytesMax: max(0, limit)) {
    case .needsMore: return .needsMore
    case .bareLineEnd: return refuse(.bareLineEnd)
    case .tooLong: return refuse(inRequestLine ? tooLongRequestLine : .headersTooLarge)
    case .line: break
    }
    if inRequestLine { return takeRequestLine() }
    if lines.line.isEmpty { return takeHeadEnd() }
    headerBytes += lines.line.count + 2
    if headers.count == limits.headerCountMax || headerBytes > limits.headerBytesMax {
      return refuse(.headersTooLarge)
    }
    return headers.appendLine(lines.line).map { refuse($0) }
  }

  /// Whether a request may begin so. What does not, such as TLS on a port without, is not waited for.
  private static func mayBegin(_ byte: UInt8) -> Bool {
    ASCII.isToken(byte) || byte == ASCII.carriageReturn || byte == ASCII.lineFeed
  }

  /// Too long a target is 414, too long a method 501 (RFC 9112 section 3).
  private var tooLongRequestLine: HTTPRefusal.Reason {
    lines.line.contains(ASCII.space) ? .targetTooLong : .unsupportedMethod
  }

  private mutating func takeRequestLine() -> Event? {
    if lines.line.isEmpty {
      // One empty line before a request is forgiven (RFC 9112 section 2.2); endless ones are not.
      if ignoredEmptyLine { return refuse(.badRequestLine) }
      ignoredEmptyLine = true
      return nil
    }
    do throws(HTTPRefusal) {
      requestLine = try RequestLine(lines.line)
    } catch {
      return refuse(error.reason)
    }
    headers = HTTPHeaders()
    headerBytes = 0
    state = .headers
    return nil
  }

  private mutating func takeHeadEnd() -> Event {
    guard let requestLine else { preconditionFailure("headers follow a request line") }
    do throws(HTTPRefusal) {
      let (head, framing) = try parseHead(requestLine)
      self.head = head
      ignoredEmptyLine = false
      bodyBytes = 0
      switch framing {
      case .chunked:
        chunked = ChunkedDecoder()
        state = .chunks
      case .length(let length):
        remaining = length
        state = .body
      case .unstated:
        remaining = 0
        state = .body
      }
      return .head(head)
    } catch {
      return refuse(error.reason)
    }
  }

  private func parseHead(_ line: RequestLine) throws(HTTPRefusal) -> (HTTPRequestHead, BodyFraming) {
    let target = line.target
    try checkHost(target, minorVersion: line.minorVersion)
    let framing = try headers.bodyFraming(minorVersion: line.minorVersion)
    let expectsContinue = try expectsContinue(minorVersion: line.minorVersion)
    let contentLength: Int? =
      switch framing {
      case .chunked: nil
      case .length(let length): length
      case .unstated: 0
      }
    let head = HTTPRequestHead(
      method: line.method, path: target.path, rawPath: target.rawPath, rawQuery: target.rawQuery,
      minorVersion: line.minorVersion, headers: headers,
      keepsAlive: headers.keepsConnection(minorVersion: line.minorVersion),
      expectsContinue: expectsContinue && framing != .unstated && framing != .length(0),
      contentLength: contentLength)
    return (head, framing)
  }

  /// RFC 9110 section 10.1.1: one expectation is known, and none is in HTTP/1.0.
  private func expectsContinue(minorVersion: Int) throws(HTTPRefusal) -> Bool {
    guard minorVersion > 0 else { return false }
    let expectations = headers.listMembers("Expect")
    guard expectations.allSatisfy({ ASCII.equalsIgnoringCase($0, "100-continue") }) else {
      throw HTTPRefusal(.unknownExpectation)
    }
    return !expectations.isEmpty
  }

  /// RFC 9112 section 3.2: exactly one Host in HTTP/1.1, and it must agree with an absolute target.
  private func checkHost(_ target: RequestTarget, minorVersion: Int) throws(HTTPRefusal) {
    let count = headers.occurrences("Host")
    if count > 1 { throw HTTPRefusal(.repeatedHost) }
    guard let host = headers["Host"] else {
      if minorVersion > 0 { throw HTTPRefusal(.missingHost) }
      return
    }
    guard RequestTarget.isAuthority(host) else { throw HTTPRefusal(.badHost) }
    if let authority = target.authority, !ASCII.equalsIgnoringCase(authority, host) {
      throw HTTPRefusal(.badHost)
    }
  }
}
