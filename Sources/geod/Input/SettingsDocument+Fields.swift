// The fields of the settings document in their sections, with what they mean to those who set them. The limits
// stand with the settings themselves.

import Bedrock
import Engine
import Matcher
import TrackHub

extension SettingsDocument {
  private static let customerName = Schema.text(0...CustomerSettings.nameLengthMax)
  private static let customerURL = Schema.text(
    0...CustomerSettings.urlBytesMax, pattern: "^$|^(https://|tel:|mailto:|sms:)[!-~]+$")

  /// Every field of the document. Reading, writing and the schema are made from it.
  static let sections: [(name: String, fields: [SettingsField])] = [
    (
      "fix",
      [
        .number("accuracyMaxMeters", \.fix.accuracyMaxMeters, "Worse reports are `coarse`, metres."),
        .number(
          "speedMaxMetersPerSecond", \.fix.speedMaxMetersPerSecond,
          "The fastest believable movement, metres per second."),
        .number(
          "jumpSlackMeters", \.fix.jumpSlackMeters,
          "What noise may add to a distance before it counts as speed, metres."),
        .whole(
          "jumpConfirmations", \.fix.jumpConfirmations,
          "Refused fixes that must agree before the next one there is believed."),
        .whole(
          "futureToleranceMilliseconds", \.fix.futureToleranceMilliseconds,
          "How far a device's clock may run ahead, milliseconds."),
        .whole("ageMaxMilliseconds", \.fix.ageMaxMilliseconds, "Older reports are `late`, milliseconds."),
        .number(
          "frozenSpeedMetersPerSecond", \.fix.frozenSpeedMetersPerSecond,
          "From this reported speed on, one exact place is suspicious, metres per second."),
        .whole(
          "frozenAfterMilliseconds", \.fix.frozenAfterMilliseconds,
          "For how long it may last, milliseconds."),
        .bool("refusesMock", \.fix.refusesMock, "Refuse what the platform marked as simulated."),
      ]
    ),
    (
      "presence",
      [
        .whole(
          "idleAfterMilliseconds", \.presence.idleAfterMilliseconds,
          "Silence until `idle`, milliseconds."),
        .whole(
          "offlineAfterMilliseconds", \.presence.offlineAfterMilliseconds,
          "Silence until `offline`; more than until `idle`, milliseconds."),
      ]
    ),
    (
      "contract",
      [
        .whole("minIntervalMs", \.contract.minIntervalMs, "Shortest time between two fixes, milliseconds."),
        .number(
          "deviationMeters", \.contract.deviationMeters,
          "How far a phone may stray before it reports, metres."),
        .whole(
          "heartbeatMs", \.contract.heartbeatMs,
          "Longest silence; at least `minIntervalMs`, milliseconds."),
      ]
    ),
    (
      "nearby",
      [
        .whole("count", \.nearby.count, "`k` of nearby questions that do not say."),
        .whole(
          "maxAgeSeconds", \.nearby.maxAgeSeconds,
          "`maxAgeSeconds` of nearby questions that do not say, seconds."),
      ]
    ),
    (
      "match",
      [
        .number(
          "travelWeight", \.match.weights.travelWeight,
          "The cost of a second of travel, seconds per second."),
        .number(
          "ratingSecondsPerStar", \.match.weights.ratingSecondsPerStar,
          "The cost of each star below five, seconds."),
        .number(
          "ratingPriorStars", \.match.weights.ratingPriorStars,
          "The rating of a technician without votes."),
        .number("ratingPriorCount", \.match.weights.ratingPriorCount, "How many votes that counts as."),
        .number(
          "slackWantedSeconds", \.match.weights.slackWantedSeconds,
          "With this much time to spare an arrival is as good as any earlier one, seconds."),
        .number(
          "slackWeight", \.match.weights.slackWeight,
          "The cost of each second of slack that is missing, seconds per second."),
        .number(
          "lateWeight", \.match.weights.lateWeight,
          "The further cost of each second beyond the deadline, seconds per second."),
        .number(
          "skillFitSeconds", \.match.weights.skillFitSeconds,
          "What having all preferred skills is worth, seconds."),
        .whole("ageMaxSeconds", \.match.ageMaxSeconds, "Positions older than this do not count, seconds."),
        .whole("count", \.match.count, "Candidates of match requests that do not say."),
      ]
    ),
    (
      "travelTime",
      [
        .number(
          "detourFactor", \.travelTime.detourFactor,
          "How much longer the road is than the straight line."),
        .whole(
          "utcOffsetMinutes", \.travelTime.utcOffsetMinutes,
          "By how much local time is ahead of UTC, minutes."),
      ]
    ),
    (
      "offers",
      [
        .bool("isAutomatic", \.offers.isAutomatic, "Geod asks by itself; otherwise only on request."),
        .whole("waveSize", \.offers.waveSize, "How many technicians see one offer."),
        .whole("waveSeconds", \.offers.waveSeconds, "How long a wave may be answered, seconds."),
        .whole("wavesMax", \.offers.wavesMax, "Waves before nobody is left."),
        .whole("leasesMax", \.offers.leasesMax, "Live offers that a technician may have at once."),
        .whole(
          "leadMinutes", \.offers.leadMinutes,
          "Asking begins this long before the window opens, minutes."),
        .whole(
          "searchSeconds", \.offers.searchSeconds,
          "For how long to look again when nobody is left, before the booking is `unfilled`, seconds."),
      ]
    ),
    (
      "arrival",
      [
        .number("radiusMeters", \.arrival.radiusMeters, "How near the place is near enough, metres."),
        .whole("dwellSeconds", \.arrival.dwellSeconds, "How long the technician has to stay near, seconds."),
        .number(
          "leaveRadiusMeters", \.arrival.leaveRadiusMeters,
          "How far away the stay counts as broken; at least `radiusMeters`, metres."),
      ]
    ),
    (
      "sla",
      [
        .whole(
          "warningSeconds", \.sla.warningSeconds,
          "At risk this long before the due time, whatever else is known, seconds."),
        .whole(
          "slackSeconds", \.sla.slackSeconds,
          "At risk when the expected time leaves less than this, seconds."),
      ]
    ),
    (
      "shares",
      [
        .whole("hoursMax", \.shares.hoursMax, "The longest life of a share, hours.")
      ]
    ),
    (
      "customer",
      [
        .text("nameEn", \.customer.nameEn, customerName, "The business in English; empty for none."),
        .text("nameAr", \.customer.nameAr, customerName, "The business in Arabic; empty for none."),
        .text(
          "contactUrl", \.customer.contactURL, customerURL,
          "Where customers reach the business; `{booking}` stands for the booking."),
        .text(
          "cancelUrl", \.customer.cancelURL, customerURL,
          "Where customers call a booking off; `{booking}` stands for it."),
        .word(
          "language", \.customer.language, "The language in which pages begin; the browser's when empty."),
        .word("numerals", \.customer.numerals, "The digits of pages in Arabic."),
        .bool("showsName", \.customer.showsName, "Whether customers see the technician's name."),
        .bool("showsRating", \.customer.showsRating, "Whether customers see the technician's rating."),
        .bool(
          "showsCredentials", \.customer.showsCredentials,
          "Whether customers see the technician's credentials."),
      ]
    ),
    (
      "retention",
      [
        .whole("pointsDays", \.retention.pointsDays, "The points of finished trips, days."),
        .whole("summariesDays", \.retention.summariesDays, "The summaries of trips, days."),
        .whole("decisionsDays", \.retention.decisionsDays, "Why technicians were asked, days."),
        .whole("auditDays", \.retention.auditDays, "Who changed what, days."),
        .whole(
          "bookingsDays", \.retention.bookingsDays,
          "Finished bookings with offers, trips and events, days."),
        .whole(
          "deadLettersDays", \.retention.deadLettersDays, "Messages to webhooks that were given up, days."),
        .whole(
          "idempotencyKeysDays", \.retention.idempotencyKeysDays,
          "The keys by which repeated requests are recognised, days."),
      ]
    ),
  ]

  /// Sections that documents of earlier versions may have. Stored documents are read without them; new ones are
  /// refused with them, like with anything unknown.
  static let retiredSections: Set<String> = ["outbox"]
}
