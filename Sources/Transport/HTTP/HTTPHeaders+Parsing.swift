// One line of a header section (RFC 9112 section 5).

extension HTTPHeaders {
  /// Adds the field that a line states, or tells what is wrong with the line.
  mutating func appendLine(_ line: [UInt8]) -> HTTPRefusal.Reason? {
    if ASCII.isSpace(line[0]) { return .foldedHeader }
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > 0 else { return .badHeaderName }
    if ASCII.isSpace(line[colon - 1]) { return .spaceBeforeColon }
    guard line[..<colon].allSatisfy(ASCII.isToken) else { return .badHeaderName }
    var value = line[(colon + 1)...]
    while let first = value.first, ASCII.isSpace(first) { value.removeFirst() }
    while let last = value.last, ASCII.isSpace(last) { value.removeLast() }
    guard value.allSatisfy(ASCII.isFieldValue) else { return .badHeaderValue }
    appendUnchecked(name: line[..<colon], value: value)
    return nil
  }

  /// How many fields have that name.
  func occurrences(_ name: String) -> Int {
    entries.indices.reduce(0) { nameEquals($1, name) ? $0 + 1 : $0 }
  }

  /// The framing that these fields state for a body (RFC 9112 section 6.3).
  func bodyFraming(minorVersion: Int) throws(HTTPRefusal) -> BodyFraming {
    let lengths = occurrences("Content-Length")
    if occurrences("Transfer-Encoding") > 0 {
      if lengths > 0 { throw HTTPRefusal(.lengthWithTransferCoding) }
      if minorVersion == 0 { throw HTTPRefusal(.transferCodingInHTTP10) }
      try requireChunked()
      return .chunked
    }
    if lengths == 0 { return .unstated }
    guard lengths == 1, let text = self["Content-Length"], !text.utf8.contains(UInt8(ascii: ",")) else {
      throw HTTPRefusal(.repeatedContentLength)
    }
    guard (1...18).contains(text.utf8.count), text.utf8.allSatisfy(ASCII.isDigit), let length = Int(text)
    else {
      throw HTTPRefusal(.badContentLength)
    }
    return .length(length)
  }

  /// The only Transfer-Encoding that is understood is one field that says `chunked`. Where that is not at the end, once
  /// and without parameters, the end of the body cannot be known (400, RFC 9112 sections 6.3 and 7.1); with something
  /// before it, it can, but the coding is not known here (501, section 6.1). Empty members of the list could be ignored
  /// (RFC 9110 section 5.6.1); somebody in front may not do so.
  private func requireChunked() throws(HTTPRefusal) {
    let isChunked = { (coding: String) in ASCII.equalsIgnoringCase(coding, "chunked") }
    let fields = values("Transfer-Encoding")
    if fields.count == 1, isChunked(fields[0]) { return }
    let codings = listMembers("Transfer-Encoding")
    let isFramed = codings.count > 1 && codings.firstIndex(where: isChunked) == codings.count - 1
    throw HTTPRefusal(isFramed ? .unknownTransferCoding : .unframedTransferCoding)
  }

  /// Whether the connection may carry another message afterwards (RFC 9112 section 9.3).
  func keepsConnection(minorVersion: Int) -> Bool {
    if listContains("Connection", token: "close") { return false }
    return minorVersion > 0 || listContains("Connection", token: "keep-alive")
  }
}

/// How the end of a body is found.
enum BodyFraming: Sendable, Equatable {
  /// Neither a length nor a transfer coding.
  case unstated
  /// So many bytes.
  case length(Int)
  /// In chunks.
  case chunked
}
