// What is told about the pages and what they load.

import Bedrock

extension PageRoutes {
  /// The documentation of the routes.
  enum Documentation {
    static let root = RouteDocumentation(
      group: .pages, name: "getRoot", description: "A redirect to `/docs`.",
      answers: [RouteDocumentation.Answer(status: 302, description: "Go to `/docs`.", contents: [])],
      examples: [RouteDocumentation.Example(title: "The address without a path", status: 302)])

    static let ops = page(
      "getConsole",
      "For dispatchers: the map, the bookings in service, and what can be done about them. Asks for a token.")
    static let docs = page("getDocs", "Shows `/openapi.json` to people.")
    static let arrival = page(
      "getArrivalPage",
      """
      Every key gets the same page. Whether it opens anything the page learns from the WebSocket, where guesses are \
      counted. The key never reaches a log.
      """,
      path: [
        RouteDocumentation.Parameter(
          name: "share", schema: .text(), description: "The key of a share.", isRequired: true)
      ], example: ["share": "-CyV4MsTS1pM_7LkJXNY_Q"])

    static let asset = RouteDocumentation(
      group: .pages, name: "getAsset",
      description:
        "Style sheets, modules and dictionaries. Under the present version they may be kept for ever.",
      path: [
        RouteDocumentation.Parameter(
          name: "version", schema: .text(), description: "Names the state of all files; pages know it.",
          isRequired: true),
        RouteDocumentation.Parameter(
          name: "path", schema: .text(), description: "The file, with slashes.", isRequired: true),
      ], headers: [ifNoneMatch],
      answers: [
        file([
          .other(mediaType: "text/css; charset=utf-8"), .other(mediaType: "text/javascript; charset=utf-8"),
          .document(mediaType: "application/json", .openObject([])),
        ]), notModified,
      ], problems: [.notFound],
      examples: [
        RouteDocumentation.Example(
          title: "A style sheet", path: ["version": "1", "path": "css/tokens.css"], answer: ":root {\n}\n",
          mediaType: "text/css")
      ])

    static let settings = RouteDocumentation(
      group: .pages, name: "getPageSettings", description: "The engine's clock, and where maps come from.",
      answers: [
        RouteDocumentation.Answer(
          status: 200, description: "Without the envelope.",
          contents: [
            .document(
              mediaType: "application/json",
              .object([
                .always("version", .text(), "Of the program."),
                .always("clock", ClockRoutes.Documentation.schema),
                .maybe(
                  "map",
                  .object([
                    .maybe("bounds", .list(of: .number(), 4...4), "West, south, east, north in degrees."),
                    .always("zoomMin", .whole()), .always("zoomMax", .whole()),
                    .always("attribution", .text()),
                  ]), "There when the server draws its own maps."),
                .maybe(
                  "tiles", .object([.always("url", .text()), .always("attribution", .text())]),
                  "Tiles of somebody else."),
              ]))
          ])
      ],
      examples: [
        RouteDocumentation.Example(
          title: "With a map of its own",
          answer: """
            {"version":"\(VersionCommand.version)","clock":{"mode":"real","time":1795230212400},\
            "map":{"bounds":[46.5,24.5,46.9,24.9],"zoomMin":6,"zoomMax":14,"attribution":""}}
            """, mediaType: "application/json")
      ])

    static let tile = RouteDocumentation(
      group: .pages, name: "getMapTile",
      description:
        "Streets, areas and names of one tile (Web Mercator numbers), in units of which a tile has `e`.",
      path: [
        coordinate("zoom", TileAddress.zooms, "The zoom level."),
        coordinate("x", 0...(1 << TileAddress.zooms.upperBound) - 1, "The column, from the west."),
        coordinate("y", 0...(1 << TileAddress.zooms.upperBound) - 1, "The row, from the north."),
      ], headers: [ifNoneMatch],
      answers: [file([.document(mediaType: "application/json", tileSchema)]), notModified],
      problems: [.notFound],
      examples: [
        RouteDocumentation.Example(
          title: "A tile in Riyadh", path: ["zoom": "12", "x": "2579", "y": "1761"],
          answer: #"{"e":4096,"l":[{"k":"primary","p":[[0,120,4096,30]]}],"n":[]}"#,
          mediaType: "application/json")
      ])

    private static let tileSchema = Schema.object([
      .always("e", .whole(), "How many units a tile has in each direction."),
      .always(
        "l",
        .list(
          of: .object([
            .always("k", .text(), "The kind, such as `motorway`, `water` or `park`."),
            .always(
              "p", .list(of: .list(of: .whole())),
              "Lines: the first point, then differences; rings are closed."),
          ]))),
      .always(
        "n",
        .list(
          of: .object([
            .always("k", .text()), .always("x", .whole()), .always("y", .whole()), .maybe("en", .text()),
            .maybe("ar", .text()), .always("r", .whole(), "The rank; the lowest are drawn first."),
          ])), "Names."),
    ])

    /// Of what browsers may keep.
    static let ifNoneMatch = RouteDocumentation.Parameter(
      name: "If-None-Match", schema: .text(),
      description: "The `ETag` of an earlier answer; 304 when nothing has changed.")

    /// The answer to whoever has the present version.
    static let notModified = RouteDocumentation.Answer(
      status: 304, description: "Nothing has changed.", contents: [])

    /// A file, packed with gzip for whoever takes that.
    static func file(_ contents: [RouteDocumentation.Answer.Content]) -> RouteDocumentation.Answer {
      RouteDocumentation.Answer(
        status: 200, description: "The file.", contents: contents,
        headers: [
          RouteDocumentation.Parameter(name: "ETag", schema: .text(), description: "Names this version.")
        ])
    }

    private static func coordinate(
      _ name: String, _ limits: ClosedRange<Int>, _ description: String
    ) -> RouteDocumentation.Parameter {
      RouteDocumentation.Parameter(
        name: name, schema: .whole(Int64(limits.lowerBound)...Int64(limits.upperBound)),
        description: description, isRequired: true)
    }

    private static func page(
      _ name: String, _ description: String, path: [RouteDocumentation.Parameter] = [],
      example: [String: String] = [:]
    ) -> RouteDocumentation {
      RouteDocumentation(
        group: .pages, name: name, description: description, path: path, headers: [ifNoneMatch],
        answers: [file([.other(mediaType: "text/html; charset=utf-8")]), notModified],
        examples: [
          RouteDocumentation.Example(
            title: "The page", path: example, answer: "<!doctype html>\n", mediaType: "text/html")
        ])
    }
  }
}
