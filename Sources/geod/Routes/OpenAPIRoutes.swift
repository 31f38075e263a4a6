// The interface told by itself: the OpenAPI document.

import Access
import Bedrock
import Transport

/// The route of the OpenAPI document.
enum OpenAPIRoutes {
  static let all = [document]

  static let document = Route(
    method: "GET", path: "/openapi.json", rule: .open, summary: "This interface as an OpenAPI 3.1 document",
    documentation: Documentation.document
  ) { call in
    .answer(stored.answer(to: call.request.headers, requestID: call.requestID))
  }

  /// Made once, when somebody asks for the first time.
  private static let stored = StoredDocument(OpenAPIDocument(AccessTable.routes).bytes)

  /// The documentation of the route.
  enum Documentation {
    static let document = RouteDocumentation(
      group: .pages, name: "getOpenAPI",
      description: "Made from the table of routes. The page `/docs` shows it to people.",
      headers: [
        RouteDocumentation.Parameter(
          name: "If-None-Match", schema: .text(),
          description: "The `ETag` of an earlier answer; 304 when nothing has changed.")
      ],
      answers: [
        RouteDocumentation.Answer(
          status: 200, description: "The document.",
          contents: [
            .document(
              mediaType: "application/json",
              .openObject([
                .always("openapi", .words(["3.1.0"])), .always("info", .openObject([])),
                .always("paths", .openObject([])), .always("components", .openObject([])),
              ]))
          ],
          headers: [
            RouteDocumentation.Parameter(name: "ETag", schema: .text(), description: "Names this version.")
          ]),
        RouteDocumentation.Answer(status: 304, description: "Nothing has changed.", contents: []),
      ],
      examples: [
        RouteDocumentation.Example(
          title: "The document", answer: #"{"openapi":"3.1.0","info":{},"paths":{},"components":{}}"#,
          mediaType: "application/json")
      ])
  }
}

/// A document that never changes while the server runs, as it is and compressed.
private struct StoredDocument: Sendable {
  private let bytes: [UInt8]
  private let compressed: [UInt8]
  private let tag: String

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    compressed = Gzip.compress(bytes)
    tag = "\"\(Base64.encodeURL(Array(Digest.sha256(bytes).prefix(12))))\""
  }

  /// The document, or 304 for whoever has it. A compressed one is another representation with a tag of its own.
  func answer(to headers: HTTPHeaders, requestID: String) -> HTTPResponse {
    let compresses = headers.listContains("Accept-Encoding", token: "gzip")
    let tag = compresses ? "\(self.tag.dropLast())-gzip\"" : self.tag
    var fields: HTTPHeaders = [
      "X-Request-Id": requestID, "ETag": tag, "Cache-Control": "no-cache", "Vary": "Accept-Encoding",
    ]
    if headers.listContains("If-None-Match", token: tag) { return HTTPResponse(status: 304, headers: fields) }
    if compresses { fields.append("Content-Encoding", "gzip") }
    return HTTPResponse(
      status: 200, contentType: Envelope.jsonType, headers: fields, body: compresses ? compressed : bytes)
  }
}
