// geod replay: recorded traces through real sockets, and the proof that nothing was lost.

import Bedrock
import FleetClient
import Projection
import Transport

/// `geod replay`
enum ReplayCommand {
  static let command = GeodCommand(
    specification: CommandSpecification(
      name: "replay", summary: "Replay recorded traces through real WebSockets and check the result",
      discussion:
        "Every vehicle of the files becomes a technician with a WebSocket of its own. Trace time advances "
        + "in slices, in lockstep with the server: the clock is moved, the fixes of the slice are sent, every verdict "
        + "is awaited. In the end the position of every vehicle is compared with what the files and the "
        + "verdicts say it must be. Two runs give the same positions, byte for byte.\nWithout --url a server is started "
        + "for the replay and removed with all its data afterwards. The exit status is 0 only if every fix got "
        + "its verdict and every position is right.",
      operands: .init(
        placeholder: "FILE...", count: 1...1_000,
        help:
          "CSV with the columns cab, lat, lon, occupied and unix_time (seconds), gzip or plain. With --crs, lat is the "
          + "northing and lon the easting; a header may call them y and x."),
      options: options,
      examples: [
        "geod replay cabs.csv.gz --speed 60",
        "geod replay monday.csv.gz tuesday.csv.gz --json --positions-out positions.csv",
        "geod replay surveyed.csv --crs EPSG:32638",
      ])
  ) { arguments in
    let configuration = try configuration(arguments)
    let report = try ReplayRun(configuration, signals: try Signals()).run()
    Terminal.print(arguments.isSet("json") ? report.json : report.words)
    return report.isGood ? 0 : 1
  }

  private static let options: [CommandOption] = [
    CommandOption(
      "speed", .text(placeholder: "N|max"), "How many times faster than real time, or max.", else: "max",
      isConfigurable: false),
    CommandOption(
      "slice-seconds", .whole(1...3_600, unit: "seconds of trace time"),
      "How far the clock is moved at a time.", else: "10", isConfigurable: false),
    CommandOption(
      "batch", .flag, "Send the fixes of one vehicle in one slice as one message.", isConfigurable: false),
    ImportTransform.option,
    CommandOption(
      "url", .text(placeholder: "URL"),
      "Replay to a server that runs already, with --clock trace; needs --keys and --tenant.",
      isConfigurable: false),
    CommandOption(
      "ca", .text(placeholder: "FILE"),
      "Whom to trust at an https:// --url (PEM); default: what the system trusts.", isConfigurable: false),
    TokenCommand.keysOption,
    CommandOption(
      "tenant", .text(placeholder: "ID"), "The tenant to replay to, with --url.", isConfigurable: false),
    CommandOption(
      "positions-out", .text(placeholder: "FILE"),
      "Write the final positions as id,lat,lon,t, sorted, for comparing runs.", isConfigurable: false),
    CommandOption("json", .flag, "Print the report as one JSON object.", isConfigurable: false),
    CommandOption(
      "keep", .flag, "Keep the folder of the server that was started.", isConfigurable: false),
  ]

  static func configuration(_ arguments: CommandArguments) throws -> ReplayConfiguration {
    var configuration = ReplayConfiguration(files: arguments.operands)
    if let url = arguments.text("url") {
      guard let tenant = try arguments.id("tenant") else { throw UsageError("--url needs --tenant") }
      guard let keys = arguments.text("keys") else { throw UsageError("--url needs --keys") }
      configuration.target = .remote(
        url: url, rootsPath: arguments.text("ca"), keysPath: keys, tenant: tenant)
      if arguments.isSet("keep") {
        throw UsageError("--keep is for a server that replay starts; there is --url")
      }
    } else if let lonely = ["tenant", "ca"].first(where: arguments.isGiven) {
      throw UsageError("--\(lonely) is for a server that runs already; give its --url too")
    }
    configuration.reference = try ImportTransform.reference(arguments)
    configuration.speed = try speed(try arguments.requiredText("speed"))
    configuration.sliceSeconds = arguments.whole("slice-seconds") ?? configuration.sliceSeconds
    configuration.batches = arguments.isSet("batch")
    configuration.positionsPath = arguments.text("positions-out")
    configuration.keepsFolder = arguments.isSet("keep")
    configuration.showsProgress = FleetReport.isTerminal
    return configuration
  }

  private static func speed(_ text: String) throws -> ReplayConfiguration.Speed {
    if text == "max" { return .max }
    guard let factor = Double(text), factor.isFinite, (0.01...1_000_000).contains(factor) else {
      throw UsageError("--speed must be max or a number from 0.01 to 1000000, is '\(text)'")
    }
    return .times(factor)
  }
}
