// An answer as a value. Everything about framing (Date, Content-Length, Connection) is the encoder's.

/// An answer: status, headers, body.
public struct HTTPResponse: Sendable, Equatable {
  /// The status code, 200...599 (interim answers are made by Transport itself).
  public var status: Int
  /// Fields such as Content-Type. Date, Content-Length, Connection, Transfer-Encoding and Upgrade are written
  /// by the encoder and must not be set here.
  public var headers: HTTPHeaders
  /// The content. Not sent for HEAD, 204 and 304, but its length is announced for HEAD.
  public var body: [UInt8]
  /// Close the connection behind this answer, also when the client would keep it.
  public var closesConnection = false

  /// An answer with a body of a stated type.
  public init(status: Int, contentType: String? = nil, headers: HTTPHeaders = [:], body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
    if let contentType { self.headers.append("Content-Type", contentType) }
  }

  /// A plain text answer in UTF-8.
  public init(status: Int, text: String) {
    self.init(status: status, contentType: "text/plain; charset=utf-8", body: Array(text.utf8))
  }

  /// The reason phrase of a status code (RFC 9110 section 15), or `Status`.
  public static func reasonPhrase(_ status: Int) -> String { phrases[status] ?? "Status" }

  private static let phrases: [Int: String] = [
    100: "Continue", 101: "Switching Protocols", 200: "OK", 201: "Created", 202: "Accepted",
    204: "No Content",
    206: "Partial Content", 301: "Moved Permanently", 302: "Found", 303: "See Other", 304: "Not Modified",
    307: "Temporary Redirect", 308: "Permanent Redirect", 400: "Bad Request", 401: "Unauthorized",
    403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed", 406: "Not Acceptable",
    408: "Request Timeout", 409: "Conflict", 410: "Gone", 411: "Length Required", 412: "Precondition Failed",
    413: "Content Too Large", 414: "URI Too Long", 415: "Unsupported Media Type", 417: "Expectation Failed",
    422: "Unprocessable Content", 425: "Too Early", 426: "Upgrade Required", 428: "Precondition Required",
    429: "Too Many Requests", 431: "Request Header Fields Too Large", 500: "Internal Server Error",
    501: "Not Implemented", 502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout",
    505: "HTTP Version Not Supported", 507: "Insufficient Storage",
  ]
}
