// What callers are told about bookings: placing, reading, and what commands share. The commands themselves are in
// BookingRoutes+Commands.swift.

import Bedrock
import Trips
import TripStore

extension BookingRoutes {
  /// The documentation of the routes.
  enum Documentation {
    static let id = RouteDocumentation.Parameter(
      name: "id", schema: .identifier, description: "The booking.", isRequired: true)

    static let place = RouteDocumentation(
      group: .bookings, name: "placeBooking",
      description: """
        Answered when the booking is durable. Technicians are asked from then on, as the `offers` settings say. It keeps the \
        zones that hold its place now: who has a list of zones must cover one of them, unless there are none. 409 when \
        the identifier was used before.
        """,
      headers: [Transition.keyParameter], body: .json(BookingInput.placeSchema),
      answers: [.transition(201, "The booking is placed.")], problems: [.conflict],
      examples: [
        RouteDocumentation.Example(
          title: "A repair with a promised arrival", headers: [("Idempotency-Key", "8f1c")],
          body: """
            {"id":"b4","lat":24.71,"lon":46.69,"skillsRequired":["ac-repair"],"sla":{"arriveBy":1795230798095}}
            """, status: 201,
          answer: """
            {"id":"b4","state":"open","version":1,"placedAt":1795230199305,"lat":24.71,"lon":46.69,\
            "skillsRequired":["ac-repair"],"skillsPreferred":[],\
            "window":{"start":1795230199304,"end":1795237399304},"sla":{"arriveBy":1795230798095},\
            "preferences":{"blocked":[]},"textReferences":[],"zones":["al-olaya"],"wavesSent":0,"asked":[]}
            """)
      ])

    static let get = RouteDocumentation(
      group: .bookings, name: "getBooking",
      description:
        """
        A booking in service comes with `slaMark`, with `eta` while the technician is on the way, and with the `promise` that the \
        customer sees.
        """,
      path: [id], answers: [.data(200, .booking, "The booking.")], problems: [.notFound],
      examples: [
        RouteDocumentation.Example(
          title: "A technician is on the way", path: ["id": "b4"],
          answer: """
            {"id":"b4","state":"inTrip","version":4,"placedAt":1795230199305,"lat":24.71,"lon":46.69,\
            "skillsRequired":["ac-repair"],"skillsPreferred":[],\
            "window":{"start":1795230199304,"end":1795237399304},"sla":{"arriveBy":1795230798095},\
            "preferences":{"blocked":[]},"textReferences":[],"wavesSent":1,"asked":["tech-1"],\
            "assignment":{"technician":"tech-1","trip":"01a1fc0e-f133-7415-bfa9-f6c0120de49d","version":1,\
            "since":1795230200115,"offer":"01a1fc0e-ee0a-7973-a118-709eff7e6159"},\
            "trip":{"id":"01a1fc0e-f133-7415-bfa9-f6c0120de49d","booking":"b4","technician":"tech-1",\
            "assignmentVersion":1,"state":"enRoute","startedAt":1795230210400},"slaMark":"onTime",\
            "eta":{"expectedSeconds":318,"lowSeconds":240,"highSeconds":420,"t":1795230212400},\
            "promise":{"from":1795230420000,"until":1795230720000,"madeAt":1795230210400,"isFirm":false}}
            """)
      ])

    static let list = RouteDocumentation(
      group: .bookings, name: "listBookings",
      description: "Documents as they were last changed, the latest placed first.",
      query: BookingReads.Items.all,
      answers: [.data(200, .page(of: .booking, next: .text(pattern: BookingReads.cursorPattern)), "A page.")],
      examples: [
        RouteDocumentation.Example(
          title: "The open ones", query: "state=open&limit=1",
          answer: """
            {"items":[{"id":"b5","state":"open","version":1,"placedAt":1795230199305,"lat":24.71,"lon":46.69,\
            "skillsRequired":[],"skillsPreferred":[],"window":{"start":1795230199304,"end":1795237399304},\
            "sla":{},"preferences":{"blocked":[]},"textReferences":[],"wavesSent":0,"asked":[]}],\
            "next":"1795230199305~b5"}
            """)
      ])

