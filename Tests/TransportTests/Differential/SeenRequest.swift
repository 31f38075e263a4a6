// A request as both parsers can tell it: method, target, fields, body, and whether the connection ends.

@testable import Transport

/// One request of a stream.
struct SeenRequest: Equatable {
  var method: [UInt8]
  /// As sent, in the form that has the path first.
  var target: [UInt8]
  var version: String
  /// Names in lower case; the value of Transfer-Encoding, too.
  var headers: [Field]
  var trailers: [Field] = []
  var body: [UInt8]
  var closes: Bool

  struct Field: Equatable {
    var name: String
    var value: [UInt8]

    init(_ name: String, _ value: [UInt8]) {
      self.name = name.lowercased()
      self.value = self.name == "transfer-encoding" ? value.map(ASCII.lowercased) : value
    }
  }

  /// The first field of that name.
  func value(_ name: String) -> [UInt8]? { headers.first { $0.name == name }?.value }

  /// Whether both saw the same. Trailers are not told by ours, and HTTP/1.2 is told as 1.1.
  func isSame(as other: SeenRequest) -> Bool {
    method == other.method && target == other.target && headers == other.headers && body == other.body
  }
}

/// What our parser makes of a stream, until it refuses something or a request ends the connection.
struct OurOpinion {
  var requests: [SeenRequest] = []
  /// Where in the stream each of them, and what comes behind the last one, begins.
  var starts = [0]
  var reason: HTTPRefusal.Reason?

  init(on stream: [UInt8], limits: TransportLimits = TransportLimits()) {
    var parser = HTTPRequestParser(limits: limits)
    var head: HTTPRequestHead?
    var body: [UInt8] = []
    var offset = 0
    while true {
      switch parser.next(stream.span, at: &offset) {
      case .needsMore: return
      case .head(let next):
        (head, body) = (next, [])
        reason = parser.limitBody(bytesMax: limits.bodyBytesMax)?.reason
      case .body(let range): body += stream[range]
      case .refused(let refusal): reason = refusal.reason
      case .end:
        guard let complete = head else { preconditionFailure("a request ends that has no head") }
        requests.append(SeenRequest(complete, body: body))
        starts.append(offset)
        if !complete.keepsAlive { return }
      }
      if reason != nil { return }
    }
  }
}

extension SeenRequest {
  init(_ head: HTTPRequestHead, body: [UInt8]) {
    let fields = head.headers.entries.map { entry in
      let name = head.headers.bytes[Int(entry.nameStart)..<Int(entry.nameEnd)]
      let value = head.headers.bytes[Int(entry.valueStart)..<Int(entry.valueEnd)]
      return Field(String(decoding: name, as: UTF8.self), Array(value))
    }
    self.init(
      method: Array(head.method.utf8),
      target: Array((head.rawPath + (head.rawQuery.map { "?" + $0 } ?? "")).utf8),
      version: "1.\(head.minorVersion)", headers: fields, body: body, closes: !head.keepsAlive)
  }

  init(_ request: H11.Opinion.Request) {
    let bytes = { (text: String) in text.unicodeScalars.map { UInt8($0.value) } }
    let fields = { (pairs: [[String]]) in pairs.map { Field($0[0], bytes($0[1])) } }
    self.init(
      method: bytes(request.method), target: Self.pathFirst(bytes(request.target)), version: request.version,
      headers: fields(request.headers), trailers: fields(request.trailers), body: bytes(request.body),
      closes: request.closes)
  }

  /// An absolute target without scheme and authority, which RFC 9112 section 3.2.2 moves to where Host is.
  private static func pathFirst(_ target: [UInt8]) -> [UInt8] {
    let text = String(decoding: target, as: UTF8.self)
    guard let match = text.firstMatch(of: /^(?i:https?):\/\/[^\/?]*/) else { return target }
    let rest = Array(text[match.range.upperBound...].utf8)
    return rest.first == UInt8(ascii: "/") ? rest : [UInt8(ascii: "/")] + rest
  }
}
