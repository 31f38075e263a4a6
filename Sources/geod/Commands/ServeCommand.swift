// geod serve: the daemon.

import Foundation

/// `geod serve`
enum ServeCommand {
  static let command = GeodCommand(
    specification: CommandSpecification(
      name: "serve", summary: "Run the daemon",
      discussion: "Serves HTTP and WebSocket on one port until SIGTERM or SIGINT, then tells clients to "
        + "connect elsewhere, flushes, takes a snapshot of the live positions and exits with 0. A database that is "
        + "away is waited for: meanwhile the server is not ready and tells callers to come again.",
      options: StoreOptions.all + options + WebhookOptions.all,
      examples: [
        "geod serve --dev",
        "geod serve --listen 0.0.0.0:7700 --data /var/lib/geod --keys keys.json",
        "geod serve --keys keys.json --database-url postgres://geod_app@db1,db2/geod",
        "geod serve --keys keys.json --tls-cert geod.pem --tls-key geod.key",
      ])
  ) { arguments in
    let configuration = try ServerConfiguration(arguments)
    if arguments.isSet("check") {
      try Server.check(configuration)
      Terminal.print("the configuration is good")
      return 0
    }
    return try Server.run(configuration)
  }

  /// Besides those that say where the store is.
  private static let options: [CommandOption] = [
    CommandOption(
      "listen", .text(placeholder: "ADDR:PORT"),
      "Where to listen, several separated by commas; port 0 takes a free one.", else: "127.0.0.1:7700"),
    CommandOption(
      "tls-cert", .text(placeholder: "FILE"),
      "Speak TLS with this certificate and its chain (PEM); needs --tls-key. SIGHUP reads both again."),
    CommandOption(
      "tls-key", .text(placeholder: "FILE"), "The certificate's private key (PEM, without a password)."),
    TokenCommand.keysOption, TokenCommand.issuerOption, TokenCommand.audienceOption,
    CommandOption(
      "dev", .flag,
      "For development: make a random key that lives as long as the process, serve the tenant dev, and "
        + "print ready-to-paste tokens once. Listens on loopback only."),
    CommandOption(
      "loops", .whole(1...256, unit: "threads"), "Event loops; one per processor when left out."),
    StoreOptions.maxMebibytes,
    CommandOption(
      "spool-max-mb", .whole(1...1_048_576, unit: "MiB"),
      "With --database-url: how large the file may become in which track points wait while the database does not "
        + "answer. When it is full, phones keep their fixes.", else: "1024"),
    CommandOption(
      "clock", .choice(["real", "scaled", "trace"]),
      "Where engine time comes from: the wall clock, a faster or slower one, or a clock that stands "
        + "still until PUT /v1/clock moves it.", else: "real"),
    CommandOption(
      "time-scale", .number(0.01...1000, unit: "times real time"),
      "The pace of --clock scaled; 10 when left out."),
    CommandOption(
      "clock-origin", .whole(0...253_402_300_799_999, unit: "Unix milliseconds"),
      "When --clock scaled agreed with the wall clock; the start when left out. With the same origin a server "
        + "that is started again goes on in the same engine time."),
    CommandOption(
      "trace-start", .whole(0...253_402_300_799_999, unit: "Unix milliseconds"),
      "Where --clock trace begins; 0 when left out."),
    CommandOption(
      "rate-per-token", .number(0...1e9, unit: "requests per second"),
      "HTTP requests of one caller; twice as many at once; 0 for no limit.", else: "500"),
    CommandOption(
      "rate-per-address", .number(0...1e9, unit: "requests per second"),
      "HTTP requests and WebSocket handshakes of one address (IPv6: one /64); twice as many at once; 0 "
        + "for no limit.", else: "2000"),
    CommandOption(
      "rate-fixes", .number(0...1e9, unit: "per second"),
      "Messages and fixes of one WebSocket; 1000 or twice as many at once; 0 for no limit.", else: "50"),
    CommandOption(
      "snapshot-seconds", .whole(1...3600, unit: "seconds"),
      "How often live positions are saved for the next start.", else: "10"),
    CommandOption(
      "drain-seconds", .whole(1...600, unit: "seconds"),
      "How long connections may take to end after SIGTERM.", else: "10"),
    CommandOption(
      "log-level", .choice(Log.Level.allCases.map(\.name)), "What is logged to standard error.", else: "info"),
    CommandOption(
      "metrics-open", .flag, "Answer /metrics to other machines too, not to this one only."),
    CommandOption(
      "public-url", .text(placeholder: "URL"),
      "Where customers reach this server, such as https://live.example.com; share links begin with it."),
    CommandOption(
      "map", .text(placeholder: "FILE"),
      "The streets of the maps: a GeoJSON file with the tags of OpenStreetMap, sample (or sample:SEED) for the "
        + "generated city of the samples, or none. Left out: sample with --dev, otherwise none."),
    CommandOption(
      "map-attribution", .text(placeholder: "TEXT"), "Who made the file, as its licence wants it said."),
    CommandOption(
      "tiles-url", .text(placeholder: "URL"),
      "Draw these tiles below the maps, such as https://tiles.example.com/{z}/{x}/{y}.png. Browsers load them from "
        + "there; without it they ask nobody but this server."),
    CommandOption(
      "tiles-attribution", .text(placeholder: "TEXT"), "Who made the tiles, as their licence wants it said."),
    CommandOption(
      "pages-from", .text(placeholder: "FOLDER"),
      "Read the files of the pages from here for each request, for those who work on them. Listens on "
        + "loopback only.",
      isConfigurable: false),
    CommandOption(
      "port-file", .text(placeholder: "FILE"), "Write the bound port here when connections are accepted."),
    CommandOption(
      "end-with-input", .flag,
      "End as after SIGTERM when standard input ends: for programs that start a server of their own and must not "
        + "leave it behind, however they end.", isConfigurable: false),
    CommandOption(
      "check", .flag, "Check the configuration, the keys, the certificate and the data, and exit.",
      isConfigurable: false),
  ]
}
