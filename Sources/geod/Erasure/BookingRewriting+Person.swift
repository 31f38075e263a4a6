// How everything that is kept about a booking is rewritten when a person is erased.

import Bedrock
import Trips
import TripStore

extension BookingRewriting {
  /// The rewriting that erases a person. For a customer it is meant for their own bookings alone.
  init(erasing person: PersonErasure) {
    self.init(
      technician: person.technician, customer: person.customer,
      event: { (bytes) throws(StoreError) in
        do throws(TripEventError) {
          let event = try TripEvent(bytes: bytes)
          let erased = event.erasing(person)
          // Older forms of the same event stay as they are.
          return erased == event ? bytes : erased.bytes
        } catch {
          throw .corrupt(what: "an event")
        }
      },
      document: { (bytes) throws(StoreError) in try Self.document(bytes, person) },
      summary: { (bytes) throws(StoreError) in
        try Self.document(bytes, person, removesLine: person.travelled(in: bytes))
      },
      text: person.text, removesKey: person.isNamed(inKey:),
      removesChains: { person.kind == .technician && $0 == person.id },
      removesShares: person.kind == .customer)
  }

  private static func document(
    _ bytes: [UInt8], _ person: PersonErasure, removesLine: Bool = false
  ) throws(StoreError) -> [UInt8] {
    do throws(JSONErasure.Malformed) {
      return try JSONErasure.rewrite(bytes, person, removesLine: removesLine)
    } catch {
      throw .corrupt(what: "a document that names a person")
    }
  }
}

extension PersonErasure {
  /// Whether the line of a summary tells where this person was: as the technician, or as the customer at its end.
  func travelled(in summary: [UInt8]) -> Bool {
    if kind == .customer { return true }
    guard case .object(let members)? = try? JSONValue.parse(summary, field: "summary") else { return true }
    return members["technician"] == .string(id.text)
  }

  /// An audit row without what identifies the person.
  func erase(_ entry: AuditDraft) throws(StoreError) -> AuditDraft {
    var entry = entry
    if entry.note.actor == id.text { entry.note.actor = pseudonym.text }
    entry.note.reason = text(entry.note.reason)
    if entry.action.hasPrefix("\(kind.rawValue)."), entry.target == id.text { entry.target = pseudonym.text }
    do throws(JSONErasure.Malformed) {
      entry.detail = try JSONErasure.rewrite(entry.detail, self)
    } catch {
      throw .corrupt(what: "the detail of an audit row")
    }
    return entry
  }
}
