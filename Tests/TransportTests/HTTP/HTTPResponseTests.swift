// Answers on the wire and back; queries, dates, addresses.

import Testing

@testable import Transport

@Suite struct HTTPResponseTests {
  private func encode(
    _ response: HTTPResponse, isHead: Bool = false, minorVersion: Int = 1, closes: Bool = false
  ) -> String {
    var bytes: [UInt8] = []
    HTTPResponseEncoder.append(
      response, isHead: isHead, minorVersion: minorVersion, closes: closes, date: Array("D".utf8), to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test func framesAnswers() {
    let text = HTTPResponse(status: 200, text: "hi")
    let fields = "Content-Type: text/plain; charset=utf-8\r\n"
    #expect(encode(text) == "HTTP/1.1 200 OK\r\nDate: D\r\nContent-Length: 2\r\n\(fields)\r\nhi")
    #expect(
      encode(text, isHead: true, closes: true)
        == "HTTP/1.1 200 OK\r\nDate: D\r\nContent-Length: 2\r\nConnection: close\r\n\(fields)\r\n")
    #expect(encode(HTTPResponse(status: 204)) == "HTTP/1.1 204 No Content\r\nDate: D\r\n\r\n")
    #expect(
      encode(HTTPResponse(status: 304, headers: ["ETag": "\"x\""], body: [1]))
        == "HTTP/1.1 304 Not Modified\r\nDate: D\r\nETag: \"x\"\r\n\r\n")
    #expect(
      encode(HTTPResponse(status: 404), minorVersion: 0)
        == "HTTP/1.1 404 Not Found\r\nDate: D\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n")
    #expect(
      encode(HTTPResponse(status: 426), closes: true)
        == "HTTP/1.1 426 Upgrade Required\r\nDate: D\r\nContent-Length: 0\r\nUpgrade: websocket\r\n"
        + "Connection: Upgrade\r\nConnection: close\r\n\r\n")
  }

  @Test(arguments: [
    (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
    (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"), (4_107_542_399, "Sun, 28 Feb 2100 23:59:59 GMT"),
    (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"), (-1, "Wed, 31 Dec 1969 23:59:59 GMT"),
  ])
  func writesDates(_ seconds: Int, _ text: String) {
    #expect(HTTPDate.text(unixSeconds: Int64(seconds)) == text)
  }

  private func parse(_ bytes: [UInt8], cuts: [Int], isHead: Bool = false) -> [String] {
    var parser = HTTPResponseParser(isHeadRequest: isHead)
    var found: [String] = []
    var body: [UInt8] = []
    for piece in ParserProbe.pieces(bytes, cuts) {
      var offset = 0
      reading: while true {
        switch parser.next(piece.span, at: &offset) {
        case .needsMore: break reading
        case .head(let head): found.append("\(head.status) \(head.keepsAlive)")
        case .body(let range): body += piece[range]
        case .end: found.append(String(decoding: body, as: UTF8.self))
        case .refused(let reason): return found + [reason.rawValue]
        }
      }
    }
    return found + (parser.endsWithConnection ? ["until end: " + String(decoding: body, as: UTF8.self)] : [])
  }

  static let answers: [(String, [String])] = [
    ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", ["200 true", "hello"]),
    (
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 \r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
      ["201 true", "abc"]
    ),
    ("HTTP/1.0 200 OK\r\n\r\nrest", ["200 false", "until end: rest"]),
    ("HTTP/1.1 204 No\r\nConnection: close\r\n\r\n", ["204 false", ""]),
    ("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\nx", ["repeatedContentLength"]),
    ("HTTP/1.1 20x OK\r\n\r\n", ["badRequestLine"]),
    ("ICY 200 OK\r\n\r\n", ["badRequestLine"]),
  ]

  @Test(arguments: answers) func readsAnswersCutAnywhere(_ text: String, _ expected: [String]) {
    let bytes = Array(text.utf8)
    for cut in 0..<bytes.count { #expect(parse(bytes, cuts: [cut]) == expected, "cut before byte \(cut)") }
    #expect(parse(bytes, cuts: Array(1..<bytes.count)) == expected)
  }

  @Test func aHeadAnswerHasNoBody() {
    #expect(
      parse(Array("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n".utf8), cuts: [], isHead: true) == [
        "200 true", "",
      ])
  }

  @Test func decodesQueries() throws {
    let items = try QueryItems("a=1&a=2&&empty=&flag&s=a+b%26c&%D8%B9=x")
    #expect(items.values("a") == ["1", "2"] && items["empty"] == "" && items["flag"] == "")
    #expect(items["s"] == "a b&c" && items["ع"] == "x" && items["none"] == nil)
    #expect(throws: QueryError(position: 1)) { try QueryItems("a=1&b=%zz") }
    #expect(throws: QueryError(position: 0)) { try QueryItems("a=%C0%80") }
    #expect(PercentEncoding.decode(PercentEncoding.encode("a/ع &+%")) == "a/ع &+%")
  }

  @Test(arguments: [
    ("127.0.0.1", "127.0.0.1"), ("0.0.0.0", "0.0.0.0"), ("::", "::"), ("::1", "::1"),
    ("2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1"), ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"),
    ("1:0:0:0:0:0:0:0", "1::"), ("::ffff:1.2.3.4", "1.2.3.4"), ("fe80::1:2", "fe80::1:2"),
  ])
  func readsAddresses(_ text: String, _ canonical: String) {
    let address = PeerAddress(text, port: 80)
    #expect(address?.host == canonical)
    #expect(address.flatMap { PeerAddress($0.host, port: 80) } == address)
  }

  @Test(arguments: [
    "", "localhost", "1.2.3", "1.2.3.256", "01.2.3.4", "1.2.3.4.5", ":", ":::", "1::2::3", "12345::",
    "1:2:3:4:5:6:7:8:9",
    "::1.2.3", "g::", "1:2:3:4:5:6:7:8::",
  ])
  func refusesAddresses(_ text: String) {
    #expect(PeerAddress(text, port: 0) == nil)
  }
}
