// Bookings, offers, trips and their events, as the interface answers them.

import Bedrock
import TrackHub
import Trips

extension Schema {
  /// A booking as its documents tell it.
  static let booking = Schema.part(
    Part(
      "Booking",
      .object(
        [
          .always("id", .identifier),
          .always(
            "state", .words(BookingState.allCases.map { "\($0.name)" }),
            "`unfilled`: nobody took it; it may still be offered, assigned, rescheduled or cancelled."),
          .always("version", .whole(BookingInput.versionLimits), "Rises with every change."),
          .always("placedAt", .moment),
        ] + termMembers + [
          .always("wavesSent", .count, "How many times technicians were asked."),
          .always("asked", .list(of: .identifier), "Everybody who was asked."),
          .maybe("assignment", assignment, "The latest one."),
          .maybe("offer", offer, "There while one is live."),
          .maybe("trip", trip, "The assignment's trip, once it has begun."),
          .maybe(
            "slaMark", .words(SLAMark.allCases.map { "\($0.name)" }),
            "How the nearest promise stands; for bookings in service with a promise."),
          .maybe("eta", eta, "There while the technician is on the way."),
          .maybe("promise", promise, "What the customer is promised, from the assignment to the arrival."),
          .maybe(
            "customer", .identifier, "Whom it is for; only in answers to service, dispatcher and admin."),
        ])))

  /// When a customer may count on the technician.
  static let promise = Schema.part(
    Part(
      "Promise",
      .object([
        .always("from", .moment, "A whole minute."), .always("until", .moment, "A whole minute."),
        .always("madeAt", .moment, "Since when it has been this window."),
        .maybe("delaySeconds", .count, "How much later than first promised; there from two minutes on."),
        .maybe("delayedSince", .moment),
        .always("isFirm", .boolean, "The arrival was near; true until the window moves."),
      ])))

  /// The terms of a booking as they are told: nothing is left out.
  static let termMembers: [Member] = [
    .always("lat", latitude), .always("lon", longitude),
    .always("skillsRequired", .list(of: .identifier, atMost: BookingTerms.skillsMax)),
    .always("skillsPreferred", .list(of: .identifier, atMost: BookingTerms.skillsMax)),
    .always("window", .window),
    .always(
      "sla", .object([.maybe("assignBy", .moment), .maybe("arriveBy", .moment)]), "What was promised."),
    .always(
      "preferences",
      .object([
        .maybe("picked", .identifier),
        .always("blocked", .list(of: .identifier, atMost: BookingTerms.blockedMax)),
      ])),
    .always("textReferences", .list(of: .identifier, atMost: BookingTerms.textReferencesMax)),
    .maybe(
      "zones", .list(of: .identifier, atMost: BookingTerms.zonesMax, isSet: true),
      "The zones that held the place when it was placed, ascending. Not there where nobody has looked."),
  ]

  /// Who has a booking, and since when.
  private static let assignment = Schema.part(
    Part(
      "Assignment",
      .object([
        .always("technician", .identifier),
        .always("trip", .uuid, "The trip that will serve it, also before it has begun."),
        .always("version", .whole(BookingInput.versionLimits), "Counts the assignments of the booking."),
        .always("since", .moment), .maybe("endedAt", .moment, "There when it is over."),
        .maybe("offer", .uuid, "The offer that was accepted."),
        .maybe("reason", .text(), "Why it was made by hand."),
      ])))

  private static let offer = Schema.part(
    Part(
      "Offer",
      .object([
        .always("id", .uuid), .always("booking", .identifier),
        .always("state", .words(OfferState.allCases.map { "\($0.name)" })),
        .always("technicians", .list(of: .identifier, atMost: OfferTerms.techniciansMax), "Who was asked."),
        .always("waiting", .list(of: .identifier), "Who has not answered yet."),
        .maybe("winner", .identifier), .always("wave", .count), .always("madeAt", .moment),
        .always("deadline", .moment), .maybe("endedAt", .moment),
      ])))

