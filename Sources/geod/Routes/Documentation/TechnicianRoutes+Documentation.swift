// What callers are told about technicians, nearby questions and matches.

import Bedrock
import Matcher
import TrackHub

extension TechnicianRoutes {
  /// The documentation of the routes.
  enum Documentation {
    private static let id = RouteDocumentation.Parameter(
      name: "id", schema: .identifier, description: "The technician.", isRequired: true)

    static let get = RouteDocumentation(
      group: .technicians, name: "getTechnician", description: "A technician may ask for itself only.",
      path: [id],
      answers: [.data(200, .technician, "The technician.")], problems: [.notFound],
      examples: [
        RouteDocumentation.Example(
          title: "With a position", path: ["id": "tech-1"],
          answer: """
            {"id":"tech-1","profile":{"capacity":2,"name":{"ar":"نورة","en":"Nora"},\
            "rating":{"count":120,"value":4.8},"skills":["ac-repair",{"id":"plumbing","level":3}],\
            "status":"available"},"presence":"online","position":{"t":1795230210400,"lat":24.7137,"lon":46.6751,\
            "acc":8,"spd":7.5,"hdg":92,"ageMs":1411}}
            """)
      ])

    static let put = RouteDocumentation(
      group: .technicians, name: "putTechnician",
      description: """
        Adds a technician or replaces the profile; what is left out is not kept from before. Presence and position are \
        not part of it and survive. Answered when the profile is on disk and the engine knows it.
        """, path: [id], body: .json(ProfileDocument.requestSchema),
      answers: [
        .data(200, .technician, "The profile was replaced."),
        .data(201, .technician, "The technician is new."),
      ],
      examples: [
        RouteDocumentation.Example(
          title: "A technician with two skills", path: ["id": "tech-9"],
          body: """
            {"name":{"en":"Nora","ar":"نورة"},"skills":["ac-repair",{"id":"plumbing","level":3}],\
            "rating":{"value":4.8,"count":120},"capacity":2,"status":"available",\
            "credentials":[{"kind":"hvac-licence","jurisdiction":"SA","expires":"2027-01-31"}],\
            "zones":["north"],"shift":{"start":"08:00","end":"17:00"}}
            """, status: 201,
          answer: """
            {"id":"tech-9","profile":{"capacity":2,"credentials":[{"expires":"2027-01-31","jurisdiction":"SA",\
            "kind":"hvac-licence"}],"name":{"ar":"نورة","en":"Nora"},"rating":{"count":120,"value":4.8},\
            "shift":{"end":"17:00","start":"08:00"},"skills":["ac-repair",{"id":"plumbing","level":3}],\
            "status":"available","zones":["north"]},"presence":"offline"}
            """)
      ])

    static let delete = RouteDocumentation(
      group: .technicians, name: "deleteTechnician",
      description: "Removes profile, position and devices. Phones are closed with 4403, topics end.",
      path: [id],
      answers: [.data(200, .object([.always("id", .identifier)]), "It is removed.")], problems: [.notFound],
      examples: [
        RouteDocumentation.Example(title: "Remove", path: ["id": "tech-9"], answer: #"{"id":"tech-9"}"#)
      ])

    static let list = RouteDocumentation(
      group: .technicians, name: "listTechnicians", description: "In the order of their identifiers.",
      query: [limit.parameter, after.parameter],
      answers: [.data(200, .page(of: .technician, next: .identifier), "A page.")],
      examples: [
        RouteDocumentation.Example(
          title: "The first one", query: "limit=1",
          answer: """
            {"items":[{"id":"tech-1","profile":{"skills":["ac-repair"]},"presence":"offline"}],"next":"tech-1"}
            """)
      ])

    static let importMany = RouteDocumentation(
      group: .technicians, name: "importTechnicians",
      description: """
        One profile with its `id` per line; empty lines are skipped. All are stored or none. At most \(importCountMax) \
        profiles of \(ProfileDocument.bytesMax) bytes each. Who is not in the import stays as they are. Faults name the \
        line, the first \(ProfileImport.faultsMax) of them.
        """, body: .lines(of: ProfileDocument.importSchema, "One profile per line."),
      answers: [.data(200, .object([.always("imported", .count)]), "All of them are stored.")],
      examples: [
        RouteDocumentation.Example(
          title: "Two technicians",
          body: #"{"id":"tech-2","skills":["painting"]}"# + "\n" + #"{"id":"tech-3","status":"paused"}"#,
          answer: #"{"imported":2}"#)
      ])
  }

  /// The query of lists.
  static let limit = QueryItem<Int>.whole("limit", in: 1...1_000, else: 100, "Technicians per page.")
  static let after = QueryItem<ClientID?>.id(
    "after", "Only those behind this identifier: the `next` of the page before.")
}

extension NearbyRoutes {
  /// The documentation of the route.
  enum Documentation {
    static let nearby = RouteDocumentation(
      group: .matching, name: "findNearby",
      description: """
        By WGS84 distance over the stored positions, exact and in order. Conditions are applied before anything is \
        counted: ten are asked for, ten come, if there are ten. Presence is told and is no condition; the age of the \
        position is. With `Accept: application/geo+json` the answer is GeoJSON without the envelope.
        """, query: Items.all,
      answers: [
        RouteDocumentation.Answer(
          status: 200, description: "The nearest first.",
          contents: [.data(.nearby), .document(mediaType: "application/geo+json", .nearbyFeatures)])
      ],
      examples: [
        RouteDocumentation.Example(
          title: "Three who repair air conditioners", query: "lat=24.71&lon=46.67&k=3&skills=ac-repair",
          answer: """
            [{"id":"tech-1","distanceMeters":658.99,"presence":"offline","status":"available","rating":4.8,\
            "skills":["ac-repair","plumbing"],"position":{"t":1795219898414,"lat":24.7137,"lon":46.6751,"ageMs":1411}}]
            """),
        RouteDocumentation.Example(
          title: "All in a box, as GeoJSON", query: "bbox=46.5,24.6,46.9,24.9&k=1000",
          headers: [("Accept", "application/geo+json")],
          answer: """
            {"type":"FeatureCollection","features":[{"type":"Feature","id":"tech-1","geometry":{"type":"Point",\
            "coordinates":[46.6751,24.7137]},"properties":{"distanceMeters":658.99,"presence":"offline",\
            "status":"available","rating":4.8,"skills":["ac-repair","plumbing"],"t":1795219898414,"ageMs":1448}}]}
            """, mediaType: "application/geo+json"),
      ])
  }

