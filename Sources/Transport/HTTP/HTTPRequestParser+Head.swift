// Request line, header section, and the rules that bind them (RFC 9112 sections 3, 5, 6; RFC 9110 section 7.2).

extension HTTPRequestParser {
  /// Takes one line of the head; nil when there may be another one in the bytes.
  mutating func nextLine(_ bytes: Span<UInt8>, at offset: inout Int) -> Event? {
    let inRequestLine = state == .requestLine
    let limit = inRequestLine ? limits.requestLineBytesMax : limits.headerBytesMax - headerBytes
    switch lines.gather(bytes, at: &offset, bytesMax: max(0, limit)) {
    case .needsMore: return .needsMore
    case .bareLineEnd: return refuse(.bareLineEnd)
    case .tooLong: return refuse(inRequestLine ? .targetTooLong : .headersTooLarge)
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

  private mutating func takeRequestLine() -> Event? {
    if lines.line.isEmpty {
      // One empty line before a request is forgiven (RFC 9112 section 2.2); endless ones are not.
      if ignoredEmptyLine { return refuse(.badRequestLine) }
      ignoredEmptyLine = true
      return nil
    }
    requestLine = lines.line
    headers = HTTPHeaders()
    headerBytes = 0
    state = .headers
    return nil
  }

  private mutating func takeHeadEnd() -> Event {
    do {
      let (head, framing) = try parseHead()
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

  private func parseHead() throws(HTTPRefusal) -> (HTTPRequestHead, BodyFraming) {
    let line = try RequestLine(requestLine)
    let target = try RequestTarget(line.target, method: line.method)
    try checkHost(target, minorVersion: line.minorVersion)
    let framing = try headers.bodyFraming(minorVersion: line.minorVersion)
    var expectsContinue = false
    if line.minorVersion > 0, let expectation = headers["Expect"] {
      guard ASCII.equalsIgnoringCase(expectation, "100-continue") else {
        throw HTTPRefusal(.unknownExpectation)
      }
      expectsContinue = framing != .unstated && framing != .length(0)
    }
    let keepsAlive =
      line.minorVersion > 0
      ? !headers.listContains("Connection", token: "close")
      : headers.listContains("Connection", token: "keep-alive")
    let contentLength: Int? =
      switch framing {
      case .chunked: nil
      case .length(let length): length
      case .unstated: 0
      }
    let head = HTTPRequestHead(
      method: line.method, path: target.path, rawPath: target.rawPath, rawQuery: target.rawQuery,
      minorVersion: line.minorVersion, headers: headers, keepsAlive: keepsAlive,
      expectsContinue: expectsContinue, contentLength: contentLength)
    return (head, framing)
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
