// Imports from other coordinate reference systems.

import GeoIndex
import Projection
import Testing

@Suite("Coordinate transformation")
struct CoordinateTransformTests {
  @Test("WGS84 itself comes back unchanged, east before north")
  func identity() throws {
    let transform = try CoordinateTransform(epsg: 4326)
    let riyadh = try transform.degrees(x: 46.6753, y: 24.7136)
    #expect(abs(riyadh.latitude - 24.7136) < 1e-12)
    #expect(abs(riyadh.longitude - 46.6753) < 1e-12)
  }

  @Test("UTM 38N: the central meridian is 45 degrees east, scale 0.9996")
  func transverseMercator() throws {
    let transform = try CoordinateTransform(epsg: 32638)
    let onMeridian = try transform.degrees(x: 500_000, y: 0)
    #expect(abs(onMeridian.longitude - 45) < 1e-9 && abs(onMeridian.latitude) < 1e-9)
    // A quarter meridian of 10 001 965.7293 m, scaled, is the pole.
    let pole = try transform.degrees(x: 500_000, y: 10_001_965.729_3 * 0.9996)
    #expect(abs(pole.latitude - 90) < 1e-8)
  }

  @Test("web Mercator: half the equator is 20 037 508.34 m")
  func webMercator() throws {
    let transform = try CoordinateTransform(epsg: 3857)
    let point = try transform.point(x: 10_018_754.171_394_6, y: 0)
    #expect(point == (try GeoPoint(latitudeDegrees: 0, longitudeDegrees: 90)))
  }

  @Test("codes that name no horizontal system are refused with their kind")
  func refusals() {
    #expect(throws: ProjectionError.unknownCode(999_999)) { _ = try CoordinateTransform(epsg: 999_999) }
    #expect(throws: ProjectionError.unknownCode(0)) { _ = try CoordinateTransform(epsg: 0) }
    #expect(throws: ProjectionError.unknownCode(-4326)) { _ = try CoordinateTransform(epsg: -4326) }
    // A height above the geoid.
    #expect(throws: ProjectionError.notHorizontal(5773)) { _ = try CoordinateTransform(epsg: 5773) }
  }

  @Test("coordinates beyond the system are refused")
  func domain() throws {
    let transform = try CoordinateTransform(epsg: 32638)
    #expect(throws: ProjectionError.self) { _ = try transform.degrees(x: .nan, y: 0) }
    #expect(throws: ProjectionError.self) { _ = try transform.degrees(x: .infinity, y: 0) }
    #expect(throws: ProjectionError.self) { _ = try transform.degrees(x: 1e12, y: 1e12) }
    let geographic = try CoordinateTransform(epsg: 4326)
    #expect(throws: ProjectionError.self) { _ = try geographic.degrees(x: 0, y: 91) }
  }

  @Test("PROJ says which version it is")
  func version() {
    #expect(ProjVersion.string.split(separator: ".").count == 3)
  }
}
