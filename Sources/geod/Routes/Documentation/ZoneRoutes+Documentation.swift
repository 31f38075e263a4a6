// What callers are told about zones.

import Bedrock
import TripStore

extension ZoneRoutes {
  /// The documentation of the routes.
  enum Documentation {
    private static let id = RouteDocumentation.Parameter(
      name: "id", schema: .identifier, description: "The zone.", isRequired: true)

    static let list = RouteDocumentation(
      group: .zones, name: "listZones",
      description: """
        All zones of the tenant, in the order of their identifiers. They are shown on maps, technicians name those that \
        they go to, and a booking keeps those that hold its place.
        """,
      answers: [
        RouteDocumentation.Answer(
          status: 200, description: "The zones.",
          contents: [
            .data(.object([.always("items", .list(of: ZoneDocument.schema, atMost: StoreLimits.zonesMax))])),
            .document(mediaType: ZoneRoutes.geoJSONType, ZoneDocument.featuresSchema),
          ])
      ],
      examples: [
        RouteDocumentation.Example(title: "As items", answer: #"{"items":[\#(answered)]}"#),
        RouteDocumentation.Example(
          title: "As GeoJSON", headers: [("Accept", ZoneRoutes.geoJSONType)],
          answer: #"{"type":"FeatureCollection","features":[\#(feature)]}"#,
          mediaType: ZoneRoutes.geoJSONType),
      ])

    static let at = RouteDocumentation(
      group: .zones, name: "zonesAt",
      description: """
        The zones that hold a place, by their identifiers in ascending order; those that are switched off do not count. \
        Exact: edges are straight in longitude and latitude, and a place on a common border of two zones lies in one of them.
        """, query: [ZoneRoutes.Items.latitude.parameter, ZoneRoutes.Items.longitude.parameter],
      answers: [
        .data(
          200, .object([.always("zones", .list(of: .identifier, atMost: StoreLimits.zonesMax, isSet: true))]),
          "The zones; none where the place lies in none.")
      ],
      examples: [
        RouteDocumentation.Example(
          title: "A place in one", query: "lat=24.69&lon=46.71", answer: #"{"zones":["al-olaya"]}"#)
      ])

    static let get = RouteDocumentation(
      group: .zones, name: "getZone", description: "A zone as it was last put.", path: [id],
      answers: [
        RouteDocumentation.Answer(
          status: 200, description: "The zone.",
          contents: [
            .data(ZoneDocument.schema),
            .document(mediaType: ZoneRoutes.geoJSONType, ZoneDocument.featureSchema),
          ])
      ], problems: [.notFound],
      examples: [
        RouteDocumentation.Example(title: "A zone", path: ["id": "al-olaya"], answer: answered)
      ])

    static let put = RouteDocumentation(
      group: .zones, name: "putZone",
      description: """
        Adds a zone or replaces it; what is left out is not kept from before. A fault of the geometry is named by its \
        place, such as `geometry.coordinates[0][3][1]`; nothing is mended unless `repair` says so. Written to the audit. A tenant has at most \
        \(StoreLimits.zonesMax) zones with \(StoreLimits.zonePointsMax) points in all; 413 beyond. 409 when `version` is \
        not the one that is there.
        """, path: [id], body: .json(ZoneDocument.requestSchema),
      answers: [.data(200, ZoneDocument.schema, "The zone as it is kept.")], problems: [.conflict],
      examples: [
        RouteDocumentation.Example(
          title: "A triangle", path: ["id": "al-olaya"],
          body: """
            {"name":{"en":"Al Olaya","ar":"العليا"},"color":"#0a84ff","geometry":{"type":"Polygon",\
            "coordinates":[[[46.664,24.652],[46.742,24.648],[46.724,24.729],[46.664,24.652]]]},\
            "reason":"the district has grown"}
            """, answer: answered)
      ])

    static let delete = RouteDocumentation(
      group: .zones, name: "deleteZone",
      description: "Removes a zone. Profiles that name it keep the name. Written to the audit.", path: [id],
      answers: [.data(200, .object([.always("id", .identifier)]), "It is removed.")], problems: [.notFound],
      examples: [
        RouteDocumentation.Example(
          title: "A zone that is not served any more", path: ["id": "al-olaya"], answer: #"{"id":"al-olaya"}"#
        )
      ])

    private static let geometry = """
      {"type":"Polygon","coordinates":[[[46.664,24.652],[46.742,24.648],[46.724,24.729],[46.664,24.652]]]}
      """
    private static let told = """
      "version":3,"updatedAt":1795230199304,"color":"#0a84ff","isActive":true,\
      "name":{"ar":"العليا","en":"Al Olaya"}
      """
    private static let answered = #"{"id":"al-olaya",\#(told),"geometry":\#(geometry)}"#
    private static let feature =
      #"{"type":"Feature","id":"al-olaya","geometry":\#(geometry),"properties":{\#(told)}}"#
  }
}
