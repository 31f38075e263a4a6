// geod export: a tenant's trips as lines that other programs read, or as a trace that can be replayed.

import Bedrock
import Foundation
import TripStore

/// `geod export`
enum ExportCommand {
  static let command = GeodCommand(
    specification: CommandSpecification(
      name: "export", summary: "Write a tenant's bookings and trips as NDJSON, or its tracks as a trace",
      discussion:
        "Reads the store while a server may go on writing, page by page, and needs the same memory "
        + "however much there is. Each booking is of one moment, with all that belongs to it. NDJSON has one object per line: first what is exported, then every "
        + "booking, the latest placed first, each followed by its events, offers, assignments, trips and "
        + "summaries, and by the points of its trips with --points; in the end the summaries that have "
        + "outlived their bookings. A trace is CSV as geod replay reads it, the latest trip first: whole seconds, a "
        + "vehicle per technician. Track points that wait for a database in the data folder are among the "
        + "others; standard error says how many.\nThe file is readable by its owner only, appears when it is complete, and "
        + "never replaces another. A name that ends in .gz is packed. Exits with 1 when there is no such "
        + "tenant, or the store or the file failed.",
      options: StoreOptions.all + [
        CommandOption(
          "tenant", .text(placeholder: "ID"), "Whose data; required.", isConfigurable: false),
        CommandOption(
          "format", .choice(ExportOrder.Format.allCases.map(\.rawValue)),
          "Lines of JSON, or a trace for geod replay.", else: ExportOrder.Format.ndjson.rawValue,
          isConfigurable: false),
        CommandOption(
          "from", .text(placeholder: "TIME"),
          "Only bookings placed, or trips started, then or later: a UTC day or a time of ISO 8601.",
          isConfigurable: false),
        CommandOption(
          "until", .text(placeholder: "TIME"), "Only those placed or started before.", isConfigurable: false),
        CommandOption(
          "technician", .text(placeholder: "ID"),
          "Only bookings that this technician was assigned to, or only the technician's own trips in a trace.",
          isConfigurable: false),
        CommandOption("points", .flag, "With the points of every trip, in NDJSON.", isConfigurable: false),
        CommandOption(
          "out", .text(placeholder: "FILE"), "Where to write; standard output when left out.",
          isConfigurable: false),
        CommandOption(
          "json", .flag, "Say what was written as one JSON object; on standard error without --out.",
          isConfigurable: false),
      ],
      examples: [
        "geod export --tenant dev --out trips.ndjson.gz",
        "geod export --tenant dev --format trace --from 2026-01-01 --out trips.csv.gz",
      ])
  ) { arguments in
    let order = try order(arguments)
    let place = try StorePlace(arguments)
    let path = arguments.text("out")
    let directory = try arguments.requiredText("data")
    let store = try place.openExisting(withSpoolOf: directory)
    guard try store.tenant(order.tenant) != nil else {
      Terminal.complain("there is no tenant \(order.tenant)")
      return 1
    }
    if order.withPoints || order.format == .trace { try tellWaiting(order.tenant, in: directory, place) }
    let sink = try path.map { try ExportSink(path: $0) } ?? ExportSink(.standardOutput)
    let now = EngineClock.wallClock()
    var run = ExportRun(order, at: now, store: store, sink: sink, showsProgress: FleetReport.isTerminal)
    let report: ExportReport
    do {
      report = try run.run()
      try sink.finish()
    } catch {
      sink.abandon()
      throw error
    }
    let text = arguments.isSet("json") ? report.json : report.words
    if path == nil { Terminal.note(text) } else { Terminal.print(text) }
    return 0
  }

  /// Says how many points wait in this folder. They are in the export; what waits in folders of other machines is not.
  private static func tellWaiting(
    _ tenant: ClientID, in directory: String, _ place: StorePlace
  ) throws(StoreError) {
    guard place.isElsewhere else { return }
    let count = try SpoolReader(directory: directory).pointCount(of: tenant)
    guard count > 0 else { return }
    Terminal.note(
      "note: \(count) track points of the tenant wait for the database in \(directory); they are in the export. Those that wait "
        + "in the folders of other servers are not")
  }

  private static func order(_ arguments: CommandArguments) throws -> ExportOrder {
    guard let tenant = try arguments.id("tenant") else {
      throw UsageError("--tenant is required; see geod export --help")
    }
    var order = ExportOrder(tenant: tenant)
    order.format = ExportOrder.Format(rawValue: try arguments.requiredText("format")) ?? .ndjson
    order.from = try moment("from", arguments)
    order.until = try moment("until", arguments)
    order.technician = try arguments.id("technician")
    order.withPoints = arguments.isSet("points")
    if order.withPoints, order.format == .trace {
      throw UsageError("--points is for --format ndjson; a trace is nothing but points")
    }
    if let from = order.from, let until = order.until, until <= from {
      throw UsageError("--until must be later than --from")
    }
    return order
  }

  private static func moment(_ name: String, _ arguments: CommandArguments) throws -> Instant? {
    guard let text = arguments.text(name) else { return nil }
    guard let moment = TimeText.dayOrMoment(text) else {
      throw UsageError(
        "--\(name) must be a day such as 2026-01-31 or a time such as 2026-01-31T06:00:00Z, is '\(text)'")
    }
    return moment
  }
}
