// What a profile may be, with the limits by which ProfileDocument reads it.

import Bedrock
import Engine

extension ProfileDocument {
  /// A profile as it is kept and answered.
  static let schema = Schema.part(Schema.Part("Profile", .object(members)))

  /// A profile as it is sent: it may repeat the identifier of the path.
  static let requestSchema = Schema.part(
    Schema.Part(
      "ProfileRequest", .object([.maybe("id", .identifier, "That of the path, or left out.")] + members)))

  /// A profile on a line of an import: it says whose it is.
  static let importSchema = Schema.part(
    Schema.Part("ProfileImport", .object([.always("id", .identifier)] + members)))

  private static let members: [Schema.Member] = [
    .maybe(
      "name",
      .object([.maybe("ar", .text(1...nameLengthMax)), .maybe("en", .text(1...nameLengthMax))])),
    .maybe(
      "skills",
      .list(
        of: .anyOf([
          .identifier, .object([.always("id", .identifier), .maybe("level", .whole(levelLimits))]),
        ]), atMost: TechnicianProfile.skillsMax),
      "No skill twice. `level` is kept and not used yet."),
    .maybe(
      "rating",
      .object([
        .maybe("value", .number(ratingLimits), else: .number(0)),
        .maybe("count", .whole(ratingCountLimits), "How many votes.", else: .number(0)),
      ])),
    .maybe("status", .words(of: StatusWord.self), else: .string(StatusWord.available.rawValue)),
    .maybe(
      "credentials",
      .list(
        of: .object([
          .always("kind", .identifier), .maybe("jurisdiction", .text(1...wordLengthMax)),
          .maybe("number", .text(1...wordLengthMax), "Kept and never shown to customers."),
          .maybe(
            "status", .words(of: CredentialStatus.self), "Only `valid` ones count.",
            else: .string(CredentialStatus.valid.rawValue)),
          .maybe("expires", .text(format: "date"), "Counts until the end of this day, in local time."),
        ]), atMost: credentialsMax)),
    .maybe(
      "zones", .list(of: .identifier, atMost: zonesMax),
      "Where the technician goes; everywhere when left out, nowhere when empty."),
    .maybe(
      "shift", .object([.always("start", timeOfDay), .always("end", timeOfDay)]),
      "Daily hours in local time. An `end` that is not after `start` is on the next day."),
    .maybe("capacity", .whole(capacityLimits), "How many open bookings at once.", else: .number(1)),
  ]

  private static let timeOfDay = Schema.text(5...5, pattern: "^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$")
}
