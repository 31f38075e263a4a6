// What the body of a match request may be, with the limits by which MatchDocument reads it.

import Bedrock
import Engine
import Trips

extension MatchDocument {
  static let schema = Schema.part(
    Schema.Part(
      "MatchRequest",
      .object([
        .always("lat", .latitude, "The place, degrees."), .always("lon", .longitude),
        .maybe("skillsRequired", .list(of: .identifier, atMost: BookingTerms.skillsMax, isSet: true)),
        .maybe(
          "skillsPreferred", .list(of: .identifier, atMost: BookingTerms.skillsMax, isSet: true),
          "Make one fit better; those that nobody has count for nothing."),
        .maybe(
          "credentials",
          .list(
            of: .anyOf([
              .identifier,
              .object([
                .always("kind", .identifier),
                .maybe("jurisdiction", .text(1...ProfileDocument.wordLengthMax)),
              ]),
            ]), atMost: credentialsMax),
          "What one must hold until the service begins: a kind, or a kind of a jurisdiction."),
        .maybe(
          "zones", .list(of: .identifier, atMost: zonesMax, isSet: true),
          "Zones of which one must be covered; none for an empty list. When left out, those that hold the place: where none "
            + "does, none has to be covered."),
        .maybe(
          "window", .object([.maybe("start", .moment), .maybe("end", .moment)]),
          "The service must not begin before `start`; from now on when left out."),
        .maybe("arriveBy", .moment, "By when the technician has to be there; `window.end` when left out."),
        .maybe(
          "blocked", .list(of: .identifier, atMost: BookingTerms.blockedMax, isSet: true), "Must not come."),
        .maybe("picked", .identifier, "Whom the customer picked; explained, and ranked like everybody."),
        .maybe("explain", .list(of: .identifier, atMost: explainMax, isSet: true), "Technicians to explain."),
        .maybe(
          "count", .whole(1...Int64(MatchQuery.countLimit)),
          "At most so many candidates; `match.count` of the settings when left out."),
        .maybe(
          "ageMaxSeconds", .whole(ageLimitsSeconds),
          "Older positions do not count; `match.ageMaxSeconds` of the settings when left out."),
        .maybe(
          "countsRefusals", .boolean, "Whether `refusals` is told; it looks at everybody.", else: .bool(true)),
      ])))
}
