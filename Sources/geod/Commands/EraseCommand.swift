// geod erase: a person who wants to be forgotten.

import Bedrock
import Trips
import TripStore

/// `geod erase technician` and `geod erase customer`
enum EraseCommand {
  static let technician = command(
    .technician, summary: "Erase a technician from everything that is kept",
    discussion:
      "Removes the profile, the live position and the points of the technician's trips, and puts a pseudonym "
      + "in place of the identifier in bookings, events, offers, assignments, trips, decisions, messages, answers and "
      + "audit; the lines of their trips and the heads of the chains go. Bookings that have not ended stand in the way: "
      + "complete or cancel them first. So does a running server that still has the profile: DELETE "
      + "/v1/technicians/ID first.",
    options: [
      CommandOption(
        "stopped", .flag, "No server runs with this data, so that nobody has the profile in memory.",
        isConfigurable: false)
    ])

  static let customer = command(
    .customer, summary: "Erase a customer from everything that is kept",
    discussion:
      "Finds the bookings that were placed with this customer. Puts a pseudonym in place of the identifier, "
      + "moves the place to the middle of a square of some kilometres, and removes the points, the lines of the trips "
      + "and the shares. Bookings that have not ended stand in the way: complete or cancel them first.",
    options: [])

  private static func command(
    _ kind: PersonErasure.Kind, summary: String, discussion: String, options: [CommandOption]
  ) -> GeodCommand {
    GeodCommand(
      specification: CommandSpecification(
        name: "erase \(kind.rawValue)", summary: summary,
        discussion: discussion
          + " It goes in pieces beside a running server, may be run again when it was cut short, and "
          + "says nothing to do when nothing is there. What was done is in the audit, under the pseudonym. Backups "
          + "are not touched. Exits with 1 when something stands in the way.",
        operands: .init(placeholder: "ID", count: 1...1, help: "The \(kind.rawValue)'s identifier."),
        options: StoreOptions.all + [
          CommandOption("tenant", .text(placeholder: "ID"), "Whose data.", isConfigurable: false),
          CommandOption(
            "reason", .text(placeholder: "TEXT"), "Why, for the audit.", isConfigurable: false),
          CommandOption(
            "dry-run", .flag, "Change nothing; say what would be changed.", isConfigurable: false),
          CommandOption("json", .flag, "Print one JSON object.", isConfigurable: false),
          CommandOption(
            "spools-empty", .flag,
            "With Postgres, where the spool is in none of this machine's folders: every server's /readyz shows no "
              + "waiting points, and none were put aside.", isConfigurable: false),
        ] + options,
        examples: [
          "geod erase \(kind.rawValue) 4711 --tenant riyadh --dry-run",
          "geod erase \(kind.rawValue) 4711 --tenant riyadh --reason 'letter of 3 May'",
        ])
    ) { arguments in
      guard let tenant = try arguments.id("tenant") else { throw UsageError("--tenant is required") }
      let id = try arguments.operandID(0)
      let store = try StorePlace(arguments).openExisting()
      guard try store.tenant(tenant) != nil else { throw CommandFailure("there is no tenant \(tenant)") }
      let isDryRun = arguments.isSet("dry-run")
      if kind == .technician, !isDryRun {
        try refuseServed(id, of: tenant, in: store, arguments)
      }
      if !isDryRun, !(store is SQLiteStore) {
        try refuseWaiting(
          tenant, in: arguments.requiredText("data"), isSaidToBeEmpty: arguments.isSet("spools-empty"))
      }
      let run = ErasureRun(store: store, tenant: tenant, kind: kind, id: id, now: EngineClock.wallClock())
      let report =
        try isDryRun
        ? run.plan() : run.run(actor: "geod erase", reason: arguments.text("reason") ?? "")
      tell(report, isDryRun: isDryRun, asJSON: arguments.isSet("json"))
      return 0
    }
  }

  /// A server keeps profiles in memory, and saves positions every few seconds.
  private static func refuseServed(
    _ id: ClientID, of tenant: ClientID, in store: any Store, _ arguments: CommandArguments
  ) throws {
    guard try store.technician(id, of: tenant) != nil, !arguments.isSet("stopped"),
      ServedFolder.isServed(try arguments.requiredText("data")) || !(store is SQLiteStore)
    else { return }
    throw ErasureRefusal.served(id)
  }

  /// What waits in a spool has been acknowledged and will reach the database, after the erasure; what was put aside stays
  /// on the disk. Only the folder that the command is given is looked at: servers on other machines have their own. A
  /// folder without a spool is most likely the wrong one.
  static func refuseWaiting(_ tenant: ClientID, in directory: String, isSaidToBeEmpty: Bool) throws {
    let spool = SpoolReader(directory: directory)
    guard spool.isThere || isSaidToBeEmpty else { throw ErasureRefusal.noSpool(directory) }
    if try spool.hasPoints(of: tenant) { throw ErasureRefusal.waiting(directory) }
  }

  private static func tell(_ report: ErasureReport, isDryRun: Bool, asJSON: Bool) {
    if asJSON {
      var json = JSONWriter()
      json.beginObject()
      json.key("dry_run")
      json.bool(isDryRun)
      json.key("pseudonym")
      if let pseudonym = report.pseudonym { json.string(pseudonym.text) } else { json.null() }
      for (name, count) in report.counts {
        json.key(name)
        json.integer(count)
      }
      json.endObject()
      return Terminal.print(String(decoding: json.finish(), as: UTF8.self))
    }
    if report.isEmpty { return Terminal.print("nothing to erase") }
    for (name, count) in report.counts { Terminal.print("\(name)\t\(count)") }
    let pseudonym = report.pseudonym.map { ", now \($0)" } ?? ""
    Terminal.print(isDryRun ? "would be erased" : "erased\(pseudonym)")
  }
}
