// geod trip verify: a phone's own record of a trip against what was sealed of it.

import Bedrock
import TripStore

/// `geod trip verify`
enum TripVerifyCommand {
  static let command = GeodCommand(
    specification: CommandSpecification(
      name: "trip verify", summary: "Check a phone's log of a trip against the heads of its chains",
      discussion:
        "Computes the hash chains over the fixes in the log and compares their heads with those that were "
        + "written down when the trip had ended. Where they differ and the points are still kept, it says at which fix. "
        + "With --summary it needs no store: a file with the trip's summary, or the whole answer of GET "
        + "/v1/trips/ID, is enough. What is in a chain, and how a log is written, is in docs/WIRE.md. Exits with 0 when "
        + "every device matches, otherwise with 1.",
      options: StoreOptions.all + [
        CommandOption("tenant", .text(placeholder: "ID"), "Whose trip it is.", isConfigurable: false),
        CommandOption("trip", .text(placeholder: "UUID"), "The trip.", isConfigurable: false),
        CommandOption(
          "log", .text(placeholder: "FILE"), "The phone's fixes: NDJSON or CSV, plain or gzip.",
          isConfigurable: false),
        CommandOption(
          "device", .text(placeholder: "ID"), "The device of the lines that name none.", else: "default",
          isConfigurable: false),
        CommandOption(
          "summary", .text(placeholder: "FILE"), "Take the heads from this file and open no store.",
          isConfigurable: false),
        CommandOption("json", .flag, "Print one JSON object.", isConfigurable: false),
      ],
      examples: [
        "geod trip verify --tenant riyadh --trip $TRIP --log phone.ndjson",
        "geod trip verify --tenant riyadh --trip $TRIP --log a.csv --summary trip.json",
      ])
  ) { arguments in
    guard let tenant = try arguments.id("tenant") else { throw UsageError("--tenant is required") }
    guard let trip = UUIDv7(try arguments.requiredText("trip")) else {
      throw UsageError("--trip must be the identifier of a trip, a UUID")
    }
    guard let device = try arguments.id("device") else { throw UsageError("--device must not be empty") }
    let log = try PhoneLog(file: try arguments.requiredText("log"), device: device)
    let check: ChainCheck
    if let path = arguments.text("summary") {
      check = ChainCheck(
        tenant: tenant, trip: trip, chains: try ExportedChain.read(path, trip: trip), points: nil)
    } else {
      check = try stored(trip, of: tenant, in: try StorePlace(arguments).openExisting())
    }
    let verdicts = check.verdicts(log)
    if arguments.isSet("json") {
      Terminal.print(String(decoding: json(verdicts, trip), as: UTF8.self))
    } else {
      for (device, verdict) in verdicts { Terminal.print("\(device)\t\(verdict)") }
      if verdicts.isEmpty { Terminal.print("nothing was sealed, and nothing is in the log") }
      if log.refusedCount > 0 {
        Terminal.print("left out: \(log.refusedCount) fixes that the server refused")
      }
    }
    return verdicts.allSatisfy(\.verdict.isMatch) ? 0 : 1
  }

  private static func stored(_ trip: UUIDv7, of tenant: ClientID, in store: any Store) throws -> ChainCheck {
    guard try store.summary(of: trip, tenant: tenant) != nil else {
      throw CommandFailure("there is no summary of the trip \(trip)")
    }
    guard let seal = try store.seal(of: trip, tenant: tenant) else {
      throw CommandFailure("the trip \(trip) is not sealed yet")
    }
    let points = try TripFixes(of: trip, tenant: tenant, in: store)
    return ChainCheck(
      tenant: tenant, trip: trip, chains: seal.chains, points: points.count > 0 ? points : nil)
  }

  private static func json(
    _ verdicts: [(device: ClientID, verdict: ChainVerdict)], _ trip: UUIDv7
  ) -> [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    json.key("trip")
    json.string(trip.description)
    json.key("matches")
    json.bool(verdicts.allSatisfy(\.verdict.isMatch))
    json.key("devices")
    json.beginArray()
    for (device, verdict) in verdicts {
      json.beginObject()
      json.key("device")
      json.string(device.text)
      json.key("matches")
      json.bool(verdict.isMatch)
      json.key("verdict")
      json.string(verdict.description)
      json.endObject()
    }
    json.endArray()
    json.endObject()
    return json.finish()
  }
}
