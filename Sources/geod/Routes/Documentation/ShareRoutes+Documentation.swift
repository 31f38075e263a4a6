// What callers are told about shares.

import Bedrock

extension ShareRoutes {
  /// The documentation of the routes.
  enum Documentation {
    private static let share = Schema.part(
      Schema.Part(
        "Share",
        .object([
          .always("id", .uuid), .always("booking", .identifier),
          .always(
            "assignmentVersion", .whole(BookingInput.versionLimits),
            "The assignment that it shows, perhaps one to come."),
          .always("expiresAt", .moment),
        ])))

    static let make = RouteDocumentation(
      group: .shares, name: "makeShare",
      description: """
        Makes a link for the present assignment, or for the next one while nobody has the booking; 409 when it has ended. \
        The link ends with that assignment. The `key` is told once and kept nowhere. \
        The lifetime is cut to `shares.hoursMax` of the settings. Takes no `Idempotency-Key`: a repetition would have to \
        tell the key again.
        """, path: [BookingRoutes.Documentation.id],
      body: .json(
        .object([
          .maybe(
            "minutes", .whole(minutesLimits), "How long the link opens something.",
            else: .number(Double(minutesDefault)))
        ]), isRequired: false),
      answers: [
        .data(
          201,
          .object([
            .always("share", share), .always("key", .text(22...22, pattern: "^[A-Za-z0-9_-]+$")),
            .always("path", .text(pattern: "^/t/"), "The page of the customer."),
            .maybe("url", .text(format: "uri"), "There when the server knows its `--public-url`."),
          ]), "The share, with its key.")
      ], problems: [.conflict, .notFound],
      examples: [
        RouteDocumentation.Example(
          title: "For two hours", path: ["id": "b4"], body: #"{"minutes":120}"#, status: 201,
          answer: """
            {"share":{"id":"01a1fc0e-f459-7b2d-a915-2cd74a3d9b81","booking":"b4","assignmentVersion":1,\
            "expiresAt":1795237400921},"key":"-CyV4MsTS1pM_7LkJXNY_Q","path":"/t/-CyV4MsTS1pM_7LkJXNY_Q"}
            """)
      ])

    static let list = RouteDocumentation(
      group: .shares, name: "listShares", description: "Those that open something now, without their keys.",
      path: [BookingRoutes.Documentation.id], answers: [.data(200, .list(of: share), "The shares.")],
      problems: [.notFound],
      examples: [
        RouteDocumentation.Example(
          title: "One share", path: ["id": "b4"],
          answer: """
            [{"id":"01a1fc0e-f459-7b2d-a915-2cd74a3d9b81","booking":"b4","assignmentVersion":1,\
            "expiresAt":1795237400921}]
            """)
      ])

    static let end = RouteDocumentation(
      group: .shares, name: "endShare", description: "Whoever looks through it sees nothing more.",
      path: [
        BookingRoutes.Documentation.id,
        RouteDocumentation.Parameter(
          name: "share", schema: .uuid, description: "The share.", isRequired: true),
      ], headers: [Transition.keyParameter], answers: [.transition(200, "It has ended.", .object([]))],
      problems: [.notFound, .conflict],
      examples: [
        RouteDocumentation.Example(
          title: "End it", path: ["id": "b4", "share": "01a1fc0e-f459-7b2d-a915-2cd74a3d9b81"], answer: "{}")
      ])
  }
}
