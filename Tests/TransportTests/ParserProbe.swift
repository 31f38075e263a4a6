// Feeds the parsers in pieces and gathers what they tell, so that two ways of cutting can be compared.

@testable import Transport

/// What a request stream contained.
enum Parsed: Equatable {
  case request(HTTPRequestHead, body: [UInt8])
  case refused(HTTPRefusal.Reason)
}

enum ParserProbe {
  /// Parses `bytes`, cut before each of `cuts`.
  static func requests(
    _ bytes: [UInt8], cuts: [Int] = [], limits: TransportLimits = TransportLimits()
  ) -> [Parsed] {
    var parser = HTTPRequestParser(limits: limits)
    var found: [Parsed] = []
    var head: HTTPRequestHead?
    var body: [UInt8] = []
    for piece in pieces(bytes, cuts) {
      var offset = 0
      reading: while true {
        switch parser.next(piece.span, at: &offset) {
        case .needsMore: break reading
        case .head(let next):
          (head, body) = (next, [])
          if let refusal = parser.limitBody(bytesMax: limits.bodyBytesMax) {
            found.append(.refused(refusal.reason))
          }
        case .body(let range): body += piece[range]
        case .end:
          if let complete = head { found.append(.request(complete, body: body)) }
          head = nil
        case .refused(let refusal): found.append(.refused(refusal.reason))
        }
      }
    }
    return found
  }

  /// Decodes frames, cut before each of `cuts`.
  static func messages(
    _ bytes: [UInt8], cuts: [Int] = [], role: WebSocketRole = .server, messageBytesMax: Int = 1 << 20,
    inflater: MessageInflater? = nil
  ) -> [Decoded] {
    var decoder = WebSocketDecoder(role: role, messageBytesMax: messageBytesMax, inflater: inflater)
    var found: [Decoded] = []
    for piece in pieces(bytes, cuts) {
      var piece = piece
      var offset = 0
      reading: while true {
        var span = piece.mutableSpan
        switch decoder.next(&span, at: &offset) {
        case .needsMore: break reading
        case .message(let range, let isText): found.append(.message(Array(piece[range]), isText))
        case .assembledMessage(let isText): found.append(.message(decoder.takeAssembled(), isText))
        case .ping(let payload): found.append(.ping(payload))
        case .pong: found.append(.pong)
        case .close(let code, let reason): found.append(.close(code, reason))
        case .failed(let failure): found.append(.failed(failure))
        }
      }
    }
    return found
  }

  static func pieces(_ bytes: [UInt8], _ cuts: [Int]) -> [[UInt8]] {
    var pieces: [[UInt8]] = []
    var start = 0
    for cut in cuts + [bytes.count] {
      pieces.append(Array(bytes[start..<cut]))
      start = cut
    }
    return pieces
  }
}

/// What a frame stream contained.
enum Decoded: Equatable {
  case message([UInt8], Bool)
  case ping([UInt8])
  case pong
  case close(UInt16?, String)
  case failed(WebSocketFailure)
}
