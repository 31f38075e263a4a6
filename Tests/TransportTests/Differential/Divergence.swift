// Where our parser and h11 do not agree, and why that is right: the list of what we refuse or take on purpose.

import Foundation

@testable import Transport

/// A class of streams that the two see differently, by the reason of ours. Each has a sign that the stream must bear; whatever
/// is in no class is a fault of one of them.
enum Divergence: String, CaseIterable {
  /// We take only CR LF as a line end, and take CR nowhere else (RFC 9112 section 2.2 leaves both to the recipient).
  case bareLineEnd
  /// We refuse obsolete folding, h11 unfolds it (RFC 9112 section 5.2: a server may do either).
  case foldedHeader
  /// We refuse repeated lengths also when they are equal (RFC 9110 section 8.6: a recipient may do either).
  case repeatedLength
  /// We refuse a length beside a coding, h11 prefers the coding (RFC 9112 section 6.1: a server may do either).
  case lengthBesideCoding
  /// We refuse a coding in HTTP/1.0, whose framing RFC 9112 section 6.1 tells us to treat as faulty.
  case codingInHTTP10
  /// We refuse all control characters in values; RFC 9110 section 5.5 calls them invalid. h11 refuses NUL and line ends.
  case controlInValue
  /// We hold targets to RFC 3986 and paths to UTF-8; h11 takes all visible characters.
  case target
  /// We hold Host to the grammar of an authority, and to the target's (RFC 9112 section 3.2). h11 does not look into it.
  case host
  /// h11 wants Host in HTTP/1.1 only; we want it in 1.2 and later, which are spoken to as 1.1, too.
  case hostInLaterVersions
  /// We answer 505 to other versions than 1.x (RFC 9110 section 15.6.6); h11 leaves that to its caller.
  case version
  /// We refuse lengths of more than 18 digits; h11 counts with as many as there are.
  case lengthDigits
  /// We take neither spaces behind a chunk's size nor more than 15 digits, nor control characters in an extension (RFC 9112
  /// section 7.1).
  case chunkLine
  /// We bound extensions and trailers (RFC 9112 section 7.1.1 asks for that).
  case chunkOverhead
  /// We answer 417 to an unknown expectation, as RFC 9110 section 10.1.1 lets us; h11 passes it over.
  case expectation
  /// We do not speak CONNECT, and know no method of more than 32 characters (RFC 9112 section 3: 501).
  case method
  /// We bound request lines, headers and bodies; h11 was told not to.
  case limit
  /// We pass over one empty line before a request, as RFC 9112 section 2.2 asks; h11 refuses it.
  case emptyLineBefore
  /// We drop trailers, whatever they say (RFC 9112 section 7.1.2); h11 refuses bad framing fields there, too.
  case framingInTrailer
  /// We go on after an HTTP/1.0 request with keep-alive (RFC 9112 section 9.3); h11 never does.
  case keepAliveInHTTP10

  /// What two opinions about a stream come to.
  enum Comparison {
    /// So many requests are taken and told alike; the rest is refused, or absent, in both.
    case same(requests: Int)
    case known(Divergence)
    case unknown(String)
  }

  static func compare(_ ours: OurOpinion, _ theirs: [SeenRequest], on stream: [UInt8]) -> Comparison {
    for index in 0..<max(ours.requests.count, theirs.count) {
      guard index < theirs.count else {
        return onlyOurs(stream[ours.starts[index]..<ours.starts[index + 1]]).map { .known($0) }
          ?? .unknown("only we take request \(index)")
      }
      guard index < ours.requests.count else {
        guard let reason = ours.reason else { return .unknown("we wait for the end of request \(index)") }
        let rest = Array(stream[ours.starts[index]...])
        guard let known = Divergence(reason), known.isSeen(in: theirs[index], rest) else {
          return .unknown("only we refuse request \(index), by \(reason)")
        }
        return .known(known)
      }
      let (our, their) = (ours.requests[index], theirs[index])
      guard our.isSame(as: their) else {
        return .unknown("request \(index) is told as \(our) and as \(their)")
      }
      guard our.closes == their.closes else {
        return their.version == "1.0" && their.closes
          ? .known(.keepAliveInHTTP10) : .unknown("request \(index) ends the connection for one of them only")
      }
    }
    return .same(requests: ours.requests.count)
  }

  /// The class of a request that only we take.
  private static func onlyOurs(_ request: ArraySlice<UInt8>) -> Divergence? {
    if request.starts(with: "\r\n".utf8) { return .emptyLineBefore }
    let trailer = /\r\n\r\n.*\r\n(content-length|transfer-encoding):.*\r\n\r\n$/.dotMatchesNewlines()
      .ignoresCase()
    let isKnown = latin(request).contains(trailer.matchingSemantics(.unicodeScalar))
    return isKnown ? .framingInTrailer : nil
  }

  /// Each byte as a character.
  static func latin(_ bytes: some Sequence<UInt8>) -> String {
    String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
  }

