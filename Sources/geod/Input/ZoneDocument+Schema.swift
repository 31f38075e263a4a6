// What a zone may be, with the limits by which ZoneDocument and ZoneGeometry read it.

import Bedrock
import TripStore

extension ZoneDocument {
  /// A zone as it is sent.
  static let requestSchema = Schema.part(
    Schema.Part(
      "ZoneRequest",
      .object(
        [.maybe("id", .identifier, "That of the path, or left out.")] + nameMembers + [
          .maybe(
            "isActive", .boolean, "Whether maps show it and places are looked up in it.", else: .bool(true)),
          .maybe("color", color, "How maps show it; theirs to choose when left out."),
          .always("geometry", geometry),
          .maybe(
            "repair", .boolean,
            """
            Whether to mend what can be mended: rings are closed and turned the right way round, points that stand \
            twice and spikes are dropped, edges of more than 180 degrees go the short way.
            """, else: .bool(false)),
          .maybe(
            "version", .whole(versionLimits),
            "The version that the change is based on, 0 for none; replaces whatever is there when left out."),
          .maybe("reason", .text(1...reasonLengthMax), "Goes into the audit."),
        ])))

  /// A zone as it is answered.
  static let schema = Schema.part(
    Schema.Part(
      "Zone",
      .object([.always("id", .identifier)] + toldMembers + [.always("geometry", geometry)])))

  /// The same as GeoJSON.
  static let featureSchema = Schema.part(
    Schema.Part(
      "ZoneFeature",
      .object([
        .always("type", .words(["Feature"])), .always("id", .identifier), .always("geometry", geometry),
        .always("properties", .object(toldMembers)),
      ])))

  /// All zones as GeoJSON.
  static let featuresSchema = Schema.part(
    Schema.Part(
      "ZoneFeatures",
      .object([
        .always("type", .words(["FeatureCollection"])),
        .always("features", .list(of: featureSchema, atMost: StoreLimits.zonesMax)),
      ])))

  private static let nameMembers: [Schema.Member] = [
    .always(
      "name",
      .object([.maybe("ar", .text(1...nameLengthMax)), .maybe("en", .text(1...nameLengthMax))]),
      "At least one of the two.")
  ]

  private static let toldMembers: [Schema.Member] =
    [
      .always("version", .whole(versionLimits), "Another one after each change."),
      .always("updatedAt", .moment, "When it was last changed."),
    ] + nameMembers + [.always("isActive", .boolean), .maybe("color", color)]

  private static let color = Schema.text(7...7, pattern: "^#[0-9A-Fa-f]{6}$")

  private static let geometry = Schema.part(
    Schema.Part(
      "ZoneGeometry",
      .anyOf([
        .object([.always("type", .words(["Polygon"])), .always("coordinates", polygon)]),
        .object([
          .always("type", .words(["MultiPolygon"])),
          .always("coordinates", .list(of: polygon, 1...ZoneGeometry.pointsMax)),
        ]),
      ]).meaning(
        """
        GeoJSON (RFC 7946), at most \(ZoneGeometry.pointsMax) points in all. Rings are closed, outsides run \
        counterclockwise and holes clockwise; none crosses or touches itself; holes lie in their outside and polygons \
        beside each other. An area across the antimeridian is cut there or has longitudes over 180.
        """)))

  private static let polygon = Schema.list(of: ring, 1...ZoneGeometry.pointsMax)
    .meaning("The outside, then holes.")

  private static let ring = Schema.list(
    of: .list(of: .number(), 2...3).meaning("Longitude, latitude; a height is let go."),
    4...ZoneGeometry.pointsMax)
}
