// What callers are told about commands on bookings: each answers the booking's document when it is durable.

import Bedrock
import Trips

extension BookingRoutes.Documentation {
  static let offer = command(
    "offerBooking",
    "Asks now, whatever the waves do. 409 when a named technician may not get one more offer now, or when nobody can be asked.",
    [BookingInput.techniciansMember], title: "Ask one technician", body: #"{"technicians":["tech-1"]}"#,
    answer: """
      \(open("offering", 2, wavesSent: 1)),"asked":["tech-1"],\
      "offer":{"id":"01a1fc0e-ee0a-7973-a118-709eff7e6159","booking":"b4","state":"pending",\
      "technicians":["tech-1"],"waiting":["tech-1"],"wave":1,"madeAt":1795230199400,"deadline":1795230229400}}
      """)

  static let withdraw = command(
    "withdrawOffer", "Takes the live offer back; the booking is open again. 409 when there is none.", [],
    title: "Take the offer back", answer: "\(open("open", 3, wavesSent: 1)),\"asked\":[\"tech-1\"]}")

  static let assign = command(
    "assignBooking", "Gives the booking to somebody by hand, also when somebody else has it. Audited.",
    [.always("technician", .identifier), BookingInput.reasonMember(isRequired: true)],
    title: "A regular customer", body: #"{"technician":"tech-1","reason":"a regular customer"}"#,
    answer: """
      \(open("assigned", 2)),"asked":[],\
      "assignment":{"technician":"tech-1","trip":"01a1fc0e-f133-7415-bfa9-f6c0120de49d","version":1,\
      "since":1795230200115,"reason":"a regular customer"}}
      """)

  static let release = command(
    "releaseBooking", "Takes the booking from its technician before the trip has begun. Audited.",
    [BookingInput.reasonMember(isRequired: true)], title: "The van has broken down",
    body: #"{"reason":"the van has broken down"}"#,
    answer: """
      \(open("open", 3)),"asked":[],\
      "assignment":{"technician":"tech-1","trip":"01a1fc0e-f133-7415-bfa9-f6c0120de49d","version":1,\
      "since":1795230200115,"endedAt":1795230260115,"reason":"a regular customer"}}
      """)

  static let reschedule = command(
    "rescheduleBooking", "Another window and other promises; an assignment stays.",
    [
      .always("window", .window), .maybe("sla", BookingInput.slaSchema, "What is promised now."),
      BookingInput.reasonMember(isRequired: false),
    ], title: "An hour later",
    body: #"{"window":{"start":1795233799304,"end":1795240999304},"reason":"the customer asked"}"#,
    answer: """
      {"id":"b4","state":"open","version":2,"placedAt":1795230199305,"lat":24.71,"lon":46.69,\
      "skillsRequired":["ac-repair"],"skillsPreferred":[],"window":{"start":1795233799304,"end":1795240999304},\
      "sla":{},"preferences":{"blocked":[]},"textReferences":[],"wavesSent":0,"asked":[]}
      """)

  static let cancel = command(
    "cancelBooking", "Calls the booking off, from any state before the work is done.",
    [BookingInput.reasonMember(isRequired: false)], title: "Nobody is at home",
    body: #"{"reason":"nobody is at home"}"#,
    answer: "\(open("cancelled", 2)),\"asked\":[]}")

  static let noShow = command(
    "recordNoShow", "The technician was there, the customer was not.",
    [BookingInput.reasonMember(isRequired: false)],
    title: "Waited for 20 minutes", body: #"{"reason":"waited for 20 minutes"}"#,
    answer: """
      \(open("noShow", 6, wavesSent: 1)),"asked":["tech-1"],\
      "assignment":{"technician":"tech-1","trip":"01a1fc0e-f133-7415-bfa9-f6c0120de49d","version":1,\
      "since":1795230200115,"endedAt":1795231800115,"offer":"01a1fc0e-ee0a-7973-a118-709eff7e6159"},\
      "trip":{"id":"01a1fc0e-f133-7415-bfa9-f6c0120de49d","booking":"b4","technician":"tech-1",\
      "assignmentVersion":1,"state":"cancelled","startedAt":1795230210400,"arrivedAt":1795230600400,\
      "arrivalSource":"positions","endedAt":1795231800115}}
      """)

  private static func command(
    _ name: String, _ description: String, _ members: [Schema.Member], title: String, body: String = "",
    answer: String
  ) -> RouteDocumentation {
    RouteDocumentation(
      group: .bookings, name: name, description: description, path: [id], headers: [Transition.keyParameter],
      body: .json(BookingInput.commandSchema(members), isRequired: members.contains { $0.isRequired }),
      answers: [.transition()], problems: [.conflict, .notFound],
      examples: [RouteDocumentation.Example(title: title, path: ["id": "b4"], body: body, answer: answer)])
  }

  /// The document of the example's booking up to `wavesSent`, still open behind it.
  private static func open(_ state: String, _ version: Int, wavesSent: Int = 0) -> String {
    """
    {"id":"b4","state":"\(state)","version":\(version),"placedAt":1795230199305,"lat":24.71,"lon":46.69,\
    "skillsRequired":["ac-repair"],"skillsPreferred":[],"window":{"start":1795230199304,"end":1795237399304},\
    "sla":{"arriveBy":1795230798095},"preferences":{"blocked":[]},"textReferences":[],"wavesSent":\(wavesSent)
    """
  }
}