  /// The class of a refusal of ours; nil where h11 has to refuse, too.
  private init?(_ reason: HTTPRefusal.Reason) {
    switch reason {
    case .bareLineEnd: self = .bareLineEnd
    case .foldedHeader: self = .foldedHeader
    case .repeatedContentLength: self = .repeatedLength
    case .lengthWithTransferCoding: self = .lengthBesideCoding
    case .transferCodingInHTTP10: self = .codingInHTTP10
    case .badHeaderValue: self = .controlInValue
    case .badTarget: self = .target
    case .badHost: self = .host
    case .missingHost: self = .hostInLaterVersions
    case .unsupportedVersion: self = .version
    case .badContentLength: self = .lengthDigits
    case .badChunk: self = .chunkLine
    case .chunkOverhead: self = .chunkOverhead
    case .unknownExpectation: self = .expectation
    case .unsupportedMethod: self = .method
    case .targetTooLong, .headersTooLarge, .bodyTooLarge: self = .limit
    case .badRequestLine, .badMethod, .badHeaderName, .spaceBeforeColon, .repeatedHost,
      .unframedTransferCoding,
      .unknownTransferCoding, .timeout, .badWebSocketHandshake, .unsupportedWebSocketVersion:
      return nil
    }
  }

  /// Whether what h11 took, or the bytes it took it from, bear the sign of the class.
  private func isSeen(in request: SeenRequest, _ bytes: [UInt8]) -> Bool {
    let text = Self.latin(bytes)
    let isControl = { (byte: UInt8) in (byte < 0x20 && byte != 0x09) || byte == 0x7F }
    return switch self {
    case .bareLineEnd: Self.hasBareLineEnd(bytes)
    case .foldedHeader: text.contains(/\n[ \t]/.matchingSemantics(.unicodeScalar))
    case .repeatedLength: request.value("content-length") != nil
    case .lengthBesideCoding:
      request.value("content-length") != nil && request.value("transfer-encoding") != nil
    case .codingInHTTP10: request.version == "1.0" && request.value("transfer-encoding") != nil
    case .controlInValue:
      (request.headers + request.trailers).contains { $0.value.contains(where: isControl) }
    case .target:
      !Self.isGoodTarget(request) || Self.authority(text).map(Self.isGoodAuthority) == false
    case .host: !Self.isAgreedHost(request.value("host") ?? [], Self.authority(text))
    case .hostInLaterVersions: request.version > "1.1" && request.value("host") == nil
    case .version: !request.version.hasPrefix("1.")
    case .lengthDigits: (request.value("content-length") ?? []).count > 18
    case .chunkLine:
      Self.hasBareLineEnd(bytes)
        || text.contains(
          /[0-9A-Fa-f][ \t]+\r\n|[0-9A-Fa-f]{16}|;[^\n]*[\x00-\x08\x0B-\x1F\x7F]/.matchingSemantics(
            .unicodeScalar))
    case .chunkOverhead: bytes.count > 256
    case .expectation: request.headers.contains { $0.name == "expect" && !Self.isContinue($0.value) }
    case .method: request.method.count > 32 || request.method == Array("CONNECT".utf8)
    case .limit: bytes.count > 8 * 1024 || request.headers.count > 100
    case .emptyLineBefore, .framingInTrailer, .keepAliveInHTTP10: false
    }
  }

  private static func isContinue(_ value: [UInt8]) -> Bool {
    String(decoding: value, as: UTF8.self).lowercased() == "100-continue"
  }

  private static func hasBareLineEnd(_ bytes: [UInt8]) -> Bool {
    bytes.indices.contains { index in
      switch bytes[index] {
      case 0x0A: index == 0 || bytes[index - 1] != 0x0D
      case 0x0D: index + 1 < bytes.count && bytes[index + 1] != 0x0A
      default: false
      }
    }
  }

  /// By Foundation and a pattern, not by our own reading of RFC 3986.
  private static func isGoodTarget(_ request: SeenRequest) -> Bool {
    let text = String(decoding: request.target, as: UTF8.self)
    if text == "*" { return request.method == Array("OPTIONS".utf8) }
    guard text.hasPrefix("/"), !text.contains("%00"), !text.contains(/["#<>\\^`{|}]/) else {
      return false
    }
    let path = text.prefix { $0 != "?" }
    return String(path).removingPercentEncoding != nil && !text.contains(/%(?![0-9A-Fa-f]{2})/)
  }

  /// The authority of an absolute target; nil where the target is none.
  private static func authority(_ stream: String) -> String? {
    let line = /^(\r\n)?[^ ]+ (?i:https?):\/\/([^\/? ]*)/.matchingSemantics(.unicodeScalar)
    return stream.prefixMatch(of: line).map { String($0.2) }
  }

  private static func isGoodAuthority(_ text: String) -> Bool {
    text.wholeMatch(of: /([A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+(:[0-9]{0,5})?/) != nil
  }

  private static func isAgreedHost(_ host: [UInt8], _ authority: String?) -> Bool {
    let host = String(decoding: host, as: UTF8.self)
    return (host.isEmpty || isGoodAuthority(host)) && host.lowercased() == (authority ?? host).lowercased()
  }
}
