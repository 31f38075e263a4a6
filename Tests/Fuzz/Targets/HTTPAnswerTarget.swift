// Answers as a client reads them: the same however they are cut, and what our encoder writes is read again.

@testable import Transport

enum HTTPAnswerTarget {
  /// What a client has understood of an answer.
  struct Trace: Equatable {
    var head: HTTPResponseHead?
    var body: [UInt8] = []
    var isWhole = false
    var endsWithConnection = false
    var refusal: HTTPRefusal.Reason?
    /// How many bytes were used when the answer was whole or refused.
    var usedBytes: Int?
  }

  static func check(_ input: FuzzInput) throws(FuzzFault) -> FuzzTarget.Verdict {
    var limits = TransportLimits()
    if input.isOn(1) { (limits.headerBytesMax, limits.headerCountMax) = (100, 4) }
    let isHead = input.isOn(0)
    var first: Trace?
    for cuts in input.cuttings {
      let trace = try trace(FuzzInput.pieces(input.payload, cuts), limits, isHead: isHead)
      if let first {
        try FuzzFault.unlessEqual(first, trace, "another answer when cut at \(cuts)")
      } else {
        first = trace
      }
    }
    guard let trace = first, let head = trace.head else {
      return first?.refusal == nil ? .unfinished : .refused
    }
    try FuzzFault.unless((100...999).contains(head.status), "status \(head.status)")
    try FuzzFault.unless(
      head.headers.count <= limits.headerCountMax && head.headers.bytes.count <= limits.headerBytesMax,
      "\(head.headers.count) fields of \(head.headers.bytes.count) bytes")
    if isHead || [101, 204, 304].contains(head.status) {
      try FuzzFault.unless(trace.body.isEmpty, "a body where none may be")
    }
    if let length = head.headers["Content-Length"].flatMap(Int.init), !trace.body.isEmpty {
      try FuzzFault.unless(trace.body.count <= length, "more body than was announced")
    }
    if trace.isWhole {
      try checkEncoder(head, trace.body, isHead: isHead, minorVersion: input.isOn(2) ? 0 : 1)
    }
    return trace.refusal != nil ? .refused : trace.isWhole ? .read : .unfinished
  }

  private static func trace(
    _ pieces: [[UInt8]], _ limits: TransportLimits, isHead: Bool
  ) throws(FuzzFault) -> Trace {
    var parser = HTTPResponseParser(limits: limits, isHeadRequest: isHead)
    var trace = Trace()
    var before = 0
    for piece in pieces {
      var offset = 0
      reading: while true {
        let start = offset
        let event = parser.next(piece.span, at: &offset)
        try FuzzFault.unless((start...piece.count).contains(offset), "from \(start) to \(offset)")
        switch event {
        case .needsMore:
          try FuzzFault.unless(offset == piece.count, "bytes are left and more are wanted")
          break reading
        case .head(let head):
          try FuzzFault.unless(trace.head == nil, "a second head")
          trace.head = head
        case .body(let range):
          try FuzzFault.unless(range.lowerBound >= start && range.upperBound <= offset, "a body elsewhere")
          trace.body += piece[range]
        case .end: (trace.isWhole, trace.usedBytes) = (true, before + offset)
        case .refused(let reason): (trace.refusal, trace.usedBytes) = (reason, before + offset)
        }
        if trace.usedBytes != nil { return trace }
      }
      before += piece.count
    }
    trace.endsWithConnection = parser.endsWithConnection
    return trace
  }

  /// The fields that the encoder writes by itself.
  private static let framing = [
    "date", "content-length", "connection", "transfer-encoding", "upgrade",
  ]

  /// What was read, answered by our server, is read again.
  private static func checkEncoder(
    _ head: HTTPResponseHead, _ body: [UInt8], isHead: Bool, minorVersion: Int
  ) throws(FuzzFault) {
    guard (200...599).contains(head.status) else { return }
    var response = HTTPResponse(status: head.status, body: body)
    for field in head.headers.pairs where !framing.contains(field.name.lowercased()) {
      response.headers.append(field.name, field.value)
    }
    var bytes: [UInt8] = []
    HTTPResponseEncoder.append(
      response, isHead: isHead, minorVersion: minorVersion, closes: !head.keepsAlive,
      date: Array(HTTPDate.text(unixSeconds: 784_111_777).utf8), to: &bytes)
    var roomy = TransportLimits()
    roomy.headerBytesMax *= 4
    roomy.headerCountMax *= 2
    let again = try trace([bytes], roomy, isHead: isHead)
    try FuzzFault.unless(
      again.isWhole && again.usedBytes == bytes.count, "our answer ends elsewhere: \(again.refusal as Any)")
    try FuzzFault.unless(again.head?.status == head.status, "another status")
    try FuzzFault.unlessEqual(again.body, body, "another body")
    let pairs = again.head?.headers.pairs.filter { !framing.contains($0.name.lowercased()) } ?? []
    try FuzzFault.unlessEqual(
      pairs.map { "\($0.name): \($0.value)" }, response.headers.pairs.map { "\($0.name): \($0.value)" },
      "other fields")
  }
}
