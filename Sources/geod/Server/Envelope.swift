// The frame around every JSON answer: success with data, or the problem; always the request's identifier.

import Bedrock
import Transport

/// Builds answers.
enum Envelope {
  static let jsonType = "application/json; charset=utf-8"

  /// `{"success":true,"data":...,"meta":{"requestId":...}}`
  static func success(
    status: Int = 200, requestID: String, _ data: (inout JSONWriter) -> Void
  ) -> HTTPResponse {
    var json = JSONWriter()
    json.beginObject()
    json.key("success")
    json.bool(true)
    json.key("data")
    data(&json)
    writeMeta(requestID, &json)
    json.endObject()
    return HTTPResponse(
      status: status, contentType: jsonType, headers: ["X-Request-Id": requestID], body: json.finish())
  }

  /// An answer that is a document of its own, such as GeoJSON, without the frame.
  static func document(
    type: String, requestID: String, _ content: (inout JSONWriter) -> Void
  ) -> HTTPResponse {
    var json = JSONWriter()
    content(&json)
    return HTTPResponse(
      status: 200, contentType: type, headers: ["X-Request-Id": requestID], body: json.finish())
  }

  /// `{"success":false,"error":{...},"meta":{...}}`, with the sentences in the caller's words.
  static func failure(
    _ problem: Problem, status: Int? = nil, in words: WordBook, requestID: String
  ) -> HTTPResponse {
    let status = status ?? problem.kind.status
    var json = JSONWriter()
    json.beginObject()
    json.key("success")
    json.bool(false)
    json.key("error")
    json.beginObject()
    json.key("type")
    json.string("urn:geod:problem:\(problem.kind.rawValue)")
    json.key("title")
    json.string(words.sentence(problem.kind.title))
    json.key("status")
    json.integer(status)
    json.key("detail")
    json.string(words.sentence(problem.detail))
    if let refusal = problem.refusal {
      json.key("code")
      json.string(refusal.code)
      if let state = refusal.state {
        json.key("state")
        json.string(state)
      }
    }
    if let spool = problem.spool {
      json.key("spool")
      spool.write(to: &json)
    }
    if !problem.errors.isEmpty {
      json.key("errors")
      json.beginArray()
      for error in problem.errors { write(error, in: words, &json) }
      json.endArray()
    }
    json.endObject()
    writeMeta(requestID, &json)
    json.endObject()
    var headers: HTTPHeaders = [
      "X-Request-Id": requestID, "Content-Language": words.language.rawValue, "Vary": "Accept-Language",
    ]
    for header in problem.headers { headers.append(header.name, header.value) }
    if problem.kind == .unauthorized { headers.append("WWW-Authenticate", "Bearer realm=\"geod\"") }
    return HTTPResponse(status: status, contentType: jsonType, headers: headers, body: json.finish())
  }

  private static func write(_ error: FieldError, in words: WordBook, _ json: inout JSONWriter) {
    json.beginObject()
    json.key("field")
    json.string(error.field)
    json.key("code")
    json.string(error.code.rawValue)
    json.key("message")
    json.string(words.sentence(error.message))
    json.endObject()
  }

  private static func writeMeta(_ requestID: String, _ json: inout JSONWriter) {
    json.key("meta")
    json.beginObject()
    json.key("requestId")
    json.string(requestID)
    json.endObject()
  }
}
