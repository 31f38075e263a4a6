// How a server is to run: the options of geod serve as typed values.

import Bedrock
import Foundation
import Transport

/// The configuration of a server.
struct ServerConfiguration: Sendable {
  var listen: [PeerAddress]
  var loopCount: Int
  /// The folder of what this process keeps for itself.
  var dataDirectory: String
  /// The bound of the spool in which points wait for a database.
  var spoolBytesMax: Int64
  /// The bound of the embedded store's file; nil for none but the disk.
  var storeBytesMax: Int64?
  /// The store that holds the truth.
  var store: StorePlace
  var clockMode: EngineClock.Mode
  /// A development server: random key, one tenant, loopback only.
  var isDevelopment: Bool
  var keysPath: String?
  /// Certificate and key for TLS; nil to listen without.
  var tls: TLSFiles?
  var issuer: String
  var audience: String
  /// 0 for no limit.
  var requestsPerSecondPerToken: Double
  /// 0 for no limit.
  var requestsPerSecondPerAddress: Double
  /// 0 for no limit.
  var fixesPerSecondPerSession: Double
  var fixBurstPerSession: Double
  var snapshotSeconds: Int
  var drainSeconds: Int
  var logLevel: Log.Level
  /// Whether `/metrics` answers others than this machine.
  var metricsAreOpen: Bool
  /// Where customers reach the server, without a slash at the end; nil when share links are told without it.
  var publicURL: String?
  /// Tiles of somebody else for the maps; nil for none.
  var tiles: TileSource?
  /// The streets of the maps.
  var map: MapSource
  /// Where the files of the pages are read from, for those who work on them; nil for those in the program.
  var pagesFolder: String?
  /// Where webhooks may go, and how long they may take.
  var webhooks: WebhookOptions
  /// Where to write the bound port; nil for nowhere.
  var portFile: String?
  /// Whether the end of standard input is a signal to end.
  var endsWithInput: Bool
  var limits = TransportLimits()

  /// Reads the options of `geod serve` and refuses contradictions.
  init(_ arguments: CommandArguments) throws {
    isDevelopment = arguments.isSet("dev")
    listen = try Self.addresses(try arguments.requiredText("listen"))
    if isDevelopment, let outside = listen.first(where: { !$0.isLoopback }) {
      throw UsageError(
        "--dev makes a key that is printed to the terminal, so it only listens on loopback; "
          + "\(outside.host) is not. Use --keys FILE instead")
    }
    if isDevelopment, arguments.isGiven("keys") {
      throw UsageError("--dev makes its own key; it cannot be used together with --keys")
    }
    keysPath = arguments.text("keys")
    if !isDevelopment, keysPath == nil {
      throw UsageError(
        "--keys FILE is required: there is no default secret. Make one with "
          + "geod token --make-key FILE, or try geod serve --dev")
    }
    tls = try Self.tls(arguments)
    issuer = try arguments.requiredText("issuer")
    audience = try arguments.requiredText("audience")
    let processors = ProcessInfo.processInfo.activeProcessorCount
    loopCount = arguments.whole("loops") ?? processors
    dataDirectory = try arguments.requiredText("data")
    spoolBytesMax = Int64(arguments.whole("spool-max-mb") ?? 1024) << 20
    store = try StorePlace(arguments)
    storeBytesMax = arguments.whole("store-max-mb").map { Int64($0) << 20 }
    if storeBytesMax != nil, store.isElsewhere {
      throw UsageError("--store-max-mb bounds the file in --data; with --database-url there is none")
    }
    publicURL = try Self.publicURL(arguments)
    tiles = try TileSource(arguments)
    map = try MapSource(arguments)
    pagesFolder = arguments.text("pages-from")
    if pagesFolder != nil, let outside = listen.first(where: { !$0.isLoopback }) {
      throw UsageError(
        "--pages-from is for those who work on the pages, so it only listens on loopback; \(outside.host) is not"
      )
    }
    clockMode = try Self.clock(arguments)
    requestsPerSecondPerToken = arguments.number("rate-per-token") ?? 0
    requestsPerSecondPerAddress = arguments.number("rate-per-address") ?? 0
    fixesPerSecondPerSession = arguments.number("rate-fixes") ?? 0
    fixBurstPerSession = max(Double(1_000), fixesPerSecondPerSession * 2)
    snapshotSeconds = arguments.whole("snapshot-seconds") ?? 10
    drainSeconds = arguments.whole("drain-seconds") ?? 10
    guard let level = Log.Level(name: try arguments.requiredText("log-level")) else {
      throw UsageError("--log-level is not a level")
    }
    logLevel = level
    metricsAreOpen = arguments.isSet("metrics-open")
    webhooks = try WebhookOptions(arguments)
    portFile = arguments.text("port-file")
    endsWithInput = arguments.isSet("end-with-input")
  }

  private static func clock(_ arguments: CommandArguments) throws -> EngineClock.Mode {
    let mode = try arguments.requiredText("clock")
    if mode != "scaled", arguments.isGiven("time-scale") {
      throw UsageError("--time-scale needs --clock scaled")
    }
    if mode != "scaled", arguments.isGiven("clock-origin") {
      throw UsageError("--clock-origin needs --clock scaled")
    }
    if mode != "trace", arguments.isGiven("trace-start") {
      throw UsageError("--trace-start needs --clock trace")
    }
    switch mode {
    case "scaled":
      let origin = arguments.whole("clock-origin").map { Instant(milliseconds: Int64($0)) }
      return .scaled(arguments.number("time-scale") ?? 10, origin: origin)
    case "trace": return .trace(start: Instant(milliseconds: Int64(arguments.whole("trace-start") ?? 0)))
    default: return .real
    }
  }

  private static func tls(_ arguments: CommandArguments) throws -> TLSFiles? {
    switch (arguments.text("tls-cert"), arguments.text("tls-key")) {
    case (nil, nil): return nil
    case (let certificate?, let key?): return TLSFiles(certificatePath: certificate, keyPath: key)
    case (nil, _): throw UsageError("--tls-key needs --tls-cert: the key alone is nothing to show")
    case (_, nil): throw UsageError("--tls-cert needs --tls-key: only its key proves a certificate")
    }
  }

  /// Whether somebody on the way could read along: another machine can connect and there is no TLS.
  var isReadableOnTheWay: Bool { tls == nil && listen.contains { !$0.isLoopback } }

  /// Reads `ADDRESS:PORT[,ADDRESS:PORT]`; IPv6 addresses stand in brackets.
  private static func publicURL(_ arguments: CommandArguments) throws -> String? {
    guard let text = arguments.text("public-url") else { return nil }
    guard let url = URL(string: text), url.scheme == "https" || url.scheme == "http", url.host != nil,
      url.query == nil, url.fragment == nil
    else {
      throw UsageError("--public-url must be a URL such as https://live.example.com, is \(text)")
    }
    return text.hasSuffix("/") ? String(text.dropLast()) : text
  }

  static func addresses(_ text: String) throws -> [PeerAddress] {
    try text.split(separator: ",", omittingEmptySubsequences: false).map { part in
      guard let colon = part.lastIndex(of: ":"), let port = UInt16(part[part.index(after: colon)...]) else {
        throw UsageError("--listen '\(part)' must be ADDRESS:PORT, such as 127.0.0.1:7700 or [::1]:7700")
      }
      var host = String(part[..<colon])
      if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
      guard let address = PeerAddress(host, port: port) else {
        throw UsageError("--listen '\(host)' is not a numeric IPv4 or IPv6 address")
      }
      return address
    }
  }
}
