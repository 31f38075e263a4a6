// Requests: what is understood, cut anywhere. What is refused is in the tables of HTTPRules.

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