  /// The items of a nearby question.
  enum Items {
    static let latitude = QueryItem<Double?>.number(
      "lat", in: FieldLimits.latitude, "The place, degrees; required without `bbox`.")
    static let longitude = QueryItem<Double?>.number(
      "lon", in: FieldLimits.longitude, "The place, degrees; required without `bbox`.")
    static let radius = QueryItem<Double?>.number(
      "radiusMeters", in: 0...20_100_000, "Only within this distance.")
    static let box = QueryItem<String?>(
      "bbox", .text(pattern: "^[-+0-9.eE]+(,[-+0-9.eE]+){3}$"),
      "Instead of these three: `west,south,east,north` in degrees; distances are from the middle of the box."
    ) { $0.text("bbox") }
    static let count = QueryItem<Int?>.whole(
      "k", in: 1...NearbyQuery.countLimit, "At most so many; `nearby.count` of the settings when left out.")
    static let skills = QueryItem<[String]>.list(
      "skills", countMax: 16, "All of these, separated by commas.")
    static let ratingMin = QueryItem<Double?>.number(
      "minRating", in: ProfileDocument.ratingLimits, "The lowest rating.")
    static let status = QueryItem<[String]>.list(
      "status", among: TechnicianStatus.allCases.map { "\($0.name)" },
      countMax: TechnicianStatus.allCases.count,
      "Any of these, separated by commas; all when left out.")
    static let maxAge = QueryItem<Int?>.whole(
      "maxAgeSeconds", in: 1...31_536_000,
      "Only positions that are not older; `nearby.maxAgeSeconds` of the settings when left out.")

    static let all = [
      latitude.parameter, longitude.parameter, radius.parameter, box.parameter, count.parameter,
      skills.parameter,
      ratingMin.parameter, status.parameter, maxAge.parameter,
    ]
  }
}

extension MatchRoutes {
  /// The documentation of the route.
  enum Documentation {
    static let match = RouteDocumentation(
      group: .matching, name: "match",
      description: """
        Who should take a booking: candidates by ascending cost, exact. It asks nobody and changes nothing. A technician \
        passes the gates `skill`, `status`, `staleness`, `credential`, `zone`, `shift`, `load`, `blocked` and `leased`, in \
        this order. Without `zones` the place says which zones count; where it lies in none, none has to be covered. Positions, loads and traffic are those of now, also for a booking of tomorrow.
        """, body: .json(MatchDocument.schema),
      answers: [.data(200, .match, "The candidates, and why not the others.")],
      examples: [
        RouteDocumentation.Example(
          title: "With two technicians explained",
          body: """
            {"lat":24.71,"lon":46.67,"skillsRequired":["ac-repair"],"skillsPreferred":["plumbing"],\
            "explain":["tech-2","tech-9"],"ageMaxSeconds":600}
            """,
          answer: """
            {"time":1795229755521,"zones":[],"candidates":[{"technician":"tech-1","costSeconds":-9.66,\
            "terms":{"travelSeconds":81.198,"slackSeconds":0,"ratingSeconds":29.143,"fitSeconds":-120},\
            "distanceMeters":668.29,"travelSeconds":81.198,"shrunkRating":4.757,\
            "preferredSkillsHeld":1,"eta":{"expectedSeconds":81,"lowSeconds":55,"highSeconds":119}}],\
            "refusals":{"skill":2,"status":0,"staleness":0,"credential":0,"zone":0,"shift":0,"load":0,"blocked":0,\
            "leased":0,"passed":1},"certificate":{"examined":1,"scored":1},\
            "explanations":[{"technician":"tech-2","verdict":"refused","gate":"skill"},\
            {"technician":"tech-9","verdict":"unknown"}]}
            """)
      ])
  }
}
