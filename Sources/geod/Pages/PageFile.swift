// One file that browsers are served, ready to be sent.

import Bedrock
import Foundation
import Transport

/// A page, a style sheet, a module, a dictionary.
struct PageFile: Sendable {
  /// Below the folder of the pages, such as `js/common/words.js`.
  var path: String
  var contentType: String
  var bytes: [UInt8]
  /// The same, packed; nil when that saves nothing.
  var packed: [UInt8]?
  /// Names these bytes (RFC 9110 section 8.8.3).
  var entityTag: String

  /// A file with its bytes, packed once for all who ask.
  /// - Parameter level: of the packing, 1 to 9.
  init(path: String, bytes: [UInt8], level: Int = 9) {
    self.path = path
    self.bytes = bytes
    contentType = Self.contentType(path)
    entityTag = "\"\(HexText.encode(Digest.sha256(bytes).prefix(12)))\""
    let packed = Gzip.compress(bytes, level: level)
    self.packed = packed.count + 64 < bytes.count ? packed : nil
  }

  /// The answer to a request: packed when the client takes that, and without a body when it has the file already.
  func response(
    to request: HTTPRequest, requestID: String, headers: [(name: String, value: String)]
  ) -> HTTPResponse {
    var response = HTTPResponse(status: 200, contentType: contentType)
    response.headers.append("X-Request-Id", requestID)
    for header in headers { response.headers.append(header.name, header.value) }
    response.headers.append("ETag", entityTag)
    if packed != nil { response.headers.append("Vary", "Accept-Encoding") }
    if Self.names(request.headers["If-None-Match"], entityTag) {
      response.status = 304
      return response
    }
    if let packed, Self.takesGzip(request.headers["Accept-Encoding"]) {
      response.headers.append("Content-Encoding", "gzip")
      response.body = packed
    } else {
      response.body = bytes
    }
    return response
  }

  /// Whether a list of entity tags names this one; the comparison is the weak one (RFC 9110 section 13.1.2).
  private static func names(_ list: String?, _ tag: String) -> Bool {
    guard let list else { return false }
    return list.split(separator: ",").contains { entry in
      let entry = entry.trimmingCharacters(in: .whitespaces)
      return entry == "*" || entry == tag || entry == "W/\(tag)"
    }
  }

  /// Whether `Accept-Encoding` lists gzip with a weight above 0 (RFC 9110 section 12.5.3).
  static func takesGzip(_ header: String?) -> Bool {
    guard let header else { return false }
    return header.split(separator: ",").contains { entry in
      let parts = entry.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces).lowercased() }
      guard let coding = parts.first, coding == "gzip" || coding == "x-gzip" else { return false }
      return !parts.dropFirst().contains { $0 == "q=0" || $0 == "q=0.0" || $0 == "q=0.00" || $0 == "q=0.000" }
    }
  }

  private static func contentType(_ path: String) -> String {
    switch path.split(separator: ".").last {
    case "html": "text/html; charset=utf-8"
    case "css": "text/css; charset=utf-8"
    case "js": "text/javascript; charset=utf-8"
    case "json": "application/json; charset=utf-8"
    case "svg": "image/svg+xml"
    case "png": "image/png"
    default: "application/octet-stream"
    }
  }
}
