// Requests: what is understood, cut anywhere; what is refused, and with which status.

import Bedrock
import Testing

@testable import Transport

@Suite struct HTTPRequestParserTests {
  static let stream =
    "GET /a%20b/%D8%B9?x=1&y=%2B+z HTTP/1.1\r\nHost: geod.test:8080\r\nX-One:  padded \t\r\nEmpty:\r\n\r\n"
    + "POST /sized HTTP/1.1\r\nHost: h\r\nContent-Length: 11\r\n\r\nhello world"
    + "\r\nPUT /chunked HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: Chunked\r\nExpect: 100-Continue\r\n\r\n"
    + "5\r\nhello\r\n1;a=\"b\"\r\n \r\n00005\r\nworld\r\n0\r\nTrailer: t\r\n\r\n"
    + "OPTIONS * HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"
    + "GET http://User.example:80/p?q HTTP/1.1\r\nhOST: user.EXAMPLE:80\r\nConnection: x, Close\r\n\r\n"

  @Test func readsWhatItShould() throws {
    let found = ParserProbe.requests(Array(Self.stream.utf8))
    try #require(found.count == 5)
    guard case .request(let first, let firstBody) = found[0],
      case .request(let second, let secondBody) = found[1],
      case .request(let third, let thirdBody) = found[2], case .request(let fourth, _) = found[3],
      case .request(let fifth, _) = found[4]
    else { return #expect(Bool(false), "\(found)") }
    #expect(first.method == "GET" && first.path == "/a b/ع" && first.rawPath == "/a%20b/%D8%B9")
    #expect(try first.queryItems()["y"] == "+ z")
    #expect(first.headers["x-ONE"] == "padded" && first.headers["empty"] == "" && first.headers["no"] == nil)
    #expect(first.keepsAlive && firstBody.isEmpty && first.contentLength == 0)
    #expect(second.contentLength == 11 && secondBody == Array("hello world".utf8))
    #expect(third.contentLength == nil && third.expectsContinue && thirdBody == Array("hello world".utf8))
    #expect(fourth.path == "*" && fourth.minorVersion == 0 && fourth.keepsAlive)
    #expect(fifth.path == "/p" && fifth.rawQuery == "q" && !fifth.keepsAlive)
  }

  @Test func findsTheSameCutAnywhere() {
    let bytes = Array(Self.stream.utf8)
    let whole = ParserProbe.requests(bytes)
    for cut in 1..<bytes.count {
      #expect(ParserProbe.requests(bytes, cuts: [cut]) == whole, "cut before byte \(cut)")
    }
    #expect(ParserProbe.requests(bytes, cuts: Array(1..<bytes.count)) == whole, "byte by byte")
  }

  struct Malformed: Sendable, CustomTestStringConvertible {
    var text: String
    var reason: HTTPRefusal.Reason
    var status: Int
    var testDescription: String { "\(reason) \(text.debugDescription.prefix(60))" }

    init(_ text: String, _ reason: HTTPRefusal.Reason, _ status: Int = 400) {
      (self.text, self.reason, self.status) = (text, reason, status)
    }
  }

  static let malformed: [Malformed] = [
    Malformed("GET /\r\n\r\n", .badRequestLine),
    Malformed("GET  / HTTP/1.1\r\nHost: h\r\n\r\n", .badRequestLine),
    Malformed("GET / HTTP/1.1 \r\nHost: h\r\n\r\n", .badRequestLine),
    Malformed(" GET / HTTP/1.1\r\nHost: h\r\n\r\n", .badRequestLine),
    Malformed("GET / http/1.1\r\nHost: h\r\n\r\n", .badRequestLine),
    Malformed("GET / HTTP/11\r\nHost: h\r\n\r\n", .badRequestLine),
    Malformed("\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n", .badRequestLine),
    Malformed("G@T / HTTP/1.1\r\nHost: h\r\n\r\n", .badMethod),
    Malformed("G\u{0}T / HTTP/1.1\r\nHost: h\r\n\r\n", .badMethod),
    Malformed("GET / HTTP/2.0\r\nHost: h\r\n\r\n", .unsupportedVersion, 505),
    Malformed("GET / HTTP/0.9\r\nHost: h\r\n\r\n", .unsupportedVersion, 505),
    Malformed("GET x HTTP/1.1\r\nHost: h\r\n\r\n", .badTarget),
    Malformed("GET * HTTP/1.1\r\nHost: h\r\n\r\n", .badTarget),
    Malformed("CONNECT h:80 HTTP/1.1\r\nHost: h\r\n\r\n", .badTarget),
    Malformed("GET /%4 HTTP/1.1\r\nHost: h\r\n\r\n", .badTarget),
    Malformed("GET /%00 HTTP/1.1\r\nHost: h\r\n\r\n", .badTarget),
    Malformed("GET /%FF HTTP/1.1\r\nHost: h\r\n\r\n", .badTarget),
    Malformed("GET /a#b HTTP/1.1\r\nHost: h\r\n\r\n", .badTarget),
    Malformed("GET /\u{7F} HTTP/1.1\r\nHost: h\r\n\r\n", .badTarget),
    Malformed("GET http:///x HTTP/1.1\r\nHost: \r\n\r\n", .badTarget),
    Malformed("GET http://a@b/ HTTP/1.1\r\nHost: b\r\n\r\n", .badTarget),
    Malformed("GET / HTTP/1.1\nHost: h\r\n\r\n", .bareLineEnd),
    Malformed("GET / HTTP/1.1\r\nHost: h\n\r\n", .bareLineEnd),
    Malformed("GET / HTTP/1.1\r\nHost: h\r\n\n", .bareLineEnd),
    Malformed("GET / HTTP/1.1\r\nHost: h\rX: y\r\n\r\n", .bareLineEnd),
    Malformed("GET / HTTP/1.1\r\nHost: h\r\r\n\r\n", .bareLineEnd),
    Malformed("GET / HTTP/1.1\r\nHost: h\r\n folded\r\n\r\n", .foldedHeader),
    Malformed("GET / HTTP/1.1\r\n Host: h\r\n\r\n", .foldedHeader),
    Malformed("GET / HTTP/1.1\r\nHost: h\r\n\tfolded\r\n\r\n", .foldedHeader),
    Malformed("GET / HTTP/1.1\r\nHost : h\r\n\r\n", .spaceBeforeColon),
    Malformed("GET / HTTP/1.1\r\nHost: h\r\nnocolon\r\n\r\n", .badHeaderName),
    Malformed("GET / HTTP/1.1\r\nHost: h\r\n: empty\r\n\r\n", .badHeaderName),
    Malformed("GET / HTTP/1.1\r\nHost: h\r\nA B: c\r\n\r\n", .badHeaderName),
    Malformed("GET / HTTP/1.1\r\nHost: h\r\nX: a\u{0}b\r\n\r\n", .badHeaderValue),
    Malformed("GET / HTTP/1.1\r\nHost: h\r\nX: a\u{7F}\r\n\r\n", .badHeaderValue),
    Malformed("GET / HTTP/1.1\r\n\r\n", .missingHost),
    Malformed("GET / HTTP/1.1\r\nHost: h\r\nHost: h\r\n\r\n", .repeatedHost),
    Malformed("GET / HTTP/1.0\r\nHost: h\r\nHost: i\r\n\r\n", .repeatedHost),
    Malformed("GET / HTTP/1.1\r\nHost: a b\r\n\r\n", .badHost),
    Malformed("GET / HTTP/1.1\r\nHost: h:port\r\n\r\n", .badHost),
    Malformed("GET / HTTP/1.1\r\nHost: [::g]\r\n\r\n", .badHost),
    Malformed("GET / HTTP/1.1\r\nHost: u@h\r\n\r\n", .badHost),
    Malformed("GET http://a/ HTTP/1.1\r\nHost: b\r\n\r\n", .badHost),
    Malformed("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: x\r\n\r\n", .badContentLength),
    Malformed("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n\r\n", .badContentLength),
    Malformed("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: +1\r\n\r\n", .badContentLength),
    Malformed("POST / HTTP/1.1\r\nHost: h\r\nContent-Length:\r\n\r\n", .badContentLength),
    Malformed(
      "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999999999999999\r\n\r\n", .badContentLength),
    Malformed("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1, 1\r\n\r\n", .repeatedContentLength),
    Malformed(
      "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n", .repeatedContentLength),
    Malformed(
      "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", .repeatedContentLength),
    Malformed(
      "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
      .lengthWithTransferCoding),
    Malformed("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip\r\n\r\n", .unknownTransferCoding, 501),
    Malformed(
      "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked, chunked\r\n\r\n", .unknownTransferCoding, 501
    ),
    Malformed("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: \r\n\r\n", .unknownTransferCoding, 501),
    Malformed("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", .transferCodingInHTTP10),
    Malformed("GET / HTTP/1.1\r\nHost: h\r\nExpect: magic\r\n\r\n", .unknownExpectation, 417),
  ]

  @Test(arguments: malformed) func refuses(_ case: Malformed) {
    let bytes = Array(`case`.text.utf8)
    #expect(ParserProbe.requests(bytes) == [.refused(`case`.reason)])
    #expect(ParserProbe.requests(bytes, cuts: Array(1..<bytes.count)) == [.refused(`case`.reason)])
    #expect(`case`.reason.status == `case`.status)
  }

  static let malformedChunks: [Malformed] = [
    Malformed("x\r\n", .badChunk),
    Malformed("\r\n", .badChunk),
    Malformed("5 \r\nhello\r\n", .badChunk),
    Malformed("0x5\r\nhello\r\n", .badChunk),
    Malformed("-1\r\n", .badChunk),
    Malformed("5\nhello", .badChunk),
    Malformed("5\r\nhelloX\r\n", .badChunk),
    Malformed("5\r\nhello\n", .badChunk),
    Malformed("5\r\nhello0\r\n\r\n", .badChunk),
    Malformed("FFFFFFFFFFFFFFFF\r\n", .badChunk),
    Malformed("5;\u{0}\r\n", .badChunk),
    Malformed("5;\(String(repeating: "x", count: 300))\r\n", .chunkOverhead),
    Malformed("0\r\nBad Trailer: x\r\n\r\n", .badHeaderName),
    Malformed("0\r\n folded\r\n\r\n", .foldedHeader),
    Malformed("0\r\nA: \(String(repeating: "x", count: 20_000))\r\n\r\n", .chunkOverhead),
    Malformed("FFFFFFF\r\n\(String(repeating: "x", count: 2_000_000))", .bodyTooLarge, 413),
  ]

  @Test(arguments: malformedChunks) func refusesChunks(_ case: Malformed) {
    let head = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
    #expect(ParserProbe.requests(Array((head + `case`.text).utf8)) == [.refused(`case`.reason)])
    #expect(`case`.reason.status == `case`.status)
  }

  @Test func limitsItsInput() {
    let long = String(repeating: "a", count: 9000)
    #expect(ParserProbe.requests(Array("GET /\(long)".utf8)) == [.refused(.targetTooLong)])
    let head = "GET / HTTP/1.1\r\nHost: h\r\n"
    #expect(
      ParserProbe.requests(Array((head + "X: " + String(repeating: "b", count: 33_000)).utf8))
        == [.refused(.headersTooLarge)])
    let many = String(repeating: "A: b\r\n", count: 5000)
    #expect(ParserProbe.requests(Array((head + many + "\r\n").utf8)) == [.refused(.headersTooLarge)])
    let hundred = String(repeating: "A: b\r\n", count: 99)
    #expect(ParserProbe.requests(Array((head + hundred + "\r\n").utf8)).count == 1)
    #expect(
      HTTPRefusal.Reason.headersTooLarge.status == 431 && HTTPRefusal.Reason.targetTooLong.status == 414)
  }

  @Test func refusesABodyBeforeReadingIt() {
    var parser = HTTPRequestParser()
    let bytes = Array("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\n".utf8)
    var offset = 0
    guard case .head = parser.next(bytes.span, at: &offset) else { return #expect(Bool(false), "no head") }
    #expect(parser.limitBody(bytesMax: 99)?.status == 413)
    #expect(parser.next(bytes.span, at: &offset) == .needsMore)
  }

  /// Streams of good and damaged requests, cut at random: the cut never changes the outcome, and after a
  /// refusal nothing follows.
  @Test func isIndifferentToCutsInNoise() {
    var random = Seed.random(1)
    let good = Array(Self.stream.utf8)
    for round in 0..<400 {
      var bytes = good
      for _ in 0..<random.below(4) {
        let place = random.below(bytes.count)
        switch random.below(3) {
        case 0: bytes[place] = UInt8(random.below(256))
        case 1: bytes.remove(at: place)
        default: bytes.insert(Array("\r\n :;,\0A0%".utf8)[random.below(10)], at: place)
        }
      }
      let cuts = (0..<random.below(12)).map { _ in random.below(bytes.count) }.sorted()
      let whole = ParserProbe.requests(bytes)
      #expect(ParserProbe.requests(bytes, cuts: cuts) == whole, "seed \(Seed.value), round \(round)")
      for (index, item) in whole.enumerated() {
        if case .refused = item { #expect(index == whole.count - 1, "seed \(Seed.value), round \(round)") }
      }
    }
  }
}
