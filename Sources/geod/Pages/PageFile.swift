// One file that browsers are served, ready to be sent.

import Bedrock
import Transport

/// A page, a style sheet, a module, a dictionary.
struct PageFile: Sendable {
  /// Below the folder of the pages, such as `js/common/words.js`.
  var path: String
  var contentType: String
  var bytes: [UInt8]
  /// The same, packed; nil when that saves nothing.
  var packed: [UInt8]?
  /// Name these bytes and the packed ones, which have to differ (RFC 9110 section 8.8.3.3).
  var entityTag: String
  var packedEntityTag: String

  /// A file with its bytes, packed once for all who ask.
  /// - Parameter level: of the packing, 1 to 9.
  init(path: String, bytes: [UInt8], level: Int = 9) {
    self.path = path
    self.bytes = bytes
    contentType = Self.contentType(path)
    let name = HexText.encode(Digest.sha256(bytes).prefix(12))
    (entityTag, packedEntityTag) = ("\"\(name)\"", "\"\(name)-gzip\"")
    let packed = Gzip.compress(bytes, level: level)
    self.packed = packed.count + 64 < bytes.count ? packed : nil
  }

  /// The answer to a request: packed when the client takes that, and without a body when it has the file already.
  func response(
    to request: HTTPRequest, requestID: String, headers: [(name: String, value: String)]
  ) -> HTTPResponse {
    let chosen = request.headers.prefersGzip ? packed : nil
    let tag = chosen == nil ? entityTag : packedEntityTag
    // Whoever has it is told only what belongs to the answer, not what belongs to the content (section 15.4.5).
    let isKnown = request.headers.ifNoneMatch(names: tag)
    var response = HTTPResponse(status: isKnown ? 304 : 200, contentType: isKnown ? nil : contentType)
    response.headers.append("X-Request-Id", requestID)
    for header in headers { response.headers.append(header.name, header.value) }
    response.headers.append("ETag", tag)
    if packed != nil { response.headers.append("Vary", "Accept-Encoding") }
    if isKnown { return response }
    if chosen != nil { response.headers.append("Content-Encoding", "gzip") }
    response.body = chosen ?? bytes
    return response
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
