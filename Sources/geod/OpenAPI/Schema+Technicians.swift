// Technicians, positions and matches, as the interface answers them.

import Bedrock
import GeoIndex
import Matcher
import TrackHub

extension Schema {
  /// A technician with profile, presence and position.
  static let technician = Schema.part(
    Part(
      "Technician",
      .object([
        .always("id", .identifier), .always("profile", ProfileDocument.schema),
        .always("presence", .words(Presence.allCases.map { "\($0.name)" })),
        .maybe("position", position, "There once a fix was accepted."),
      ])))

  /// A position with its age.
  static let position = Schema.part(
    Part(
      "Position",
      .object([
        .always("t", .moment, "When the phone was there."), .always("lat", .latitude),
        .always("lon", .longitude), .maybe("acc", .number(), "Accuracy, metres."),
        .maybe("spd", .number(), "Speed, metres per second."),
        .maybe("hdg", .number(), "Direction of travel, degrees from north."),
        .maybe("bat", .number(0...1), "Battery, as a part of 1."),
        .always("ageMs", .count, "Engine time since `t`."),
      ])))

  /// An answer to a nearby question.
  static let nearby = Schema.list(
    of: .part(
      Part(
        "NearbyTechnician",
        .object([.always("id", .identifier)] + nearbyMembers + [.always("position", position)]))))

  /// The same as GeoJSON.
  static let nearbyFeatures = Schema.part(
    Part(
      "NearbyFeatures",
      .object([
        .always("type", .words(["FeatureCollection"])),
        .always(
          "features",
          .list(
            of: .object([
              .always("type", .words(["Feature"])), .always("id", .identifier),
              .always("geometry", pointGeometry),
              .always(
                "properties", .object(nearbyMembers + [.always("t", .moment), .always("ageMs", .count)])),
            ]))),
      ])))

  /// A point of GeoJSON.
  static let pointGeometry = Schema.object([
    .always("type", .words(["Point"])),
    .always("coordinates", .list(of: .number(), 2...2), "Longitude, latitude."),
  ])

  private static let nearbyMembers: [Member] = [
    .always("distanceMeters", .number(), "To the stored position, WGS84."),
    .always("presence", .words(Presence.allCases.map { "\($0.name)" })),
    .always("status", .words(TechnicianStatus.allCases.map { "\($0.name)" })),
    .always("rating", .number(ProfileDocument.ratingLimits)), .always("skills", .list(of: .identifier)),
  ]

  /// An answer to a match request.
  static let match = Schema.part(
    Part(
      "MatchAnswer",
      .object(
        [
          .always("time", .moment, "As of when it was answered."),
          .always(
            "zones", .list(of: .identifier),
            "Of which one had to be covered: named, or those that hold the place."),
        ] + matchMembers)))

  /// What a match found: of an answer, and of a decision that was kept.
  static let matchMembers: [Member] = [
    .always("candidates", .list(of: candidate), "Best first; equal costs by distance."),
    .maybe(
      "refusals",
      .object(
        MatchGate.allCases.map { .always("\($0.name)", .count) } + [
          .always("passed", .count, "How many met every gate.")
        ]), "All technicians by the first gate that refused them."),
    .always(
      "certificate",
      .object([
        .always("examined", .count), .always("scored", .count), .maybe("radiusMeters", .number()),
        .maybe("boundSeconds", .number()),
      ]),
      """
      The proof that nobody better was skipped: nobody at `radiusMeters` or beyond costs less than `boundSeconds`, and \
      everybody nearer was examined. Without a radius everybody was.
      """),
    .maybe("explanations", .list(of: explanation), "Of each technician of `explain`, in that order."),
    .maybe("picked", explanation, "What became of the picked technician."),
  ]

  private static let candidate = Schema.part(
    Part(
      "Candidate",
      .object([
        .always("technician", .identifier),
        .always("costSeconds", .number(), "The sum of the terms, in seconds of waiting."),
        .always(
          "terms",
          .object([
            .always("travelSeconds", .number()), .always("slackSeconds", .number()),
            .always("ratingSeconds", .number()), .always("fitSeconds", .number()),
          ]), "Weighted by the `match` settings."),
        .always("distanceMeters", .number(), "The straight line, WGS84."),
        .always("travelSeconds", .number(), "At the learned speed of this hour, with the detour factor."),
        .maybe("slackSeconds", .number(), "From the arrival to the deadline; negative when late."),
        .always("shrunkRating", .number(), "Drawn towards `match.ratingPriorStars` where votes are few."),
        .always("preferredSkillsHeld", .count),
        .always("eta", .object(travelTimeMembers), "Seconds from now, with an interval for four of five."),
      ])))

  private static let explanation = Schema.part(
    Part(
      "Explanation",
      .object([
        .always("technician", .identifier),
        .always("verdict", .words(["ranked", "refused", "outranked", "unknown"])),
        .maybe("rank", .count, "The place among the candidates, 1 for the best."),
        .maybe("gate", .words(MatchGate.allCases.map { "\($0.name)" }), "The first that refused."),
        .maybe("gapSeconds", .number(), "The cost above that of the last candidate."),
        .maybe(
          "enough",
          .object([
            .maybe("distanceMaxMeters", .number()), .maybe("ratingMin", .number()),
            .maybe("preferredSkillsMin", .count),
          ]), "What alone would have been enough for the last place."),
        .maybe("candidate", candidate),
      ])))
}
