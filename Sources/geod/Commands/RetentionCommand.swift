// geod retention run: what may not be kept any longer, removed or only counted.

import Bedrock
import TripStore

/// `geod retention run`; `geod retention` without a word is the same.
enum RetentionCommand {
  /// The rows of a piece: others with the same folder open wait for no longer than that takes.
  private static let rowsPerPiece = 1000
  /// What a dry run counts at most.
  private static let countMax = 1_000_000

  static let run = command(named: "retention run")
  static let short = command(named: "retention")

  private static func command(named name: String) -> GeodCommand {
    GeodCommand(
      specification: CommandSpecification(
        name: name,
        summary: name == "retention"
          ? "The same as retention run" : "Remove what may not be kept any longer, or say what that would be",
        discussion: "Goes over the data of all tenants and removes what is older than the terms of their "
          + "settings: track points by the day, everything else by the row. A running server does this by "
          + "itself every hour; the command may run beside it. What was removed is in the audit of each "
          + "tenant. Exits with 1 when the folder has no data, when the store failed, or when something was "
          + "left: a tenant whose settings cannot be read, a day that is in use, or everything when this "
          + "machine's clock and the database's are more than an hour apart.",
        options: StoreOptions.all + [
          CommandOption(
            "dry-run", .flag, "Remove nothing; say what would be removed, up to a million rows.",
            isConfigurable: false),
          CommandOption("json", .flag, "Print one JSON object.", isConfigurable: false),
        ],
        examples: ["geod \(name) --data /var/lib/geod --dry-run"])
    ) { arguments in
      let place = try StorePlace(arguments)
      let isDryRun = arguments.isSet("dry-run")
      var readAhead: ((Instant) -> Void)?
      if case .folder(let directory) = place {
        readAhead = { day in SQLiteStore.readAhead(day: day, directory: directory) }
      }
      let outcome = try run(
        try place.openExisting(), isDryRun: isDryRun, now: EngineClock.wallClock(), readAhead: readAhead)
      if arguments.isSet("json") {
        Terminal.print(String(decoding: outcome.json(isDryRun: isDryRun), as: UTF8.self))
      } else {
        outcome.print(isDryRun: isDryRun)
      }
      for fault in outcome.faults { Terminal.complain(fault) }
      return outcome.faults.isEmpty ? 0 : 1
    }
  }

  /// What a run has come to.
  struct Outcome {
    var tally = RetentionTally()
    /// False when a dry run has counted as much as it may, or when something that is due was left.
    var isComplete = true
    /// What was left out, and why.
    var faults: [String] = []
  }

  /// Removes or counts everything that is due.
  /// - Parameter readAhead: called with each day of points before it is dropped; nil where nothing is gained by that.
  static func run(
    _ store: any Store, isDryRun: Bool, now: Instant, readAhead: ((Instant) -> Void)? = nil
  ) throws(StoreError) -> Outcome {
    let loaded = try RetentionPolicy.load(from: store)
    var outcome = Outcome(faults: loaded.faults)
    if let fault = try ClockAgreement.fault(at: now, in: store) {
      outcome.faults.append(fault)
      outcome.isComplete = false
      return outcome
    }
    if isDryRun {
      var policy = loaded.policy
      policy.rowsMax = countMax
      policy.daysMax = countMax
      let report = try store.retain(policy, now: now, dryRun: true)
      outcome.tally.add(report)
      outcome.isComplete = !report.isBounded
      return outcome
    }
    if let readAhead {
      try store.retain(loaded.policy.daysAlone, now: now, dryRun: true).droppedDays.forEach(readAhead)
    }
    var progress = RetentionProgress(loaded.policy, rowsPerPiece: rowsPerPiece)
    while progress.take(try store.retain(progress.policy, now: now, dryRun: false)) {}
    outcome.tally = progress.tally
    if progress.heldDayCount > 0 {
      outcome.isComplete = false
      outcome.faults.append(
        "\(progress.heldDayCount) days of points are in use, by an export for example, and were not dropped; try again later"
      )
    }
    if !outcome.tally.isEmpty { try outcome.tally.audit(actor: "geod retention", at: now, in: store) }
    return outcome
  }
}

extension RetentionCommand.Outcome {
  /// A line per tenant and kind, one per day, and the sum.
  fileprivate func print(isDryRun: Bool) {
    for entry in tally.entries { Terminal.print("\(entry.tenant)\t\(entry.kind.rawValue)\t\(entry.rows)") }
    for day in tally.dayTexts { Terminal.print("all tenants\tpoints of \(day)") }
    let verb = isDryRun ? (isComplete ? "would remove" : "would remove at least") : "removed"
    Terminal.print("\(verb): rows \(tally.rowCount), days of points \(tally.days.count)")
  }

  /// The same as one object.
  fileprivate func json(isDryRun: Bool) -> [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    json.key("dryRun")
    json.bool(isDryRun)
    json.key("complete")
    json.bool(isComplete)
    json.key("rows")
    json.beginArray()
    for entry in tally.entries {
      json.beginObject()
      json.key("tenant")
      json.string(entry.tenant.text)
      json.key("kind")
      json.string(entry.kind.rawValue)
      json.key("rows")
      json.integer(entry.rows)
      json.endObject()
    }
    json.endArray()
    json.key("pointDays")
    json.strings(tally.dayTexts)
    json.key("faults")
    json.strings(faults)
    json.endObject()
    return json.finish()
  }
}
