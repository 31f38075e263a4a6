// What is told about a route to those who call it. A route cannot be made without it; the OpenAPI document and
// the page `/docs` are made from it, and the tests hold it against a running server.

import Access
import Bedrock
import Transport

/// Everything about a route that its method, path, rule and body limit do not say.
struct RouteDocumentation: Sendable {
  /// Where it stands among the others.
  var group: RouteGroup
  /// The name of the operation, for programs that are made from the document; no two routes have the same.
  var name: String
  /// What it does, in Markdown, beyond the summary.
  var description: String
  /// The segments of the path that are data, in the order of the path.
  var path: [Parameter] = []
  /// The items of the query. Routes that need a token refuse all others.
  var query: [Parameter] = []
  /// Request headers that mean something here.
  var headers: [Parameter] = []
  /// What is sent; nil when nothing may be.
  var body: Body?
  /// The answers that are no problems.
  var answers: [Answer]
  /// What may go wrong here, besides what may go wrong everywhere (``Route/problems``).
  var problems: [Problem.Kind] = []
  /// At least one request with its answer.
  var examples: [Example]

  /// One parameter.
  struct Parameter: Sendable {
    var name: String
    var schema: Schema
    var description: String
    var isRequired = false
  }

  /// The body of a request. Its longest length is that of the route.
  struct Body: Sendable {
    var mediaType: String
    var schema: Schema
    var description = ""
    var isRequired = true

    /// A JSON document.
    static func json(_ schema: Schema, isRequired: Bool = true) -> Body {
      Body(mediaType: "application/json", schema: schema, isRequired: isRequired)
    }

    /// One JSON document per line.
    static func lines(of schema: Schema, _ description: String) -> Body {
      Body(mediaType: "application/x-ndjson", schema: schema, description: description)
    }
  }

  /// One answer.
  struct Answer: Sendable {
    /// What it carries.
    enum Content: Sendable {
      /// JSON in the envelope, under `data`.
      case data(Schema)
      /// JSON of its own, such as GeoJSON.
      case document(mediaType: String, Schema)
      /// Something else than JSON.
      case other(mediaType: String)
    }

    var status: Int
    var description: String
    /// What it carries, in one or several forms; nothing when there is no body.
    var contents: [Content]
    /// Headers that mean something here.
    var headers: [Parameter] = []

    /// An answer in the envelope.
    static func data(_ status: Int, _ schema: Schema, _ description: String) -> Answer {
      Answer(status: status, description: description, contents: [.data(schema)])
    }
  }

  /// A request and its answer, as they were seen.
  struct Example: Sendable {
    var title: String
    /// The segments of the path that are data.
    var path: [String: String] = [:]
    /// The query as it is written in an address, without escapes.
    var query = ""
    var headers: [(name: String, value: String)] = []
    /// The body as it is sent; empty for none.
    var body = ""
    var status = 200
    /// The answer: what is under `data`, or the whole text where there is no envelope.
    var answer = ""
    /// The type of an answer without an envelope.
    var mediaType: String?
  }
}

/// The parts of the interface, in the order in which they are told.
enum RouteGroup: String, Sendable, CaseIterable {
  case bookings = "Bookings"
  case offers = "Offers"
  case trips = "Trips"
  case shares = "Shares"
  case technicians = "Technicians"
  case matching = "Matching"
  case zones = "Zones"
  case settings = "Settings"
  case webhooks = "Webhooks"
  case audit = "Audit"
  case clock = "Clock"
  case connection = "WebSocket"
  case pages = "Pages"
  case operations = "Operations"

  /// One or two sentences.
  var description: String {
    switch self {
    case .bookings: "Placed by booking services; offered, assigned and moved until they end."
    case .offers: "Answered by the technicians who were asked. Exactly one accept wins."
    case .trips: "From setting out to the end of the work, live and afterwards."
    case .shares: "Links through which a customer watches one assignment."
    case .technicians: "Profiles, presence and positions."
    case .matching: "Who is near, and who should take a booking."
    case .zones: "Areas by name: for maps, for where technicians go, and for where bookings are."
    case .settings: "What a tenant decides, as one versioned document."
    case .webhooks: "Where a tenant is told what happens to its bookings: signed messages, at least once."
    case .audit: "Who changed or overrode what."
    case .clock: "Engine time."
    case .connection: "The door of phones and viewers."
    case .pages: "What browsers load."
    case .operations: "Health, readiness and numbers, for those who operate the server."
    }
  }
}

extension Route {
  /// Every problem that may come of a call: of the documentation, of the rule, of the body, of the query.
  var problems: [Problem.Kind] {
    var kinds = Set(documentation.problems)
    kinds.formUnion([.tooManyRequests, .tooLarge])
    if rule.needsToken { kinds.formUnion([.unauthorized, .forbidden, .unavailable, .invalid]) }
    if rule.scope == .machine { kinds.insert(.forbidden) }
    if documentation.body != nil { kinds.formUnion([.malformed, .invalid]) }
    return Problem.Kind.allCases.filter(kinds.contains)
  }

  /// Refuses items of the query that the documentation does not know, where the route takes none at all; routes
  /// that take some say all faults at once themselves. Pages are open and take whatever links carry along.
  func checkQuery(_ call: borrowing RouteCall) throws {
    guard rule.needsToken, documentation.query.isEmpty else { return }
    try call.valid { () throws(FieldErrors) in try QueryReader(call.request.head).finish() }
  }
}
