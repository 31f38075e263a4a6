// How pages are to be served: the options of geod serve that concern them.

import Foundation

/// Tiles of somebody else, drawn below everything else on maps.
struct TileSource: Sendable, Equatable {
  /// With `{z}`, `{x}` and `{y}`.
  var url: String
  /// Who made them, as their licence wants it said.
  var attribution: String
  /// What pages may load pictures from.
  var origin: String

  /// Reads the two options; nil when pages shall ask nobody but this server.
  init?(_ arguments: CommandArguments) throws {
    guard let url = arguments.text("tiles-url") else {
      if arguments.isGiven("tiles-attribution") {
        throw UsageError("--tiles-attribution needs --tiles-url: there is nothing to attribute")
      }
      return nil
    }
    guard let attribution = arguments.text("tiles-attribution") else {
      throw UsageError("--tiles-url needs --tiles-attribution: whoever made the tiles wants to be named")
    }
    let sample = ["{z}", "{x}", "{y}"].reduce(url) { $0.replacingOccurrences(of: $1, with: "0") }
    guard let parsed = URL(string: sample), parsed.scheme == "https" || parsed.scheme == "http",
      let host = parsed.host, ["{z}", "{x}", "{y}"].allSatisfy(url.contains),
      host.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "-.:[]".contains($0)) })
    else {
      throw UsageError(
        "--tiles-url must be a URL such as https://tiles.example.com/{z}/{x}/{y}.png, is \(url)")
    }
    self.url = url
    self.attribution = attribution
    origin = "\(parsed.scheme ?? "https")://\(host)" + (parsed.port.map { ":\($0)" } ?? "")
  }
}

/// Where the streets of the maps come from.
enum MapSource: Sendable, Equatable {
  /// No streets: maps are blank below what moves on them.
  case none
  /// The generated city of a seed; technicians of the samples and of the demo drive about in it.
  case sample(seed: UInt64)
  /// A GeoJSON file, and who made it.
  case file(path: String, attribution: String)

  /// The seed of the city when none is said; that of the demo, too.
  static let sampleSeed: UInt64 = 7

  /// Reads the options.
  init(_ arguments: CommandArguments) throws {
    let attribution = arguments.text("map-attribution")
    switch arguments.text("map") {
    case nil: self = arguments.isSet("dev") ? .sample(seed: Self.sampleSeed) : .none
    case "none": self = .none
    case "sample": self = .sample(seed: Self.sampleSeed)
    case let text? where text.hasPrefix("sample:"):
      guard let seed = UInt64(text.dropFirst("sample:".count)) else {
        throw UsageError("--map sample:SEED takes a whole number, is \(text)")
      }
      self = .sample(seed: seed)
    case let path?: self = .file(path: path, attribution: attribution ?? "")
    }
    if case .file = self { return }
    if attribution != nil {
      throw UsageError("--map-attribution needs --map FILE: there is nobody else to be named")
    }
  }

  /// The map; nil for none.
  func load() throws(BaseMapFault) -> BaseMap? {
    switch self {
    case .none: nil
    case .sample(let seed): BaseMap.sample(seed: seed)
    case .file(let path, let attribution): try BaseMap.read(path, attribution: attribution)
    }
  }
}
