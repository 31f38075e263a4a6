// Requests: the same ones however they are cut, within their limits, and the same again when they are written anew.

@testable import Transport

enum HTTPHeadTarget {
  /// What a stream of requests contained.
  struct Trace: Equatable {
    var requests: [Request] = []
    var refusal: HTTPRefusal?
    /// What had come of a request when the bytes ended.
    var open: Request?
    var position = HTTPRequestParser.Position.between
  }

  struct Request: Equatable {
    var head: HTTPRequestHead
    var body: [UInt8] = []
  }

  static func check(_ input: FuzzInput) throws(FuzzFault) -> FuzzTarget.Verdict {
    let limits = limits(input)
    let bodyBytesMax = input.isOn(2) ? 40 : limits.bodyBytesMax
    var first: Trace?
    for cuts in input.cuttings {
      let pieces = FuzzInput.pieces(input.payload, cuts)
      let trace = try trace(pieces, limits, limitsBody: input.isOn(2) ? bodyBytesMax : nil)
      if let first {
        try FuzzFault.unlessEqual(first, trace, "other requests when cut at \(cuts)")
      } else {
        first = trace
      }
    }
    guard let trace = first else { return .unfinished }
    for request in trace.requests + [trace.open].compactMap(\.self) {
      try FuzzFault.unless(request.body.count <= bodyBytesMax, "a body of \(request.body.count) bytes")
      try checkHead(request.head, limits)
      try checkOffers(request.head)
    }
    return trace.refusal != nil ? .refused : trace.requests.isEmpty ? .unfinished : .read
  }

  private static func limits(_ input: FuzzInput) -> TransportLimits {
    var limits = TransportLimits()
    if input.isOn(0) { (limits.requestLineBytesMax, limits.bodyBytesMax) = (30, 20) }
    if input.isOn(1) { (limits.headerBytesMax, limits.headerCountMax) = (100, 4) }
    return limits
  }

  private static func trace(
    _ pieces: [[UInt8]], _ limits: TransportLimits, limitsBody: Int? = nil
  ) throws(FuzzFault) -> Trace {
    var parser = HTTPRequestParser(limits: limits)
    var trace = Trace()
    for piece in pieces {
      var offset = 0
      reading: while true {
        let start = offset
        let event = parser.next(piece.span, at: &offset)
        try FuzzFault.unless((start...piece.count).contains(offset), "from \(start) to \(offset)")
        try FuzzFault.unless(trace.refusal == nil || event == .needsMore, "\(event) behind a refusal")
        switch event {
        case .needsMore:
          try FuzzFault.unless(offset == piece.count, "bytes are left and more are wanted")
          break reading
        case .head(let head):
          try FuzzFault.unless(trace.open == nil, "a head within a request")
          trace.open = Request(head: head)
          if let limitsBody, let refusal = parser.limitBody(bytesMax: limitsBody) { trace.refusal = refusal }
        case .body(let range):
          try FuzzFault.unless(range.lowerBound >= start && range.upperBound <= offset, "a body elsewhere")
          trace.open?.body += piece[range]
        case .end:
          guard let request = trace.open else { throw FuzzFault(description: "an end without a head") }
          trace.requests.append(request)
          trace.open = nil
        case .refused(let refusal): trace.refusal = refusal
        }
      }
    }
    // How much of a body has come when it is refused may depend on how it came.
    if trace.refusal != nil { trace.open = nil }
    trace.position = parser.position
    return trace
  }

  private static func checkHead(_ head: HTTPRequestHead, _ limits: TransportLimits) throws(FuzzFault) {
    try FuzzFault.unless(
      !head.method.isEmpty && head.method.utf8.allSatisfy(ASCII.isToken), "a method \(head.method)")
    try FuzzFault.unless(
      head.path.hasPrefix("/") || (head.path == "*" && head.method == "OPTIONS"), "a path \(head.path)")
    try FuzzFault.unless(!head.path.utf8.contains(0), "NUL in a path")
    try FuzzFault.unless(
      head.headers.count <= limits.headerCountMax && head.headers.bytes.count <= limits.headerBytesMax,
      "\(head.headers.count) fields of \(head.headers.bytes.count) bytes")
    try FuzzFault.unless(
      head.rawPath.utf8.count + (head.rawQuery?.utf8.count ?? 0) <= limits.requestLineBytesMax,
      "a long target")
    let hosts = head.headers.occurrences("Host")
    try FuzzFault.unless(hosts == 1 || hosts == 0 && head.minorVersion == 0, "\(hosts) hosts")
    let lengths = head.headers.occurrences("Content-Length")
    let isChunked = head.headers.occurrences("Transfer-Encoding") > 0
    try FuzzFault.unless(lengths + (isChunked ? 1 : 0) <= 1, "a body of two lengths")
    try FuzzFault.unless((head.contentLength == nil) == isChunked, "a length \(head.contentLength ?? -1)")

    // Written anew, in the form that nearly all requests have, it is the same request.
    var bytes = Array("\(head.method) \(head.rawPath)".utf8)
    if let query = head.rawQuery { bytes += "?\(query)".utf8 }
    bytes += " HTTP/1.\(head.minorVersion)\r\n".utf8
    HTTPResponseEncoder.append(head.headers, to: &bytes)
    bytes += "\r\n".utf8
    var roomy = TransportLimits()
    (roomy.headerBytesMax, roomy.bodyBytesMax) = (2 * roomy.headerBytesMax, .max)
    let again = try trace([bytes], roomy)
    let found = again.requests.first?.head ?? again.open?.head
    try FuzzFault.unlessEqual(found, head, "another head when written anew, \(again.refusal as Any)")
  }

  /// What is read from a head by others: queries and what a WebSocket is offered with.
  private static func checkOffers(_ head: HTTPRequestHead) throws(FuzzFault) {
    if let query = try? head.queryItems() {
      let text = query.items.map { "\(PercentEncoding.encode($0.name))=\(PercentEncoding.encode($0.value))" }
      let again = try? QueryItems(text.joined(separator: "&"))
      try FuzzFault.unlessEqual(again, query, "another query when written anew")
    }
    _ = try? WebSocketHandshake.offer(in: head)
    guard let offers = WebSocketExtension.list(head.headers.values(WebSocketHandshake.extensionsField)) else {
      return
    }
    let texts = offers.map(\.text)
    try FuzzFault.unlessEqual(WebSocketExtension.list(texts), offers, "other extensions when written anew")
    guard let chosen = DeflateAgreement.choose(offers, DeflateLimits()) else { return }
    let answer = WebSocketExtension.list([chosen.answer])
    try FuzzFault.unless(
      answer?.count == 1 && DeflateAgreement.choose(answer ?? [], DeflateLimits()) != nil,
      "an agreement that cannot be told: \(chosen.answer)")
  }
}
