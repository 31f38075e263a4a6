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
        + "on the streets of a generated Riyadh, each with a phone on a real WebSocket; viewers of the city and of "
        + "single technicians; a booking service that asks who is near and checks every answer. All fix checks are "
        + "on, and not one fix should be refused. Server and folder go away at the end. The exit status is 0 only "
        + "if nothing went wrong and every fix got its verdict.",
      options: options,
      examples: ["geod demo", "geod demo --for 60 --technicians 500 --json"])
  ) { arguments in
    let configuration = configuration(arguments)
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
      "time-scale", .number(0.1...100, unit: "times real time"), "How fast the demo's world runs.", else: "1",
      isConfigurable: false),
    CommandOption("json", .flag, "Print the report as one JSON object.", isConfigurable: false),
    CommandOption("keep", .flag, "Keep the server's folder.", isConfigurable: false),
  ]

  static func configuration(_ arguments: CommandArguments) -> DemoConfiguration {
    var configuration = DemoConfiguration()
    configuration.technicians = arguments.whole("technicians") ?? configuration.technicians
    configuration.seconds = arguments.whole("for") ?? configuration.seconds
    configuration.seed = arguments.whole("seed").map(UInt64.init) ?? configuration.seed
    configuration.intervalMilliseconds =
      arguments.whole("interval").map(Int64.init) ?? configuration.intervalMilliseconds
    configuration.timeScale = arguments.number("time-scale") ?? configuration.timeScale
    configuration.isJSON = arguments.isSet("json")
    configuration.keepsFolder = arguments.isSet("keep")
    return configuration
  }
}
