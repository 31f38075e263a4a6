// geod report: the analysts' views, for people and for other programs.

import Bedrock
import TripStore

/// `geod report`
enum ReportCommand {
  static let command = GeodCommand(
    specification: CommandSpecification(
      name: "report",
      summary: "Print a report about bookings: funnel, response, completion, sla, sla-zones",
      discussion:
        "Every report has a row per UTC day, made out of what is kept now:\n"
        + "funnel: how many of the bookings placed on a day were offered, assigned, started, arrived at, "
        + "and how they ended.\nresponse: seconds from placing to the first offer, to somebody having the booking, and "
        + "to the first arrival: mean, median, 90th percentile, longest.\n"
        + "completion: the trips that ended on a day: distance, time per state, and how true the expected arrivals "
        + "were.\nsla: promised arrivals by the hour of the promise (UTC) and by area, a geohash cell of five "
        + "characters: kept, late, ended without an arrival, still pending.\nsla-zones: the same by the zones that "
        + "held the place when the booking was placed; a booking in two zones counts in both, one in none under an "
        + "empty name.\nThe same "
        + "numbers are views in the database: analyst_funnel, analyst_response_times, "
        + "analyst_completion, analyst_sla, analyst_sla_zones. Exits with 1 when there is no such tenant, or the store "
        + "failed.",
      operands: .init(
        placeholder: "REPORT", count: 1...1, help: "One of funnel, response, completion, sla, sla-zones."),
      options: StoreOptions.all + [
        CommandOption(
          "tenant", .text(placeholder: "ID"), "Whose bookings; required.", isConfigurable: false),
        CommandOption(
          "from", .text(placeholder: "DAY"), "The first day, such as 2026-01-31.", isConfigurable: false),
        CommandOption("until", .text(placeholder: "DAY"), "The last day.", isConfigurable: false),
        CommandOption(
          "format", .choice(ReportTable.Format.allCases.map(\.rawValue)),
          "A table to look at, CSV with a header, or JSON with one object per row.",
          else: ReportTable.Format.table.rawValue, isConfigurable: false),
      ],
      examples: [
        "geod report funnel --tenant dev",
        "geod report sla-zones --tenant dev --from 2026-01-01 --format csv",
      ])
  ) { arguments in
    guard let view = AnalystView(rawValue: arguments.operands[0]) else {
      let nearest = Spelling.nearest(
        to: arguments.operands[0], among: Set(AnalystView.allCases.map(\.rawValue)))
      let hint = nearest.map { "; did you mean \($0)?" } ?? ""
      throw UsageError("'\(arguments.operands[0])' is not a report; see geod report --help\(hint)")
    }
    guard let tenant = try arguments.id("tenant") else {
      throw UsageError("--tenant is required; see geod report --help")
    }
    let (from, until) = (try day("from", arguments) ?? .epoch, try day("until", arguments) ?? .latest)
    if until < from { throw UsageError("--until must not be before --from") }
    let format = ReportTable.Format(rawValue: try arguments.requiredText("format")) ?? .table
    let store = try StorePlace(arguments).openExisting()
    guard try store.tenant(tenant) != nil else {
      Terminal.complain("there is no tenant \(tenant)")
      return 1
    }
    var table = ReportTable(view)
    try store.forEachRow(of: view, tenant: tenant, from: from, until: until) { (row) throws(StoreError) in
      table.rows.append(row)
    }
    Terminal.print(table.text(format))
    return 0
  }

  private static func day(_ name: String, _ arguments: CommandArguments) throws -> Instant? {
    guard let text = arguments.text(name) else { return nil }
    guard TimeText.day(text) != nil, let moment = TimeText.dayOrMoment(text) else {
      throw UsageError("--\(name) must be a day such as 2026-01-31, is '\(text)'")
    }
    return moment
  }
}
