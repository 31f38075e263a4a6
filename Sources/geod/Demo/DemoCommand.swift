// geod demo: a city in a terminal.

import Bedrock
import Transport

/// `geod demo`
enum DemoCommand {
  static let command = GeodCommand(
    specification: CommandSpecification(
      name: "demo", summary: "Run a server with a generated fleet, viewers and a booking service",
      discussion:
        "Starts a server on loopback in a fresh folder and lets a generated fleet loose on it: technicians "
        + "on the streets of a generated Riyadh, each with a phone on a real WebSocket; customers who book, and "
        + "technicians who accept, decline or overlook offers, travel, arrive, work and complete; a dispatcher, "
        + "viewers of the city, of bookings, trips and shares, and a booking service that checks what it is "
        + "answered. All of them use the public interface only. What the server has acknowledged is kept and "
        + "compared with what is there. Server and folder go away at the end. The exit status is 0 only if nothing "
        + "went wrong, nothing acknowledged is missing, and every fix got its verdict.",
      options: options + StoreOptions.database + [StoreOptions.maxMebibytes],
      examples: [
        "geod demo", "geod demo --for 60 --technicians 500 --json", "geod demo --for 120 --kills 20",
      ])
  ) { arguments in
    let configuration = try configuration(arguments)
    var demo = DemoRun(configuration, signals: try Signals())
    let report = try demo.run()
    Terminal.print(configuration.isJSON ? report.json : "\n" + report.words)
    return report.isGood ? 0 : 1
  }

  private static let options: [CommandOption] = [
    CommandOption(
      "technicians", .whole(1...10_000, unit: "technicians"), "How many technicians there are.", else: "200",
      isConfigurable: false),
    CommandOption(
      "for", .whole(0...31_536_000, unit: "seconds"), "How long to run; 0 until interrupted.", else: "0",
      isConfigurable: false),
    CommandOption(
      "seed", .whole(0...Int.max, unit: ""), "Where all that is random comes from.", else: "7",
      isConfigurable: false),
    CommandOption(
      "interval", .whole(100...60_000, unit: "milliseconds of engine time"),
      "How often the phone of a moving technician reports.", else: "1000", isConfigurable: false),
    CommandOption(
      "time-scale", .number(0.1...100, unit: "times real time"), "How fast the demo's world runs.",
      else: "10",
      isConfigurable: false),
    CommandOption(
      "kills", .whole(0...1_000, unit: "times"),
      "Kill the server at so many random moments and start it again; needs --for.", else: "0",
      isConfigurable: false),
    CommandOption(
      "target-file", .text(placeholder: "FILE"),
      "For programs that break things: write the server's process and port here whenever it starts, start it again "
        + "when it was killed, and take lost connections as they come.", isConfigurable: false),
    CommandOption("json", .flag, "Print the report as one JSON object.", isConfigurable: false),
    CommandOption("keep", .flag, "Keep the server's folder.", isConfigurable: false),
    CommandOption(
      "pages-from", .text(placeholder: "FOLDER"),
      "Read the files of the pages from here for each request, for those who work on them.",
      isConfigurable: false),
  ]

  static func configuration(_ arguments: CommandArguments) throws -> DemoConfiguration {
    var configuration = DemoConfiguration()
    configuration.technicians = arguments.whole("technicians") ?? configuration.technicians
    configuration.seconds = arguments.whole("for") ?? configuration.seconds
    configuration.seed = arguments.whole("seed").map(UInt64.init) ?? configuration.seed
    configuration.intervalMilliseconds =
      arguments.whole("interval").map(Int64.init) ?? configuration.intervalMilliseconds
    configuration.timeScale = arguments.number("time-scale") ?? configuration.timeScale
    configuration.kills = arguments.whole("kills") ?? 0
    if configuration.kills > 0, configuration.seconds == 0 {
      throw UsageError("--kills needs --for: what was acknowledged is compared at the end")
    }
    configuration.database = try DatabasePlace(arguments).map { .database($0) }
    configuration.storeMaxMebibytes = arguments.whole("store-max-mb")
    configuration.targetPath = arguments.text("target-file")
    configuration.isJSON = arguments.isSet("json")
    configuration.keepsFolder = arguments.isSet("keep")
    configuration.pagesFolder = arguments.text("pages-from")
    return configuration
  }
}
