// One operation of the OpenAPI document: who may call it, what it takes, what it answers, and an example of each.

import Access
import Bedrock

extension Route {
  /// Writes the operation as an object.
  func writeOperation(_ json: inout JSONWriter) {
    json.beginObject()
    json.member("operationId", documentation.name)
    json.key("tags")
    JSONValue.array([.string(documentation.group.rawValue)]).write(&json)
    json.member("summary", summary)
    json.member("description", "\(documentation.description)\n\n\(rule.sentence)")
    writeRights(&json)
    writeParameters(&json)
    if let body = documentation.body { write(body, &json) }
    json.key("responses")
    json.beginObject()
    for answer in documentation.answers { write(answer, &json) }
    for kind in problems {
      json.key(dynamic: "\(kind.status)")
      json.beginObject()
      json.member("$ref", "#/components/responses/\(kind.rawValue)")
      json.endObject()
    }
    json.endObject()
    json.key("x-examples")
    json.beginArray()
    for example in documentation.examples { write(example, &json) }
    json.endArray()
    json.endObject()
  }

  private func writeRights(_ json: inout JSONWriter) {
    json.key("security")
    json.beginArray()
    if rule.needsToken {
      json.beginObject()
      json.key("token")
      json.beginArray()
      json.endArray()
      json.endObject()
    }
    json.endArray()
    json.key("x-roles")
    JSONValue.array(rule.roles.roles.map { .string($0.rawValue) }).write(&json)
    json.member("x-scope", rule.scope.rawValue)
  }

  private func writeParameters(_ json: inout JSONWriter) {
    json.key("parameters")
    json.beginArray()
    let places: [(StaticString, [RouteDocumentation.Parameter])] = [
      ("path", documentation.path), ("query", documentation.query), ("header", documentation.headers),
    ]
    for (place, parameters) in places {
      for parameter in parameters {
        json.beginObject()
        json.member("name", parameter.name)
        json.key("in")
        json.string(place)
        json.member("description", parameter.description)
        json.key("required")
        json.bool(parameter.isRequired)
        // Lists are written with commas between their elements.
        if case .list = parameter.schema.kind {
          json.member("style", "form")
          json.key("explode")
          json.bool(false)
        }
        json.key("schema")
        parameter.schema.write(&json)
        json.endObject()
      }
    }
    json.endArray()
  }

  private func write(_ body: RouteDocumentation.Body, _ json: inout JSONWriter) {
    json.key("requestBody")
    json.beginObject()
    let limit = "At most \(bodyBytesMax) bytes."
    json.member("description", body.description.isEmpty ? limit : "\(body.description) \(limit)")
    json.key("required")
    json.bool(body.isRequired)
    json.key("x-bytes-max")
    json.integer(bodyBytesMax)
    json.key("content")
    json.beginObject()
    json.key(dynamic: body.mediaType)
    json.beginObject()
    json.key("schema")
    body.schema.write(&json)
    json.endObject()
    json.endObject()
    json.endObject()
  }

  private func write(_ answer: RouteDocumentation.Answer, _ json: inout JSONWriter) {
    json.key(dynamic: "\(answer.status)")
    json.beginObject()
    json.member("description", answer.description)
    if !answer.headers.isEmpty {
      json.key("headers")
      json.beginObject()
      for header in answer.headers {
        json.key(dynamic: header.name)
        json.beginObject()
        json.member("description", header.description)
        json.key("schema")
        header.schema.write(&json)
        json.endObject()
      }
      json.endObject()
    }
    if !answer.contents.isEmpty {
      json.key("content")
      json.beginObject()
      for content in answer.contents { Self.write(content, &json) }
      json.endObject()
    }
    json.endObject()
  }

  private static func write(_ content: RouteDocumentation.Answer.Content, _ json: inout JSONWriter) {
    switch content {
    case .data(let schema):
      json.key("application/json")
      json.beginObject()
      json.key("schema")
      Schema.envelope(schema).write(&json)
    case .document(let mediaType, let schema):
      json.key(dynamic: mediaType)
      json.beginObject()
      json.key("schema")
      schema.write(&json)
    case .other(let mediaType):
      json.key(dynamic: mediaType)
      json.beginObject()
    }
    json.endObject()
  }

  /// A request as it is sent, and the answer to it.
  private func write(_ example: RouteDocumentation.Example, _ json: inout JSONWriter) {
    json.beginObject()
    json.member("title", example.title)
    json.key("request")
    json.beginObject()
    json.member("method", method)
    json.member("target", target(of: example))
    if let role = rule.exampleRole { json.member("role", role.rawValue) }
    json.key("headers")
    json.beginArray()
    for header in example.headers {
      JSONValue.array([.string(header.name), .string(header.value)]).write(&json)
    }
    json.endArray()
    if !example.body.isEmpty { json.member("body", example.body) }
    json.endObject()
    json.key("answer")
    json.beginObject()
    json.key("status")
    json.integer(example.status)
    if let mediaType = example.mediaType {
      json.member("mediaType", mediaType)
      json.member("text", example.answer)
    } else if !example.answer.isEmpty {
      json.member("mediaType", "application/json")
      json.member(
        "text",
        #"{"success":true,"data":\#(example.answer),"meta":{"requestId":"01a1fb71-b795-7526-848f-3f5797256cb1"}}"#
      )
    }
    json.endObject()
    json.endObject()
  }

  /// The path as OpenAPI writes it, which has no word for a segment that may have slashes.
  var template: String { path.replacing("...}", with: "}") }

  /// Path and query of an example.
  func target(of example: RouteDocumentation.Example) -> String {
    var target = template
    for (name, value) in example.path { target = target.replacing("{\(name)}", with: value) }
    return example.query.isEmpty ? target : "\(target)?\(example.query)"
  }
}

extension AccessRule {
  /// Who may do it, as a sentence.
  var sentence: String {
    let names = roles.roles.map(\.rawValue)
    let others = names.filter { $0 != Role.technician.rawValue }.joined(separator: ", ")
    return switch scope {
    case .open: "Open to everybody, without a token."
    case .machine: "Without a token, for callers on the same machine."
    case .tenant: "Roles: \(names.joined(separator: ", "))."
    case .namedTenant: "Roles: \(names.joined(separator: ", ")), of the tenant in the path."
    case .ownTechnician: "Roles: \(others); technician for itself."
    case .ownTrip: "Roles: \(others); technician for its own trips."
    case .share: "For whoever came with a share."
    }
  }

  /// Whose token an example is sent with: the development server has one of each of these roles.
  var exampleRole: Role? { [.service, .admin, .technician].first { roles.contains($0) } }
}
