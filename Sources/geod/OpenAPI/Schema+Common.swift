// What occurs all over the interface: identifiers, moments, places, pages of a list.

import Bedrock

extension Schema {
  /// A name that a client has chosen.
  static let identifier = Schema.part(
    Part(
      "Identifier",
      .text(1...ClientID.lengthMax, pattern: "^[A-Za-z0-9._-]+$").meaning("A name that a client chooses.")))

  /// A name that the server has made.
  static let uuid = Schema.part(
    Part(
      "UUID",
      .text(
        36...36, pattern: "^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$",
        format: "uuid"
      )
      .meaning("A name that the server has made: a UUID of version 7.")))

  /// A moment in Unix milliseconds.
  static let moment = Schema.part(
    Part("Moment", .whole(FieldLimits.moment).meaning("Engine time in Unix milliseconds.")))

  static let latitude = Schema.number(FieldLimits.latitude)
  static let longitude = Schema.number(FieldLimits.longitude)

  /// A span of time whose ends are both told.
  static let window = Schema.part(
    Part(
      "Window",
      .object([.always("start", .moment), .always("end", .moment, "Not before the start.")])
        .meaning("A span of time, both ends included.")))

  /// A page of a list: `items`, and `next` where more follow.
  static func page(of item: Schema, next: Schema) -> Schema {
    .object([
      .always("items", .list(of: item)),
      .maybe("next", next, "There when more follow: what the next page is asked with."),
    ])
  }
}
