// Tracks as files: GPX against the rules of its schema, CSV against its columns.

import Bedrock
import Foundation
import GeoIndex
import TestSupport
import Testing

@testable import Trips

@Suite struct TrackFileTests {
  private static let corners: [GeoPoint] = [
    GeoPoint(latitudeAngle: GeoPoint.maxLatitudeAngle, longitudeAngle: .max),
    GeoPoint(latitudeAngle: -GeoPoint.maxLatitudeAngle, longitudeAngle: .min),
    GeoPoint(latitudeAngle: 0, longitudeAngle: 0), GeoPoint(latitudeAngle: 1, longitudeAngle: -1),
  ]

  @Test func gpxKeepsTheSchemaEverywhereOnEarth() throws {
    for seed in Seeds.all("gpx") {
      var random = SeededRandom(seed: seed)
      let names = ["a", "<&>\"'", "\u{0}\u{B}\r\n", "رحلة", "]]>", ""]
      for round in 0..<50 {
        var points = Self.corners + randomTrack(random.below(20), &random).map(\.point)
        for _ in 0..<20 {
          let latitude = Int32(random.below(Int(GeoPoint.maxLatitudeAngle))) * (random.chance(0.5) ? 1 : -1)
          points.append(
            GeoPoint(latitudeAngle: latitude, longitudeAngle: Int32(truncatingIfNeeded: random.next())))
        }
        let track = points.enumerated().map { index, point in
          TrackPoint(point, at: Sample.instant(Double(index) * 0.25))
        }
        let name = names[round % names.count]
        let found = try GPXSchema.check(String(decoding: TrackFormats.gpx(track, name: name), as: UTF8.self))
        #expect(found.count == track.count, "GEOD_SEED=\(seed), round \(round)")
        for (element, point) in zip(found, points) {
          let latitude = try #require(Double(element.attributes["lat"] ?? ""))
          #expect(abs(latitude - point.latitudeDegrees) <= 0.5e-7, "GEOD_SEED=\(seed), round \(round)")
          #expect(element.children.map(\.name) == ["time"])
        }
        let line = SimplifiedLine(points, toleranceMeters: 12.5)
        let rest = try GPXSchema.check(String(decoding: TrackFormats.gpx(line, name: name), as: UTF8.self))
        #expect(rest.count == points.count && rest.allSatisfy(\.children.isEmpty))
      }
    }
  }

  @Test(arguments: [
    "<gpx version=\"1.1\" creator=\"x\"></gpx>",
    "<gpx version=\"1.0\" creator=\"x\" xmlns=\"http://www.topografix.com/GPX/1/1\"></gpx>",
    Self.track("<trkpt lat=\"90.1\" lon=\"0\"/>"), Self.track("<trkpt lat=\"1e1\" lon=\"0\"/>"),
    Self.track("<trkpt lat=\"0\" lon=\"180\"/>"), Self.track("<trkpt lat=\"0\"/>"),
    Self.track("<trkpt lat=\"0\" lon=\"0\"><time>now</time></trkpt>"),
    Self.track("<trkpt lat=\"0\" lon=\"0\"><name>a</name><time>2026-01-04T06:00:00Z</time></trkpt>"),
    Self.track("<trkpt lat=\"0\" lon=\"0\"><speed>1</speed></trkpt>"),
    Self.track("<trkpt lat=\"0\" lon=\"0\">"),
    Self.track("a & b"),
  ])
  func theCheckRefusesWhatTheSchemaDoes(_ body: String) {
    #expect(throws: GPXFault.self) {
      try GPXSchema.check("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + body)
    }
  }

  private static func track(_ points: String) -> String {
    """
    <gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>\(points)</trkseg></trk></gpx>
    """
  }

  @Test func csvHasAColumnForEverythingThatIsKnown() throws {
    var bytes: [UInt8] = []
    TrackCSV.appendHeader(to: &bytes)
    let point = TrackPoint(
      GeoPoint(latitudeAngle: 294_000_000, longitudeAngle: -556_000_000), at: Sample.instant(1.5))
    for accuracy in [4.8, nil] {
      let details = TrackCSV.Details(
        accuracyMeters: accuracy, speedMetersPerSecond: 0, headingDegrees: 359.9,
        device: ClientID(trusted: "phone-1"), sequence: 17)
      TrackCSV.append(point, details, to: &bytes)
    }
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(text.hasSuffix("\r\n"))
    let rows = text.components(separatedBy: "\r\n").dropLast().map { $0.components(separatedBy: ",") }
    #expect(rows[0] == TrackCSV.columns && rows.count == 3)
    #expect(rows[1][3...] == ["4.8", "0", "359.9", "phone-1", "17"] && rows[2][3] == "")
    #expect(rows[1][0] == UTCText.text(point.time))
    #expect(abs(try #require(Double(rows[1][1])) - point.point.latitudeDegrees) <= 0.5e-7)
    #expect(abs(try #require(Double(rows[1][2])) - point.point.longitudeDegrees) <= 0.5e-7)

    let line = SimplifiedLine([point.point], toleranceMeters: 10)
    let rest = String(decoding: TrackCSV.table(line), as: UTF8.self).components(separatedBy: "\r\n")
    #expect(rest.count == 3 && rest[1] == ",\(rows[1][1]),\(rows[1][2]),,,,,")
  }
}
