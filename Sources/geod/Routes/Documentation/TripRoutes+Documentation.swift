// What callers are told about offers, trips and shares.

import Bedrock
import Trips
import TripStore

extension OfferRoutes {
  /// The documentation of the routes.
  enum Documentation {
    private static let id = RouteDocumentation.Parameter(
      name: "offer", schema: .uuid, description: "The offer.", isRequired: true)

    static let accept = answer(
      "acceptOffer",
      """
      The same as `accept` over the WebSocket. Exactly one accept wins; 409 tells the others why: `taken`, `late`, \
      `withdrawn`, `declined`, `notAsked`.
      """, .object([]), title: "Take it", body: "",
      state: """
        "state":"assigned","version":3
        """,
      tail: """
        ,"assignment":{"technician":"tech-1","trip":"01a1fc0e-f133-7415-bfa9-f6c0120de49d","version":1,\
        "since":1795230200115,"offer":"01a1fc0e-ee0a-7973-a118-709eff7e6159"}
        """)

    static let decline = answer(
      "declineOffer", "The same as `decline` over the WebSocket. When all have declined, the next are asked.",
      .object([BookingInput.reasonMember(isRequired: false)]), title: "Too far away",
      body: #"{"reason":"too far away"}"#,
      state: """
        "state":"open","version":3
        """, tail: "")

    private static func answer(
      _ name: String, _ description: String, _ body: Schema, title: String, body text: String, state: String,
      tail: String
    ) -> RouteDocumentation {
      RouteDocumentation(
        group: .offers, name: name, description: description, path: [id], headers: [Transition.keyParameter],
        body: .json(body, isRequired: false), answers: [.transition()], problems: [.conflict, .notFound],
        examples: [
          RouteDocumentation.Example(
            title: title, path: ["offer": "01a1fc0e-ee0a-7973-a118-709eff7e6159"], body: text,
            answer: """
              {"id":"b4",\(state),"placedAt":1795230199305,"lat":24.71,"lon":46.69,\
              "skillsRequired":["ac-repair"],"skillsPreferred":[],\
              "window":{"start":1795230199304,"end":1795237399304},"sla":{"arriveBy":1795230798095},\
              "preferences":{"blocked":[]},"textReferences":[],"wavesSent":1,"asked":["tech-1"]\(tail)}
              """)
        ])
    }
  }
}

extension TripRoutes {
  /// The documentation of the routes.
  enum Documentation {
    private static let id = RouteDocumentation.Parameter(
      name: "trip", schema: .uuid, description: "The trip.", isRequired: true)
    private static let exampleID = "01a1fc0e-f133-7415-bfa9-f6c0120de49d"

