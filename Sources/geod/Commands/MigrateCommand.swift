// geod migrate: bringing a Postgres up to date before a new geod is started.

import Bedrock
import Foundation
import TripStore

/// `geod migrate up`, `geod migrate status` and `geod migrate check`
enum MigrateCommand {
  /// Where the database is, as the owner of its tables.
  private static let options = [
    CommandOption(
      "database-owner-url", .text(placeholder: "URL"),
      "The database as geod_owner. When left out, up takes the one of --database-url as that role. A "
        + "password is best kept in ~/.pgpass or the file that PGPASSFILE names."),
    StoreOptions.databaseURL,
    CommandOption("json", .flag, "Print one JSON object per step.", isConfigurable: false),
  ]

  static let up = GeodCommand(
    specification: CommandSpecification(
      name: "migrate up", summary: "Bring a Postgres database up to date",
      discussion:
        "Applies the steps of the schema that the database has not had yet, all or none, and prints "
        + "a line for each. Several at once take turns. Run it before a new geod is started; the database "
        + "is refused when it is newer, or has steps that this geod does not know. scripts/database-roles "
        + "makes the roles and the database itself.",
      options: options,
      examples: [
        "geod migrate up --database-owner-url postgres://geod_owner@db1/geod",
        "GEOD_DATABASE_URL=postgres://geod_app@db1,db2/geod geod migrate up",
      ])
  ) { arguments in
    let steps = try PostgresMigrator(url(arguments, asOwner: true)).up()
    for step in steps { print(step, "applied", arguments) }
    if steps.isEmpty, !arguments.isSet("json") { Terminal.print("nothing to do: the database is up to date") }
    return 0
  }

  static let status = GeodCommand(
    specification: CommandSpecification(
      name: "migrate status", summary: "List the steps of a Postgres database's schema",
      discussion: "Prints a line for each step that the database or this geod knows: its number, its state "
        + "and what it does. States are applied, missing, changed (the two differ in what the step is) and "
        + "unknown (the database is newer).",
      options: options,
      examples: ["geod migrate status --database-owner-url postgres://geod_owner@db1/geod --json"])
  ) { arguments in
    for step in try PostgresMigrator(url(arguments)).status() { print(step, word(step), arguments) }
    return 0
  }

  static let check = GeodCommand(
    specification: CommandSpecification(
      name: "migrate check", summary: "Say whether a Postgres database is as this geod needs it",
      discussion:
        "Changes nothing. Exits with 0 when the database's schema is the one of this geod, and with 1 "
        + "when it is older, newer or another, or cannot be reached; says which.",
      options: options.filter { $0.name != "json" },
      examples: ["geod migrate check --database-url postgres://geod_app@db1/geod"])
  ) { arguments in
    try PostgresMigrator(url(arguments)).check()
    Terminal.print("the database is up to date")
    return 0
  }

  /// The database. Changing it is for its owner; looking at it is for any of the roles.
  private static func url(_ arguments: CommandArguments, asOwner: Bool = false) throws -> PostgresURL {
    if let text = arguments.text("database-owner-url") { return try PostgresURL(text) }
    guard let text = arguments.text("database-url") else {
      throw UsageError("migrate needs --database-owner-url or --database-url")
    }
    let url = try PostgresURL(text)
    return asOwner ? url.with(user: PostgresMigrator.owner) : url
  }

  private static func word(_ step: SchemaStep) -> String {
    switch step.state {
    case .applied: "applied"
    case .missing: "missing"
    case .changed: "changed"
    case .unknown: "unknown"
    }
  }

  private static func print(_ step: SchemaStep, _ word: String, _ arguments: CommandArguments) {
    guard arguments.isSet("json") else {
      return Terminal.print("\(step.number)\t\(word)\t\(step.name)")
    }
    var object: [String: JSONValue] = [
      "number": .number(Double(step.number)), "state": .string(word), "name": .string(step.name),
    ]
    if case .applied(let time) = step.state { object["appliedAt"] = .number(Double(time.milliseconds)) }
    Terminal.print(String(decoding: JSONValue.object(object).bytes, as: UTF8.self))
  }
}
