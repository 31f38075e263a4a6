// How systems are named, and known places in three of them.

import GeoIndex
import Projection
import Testing

@Suite("Coordinate reference systems")
struct CoordinateReferenceTests {
  @Test(
    "codes are read as people write them",
    arguments: [
      "EPSG:32638", "epsg:32638", "32638", "urn:ogc:def:crs:EPSG::32638", "urn:ogc:def:crs:EPSG:9.8:32638",
    ])
  func names(_ text: String) throws {
    #expect(try CoordinateReference(text).epsg == 32638)
    #expect(try CoordinateReference(text).description == "EPSG:32638")
  }

  @Test("longitude and latitude on WGS84 have names of their own")
  func wgs84() throws {
    #expect(try CoordinateReference("CRS84") == .wgs84)
    #expect(try CoordinateReference("urn:ogc:def:crs:OGC:1.3:CRS84") == .wgs84)
    #expect(try CoordinateReference("4326") == .wgs84)
  }

  @Test(
    "what is no code is named in the error, with what would be right",
    arguments: ["", "EPSG:", "EPSG:abc", "UTM38", "-4326", "0", "EPSG:32638 ", "1234567", "ESRI:54009"])
  func refusals(_ text: String) {
    let error = #expect(throws: ProjectionError.badCode(text)) { _ = try CoordinateReference(text) }
    #expect(
      error?.description.contains("'\(text)'") == true && error?.description.contains("EPSG:32638") == true)
  }

  @Test("systems that do not exist or have no positions are named")
  func unknown() throws {
    for (code, expected) in [(999_999, ProjectionError.unknownCode(999_999)), (5773, .notHorizontal(5773))] {
      let error = #expect(throws: expected) { _ = try CoordinateTransform(CoordinateReference(epsg: code)) }
      #expect(error?.description.contains("EPSG:\(code)") == true)
    }
  }

  /// The middle of Riyadh, worked out from the formulas of the projections: x, y, and how near it must be, in metres.
  @Test(
    "a known place in three systems",
    arguments: [
      // The sphere of web Mercator; L. Krüger's series of 1912 for UTM.
      (3857, 5_195_870.628_623, 2_840_607.625_710, 0.01),
      (32638, 669_459.621_610, 2_734_271.671_842, 0.01),
      // Degrees, with the latitude first in the system's own order.
      (4326, 46.6753, 24.7136, 0.01),
    ])
  func known(_ epsg: Int, _ x: Double, _ y: Double, _ meters: Double) throws {
    let point = try CoordinateTransform(epsg: epsg).point(x: x, y: y)
    let expected = try GeoPoint(latitudeDegrees: 24.7136, longitudeDegrees: 46.6753)
    #expect(Geodesic.distanceMeters(point, expected) <= meters + 0.02, "EPSG:\(epsg)")
  }

  @Test("another datum is moved: Ain el Abd lies some 80 m beside WGS84")
  func datum() throws {
    // The same numbers in both zones 38N; the shift by (-143, -236, 7) m is known to 10 m.
    let shifted = try CoordinateTransform(epsg: 4204).point(x: 46.6753, y: 24.7136)
    let expected = try GeoPoint(latitudeDegrees: 24.714_050_56, longitudeDegrees: 46.674_727_79)
    #expect(Geodesic.distanceMeters(shifted, expected) < 25)
    let projected = try CoordinateTransform(epsg: 20438).point(x: 669_459.62, y: 2_734_271.67)
    let unshifted = try GeoPoint(latitudeDegrees: 24.7136, longitudeDegrees: 46.6753)
    #expect((20...400).contains(Geodesic.distanceMeters(projected, unshifted)))
  }
}