    static let events = RouteDocumentation(
      group: .bookings, name: "listBookingEvents", description: "The booking's log, the oldest first.",
      path: [id],
      query: [eventsAfter.parameter, eventsLimit.parameter],
      answers: [.data(200, .page(of: .event, next: .count), "A page.")], problems: [.notFound],
      examples: [
        RouteDocumentation.Example(
          title: "The first event", path: ["id": "b4"], query: "limit=1",
          answer: """
            {"items":[{"booking":"b4","number":1,"kind":"placed","t":1795230199305,"appliedT":1795230199305,\
            "actor":{"kind":"service","id":"dev-service"},"lat":24.71,"lon":46.69,"skillsRequired":["ac-repair"],\
            "skillsPreferred":[],"window":{"start":1795230199304,"end":1795237399304},\
            "sla":{"arriveBy":1795230798095},"preferences":{"blocked":[]},"textReferences":[]}],"next":1}
            """)
      ])

    static let decisions = RouteDocumentation(
      group: .bookings, name: "listBookingDecisions",
      description: """
        Why technicians were asked, the oldest decision first: what was asked of the match, under which settings, and \
        what it found. Whoever is asked by name is asked without one. Decisions have a term of their own \
        (`retention.decisionsDays`): `items` may be empty for a booking that was offered, and decisions may outlive \
        their booking.
        """,
      path: [id], query: [decisionsAfter.parameter, decisionsLimit.parameter],
      answers: [.data(200, .page(of: decision, next: .count), "A page.")], problems: [.notFound],
      examples: [
        RouteDocumentation.Example(
          title: "The first wave", path: ["id": "b4"], query: "limit=1",
          answer: """
            {"items":[{"offer":"01a1fc0e-ee0a-7973-a118-709eff7e6159","wave":1,"madeAt":1795230199310,\
            "decision":{"time":1795230199310,"query":{"lat":24.71,"lon":46.69,"count":5},\
            "settings":{"travelWeight":1},"candidates":[{"technician":"tech-1","costSeconds":201.5,\
            "terms":{"travelSeconds":214,"slackSeconds":0,"ratingSeconds":-12.5,"fitSeconds":0},\
            "distanceMeters":1500.2,"travelSeconds":214,"shrunkRating":4.6,"preferredSkillsHeld":0,\
            "eta":{"expectedSeconds":214,"lowSeconds":150,"highSeconds":310}}],\
            "certificate":{"examined":12,"scored":1}}}],"next":2}
            """)
      ])

    private static let decision = Schema.part(
      Schema.Part(
        "Decision",
        .object([
          .maybe("offer", .uuid, "The offer that came from it; left out in decisions of old."),
          .maybe("wave", .count, "Which wave of asking that was, from 1."), .always("madeAt", .moment),
          .always(
            "decision",
            .openObject(
              [
                .always("time", .moment), .always("query", .anything, "What was asked of the match."),
                .always("settings", .anything, "What it was weighed with."),
              ] + Schema.matchMembers), "As it was kept; members may be added."),
        ])))
  }

  /// The query of a booking's decisions.
  static let decisionsAfter = QueryItem<Int>.whole(
    "after", in: 0...Int(Int32.max), else: 0, "Only decisions after this `next`.")
  static let decisionsLimit = QueryItem<Int>.whole(
    "limit", in: 1...StoreLimits.decisionPageMax, else: 20, "Decisions per page.")

  /// The query of a booking's events.
  static let eventsAfter = QueryItem<Int>.whole(
    "after", in: 0...Int(Int32.max), else: 0, "Only events with a larger number.")
  static let eventsLimit = QueryItem<Int>.whole(
    "limit", in: 1...StoreLimits.eventPageMax, else: 100, "Events per page.")
}

extension RouteDocumentation.Answer {
  /// The answer to a request that changes a booking: its document, when it is durable.
  static func transition(
    _ status: Int = 200, _ description: String = "The booking as it is now.", _ schema: Schema = .booking
  ) -> RouteDocumentation.Answer {
    RouteDocumentation.Answer(
      status: status, description: description, contents: [.data(schema)],
      headers: [
        RouteDocumentation.Parameter(
          name: "Idempotency-Replayed", schema: .words(["true"]),
          description: "There when the key was seen before: this is the first answer again.")
      ])
  }
}

extension Transition {
  /// The header by which repeated requests are recognised.
  static let keyParameter = RouteDocumentation.Parameter(
    name: "Idempotency-Key", schema: .text(1...keyLengthMax, pattern: "^[!-~]+$"),
    description: """
      The request is carried out once; a repetition gets the first answer. Another method, path, body or caller under \
      the same key is refused with 409. A request that was refused has used no key.
      """)
}