    static let list = RouteDocumentation(
      group: .trips, name: "listTrips",
      description: """
        Trips that have begun, as they were last changed. A technician gets its own trips only, whatever it asks for. A \
        trip that starts between two pages is on neither: it stands before the first. Trips go with their bookings \
        (`retention.bookingsDays`); what is left then is the summary, under the trip's own address.
        """, query: TripList.Items.all,
      answers: [.data(200, .page(of: .trip, next: .text(pattern: PageCursor.pattern)), "A page.")],
      examples: [
        RouteDocumentation.Example(
          title: "Trips of one technician that are over", query: "technician=tech-1&live=false&limit=1",
          answer: """
            {"items":[{"id":"01a1fc0e-f133-7415-bfa9-f6c0120de49d","booking":"b4","technician":"tech-1",\
            "assignmentVersion":1,"state":"completed","startedAt":1795230210400,"arrivedAt":1795230600400,\
            "arrivalSource":"said","beganAt":1795230660400,"endedAt":1795233600400}],"next":"\(exampleNext)"}
            """),
        RouteDocumentation.Example(
          title: "The next page", query: "live=false&limit=1&after=\(exampleNext)", answer: #"{"items":[]}"#),
      ])

    /// The `next` of a page that ends with the trip of the examples, for the tenant of a development server.
    private static let exampleNext = TripList.cursor(
      TripQuery.Cursor(
        startedAt: Instant(milliseconds: 1_795_230_210_400),
        id: UUIDv7(at: Instant(milliseconds: 1_795_230_210_400), random: (0x415, 0x3FA9_F6C0_120D_E49D))),
      of: ClientID(trusted: "dev"))

    static let get = RouteDocumentation(
      group: .trips, name: "getTrip",
      description: """
        While it is under way with the distance so far and, on the way, `eta`; afterwards with its summary. A technician \
        sees only their own trips; all others are 404.
        """, path: [id],
      answers: [
        .data(
          200,
          .anyOf([
            .object([
              .always("trip", .trip), .maybe("distanceMeters", .number()), .maybe("fixCount", .count),
              .maybe("eta", .eta),
            ]),
            .object([
              .always("trip", .anyOf([.trip, .null]), "Null when it is not kept any more."),
              .always("summary", .anyOf([.tripSummary, .null])),
            ]),
          ]), "The trip: live, or as it was.")
      ], problems: [.notFound],
      examples: [
        RouteDocumentation.Example(
          title: "On the way", path: ["trip": exampleID],
          answer: """
            {"trip":{"id":"01a1fc0e-f133-7415-bfa9-f6c0120de49d","booking":"b4","technician":"tech-1",\
            "assignmentVersion":1,"state":"enRoute","startedAt":1795230210400},"distanceMeters":1240.5,\
            "fixCount":64,"eta":{"expectedSeconds":318,"lowSeconds":240,"highSeconds":420,"t":1795230212400}}
            """)
      ])

    static let track = RouteDocumentation(
      group: .trips, name: "getTrack",
      description: """
        Where the technician was, in the order of time, in the form of `format`, or else the one that `Accept` names. \
        A long track comes in pages: the header `Link` says where the next one is. When the points are not kept any \
        more (`retention.pointsDays` of the settings) it is the summary's line, which says so: `simplified`, \
        `toleranceMeters`, no times.
        """, path: [id], query: TrackItems.all,
      answers: [
        RouteDocumentation.Answer(
          status: 200, description: "The track in the form that was asked for.",
          contents: [
            .document(mediaType: "application/geo+json", trackSchema),
            .other(mediaType: "application/gpx+xml"), .other(mediaType: "text/csv"),
            .data(
              .object([
                .always("polyline", .text(), "Encoded with five decimals."), .always("simplified", .boolean),
                .maybe("toleranceMeters", .number()),
              ])),
          ],
          headers: [
            RouteDocumentation.Parameter(
              name: "Link", schema: .text(),
              description: "There when more points may follow: the next page, with `rel=\"next\"` (RFC 8288)."
            )
          ])
      ], problems: [.notFound],
      examples: [
        RouteDocumentation.Example(
          title: "As an encoded polyline", path: ["trip": exampleID], query: "format=polyline",
          answer: #"{"polyline":"_fcvCo{{~Gt@aB","simplified":false}"#),
        RouteDocumentation.Example(
          title: "As GeoJSON", path: ["trip": exampleID], query: "format=geojson",
          answer: """
            {"type":"Feature","id":"01a1fc0e-f133-7415-bfa9-f6c0120de49d","geometry":{"type":"LineString",\
            "coordinates":[[46.6751,24.7137],[46.6756,24.7134]]},\
            "properties":{"trip":"01a1fc0e-f133-7415-bfa9-f6c0120de49d","coordTimes":[1795230211400,1795230212400]}}
            """, mediaType: "application/geo+json"),
        RouteDocumentation.Example(
          title: "As a table, the page behind a point", path: ["trip": exampleID],
          query: "format=csv&limit=1&after=\(exampleAfter)",
          answer: TrackCSV.columns.joined(separator: ",") + "\r\n"
            + "2026-11-21T03:03:32.400Z,24.7134,46.6756,4.8,8.5,112,phone-1,18\r\n", mediaType: "text/csv"),
      ])

    /// The `after` of a page, for the tenant of a development server.
    private static let exampleAfter = TrackReads.cursor(
      PointPlace(
        at: Instant(milliseconds: 1_795_230_211_400), device: ClientID(trusted: "phone-1"), sequence: 17),
      of: ClientID(trusted: "dev"))

    static let start = step("startTrip", "The booking is `inTrip` from then on.", "enRoute", 4)
    static let arrive = step(
      "arriveTrip", "Positions near the place say it by themselves (`arrival` of the settings).", "arrived",
      5,
      #","arrivedAt":1795230600400,"arrivalSource":"said""#)
    static let begin = step(
      "beginTrip", "The state is `inService` from then on.", "inService", 6,
      #","arrivedAt":1795230600400,"arrivalSource":"said","beganAt":1795230660400"#)
    static let complete = step(
      "completeTrip", "Booking and trip have ended; the summary is written.", "completed", 7,
      #","arrivedAt":1795230600400,"arrivalSource":"said","beganAt":1795230660400,"endedAt":1795233600400"#,
      booking: "completed", ended: #""endedAt":1795233600400,"#)
    static let cancel = step(
      "cancelTrip", "Breaks the trip off. The booking is open again, and others are asked.", "cancelled", 5,
      #","endedAt":1795230660400"#, booking: "open", ended: #""endedAt":1795230660400,"#,
      members: [BookingInput.reasonMember(isRequired: false)], body: #"{"reason":"the van has broken down"}"#)

    private static func step(
      _ name: String, _ description: String, _ state: String, _ version: Int, _ times: String = "",
      booking: String = "inTrip", ended: String = "", members: [Schema.Member] = [], body: String = ""
    ) -> RouteDocumentation {
      RouteDocumentation(
        group: .trips, name: name,
        description:
          "The same as `trip` over the WebSocket. \(description) 409 when the state does not allow it.",
        path: [id], headers: [Transition.keyParameter],
        body: .json(BookingInput.commandSchema(members), isRequired: false), answers: [.transition()],
        problems: [.conflict, .notFound],
        examples: [
          RouteDocumentation.Example(
            title: "The technician's own trip", path: ["trip": exampleID], body: body,
            answer: """
              {"id":"b4","state":"\(booking)","version":\(version),"placedAt":1795230199305,"lat":24.71,"lon":46.69,\
              "skillsRequired":["ac-repair"],"skillsPreferred":[],\
              "window":{"start":1795230199304,"end":1795237399304},"sla":{"arriveBy":1795230798095},\
              "preferences":{"blocked":[]},"textReferences":[],"wavesSent":1,"asked":["tech-1"],\
              "assignment":{"technician":"tech-1","trip":"01a1fc0e-f133-7415-bfa9-f6c0120de49d","version":1,\
              "since":1795230200115,\(ended)"offer":"01a1fc0e-ee0a-7973-a118-709eff7e6159"},\
              "trip":{"id":"01a1fc0e-f133-7415-bfa9-f6c0120de49d","booking":"b4","technician":"tech-1",\
              "assignmentVersion":1,"state":"\(state)","startedAt":1795230210400\(times)}}
              """)
        ])
    }

    private static let trackSchema = Schema.object([
      .always("type", .words(["Feature"])), .always("id", .uuid),
      .always(
        "geometry",
        .anyOf([
          .object([
            .always("type", .words(["LineString"])),
            .always("coordinates", .list(of: .list(of: .number(), 2...2)), "Longitude, latitude."),
          ]), .pointGeometry, .null,
        ]), "A point when there is one, null when there is none."),
      .always(
        "properties",
        .object([
          .always("trip", .uuid), .maybe("coordTimes", .list(of: .moment), "The time of each position."),
          .maybe("simplified", .boolean), .maybe("toleranceMeters", .number()),
        ])),
    ])
  }

  /// The items of the query of a track.
  enum TrackItems {
    static let format = QueryItem<String?>.word(
      "format", among: TrackReads.Form.allCases.map(\.rawValue),
      "The form of the track. Left out, it is the first one that `Accept` names, and `geojson` when it names none."
    )
    static let after = QueryItem<String?>.cursor(
      "after", "Where the page begins: as the `Link` of the page before has it.")
    static let limit = QueryItem<Int>.whole(
      "limit", in: 1...TrackReads.pointsMax, else: TrackReads.pointsMax, "Points per page.")

    static let all = [format.parameter, after.parameter, limit.parameter]
  }
}
