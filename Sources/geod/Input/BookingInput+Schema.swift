// What the bodies of booking requests may be, with the limits by which BookingInput reads them.

import Bedrock
import Trips

extension BookingInput {
  /// A booking to be placed.
  static let placeSchema = Schema.part(
    Schema.Part(
      "BookingRequest",
      .object([
        .maybe("id", .identifier, "The caller's name for it; the server makes one when it is left out."),
        .always("lat", .latitude, "Where the technician is wanted, degrees."), .always("lon", .longitude),
        .maybe(
          "skillsRequired", .list(of: .identifier, atMost: BookingTerms.skillsMax, isSet: true),
          "Skills without which nobody may come."),
        .maybe(
          "skillsPreferred", .list(of: .identifier, atMost: BookingTerms.skillsMax, isSet: true),
          "Skills that make somebody more welcome."),
        .maybe("window", .window, "When the customer is there; from now on for two hours when left out."),
        .maybe("sla", slaSchema, "What was promised; nothing when left out."),
        .maybe(
          "preferences",
          .object([
            .maybe("picked", .identifier, "Asked first and alone."),
            .maybe("blocked", .list(of: .identifier, atMost: BookingTerms.blockedMax), "Never asked."),
          ])),
        .maybe(
          "textReferences", .list(of: .identifier, atMost: BookingTerms.textReferencesMax),
          "Names of texts that live elsewhere."),
        .maybe(
          "customer", .identifier,
          "Your own name for the customer: who asks to be erased is found by it. Told to the roles service, dispatcher and "
            + "admin only."),
      ])))

  static let slaSchema = Schema.object([
    .maybe("assignBy", .moment, "The last moment at which somebody may get it."),
    .maybe("arriveBy", .moment, "The last moment at which the technician may arrive."),
  ])

  /// A command on a booking or a trip: its own members, and the version that the caller has seen.
  static func commandSchema(_ members: [Schema.Member] = []) -> Schema {
    .object(
      members + [
        .maybe(
          "expectedVersion", .whole(versionLimits),
          "Carried out only when the booking still has this version; 409 otherwise.")
      ])
  }

  /// `reason`, as ``reason(_:isRequired:)`` reads it.
  static func reasonMember(isRequired: Bool) -> Schema.Member {
    let text = Schema.text(1...Note.bytesMax)
    let meaning = "Why; at most \(Note.bytesMax) bytes of UTF-8."
    return isRequired ? .always("reason", text, meaning) : .maybe("reason", text, meaning)
  }

  /// `technicians`, as ``technicians(_:)`` reads it.
  static let techniciansMember = Schema.Member.maybe(
    "technicians", .list(of: .identifier, 1...OfferTerms.techniciansMax, isSet: true),
    "Whom to ask; the best ones when left out.")
}
