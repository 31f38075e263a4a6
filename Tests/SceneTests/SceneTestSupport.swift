// What the tests of the scene share: seeds, sample files, and distances that do not come from Scene.

import Bedrock
import Foundation
import Scene

enum SceneTestSupport {
  /// The seed of the random tests; `GEOD_SEED` overrides it.
  static let seed = ProcessInfo.processInfo.environment["GEOD_SEED"].flatMap(UInt64.init) ?? 20_260_101

  /// A Sunday morning in Riyadh (2026-01-04T06:00:00Z).
  static let start = Instant(milliseconds: 1_767_506_400_000)

  static let town = StreetGrid(.town(seed: 7))
  static let city = StreetGrid(.city(seed: 7))

  static let samples = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "data/samples")

  static let regenerateCommand = "GEOD_REGENERATE=1 swift test --filter SceneTests"

  /// Compares a sample file with what the code makes, or writes it when the tests run with
  /// `GEOD_REGENERATE=1`.
  static func matchesSample(_ name: String, _ bytes: [UInt8]) throws -> Bool {
    let file = samples.appending(path: name)
    if ProcessInfo.processInfo.environment["GEOD_REGENERATE"] == "1" {
      try FileManager.default.createDirectory(at: samples, withIntermediateDirectories: true)
      try Data(bytes).write(to: file)
    }
    return try Data(contentsOf: file) == Data(bytes)
  }

  /// Metres between two near points on WGS84, by the radii of curvature in between; for distances of some
  /// kilometres the error is below a millionth.
  static func meters(_ a: ScenePoint, _ b: ScenePoint) -> Double {
    let latitude = (a.latitudeDegrees + b.latitudeDegrees) / 2 * .pi / 180
    let eccentricity = 0.0066943799901413165
    let flattening = 1 - eccentricity * sin(latitude) * sin(latitude)
    let primeVertical = 6_378_137 / flattening.squareRoot()
    let meridian = primeVertical * (1 - eccentricity) / flattening
    let north = (b.latitudeDegrees - a.latitudeDegrees) * .pi / 180 * meridian
    let east = (b.longitudeDegrees - a.longitudeDegrees) * .pi / 180 * primeVertical * cos(latitude)
    return (north * north + east * east).squareRoot()
  }

  /// Degrees clockwise from north of a displacement, by the C library.
  static func heading(east: Double, north: Double) -> Double {
    let degrees = atan2(east, north) * 180 / .pi
    return degrees < 0 ? degrees + 360 : degrees
  }

  /// Whether the server takes the text as an identifier.
  static func isIdentifier(_ text: String) -> Bool {
    (try? ClientID(text, field: "id")) != nil
  }
}
