// The OpenAPI 3.1 document, made from the table of routes. Paths, methods and names are sorted, so that the same
// table gives the same bytes. The operations are written in OpenAPIDocument+Operations.swift.

import Access
import Bedrock

/// Makes the document.
struct OpenAPIDocument: Sendable {
  /// The document as compact JSON.
  let bytes: [UInt8]

  /// Describes routes. Two schemas of one name, or two operations, are a bug.
  init(_ routes: [Route]) {
    let names = routes.map(\.documentation.name)
    precondition(Set(names).count == names.count, "two operations have the same name")
    var json = JSONWriter()
    json.beginObject()
    json.member("openapi", "3.1.0")
    Self.writeInfo(&json)
    json.key("servers")
    json.beginArray()
    json.beginObject()
    json.member("url", "/")
    json.endObject()
    json.endArray()
    Self.writeTags(of: routes, &json)
    Self.writePaths(of: routes, &json)
    Self.writeComponents(of: routes, &json)
    Self.writeWebSocket(&json)
    json.endObject()
    bytes = json.finish()
  }

  private static func writeInfo(_ json: inout JSONWriter) {
    json.key("info")
    json.beginObject()
    json.member("title", "geod")
    json.member("version", VersionCommand.version)
    json.member("summary", "Who is near, who should take a booking, and where they are now.")
    json.member(
      "description",
      """
      For booking services, dispatchers' programs and operators. Phones and viewers use the WebSocket at `/ws`.

      Answers are JSON in an envelope: `success`, `data` or `error`, and `meta.requestId`, which is also in the header \
      `X-Request-Id` of every answer. A caller may choose it by sending that header. HEAD is answered wherever GET is.

      Bodies are read strictly: RFC 8259 and nothing beside it, at most \(JSONValue.depthMax) levels deep, no member \
      twice, no unknown member; `null` is the same as left out. All faults of a request are told at once, each with \
      its field, and a request with a fault changes nothing.

      An operation is open to the roles of its `x-roles`. A token belongs to one tenant, and nothing of another tenant \
      can be seen or changed with it. `x-scope` says how far the operation reaches inside the tenant.
      """)
    json.endObject()
  }

  private static func writeTags(of routes: [Route], _ json: inout JSONWriter) {
    let used = Set(routes.map(\.documentation.group))
    json.key("tags")
    json.beginArray()
    for group in RouteGroup.allCases where used.contains(group) {
      json.beginObject()
      json.member("name", group.rawValue)
      json.member("description", group.description)
      json.endObject()
    }
    json.endArray()
  }

  private static func writePaths(of routes: [Route], _ json: inout JSONWriter) {
    json.key("paths")
    json.beginObject()
    for (path, operations) in Dictionary(grouping: routes, by: \.template).sorted(by: { $0.key < $1.key }) {
      json.key(dynamic: path)
      json.beginObject()
      for route in operations.sorted(by: { $0.method < $1.method }) {
        json.key(dynamic: route.method.lowercased())
        route.writeOperation(&json)
      }
      json.endObject()
    }
    json.endObject()
  }

  private static func writeComponents(of routes: [Route], _ json: inout JSONWriter) {
    json.key("components")
    json.beginObject()
    json.key("securitySchemes")
    json.beginObject()
    json.key("token")
    json.beginObject()
    json.member("type", "http")
    json.member("scheme", "bearer")
    json.member("bearerFormat", "JWT")
    json.member(
      "description",
      """
      A JWT signed with HS256, RS256 or ES256 by a key of the server's key file, with the claims `tenant`, `role`, \
      `sub`, `iss`, `aud`, `exp` and `iat`. Roles: \(Role.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")).
      """)
    json.endObject()
    json.endObject()
    json.key("schemas")
    json.beginObject()
    for part in parts(of: routes) {
      json.key(dynamic: part.name)
      part.schema.write(&json)
    }
    json.endObject()
    json.key("responses")
    json.beginObject()
    for kind in Problem.Kind.allCases.sorted(by: { $0.rawValue < $1.rawValue }) {
      json.key(dynamic: kind.rawValue)
      Self.write(kind, &json)
    }
    json.endObject()
    json.endObject()
  }

