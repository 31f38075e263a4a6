// The oracle itself, against published lines.

import Foundation
import GeoIndex
import Projection
import TestSupport
import Testing

@Suite("Geodesic reference")
struct GeodesicReferenceTests {
  @Test("Vincenty's example line: Flinders Peak to Buninyong on WGS84 is 54 972.271 m")
  func flindersPeak() {
    let meters = GeodesicReference.inverseMeters(
      latitudeDegrees: -(37 + 57 / 60.0 + 3.72030 / 3600),
      longitudeDegrees: 144 + 25 / 60.0 + 29.52440 / 3600,
      toLatitudeDegrees: -(37 + 39 / 60.0 + 10.15610 / 3600),
      toLongitudeDegrees: 143 + 55 / 60.0 + 35.38390 / 3600)
    #expect(abs(meters - 54_972.271) < 0.001)
  }

  @Test(
    "the recorded test lines agree to a micrometre",
    .enabled(if: SharedData.has("vectors/GeodTest-100.dat"), "\(SharedData.missing)"))
  func recordedLines() throws {
    let text = String(decoding: try SharedData.contents("vectors/GeodTest-100.dat"), as: UTF8.self)
    var lines = 0
    for line in text.split(separator: "\n") {
      // lat1 lon1 azi1 lat2 lon2 azi2 s12 ...
      let fields = line.split(separator: " ").compactMap { Double($0) }
      guard fields.count >= 7 else { continue }
      let meters = GeodesicReference.inverseMeters(
        latitudeDegrees: fields[0], longitudeDegrees: fields[1], toLatitudeDegrees: fields[3],
        toLongitudeDegrees: fields[4])
      #expect(abs(meters - fields[6]) < 1e-6, "\(line)")
      lines += 1
    }
    #expect(lines == 100)
  }
}
