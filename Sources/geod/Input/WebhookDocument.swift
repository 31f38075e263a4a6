// A webhook as administrators send it, read into what is stored; and as they are told it.

import Bedrock
import TripStore
import Webhooks

/// Reads and writes webhooks.
enum WebhookDocument {
  /// The longest webhook in bytes.
  static let bytesMax = 16 * 1024
  /// The longest reason in characters.
  static let reasonLengthMax = 500
  /// What versions may be.
  static let versionLimits: ClosedRange<Int64> = 0...(1 << 53)
  /// How long the secret before may go on to sign, in hours.
  static let overlapHours: ClosedRange<Int64> = 0...168
  /// How long it does when nobody says.
  static let overlapHoursUsual: Int64 = 24

  /// What can happen to a booking, by the names of its events.
  static let kinds = [
    "booking.placed", "booking.offered", "booking.offerEnded", "booking.nobodyLeft", "booking.accepted",
    "booking.assigned", "booking.released", "booking.rescheduled", "booking.cancelled", "booking.noShow",
    "booking.tripChanged", "offer.made", "offer.accepted", "offer.declined", "offer.timedOut",
    "offer.withdrawn", "trip.started", "trip.arrived", "trip.began", "trip.completed", "trip.cancelled",
  ]

  /// What is put, and on which conditions.
  struct Change {
    var endpoint: EndpointDraft
    /// Nil to replace whatever is there.
    var expectedVersion: Int64?
    var reason: String
  }

  /// Reads a webhook.
  /// - Parameter desk: knows which addresses may be reached.
  /// - Throws: every fault with its field.
  static func read(_ value: JSONValue, id: ClientID, desk: WebhookDesk) throws(FieldErrors) -> Change {
    var reader = FieldReader(value)
    if let own = reader.id("id", isRequired: false), own != id {
      reader.noteMember("id", .conflict, "must be the identifier in the path, or be left out")
    }
    let url = readURL(&reader, desk)
    let kinds = readKinds(&reader)
    let isActive = reader.bool("isActive", else: true)
    let hasVersion = reader.has("version")
    let version = reader.whole("version", in: versionLimits, else: 0)
    let reason = reader.text("reason", lengthMax: reasonLengthMax) ?? ""
    try reader.finish()
    return Change(
      endpoint: EndpointDraft(id: id, url: url, kinds: kinds, isActive: isActive),
      expectedVersion: hasVersion ? version : nil, reason: reason)
  }

  private static func readURL(_ reader: inout FieldReader, _ desk: WebhookDesk) -> String {
    guard let text = reader.text("url", lengthMax: EndpointURL.bytesMax, isRequired: true) else { return "" }
    do throws(EndpointURLFault) {
      if let fault = desk.fault(of: try EndpointURL(text)) { reader.noteMember("url", .notAllowed, fault) }
    } catch {
      reader.noteMember("url", .badFormat, error.phrase)
    }
    return text
  }

  private static func readKinds(_ reader: inout FieldReader) -> [String]? {
    guard reader.has("kinds") else {
      _ = reader.value("kinds")
      return nil
    }
    var found: [String] = []
    for (path, value) in reader.elements("kinds", countMax: kinds.count) {
      guard case .string(let kind) = value, kinds.contains(kind) else {
        reader.note(path, .notAllowed, "must be one of \(kinds.joined(separator: ", "))")
        continue
      }
      if found.contains(kind) { reader.note(path, .conflict, "occurs twice") }
      found.append(kind)
    }
    if found.isEmpty, reader.faults.isEmpty {
      reader.noteMember("kinds", .badLength, "must name at least one kind; leave it out for all of them")
    }
    return found
  }

  /// Writes a webhook.
  /// - Parameters:
  ///   - backlog: what waits; nil where nobody has counted.
  ///   - secret: only ever told to whoever has made it new.
  static func write(
    _ record: EndpointRecord, backlog: OutboxBacklog? = nil, secret: String? = nil, _ json: inout JSONWriter
  ) {
    json.beginObject()
    json.key("id")
    json.string(record.endpoint.id.text)
    json.key("url")
    json.string(record.endpoint.url)
    if let kinds = record.endpoint.kinds {
      json.key("kinds")
      json.strings(kinds)
    }
    json.key("isActive")
    json.bool(record.endpoint.isActive)
    json.key("version")
    json.integer(record.version)
    json.key("createdAt")
    json.integer(record.createdAt.milliseconds)
    json.key("updatedAt")
    json.integer(record.updatedAt.milliseconds)
    if let previous = record.secrets.previous {
      json.key("previousSecretUntil")
      json.integer(previous.until.milliseconds)
    }
    if let backlog { write(backlog, &json) }
    if let secret {
      json.key("secret")
      json.string(secret)
    }
    json.endObject()
  }

  private static func write(_ backlog: OutboxBacklog, _ json: inout JSONWriter) {
    json.key("waiting")
    json.integer(backlog.waiting)
    json.key("deadLetters")
    json.integer(backlog.dead)
    if let oldest = backlog.oldestQueuedAt {
      json.key("oldestQueuedAt")
      json.integer(oldest.milliseconds)
    }
  }

  /// Writes a dead letter.
  static func write(_ letter: DeadLetterRecord, _ json: inout JSONWriter) {
    let record = letter.record
    json.beginObject()
    json.key("message")
    json.string(record.message.id.description)
    json.key("booking")
    json.string(record.booking.text)
    json.key("kind")
    json.string(record.message.kind)
    json.key("queuedAt")
    json.integer(record.queuedAt.milliseconds)
    json.key("failedAt")
    json.integer(letter.failedAt.milliseconds)
    json.key("attempts")
    json.integer(record.attempt)
    json.key("reason")
    json.string(letter.reason)
    json.key("event")
    json.raw(record.message.document)
    json.endObject()
  }
}

extension EndpointURLFault {
  /// What is told about an address that cannot be one.
  fileprivate var phrase: Phrase {
    switch self {
    case .tooLong: "must have at most \(EndpointURL.bytesMax) bytes"
    case .malformed: "must be an address such as https://example.com/hooks, in ASCII"
    case .otherScheme: "must begin with https://"
    case .hasCredentials: "must not hold a user or a password; check the signature instead"
    case .hasFragment: "must not have a fragment: it is never sent"
    }
  }
}
