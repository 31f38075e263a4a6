// What callers are told about settings, audit, clock, health and metrics, and about the WebSocket's door.

import Bedrock
import Engine
import TrackHub
import TripStore

extension SettingsRoutes {
  /// The documentation of the routes.
  enum Documentation {
    private static let id = RouteDocumentation.Parameter(
      name: "id", schema: .identifier, description: "The tenant; must be the token's.", isRequired: true)

    private static let answer = Schema.object([
      .always("version", .whole(versionLimits), "0 when nobody has put one."),
      .always("settings", SettingsDocument.schema, "Every default written out."),
    ])

    private static let bikes = {
      var settings = TenantSettings()
      settings.fix.speedMaxMetersPerSecond = 20
      settings.nearby.maxAgeSeconds = 120
      return settings
    }()

    private static func text(of settings: TenantSettings) -> String {
      String(decoding: SettingsDocument.write(settings).bytes, as: UTF8.self)
    }

    static let get = RouteDocumentation(
      group: .settings, name: "getSettings", description: "The settings in force.", path: [id],
      answers: [.data(200, answer, "The whole document.")],
      examples: [
        RouteDocumentation.Example(
          title: "With every default", path: ["id": "dev"],
          answer: #"{"version":1,"settings":\#(text(of: TenantSettings()))}"#)
      ])

    static let put = RouteDocumentation(
      group: .settings, name: "putSettings",
      description: """
        The new version is one higher, and holds for everything from the answer on; phones learn their contract with the \
        next `welcome`. 409 when another version is there. The change, its reason and its author are audited.
        """, path: [id],
      body: .json(
        .object([
          .always("version", .whole(versionLimits), "The one that the change is based on; 0 for the first."),
          .always(
            "settings", SettingsDocument.schema, "What it leaves out has its default, not its former value."),
          .maybe("reason", .text(1...reasonLengthMax), "For the audit."),
        ])), answers: [.data(200, answer, "The whole document.")], problems: [.conflict],
      examples: [
        RouteDocumentation.Example(
          title: "Bikes", path: ["id": "dev"],
          body: """
            {"version":1,"reason":"bikes",\
            "settings":{"fix":{"speedMaxMetersPerSecond":20},"nearby":{"maxAgeSeconds":120}}}
            """,
          answer: #"{"version":2,"settings":\#(text(of: bikes))}"#)
      ])
  }

  /// Versions of settings.
  static let versionLimits: ClosedRange<Int64> = 0...FieldLimits.wholeMax
  /// The longest reason, in characters.
  static let reasonLengthMax = 500
}

extension AuditRoutes {
  /// The documentation of the route.
  enum Documentation {
    static let list = RouteDocumentation(
      group: .audit, name: "listAudit",
      description:
        "Changes of settings, shares, overrides of dispatchers, runs of the retention. The newest first.",
      query: [limit.parameter, before.parameter],
      answers: [.data(200, .page(of: row, next: .count), "A page.")],
      examples: [
        RouteDocumentation.Example(
          title: "The last row", query: "limit=1",
          answer: """
            {"items":[{"sequence":7,"t":1795219898414,"actor":"ops-1","action":"settings.put","target":"",\
            "reason":"Ramadan hours","oldVersion":2,"newVersion":3}],"next":7}
            """)
      ])

    private static let row = Schema.part(
      Schema.Part(
        "AuditRow",
        .object([
          .always("sequence", .count), .always("t", .moment),
          .always("actor", .text(), "The `sub` of the token."),
          .always("action", .text(), "Such as `settings.put`, `share.create` or `booking.assign`."),
          .always("target", .text(), "An identifier; empty for the tenant itself."),
          .always("reason", .text()),
          .maybe("oldVersion", .count), .maybe("newVersion", .count),
          .maybe("detail", .openObject([]), "What belongs to the action."),
        ])))
  }

