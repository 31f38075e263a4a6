// A message as it goes over the wire: a body that is the same at every attempt, and headers about this one.

public import Bedrock

/// Something that an endpoint is told.
public struct WebhookMessage: Hashable, Sendable {
  /// The kind of the message that only tries an endpoint.
  public static let pingKind = "ping"

  /// By which receivers recognise a repetition.
  public var id: UUIDv7
  /// What happened, such as `booking.placed`.
  public var kind: String
  /// Whose bookings these are.
  public var tenant: ClientID
  /// When it was queued.
  public var queuedAt: Instant
  /// The event as an object; empty for a message without one.
  public var event: [UInt8]

  /// Puts the parts together.
  public init(id: UUIDv7, kind: String, tenant: ClientID, queuedAt: Instant, event: [UInt8] = []) {
    self.id = id
    self.kind = kind
    self.tenant = tenant
    self.queuedAt = queuedAt
    self.event = event
  }

  /// The body: `id`, `kind`, `tenant`, `at` (Unix milliseconds) and `event`.
  public var body: [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    json.key("id")
    json.string(id.description)
    json.key("kind")
    json.string(kind)
    json.key("tenant")
    json.string(tenant.text)
    json.key("at")
    json.integer(queuedAt.milliseconds)
    if !event.isEmpty {
      json.key("event")
      json.raw(event)
    }
    json.endObject()
    return json.finish()
  }

  /// The request of an attempt.
  /// - Parameters:
  ///   - attempt: from 1.
  ///   - secrets: what signs it, the current one first; at least one.
  ///   - unixSeconds: the time of day.
  public func request(
    to url: EndpointURL, attempt: Int, secrets: [[UInt8]], unixSeconds: Int64
  ) -> WebhookRequest {
    let body = body
    return WebhookRequest(
      url: url,
      headers: [
        "Content-Type: application/json", "Geod-Message-Id: \(id)", "Geod-Event: \(kind)",
        "Geod-Attempt: \(attempt)",
        "Geod-Signature: \(WebhookSignature.header(body, secrets: secrets, unixSeconds: unixSeconds))",
      ], body: body)
  }
}

/// A request about to be sent.
public struct WebhookRequest: Hashable, Sendable {
  /// Where to.
  public var url: EndpointURL
  /// The headers, each with its name, without line ends.
  public var headers: [String]
  /// The body.
  public var body: [UInt8]

  /// Puts the parts together.
  public init(url: EndpointURL, headers: [String], body: [UInt8]) {
    self.url = url
    self.headers = headers
    self.body = body
  }
}
