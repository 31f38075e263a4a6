// What customers may know of the technician who comes: a choice of the profile, made member by member.

import Bedrock
import Trips

/// Writes the member `technician` of a customer's topic.
///
/// Name and credentials are taken from the profile's document when somebody looks, because few of a hundred thousand
/// technicians are looked at: what the engine keeps for matching has neither names nor credentials that are not in
/// force, and stays small. Only the members below are ever copied; the identifier is not part of the document, and the
/// numbers of credentials are passed over.
struct TechnicianCard {
  let profile: TechnicianProfile
  let settings: CustomerSettings
  /// The local day, such as `2026-11-21`: a credential that has expired since it was stored says so.
  let today: String

  init(_ profile: TechnicianProfile, _ settings: TenantSettings, now: Instant) {
    self.profile = profile
    self.settings = settings.customer
    let local = now.advanced(byMilliseconds: Int64(settings.travelTime.utcOffsetMinutes) * 60_000)
    today = String(UTCText.text(local).prefix(10))
  }

  func write(_ json: inout JSONWriter) {
    let document = DocumentReader(bytes: profile.document)
    json.key("technician")
    json.beginObject()
    if settings.showsName, let name = document.member("name", of: document.whole) {
      writeName(name, document, &json)
    }
    // Without a rating there is none; votes that nobody counted are not told as none.
    if settings.showsRating, profile.rating > 0 || profile.ratingCount > 0 {
      json.key("rating")
      json.number(Double(profile.rating), decimals: 2)
      if profile.ratingCount > 0 { json.member("ratingCount", Int64(profile.ratingCount)) }
    }
    json.key("skills")
    json.beginArray()
    for skill in profile.skills { json.string(skill.text) }
    json.endArray()
    if settings.showsCredentials, let credentials = document.member("credentials", of: document.whole) {
      json.key("credentials")
      json.beginArray()
      for credential in document.elements(of: credentials) { write(credential, document, &json) }
      json.endArray()
    }
    json.endObject()
  }

  private func writeName(_ name: Range<Int>, _ document: DocumentReader, _ json: inout JSONWriter) {
    let (ar, en) = (document.text("ar", of: name), document.text("en", of: name))
    guard en != nil || ar != nil else { return }
    json.key("name")
    json.beginObject()
    json.text("ar", ar, document)
    json.text("en", en, document)
    json.endObject()
  }

  /// A credential that was granted once; one that is only applied for is nobody's business yet.
  private func write(_ credential: Range<Int>, _ document: DocumentReader, _ json: inout JSONWriter) {
    guard let kind = document.text("kind", of: credential) else { return }
    let status = document.text("status", of: credential)
    if let status, document.isString("pending", status) { return }
    let expires = document.text("expires", of: credential)
    json.beginObject()
    json.text("kind", kind, document)
    json.text("jurisdiction", document.text("jurisdiction", of: credential), document)
    if status.map({ document.isString("valid", $0) }) ?? true {
      json.key("status")
      json.string(hasExpired(expires, document) ? "expired" : "valid")
    } else {
      json.text("status", status, document)
    }
    json.text("expires", expires, document)
    json.endObject()
  }

  /// Dates of four-digit years are in the order of their texts. The last day is a day on which it is valid.
  private func hasExpired(_ expires: Range<Int>?, _ document: DocumentReader) -> Bool {
    guard let expires else { return false }
    let date = document.bytes[(expires.lowerBound + 1)..<(expires.upperBound - 1)]
    return date.lexicographicallyPrecedes(today.utf8)
  }
}

extension DocumentReader {
  /// The member of an object, if it is a string.
  fileprivate func text(_ name: StaticString, of object: Range<Int>) -> Range<Int>? {
    member(name, of: object).flatMap { isString($0) ? $0 : nil }
  }
}

extension JSONWriter {
  /// A member with a string of a document as it stands there; nothing when there is none.
  fileprivate mutating func text(_ name: StaticString, _ value: Range<Int>?, _ document: DocumentReader) {
    guard let value else { return }
    key(name)
    raw(Array(document.bytes[value]))
  }
}