  /// A trip as its documents tell it.
  static let trip = Schema.part(
    Part(
      "Trip",
      .object([
        .always("id", .uuid), .always("booking", .identifier), .always("technician", .identifier),
        .always("assignmentVersion", .whole(BookingInput.versionLimits)),
        .always("state", .words(TripState.allCases.map { "\($0.name)" })), .always("startedAt", .moment),
        .maybe("arrivedAt", .moment),
        .maybe(
          "arrivalSource", .words(TripChange.ArrivalSource.allCases.map { "\($0.name)" }),
          "Whether positions told the arrival or the technician said it."),
        .maybe("beganAt", .moment), .maybe("endedAt", .moment),
      ])))

  /// When a technician is expected.
  static let eta = Schema.part(
    Part(
      "ExpectedArrival",
      .object(travelTimeMembers + [.always("t", .moment, "As of when.")])
        .meaning("Seconds from `t` on, with an interval that holds four of five arrivals.")))

  static let travelTimeMembers: [Member] = [
    .always("expectedSeconds", .number()), .always("lowSeconds", .number()),
    .always("highSeconds", .number()),
  ]

  /// What remains of a trip.
  static let tripSummary = Schema.part(
    Part(
      "TripSummary",
      .object([
        .always("trip", .uuid), .always("booking", .identifier), .always("technician", .identifier),
        .always("state", .words(TripState.allCases.map { "\($0.name)" })), .always("startedAt", .moment),
        .always("endedAt", .moment), .always("distanceMeters", .number(), "Along the accepted fixes."),
        .always("enRouteMilliseconds", .count), .always("arrivedMilliseconds", .count),
        .always("inServiceMilliseconds", .count), .always("fixCount", .count),
        .maybe(
          "refusedCount", .count,
          "Numbers missing between those of the fixes because fixes were refused, as far as it is known; not in old ones."
        ),
        .always("polyline", .text(), "The simplified line as an encoded polyline with five decimals."),
        .always("toleranceMeters", .number(), "How far the line may be from the fixes."),
        .always(
          "eta",
          .anyOf([
            .object(
              [.always("madeAt", .moment)] + travelTimeMembers + [
                .always("actualSeconds", .number()),
                .always("errorSeconds", .number(), "Positive when it took longer than expected."),
              ]), .null,
          ]), "What was expected of the arrival, and what came; null where nobody arrived."),
        .always(
          "chain",
          .anyOf([
            .object([
              .always("sealedAt", .moment),
              .always(
                "devices",
                .list(
                  of: .object([
                    .always("device", .identifier), .always("fixCount", .count),
                    .always("head", .text(), "SHA-256, 64 hexadecimal digits."),
                  ]))),
            ]), .null,
          ]), "The heads of the hash chains over its fixes; null while it is not sealed."),
      ])))

  /// An event of a booking's log.
  static let event = Schema.part(
    Part(
      "Event",
      .object(
        [
          .always("booking", .identifier), .always("number", .count, "From 1 without a gap."),
          .always("kind", .text(), "What happened, such as `placed`, `accepted` or `completed`."),
          .always("t", .moment, "When it was observed."),
          .always("appliedT", .moment, "When it was decided."),
          .always(
            "actor",
            .object([
              .always("kind", .words(Party.Kind.allCases.map { "\($0.name)" })), .maybe("id", .identifier),
            ])),
          .maybe("offer", .uuid), .maybe("trip", .uuid), .maybe("technician", .identifier),
          .maybe("technicians", .list(of: .identifier)), .maybe("deadline", .moment), .maybe("wave", .count),
          .maybe("outcome", .text(), "How an offer ended."),
          .maybe("state", .text(), "The trip's state."), .maybe("source", .text(), "Of an arrival."),
          .maybe("assignmentVersion", .count), .maybe("reason", .text()),
        ]
          + termMembers.map { member in
            var member = member
            member.isRequired = false
            return member
          }
      ).meaning("The members behind `actor` are those that belong to the kind.")))
}
