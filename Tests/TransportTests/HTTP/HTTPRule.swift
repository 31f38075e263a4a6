// A rule of HTTP/1.1 as a row: what a client sends, what it is told, and whether the connection ends with that.

import Testing

@testable import Transport

/// One row. The tables are HTTPRules+Head, +Body and +Connection.
struct HTTPRule: Sendable, CustomTestStringConvertible {
  /// The rule in words, with the section where it is not RFC 9112.
  var name: String
  var bytes: [UInt8]
  /// Why it is refused; nil when it is taken.
  var reason: HTTPRefusal.Reason?
  /// The status of the first answer; what is taken is answered with 200.
  var status: Int
  /// Whether what follows on the connection is not read any more.
  var closes: Bool

  var testDescription: String { name }

  /// A stream that is refused.
  static func refused(
    _ name: String, _ text: String, _ reason: HTTPRefusal.Reason, _ status: Int = 400
  ) -> HTTPRule {
    HTTPRule(name: name, bytes: Array(text.utf8), reason: reason, status: status, closes: true)
  }

  /// A request that is taken.
  static func taken(_ name: String, _ text: String, closes: Bool = false, status: Int = 200) -> HTTPRule {
    HTTPRule(name: name, bytes: Array(text.utf8), reason: nil, status: status, closes: closes)
  }

  /// A request with these header lines that is refused.
  static func refused(
    _ name: String, lines: String, _ reason: HTTPRefusal.Reason, _ status: Int = 400
  ) -> HTTPRule {
    refused(name, get(lines), reason, status)
  }

  /// A request with these header lines that is taken.
  static func taken(_ name: String, lines: String, closes: Bool = false) -> HTTPRule {
    taken(name, get(lines), closes: closes)
  }

  /// A request with these header lines and this body that is refused.
  static func refused(
    _ name: String, post lines: String, body: String = "", _ reason: HTTPRefusal.Reason, _ status: Int = 400
  ) -> HTTPRule {
    refused(name, post(lines) + body, reason, status)
  }

  /// A chunked body that is refused.
  static func refused(
    _ name: String, chunks: String, _ reason: HTTPRefusal.Reason, _ status: Int = 400
  ) -> HTTPRule {
    refused(name, post("Transfer-Encoding: chunked\r\n") + chunks, reason, status)
  }

  /// A chunked body that is taken.
  static func taken(_ name: String, chunks: String) -> HTTPRule {
    taken(name, post("Transfer-Encoding: chunked\r\n") + chunks)
  }

  static func get(_ lines: String) -> String { "GET / HTTP/1.1\r\nHost: h\r\n\(lines)\r\n" }
  static func post(_ lines: String) -> String { "POST / HTTP/1.1\r\nHost: h\r\n\(lines)\r\n" }
}

/// All rows.
enum HTTPRules {
  static let all =
    requestLines + targets + hosts + headerLines + lengths + codings + chunks + connections + limits
}
