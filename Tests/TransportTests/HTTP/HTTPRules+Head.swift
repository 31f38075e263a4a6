// Request lines, targets, Host, header lines (RFC 9112 sections 2 to 5).

extension HTTPRules {
  private static let host = "Host: h\r\n\r\n"

  static let requestLines: [HTTPRule] = [
    .taken("one empty line before a request (2.2)", "\r\nGET / HTTP/1.1\r\n\(host)"),
    .refused("two empty lines before a request (2.2)", "\r\n\r\nGET / HTTP/1.1\r\n\(host)", .badRequestLine),
    .refused("a bare LF before a request", "\nGET / HTTP/1.1\r\n\(host)", .bareLineEnd),
    .refused("no version", "GET /\r\n\r\n", .badRequestLine),
    .refused("no target", "GET HTTP/1.1\r\n\(host)", .badRequestLine),
    .refused("two spaces between method and target (3)", "GET  / HTTP/1.1\r\n\(host)", .badRequestLine),
    .refused("two spaces between target and version (3)", "GET /  HTTP/1.1\r\n\(host)", .badRequestLine),
    .refused("a tab between method and target (3)", "GET\t/ HTTP/1.1\r\n\(host)", .badRequestLine),
    .refused("a space behind the version (3)", "GET / HTTP/1.1 \r\n\(host)", .badRequestLine),
    .refused("a space before the method", " GET / HTTP/1.1\r\n\(host)", .badRequestLine),
    .refused("TLS on a port without", "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}\u{1}", .badRequestLine),
    .refused("a version in small letters (2.3)", "GET / http/1.1\r\n\(host)", .badRequestLine),
    .refused("a version without a point (2.3)", "GET / HTTP/11\r\n\(host)", .badRequestLine),
    .refused("a version with two digits (2.3)", "GET / HTTP/1.10\r\n\(host)", .badRequestLine),
    .refused("a method that is no token", "G@T / HTTP/1.1\r\n\(host)", .badMethod),
    .refused("a NUL in the method", "G\u{0}T / HTTP/1.1\r\n\(host)", .badMethod),
    .refused(
      "a method longer than any (3)", String(repeating: "M", count: 33) + " / HTTP/1.1\r\n\(host)",
      .unsupportedMethod, 501),
    .refused(
      "a method without an end (3)", String(repeating: "M", count: 8193), .unsupportedMethod, 501),
    .refused("CONNECT", "CONNECT h:80 HTTP/1.1\r\n\(host)", .unsupportedMethod, 501),
    .refused("HTTP/2 by prior knowledge", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", .unsupportedVersion, 505),
    .refused("HTTP/0.9", "GET / HTTP/0.9\r\n\(host)", .unsupportedVersion, 505),
    .taken("HTTP/1.2 is answered as 1.1 (RFC 9110 section 6.2)", "GET / HTTP/1.2\r\n\(host)"),
    .refused("a bare LF behind the request line (2.2)", "GET / HTTP/1.1\nHost: h\r\n\r\n", .bareLineEnd),
    .refused("a bare CR in the request line (2.2)", "GET /\r HTTP/1.1\r\n\(host)", .bareLineEnd),
  ]

  static let targets: [HTTPRule] = [
    .taken(
      "escapes, a query, every character of a path",
      "GET /a%20b;c=d:@!$&'()*+,~-._?x=/?:@ HTTP/1.1\r\n\(host)"),
    .taken("OPTIONS * (3.2.4)", "OPTIONS * HTTP/1.1\r\n\(host)"),
    .refused("* for another method (3.2.4)", "GET * HTTP/1.1\r\n\(host)", .badTarget),
    .refused("a target without a slash", "GET x HTTP/1.1\r\n\(host)", .badTarget),
    .refused("an escape that is cut short (RFC 3986 section 2.1)", "GET /%4 HTTP/1.1\r\n\(host)", .badTarget),
    .refused("an escape with other letters", "GET /%G0 HTTP/1.1\r\n\(host)", .badTarget),
    .refused("an escaped NUL in the path", "GET /%00 HTTP/1.1\r\n\(host)", .badTarget),
    .refused("a path that is no UTF-8", "GET /%FF HTTP/1.1\r\n\(host)", .badTarget),
    .refused("a fragment (RFC 9110 section 7.1)", "GET /a#b HTTP/1.1\r\n\(host)", .badTarget),
    .refused("a DEL in the target", "GET /\u{7F} HTTP/1.1\r\n\(host)", .badTarget),
    .refused("a NUL in the target", "GET /\u{0} HTTP/1.1\r\n\(host)", .badTarget),
    .refused("bytes above ASCII in the target", "GET /é HTTP/1.1\r\n\(host)", .badTarget),
    .taken("an absolute target (3.2.2)", "GET http://h HTTP/1.1\r\n\(host)"),
    .taken("an absolute target with a query and no path", "GET http://H?q HTTP/1.1\r\n\(host)"),
    .refused(
      "an absolute target without a host (RFC 9110 section 4.2.1)",
      "GET http:///x HTTP/1.1\r\nHost: \r\n\r\n", .badTarget),
    .refused(
      "an absolute target with a user (RFC 9110 section 4.2.4)",
      "GET http://a@b/ HTTP/1.1\r\nHost: b\r\n\r\n", .badTarget),
    .refused("an absolute target of another scheme", "GET ftp://h/ HTTP/1.1\r\n\(host)", .badTarget),
  ]

  static let hosts: [HTTPRule] = [
    .refused("no Host (3.2)", "GET / HTTP/1.1\r\n\r\n", .missingHost),
    .refused("no Host beside an absolute target (3.2)", "GET http://h/ HTTP/1.1\r\n\r\n", .missingHost),
    .taken("no Host in HTTP/1.0", "GET / HTTP/1.0\r\n\r\n", closes: true),
    .taken("an empty Host (RFC 9110 section 7.2)", "GET / HTTP/1.1\r\nHost:\r\n\r\n"),
    .taken("a Host with a port", "GET / HTTP/1.1\r\nHost: geod.test:8080\r\n\r\n"),
    .taken("a Host of IPv6 with a port", "GET / HTTP/1.1\r\nHost: [2001:db8::1]:80\r\n\r\n"),
    .refused("two of the same Host (3.2)", lines: "Host: h\r\n", .repeatedHost),
    .refused("two Hosts in HTTP/1.0", "GET / HTTP/1.0\r\nHost: h\r\nHost: i\r\n\r\n", .repeatedHost),
    .refused("a Host with a space", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", .badHost),
    .refused("a list of Hosts", "GET / HTTP/1.1\r\nHost: a,b:1:2\r\n\r\n", .badHost),
    .refused("a Host with a path", "GET / HTTP/1.1\r\nHost: h/x\r\n\r\n", .badHost),
    .refused("a Host whose port is no number", "GET / HTTP/1.1\r\nHost: h:port\r\n\r\n", .badHost),
    .refused("a Host that is no IPv6", "GET / HTTP/1.1\r\nHost: [::g]\r\n\r\n", .badHost),
    .refused("a Host with an open bracket", "GET / HTTP/1.1\r\nHost: [::1\r\n\r\n", .badHost),
    .refused("a Host with a user", "GET / HTTP/1.1\r\nHost: u@h\r\n\r\n", .badHost),
    .refused("a Host with a bad escape", "GET / HTTP/1.1\r\nHost: h%4\r\n\r\n", .badHost),
    .refused("a Host that disagrees with the target", "GET http://a/ HTTP/1.1\r\nHost: b\r\n\r\n", .badHost),
    .refused(
      "a Host whose port disagrees with the target", "GET http://a:80/ HTTP/1.1\r\nHost: a\r\n\r\n", .badHost),
  ]

  static let headerLines: [HTTPRule] = [
    .taken("spaces around a value (5.1)", lines: "X: \t padded \t\r\n"),
    .taken(
      "no space, an empty value, every character of a name",
      lines: "X:y\r\nEmpty:\r\n!#$%&'*+-.^_`|~09az: \r\n"),
    .taken("bytes above ASCII in a value (RFC 9110 section 5.5)", lines: "X: قيمة\r\n"),
    .refused("obsolete folding by a space (5.2)", lines: "X: y\r\n folded\r\n", .foldedHeader),
    .refused("obsolete folding by a tab (5.2)", lines: "X: y\r\n\tfolded\r\n", .foldedHeader),
    .refused("obsolete folding of nothing (5.2)", lines: "X: y\r\n \r\n", .foldedHeader),
    .refused("a space before the first field (2.2)", "GET / HTTP/1.1\r\n Host: h\r\n\r\n", .foldedHeader),
    .refused("a bare LF behind a field (2.2)", "GET / HTTP/1.1\r\nHost: h\n\r\n", .bareLineEnd),
    .refused("a bare LF as the empty line (2.2)", "GET / HTTP/1.1\r\nHost: h\r\n\n", .bareLineEnd),
    .refused("a bare CR in a value (2.2)", lines: "X: y\rZ: z\r\n", .bareLineEnd),
    .refused("two CR before LF (2.2)", lines: "X: y\r\r\n", .bareLineEnd),
    .refused("a space before the colon (5.1)", lines: "X : y\r\n", .spaceBeforeColon),
    .refused("a tab before the colon (5.1)", lines: "X\t: y\r\n", .spaceBeforeColon),
    .refused(
      "a space before the colon of a framing field (5.1)", post: "Transfer-Encoding : chunked\r\n",
      body: "0\r\n\r\n", .spaceBeforeColon),
    .refused("no colon", lines: "nocolon\r\n", .badHeaderName),
    .refused("no name", lines: ": empty\r\n", .badHeaderName),
    .refused("a space in a name", lines: "A B: c\r\n", .badHeaderName),
    .refused("bytes above ASCII in a name", lines: "Ä: c\r\n", .badHeaderName),
    .refused("a NUL in a name", lines: "A\u{0}: c\r\n", .badHeaderName),
    .refused("a NUL in a value (RFC 9110 section 5.5)", lines: "X: a\u{0}b\r\n", .badHeaderValue),
    .refused("a control character in a value (RFC 9110 section 5.5)", lines: "X: \u{1}\r\n", .badHeaderValue),
    .refused("a vertical tab before a value", post: "Transfer-Encoding: \u{B}chunked\r\n", .badHeaderValue),
    .refused("a DEL in a value", lines: "X: a\u{7F}\r\n", .badHeaderValue),
  ]
}
