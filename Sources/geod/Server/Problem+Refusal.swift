// What Transport refused on its own, told in the project's words: which part of the request, which limit,
// what would be right.

import Access
import Bedrock
import Transport

extension Problem {
  /// More work is waiting than is bearable.
  static var overloaded: Problem {
    var problem = Problem(.unavailable, "too much work is waiting; nothing was changed")
    problem.headers.append(("Retry-After", "1"))
    return problem
  }

  /// A token that is not good.
  init(_ error: TokenError) {
    self.init(.unauthorized, error.fieldError.phrase, errors: [error.fieldError])
  }

  /// A request that broke HTTP before it was one.
  init(_ refusal: HTTPRefusal) {
    let kind: Kind =
      switch refusal.status {
      case 413, 414, 431: .tooLarge
      case 426: .unsupportedProtocol
      case 501: .notImplemented
      default: .malformed
      }
    self.init(
      kind, refusal.reason.explanation,
      errors: [
        FieldError(
          field: refusal.reason.field, code: kind == .tooLarge ? .badLength : .malformed,
          message: refusal.reason.explanation)
      ])
  }
}

extension HTTPRefusal.Reason {
  /// The part of the request that is at fault.
  var field: String {
    switch self {
    case .badRequestLine, .badMethod, .unsupportedMethod, .badTarget, .targetTooLong, .unsupportedVersion:
      "requestLine"
    case .bareLineEnd, .foldedHeader, .badHeaderName, .spaceBeforeColon, .badHeaderValue, .headersTooLarge:
      "headers"
    case .missingHost, .repeatedHost, .badHost: "Host"
    case .badContentLength, .repeatedContentLength, .lengthWithTransferCoding: "Content-Length"
    case .unframedTransferCoding, .unknownTransferCoding, .transferCodingInHTTP10: "Transfer-Encoding"
    case .badChunk, .chunkOverhead, .bodyTooLarge: "body"
    case .unknownExpectation: "Expect"
    case .timeout: "request"
    case .badWebSocketHandshake, .unsupportedWebSocketVersion: "Sec-WebSocket-Version"
    }
  }

  /// What is wrong and what would be right.
  var explanation: Phrase {
    let limits = TransportLimits()
    return switch self {
    case .badRequestLine: "the request line must be METHOD SP TARGET SP HTTP/1.1"
    case .badMethod: "the method must be a token such as GET"
    case .unsupportedMethod: "there is no such method here"
    case .badTarget: "the target must be a path with valid percent-encoding"
    case .bareLineEnd: "lines must end with CR LF"
    case .foldedHeader: "a header must stand on one line"
    case .badHeaderName: "a header line must be NAME: VALUE"
    case .spaceBeforeColon: "there must be no space between a header's name and its colon"
    case .badHeaderValue: "a header's value must not have control characters"
    case .missingHost: "the header Host is required"
    case .repeatedHost: "the header Host must occur once"
    case .badHost: "the header Host must be the authority of the target"
    case .badContentLength: "Content-Length must be a decimal number"
    case .repeatedContentLength: "Content-Length must occur once"
    case .lengthWithTransferCoding: "Content-Length and Transfer-Encoding exclude each other"
    case .unframedTransferCoding, .unknownTransferCoding: "the only transfer coding is chunked"
    case .transferCodingInHTTP10: "HTTP/1.0 has no transfer codings"
    case .badChunk: "the chunked body is malformed"
    case .chunkOverhead: "the chunked body has too long extensions or trailers"
    case .unknownExpectation: "the only expectation is 100-continue"
    case .targetTooLong: "the request line may have at most \(limits.requestLineBytesMax) bytes"
    case .headersTooLarge:
      "at most \(limits.headerCountMax) headers of \(limits.headerBytesMax) bytes together"
    case .bodyTooLarge: "the body is larger than this path takes"
    case .unsupportedVersion: "HTTP/1.1 is spoken here"
    case .timeout: "the request came too slowly"
    case .badWebSocketHandshake: "the handshake does not follow RFC 6455 section 4.2.1"
    case .unsupportedWebSocketVersion: "the WebSocket version must be 13"
    }
  }
}
