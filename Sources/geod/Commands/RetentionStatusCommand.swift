// geod retention status: what is kept of each kind, for how long, and what is due.

import Bedrock
import TripStore

/// `geod retention status`
enum RetentionStatusCommand {
  static let command = GeodCommand(
    specification: CommandSpecification(
      name: "retention status", summary: "Say what is kept of each kind, since when, and what is due",
      discussion: "For each tenant and kind of data: how many rows there are (of track points: how many UTC "
        + "days have any), the oldest, the term in days, and how many are older than that. Counts up to a "
        + "million rows of a kind. Bookings that have not ended have no term and are not counted. Exits with 1 "
        + "when a tenant's settings cannot be read: nothing of it is due then.",
      options: StoreOptions.all + [
        CommandOption("tenant", .text(placeholder: "ID"), "Only this one.", isConfigurable: false),
        CommandOption("json", .flag, "Print one JSON object.", isConfigurable: false),
      ],
      examples: [
        "geod retention status --data /var/lib/geod", "geod retention status --tenant riyadh --json",
      ])
  ) { arguments in
    let store = try StorePlace(arguments).openExisting()
    let only = try arguments.id("tenant")
    if let only, try store.tenant(only) == nil { throw CommandFailure("there is no tenant \(only)") }
    let status = try status(of: store, only: only, now: EngineClock.wallClock())
    if arguments.isSet("json") {
      Terminal.print(String(decoding: status.json, as: UTF8.self))
    } else {
      status.print()
    }
    for fault in status.faults { Terminal.complain(fault) }
    return status.faults.isEmpty ? 0 : 1
  }

  /// What is kept of one kind of one tenant.
  struct Line {
    var tenant: ClientID
    var termDays: Int
    var holding: RetentionHolding
  }

  /// What is kept.
  struct Status {
    var lines: [Line] = []
    /// Tenants whose settings cannot be read.
    var faults: [String] = []
  }

  /// Asks a store.
  static func status(of store: any Store, only: ClientID?, now: Instant) throws(StoreError) -> Status {
    let loaded = try RetentionPolicy.load(from: store)
    var status = Status(faults: loaded.faults)
    for tenant in try store.tenants().map(\.id) where only == nil || only == tenant {
      let terms = loaded.policy.terms(of: tenant)
      for holding in try store.holdings(of: tenant, terms: terms, now: now) {
        status.lines.append(Line(tenant: tenant, termDays: terms[holding.kind], holding: holding))
      }
    }
    return status
  }
}

extension RetentionStatusCommand.Status {
  /// A table.
  fileprivate func print() {
    Terminal.print("tenant\tkind\tkept\toldest\tterm\tdue")
    for line in lines {
      let holding = line.holding
      let oldest = holding.oldest.map { TimeText.iso8601($0) } ?? "-"
      Terminal.print(
        "\(line.tenant)\t\(holding.kind.rawValue)\t\(holding.amount(holding.count))\t\(oldest)\t"
          + "\(line.termDays) days\t\(holding.amount(holding.due))")
    }
  }

  /// The same as one object.
  fileprivate var json: [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    json.key("kinds")
    json.beginArray()
    for line in lines {
      json.beginObject()
      json.key("tenant")
      json.string(line.tenant.text)
      json.key("kind")
      json.string(line.holding.kind.rawValue)
      json.key("unit")
      json.string(line.holding.kind == .points ? "days" : "rows")
      json.key("kept")
      json.integer(line.holding.count)
      json.key("oldest")
      if let oldest = line.holding.oldest { json.string(TimeText.iso8601(oldest)) } else { json.null() }
      json.key("termDays")
      json.integer(line.termDays)
      json.key("due")
      json.integer(line.holding.due)
      json.endObject()
    }
    json.endArray()
    json.key("faults")
    json.strings(faults)
    json.endObject()
    return json.finish()
  }
}

extension RetentionHolding {
  /// A number with its unit, and a sign where counting has stopped.
  fileprivate func amount(_ number: Int) -> String {
    kind == .points ? "\(number) days" : "\(number)\(number == Self.countMax ? "+" : "") rows"
  }
}