  private static func write(_ kind: Problem.Kind, _ json: inout JSONWriter) {
    json.beginObject()
    json.member("description", kind.meaning)
    json.key("content")
    json.beginObject()
    json.key("application/json")
    json.beginObject()
    json.key("schema")
    Schema.failure.write(&json)
    json.endObject()
    json.endObject()
    json.endObject()
  }

  /// Every schema with a name, once, in the order of the names.
  private static func parts(of routes: [Route]) -> [Schema.Part] {
    var known: [String: Schema.Part] = [:]
    let schemas = routes.flatMap(\.documentation.schemas) + [.failure]
    for part in schemas.flatMap(\.parts) {
      let first = known.updateValue(part, forKey: part.name)
      precondition(first == nil || first === part, "two schemas are called \(part.name)")
    }
    return known.values.sorted { $0.name < $1.name }
  }
}

extension RouteDocumentation {
  /// Every schema of the documentation.
  var schemas: [Schema] {
    let parameters = (path + query + headers + answers.flatMap(\.headers)).map(\.schema)
    let contents = answers.flatMap(\.contents).compactMap { content in
      switch content {
      case .data(let schema), .document(_, let schema): schema
      case .other: nil
      }
    }
    return parameters + (body.map { [$0.schema] } ?? []) + contents
  }
}

extension Schema {
  /// An answer in the envelope.
  static func envelope(_ data: Schema) -> Schema {
    .object([.always("success", .boolean), .always("data", data), .always("meta", meta)])
  }

  /// A problem in the envelope.
  static let failure = Schema.part(
    Part(
      "Failure",
      .object([.always("success", .boolean), .always("error", problem), .always("meta", meta)])))

  private static let meta = Schema.part(
    Part("Meta", .object([.always("requestId", .text(), "Also in the header `X-Request-Id`.")])))

  private static let problem = Schema.part(
    Part(
      "Problem",
      .object([
        .always("type", .words(Problem.Kind.allCases.map { "urn:geod:problem:\($0.rawValue)" })),
        .always("title", .text()), .always("status", .whole(400...599)),
        .always("detail", .text(), "One sentence."),
        .maybe("code", .text(), "Why the state does not allow it, such as `taken` or `versionConflict`."),
        .maybe("state", .text(), "The state that does not allow it."),
        .maybe("spool", PointLag.schema, "From `/readyz`: track points that wait for the database."),
        .maybe("errors", .list(of: fault), "Every field that is wrong."),
      ]).meaning("The members of RFC 9457.")))

  private static let fault = Schema.part(
    Part(
      "Fault",
      .object([
        .always("field", .text(), "The path of the field, such as `credentials[0].kind`."),
        .always("code", .words(of: FieldError.Code.self)), .always("message", .text()),
      ])))
}

extension Problem.Kind {
  /// When it comes.
  var meaning: String {
    switch self {
    case .malformed: "Not valid JSON, or not valid HTTP."
    case .unauthorized: "No token, or one that is not good."
    case .forbidden:
      "The token's role, tenant or technician does not allow this, or its tenant does not exist."
    case .notFound: "There is no such thing in the tenant."
    case .methodNotAllowed: "`Allow` lists what is."
    case .conflict:
      "Somebody was faster, or the state does not allow it: `code` says why, `state` is the state."
    case .tooLarge: "The body is longer than this operation takes."
    case .invalid: "Fields or query items are wrong, missing or unknown; `errors` names each."
    case .tooManyRequests: "A rate limit; `Retry-After` is in seconds."
    case .unavailable:
      "The store or a queue cannot take it; nothing was changed. `Retry-After` where trying again helps."
    case .unsupportedProtocol: "The path speaks WebSocket."
    case .notImplemented: "The server does not know the method or the transfer coding."
    }
  }
}

extension JSONWriter {
  mutating func member(_ name: StaticString, _ text: String) {
    key(name)
    string(text)
  }
}
