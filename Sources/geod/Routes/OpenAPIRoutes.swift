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
    .answer(
      file.response(
        to: call.request, requestID: call.requestID, headers: PageHeaders.asset(caching: "no-cache")))
  }

  /// Made once, when somebody asks for the first time.
  private static let file = PageFile(path: "openapi.json", bytes: OpenAPIDocument(AccessTable.routes).bytes)

  /// The documentation of the route.
  enum Documentation {
    static let document = RouteDocumentation(
      group: .pages, name: "getOpenAPI",
      description: "Made from the table of routes. The page `/docs` shows it to people.",
      headers: [PageRoutes.Documentation.ifNoneMatch],
      answers: [
        PageRoutes.Documentation.file([
          .document(
            mediaType: "application/json",
            .openObject([
              .always("openapi", .words(["3.1.0"])), .always("info", .openObject([])),
              .always("paths", .openObject([])), .always("components", .openObject([])),
            ]))
        ]), PageRoutes.Documentation.notModified,
      ],
      examples: [
        RouteDocumentation.Example(
          title: "The document", answer: #"{"openapi":"3.1.0","info":{},"paths":{},"components":{}}"#,
          mediaType: "application/json")
      ])
  }
}