  /// The query of the list.
  static let limit = QueryItem<Int>.whole(
    "limit", in: 1...StoreLimits.auditPageMax, else: 100, "Rows per page.")
  static let before = QueryItem<Int?>.whole(
    "before", in: 1...Int(FieldLimits.wholeMax),
    "Only rows with a smaller number: the `next` of the page before.")
}

extension ClockRoutes {
  /// The documentation of the routes.
  enum Documentation {
    static let schema = Schema.part(
      Schema.Part(
        "Clock",
        .object([
          .always("mode", .words(["real", "scaled", "trace"])), .maybe("scale", .number(), "With `scaled`."),
          .always("time", .moment),
        ])))

    static let get = RouteDocumentation(
      group: .clock, name: "getClock", description: "Every role may ask.",
      answers: [.data(200, schema, "Engine time.")],
      examples: [
        RouteDocumentation.Example(
          title: "A server that lives in real time", answer: #"{"mode":"real","time":1795219937661}"#)
      ])

    static let put = RouteDocumentation(
      group: .clock, name: "moveClock",
      description:
        "For all tenants. 409 on a clock that is no trace clock, and for a time before the present one.",
      body: .json(.object([.always("time", .moment)])), answers: [.data(200, schema, "Engine time.")],
      problems: [.conflict],
      examples: [
        RouteDocumentation.Example(
          title: "A server with --clock trace", body: #"{"time":1795230300000}"#,
          answer: #"{"mode":"trace","time":1795230300000}"#)
      ])
  }
}

extension OperationsRoutes {
  /// The documentation of the routes.
  enum Documentation {
    static let healthz = RouteDocumentation(
      group: .operations, name: "getHealth",
      description: "Answered while the process lives and the loop turns that took the request.",
      answers: [.data(200, status("ok"), "Alive.")],
      examples: [RouteDocumentation.Example(title: "Alive", answer: #"{"status":"ok"}"#)])

    static let readyz = RouteDocumentation(
      group: .operations, name: "getReadiness",
      description:
        "503 tells the reason. Both tell how many track points wait for the database, and for how long.",
      answers: [.data(200, ready, "Ready.")], problems: [.unavailable],
      examples: [
        RouteDocumentation.Example(title: "Ready", answer: #"{"status":"ready"}"#),
        RouteDocumentation.Example(
          title: "Ready, and points wait for the database",
          answer:
            #"{"status":"ready","spool":{"points":5200,"bytes":101400,"asidePoints":0,"since":1795230200115,"oldestSeconds":12}}"#
        ),
      ])

    static let metrics = RouteDocumentation(
      group: .operations, name: "getMetrics",
      description:
        "Prometheus text, version 0.0.4. For callers on the same machine, unless the server runs with `--metrics-open`.",
      answers: [
        RouteDocumentation.Answer(
          status: 200, description: "The numbers.",
          contents: [.other(mediaType: "text/plain; version=0.0.4; charset=utf-8")])
      ],
      examples: [
        RouteDocumentation.Example(
          title: "Numbers", answer: "# TYPE geod_sessions gauge\ngeod_sessions 0\n", mediaType: "text/plain")
      ])

    private static let ready = Schema.object([
      .always("status", .words(["ready"])),
      .maybe(
        "spool", PointLag.schema,
        "Track points that wait for the database; there when the server runs with one."),
    ])

    private static func status(_ word: String) -> Schema { .object([.always("status", .words([word]))]) }
  }
}

extension AccessTable {
  static let webSocketDocumentation = RouteDocumentation(
    group: .connection, name: "openWebSocket",
    description: """
      The handshake of RFC 6455 with the subprotocol `geod.v1.json`. The token comes with the first message, `hello`; a \
      browser of a customer brings a share's key instead.
      """,
    answers: [
      RouteDocumentation.Answer(status: 101, description: "The connection speaks WebSocket.", contents: [])
    ],
    problems: [.unsupportedProtocol],
    examples: [
      RouteDocumentation.Example(
        title: "The handshake",
        headers: [
          ("Connection", "Upgrade"), ("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13"),
          ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="), ("Sec-WebSocket-Protocol", "geod.v1.json"),
        ], status: 101)
    ])
}
