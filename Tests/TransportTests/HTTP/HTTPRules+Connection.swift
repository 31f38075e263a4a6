// When a connection goes on, what a client may expect, and how much it may send (RFC 9112 section 9, RFC 9110 section 10).

extension HTTPRules {
  static let connections: [HTTPRule] = [
    .taken("HTTP/1.1 goes on (9.3)", HTTPRule.get("")),
    .taken("keep-alive says nothing new (9.3)", lines: "Connection: keep-alive\r\n"),
    .taken("close ends (9.6)", lines: "Connection: close\r\n", closes: true),
    .taken("close in a list and in any case", lines: "Connection: x, CLOSE\r\n", closes: true),
    .taken("close in a second field", lines: "Connection: keep-alive\r\nConnection: close\r\n", closes: true),
    .taken("a longer word than close", lines: "Connection: closed\r\n"),
    .taken("HTTP/1.0 ends (9.3)", "GET / HTTP/1.0\r\nHost: h\r\n\r\n", closes: true),
    .taken("HTTP/1.0 with keep-alive goes on (9.3)", "GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n"),
    .taken(
      "close goes before keep-alive, in HTTP/1.0 too (9.3)",
      "GET / HTTP/1.0\r\nConnection: keep-alive, close\r\n\r\n",
      closes: true),
    .taken(
      "an expectation is met (RFC 9110 section 10.1.1)",
      HTTPRule.post("Content-Length: 2\r\nExpect: 100-Continue\r\n") + "ok", status: 100),
    .taken("an expectation without a body is met by the answer", HTTPRule.post("Expect: 100-continue\r\n")),
    .taken(
      "HTTP/1.0 has no expectations",
      "POST / HTTP/1.0\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\nok",
      closes: true),
    .taken("nor unknown ones", "GET / HTTP/1.0\r\nExpect: magic\r\n\r\n", closes: true),
    .refused("an unknown expectation", lines: "Expect: magic\r\n", .unknownExpectation, 417),
    .refused(
      "an unknown expectation in a list", lines: "Expect: 100-continue, magic\r\n", .unknownExpectation, 417),
    .refused(
      "an unknown expectation in a second field", lines: "Expect: 100-continue\r\nExpect: magic\r\n",
      .unknownExpectation, 417),
    .refused(
      "an expectation of a body that is too large gets no 100",
      post: "Content-Length: 1048577\r\nExpect: 100-continue\r\n", .bodyTooLarge, 413),
    .taken(
      "an upgrade that is unknown here is passed over (RFC 9110 section 7.8)",
      lines: "Connection: Upgrade\r\nUpgrade: h2c\r\n"),
  ]

  private static let long = String(repeating: "a", count: 8192)

  static let limits: [HTTPRule] = [
    .taken("a long target", "GET /\(long.dropLast(15)) HTTP/1.1\r\nHost: h\r\n\r\n"),
    .refused(
      "a target that is too long (3)", "GET /\(long) HTTP/1.1\r\nHost: h\r\n\r\n", .targetTooLong, 414),
    .refused("a target without an end (3)", "GET /\(long)", .targetTooLong, 414),
    .taken("a hundred fields", lines: String(repeating: "A: b\r\n", count: 99)),
    .refused(
      "a hundred and one fields (RFC 6585 section 5)", lines: String(repeating: "A: b\r\n", count: 100),
      .headersTooLarge, 431),
    .refused("a long field", lines: "A: \(String(repeating: "b", count: 33_000))\r\n", .headersTooLarge, 431),
    .refused(
      "a field without an end", "GET / HTTP/1.1\r\nA: \(String(repeating: "b", count: 33_000))",
      .headersTooLarge, 431),
    .refused(
      "many long fields", lines: String(repeating: "A: \(long.prefix(4000))\r\n", count: 9), .headersTooLarge,
      431),
  ]
}
