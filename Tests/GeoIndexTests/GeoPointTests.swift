// Stored positions and boxes.

import Bedrock
import GeoIndex
import TestSupport
import Testing

@Suite("Stored positions and boxes")
struct GeoPointTests {
  @Test("degrees survive to half a unit, 4.7 mm", arguments: Seeds.all("geopoint"))
  func rounding(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    for _ in 0..<5000 {
      let latitude = random.double(in: -90...90)
      let longitude = random.double(in: -180...179.99)
      let point = try GeoPoint(latitudeDegrees: latitude, longitudeDegrees: longitude)
      #expect(abs(point.latitudeDegrees - latitude) <= 180 / 0x1p32)
      #expect(abs(point.longitudeDegrees - longitude) <= 180 / 0x1p32)
      let again = try GeoPoint(
        latitudeDegrees: point.latitudeDegrees, longitudeDegrees: point.longitudeDegrees)
      #expect(again == point)
    }
  }

  @Test("the antimeridian is one meridian")
  func antimeridian() throws {
    let east = try GeoPoint(latitudeDegrees: 0, longitudeDegrees: 180)
    let west = try GeoPoint(latitudeDegrees: 0, longitudeDegrees: -180)
    #expect(east == west && east.longitudeAngle == .min)
  }

  @Test(
    "what is no position is refused by field",
    arguments: [
      (90.0000001, 0, "lat"), (-91, 0, "lat"), (.nan, 0, "lat"), (.infinity, 0, "lat"),
      (0, 180.0000001, "lon"), (0, -181, "lon"), (0, .nan, "lon"), (0, -.infinity, "lon"),
    ] as [(Double, Double, String)])
  func refusals(latitude: Double, longitude: Double, field: String) {
    let error = #expect(throws: FieldError.self) {
      try GeoPoint(latitudeDegrees: latitude, longitudeDegrees: longitude)
    }
    #expect(error?.field == field && error?.code == .outOfRange)
  }

  @Test("a box across the antimeridian holds both sides and nothing else")
  func crossing() throws {
    let fiji = try GeoBox(southDegrees: -20, westDegrees: 177, northDegrees: -15, eastDegrees: -178)
    for longitude in [177.0, 179, 180, -180, -179, -178] {
      #expect(fiji.contains(try GeoPoint(latitudeDegrees: -17, longitudeDegrees: longitude)))
    }
    for longitude in [176.9, 0, -177.9] {
      #expect(!fiji.contains(try GeoPoint(latitudeDegrees: -17, longitudeDegrees: longitude)))
    }
    #expect(!fiji.contains(try GeoPoint(latitudeDegrees: -20.1, longitudeDegrees: 178)))
  }

  @Test("a box of all longitudes holds them all")
  func world() throws {
    let band = try GeoBox(southDegrees: -90, westDegrees: -180, northDegrees: 90, eastDegrees: 180)
    #expect(band == .world)
    for longitude in [-180.0, -1, 0, 179.9999999] {
      #expect(band.contains(try GeoPoint(latitudeDegrees: 90, longitudeDegrees: longitude)))
    }
  }

  @Test("boxes that are none are refused by field")
  func badBoxes() {
    let upsideDown = #expect(throws: FieldError.self) {
      try GeoBox(southDegrees: 1, westDegrees: 0, northDegrees: 0, eastDegrees: 1)
    }
    #expect(upsideDown?.field == "south" && upsideDown?.code == .conflict)
    let beyond = #expect(throws: FieldError.self) {
      try GeoBox(southDegrees: 0, westDegrees: 0, northDegrees: 1, eastDegrees: 200)
    }
    #expect(beyond?.field == "east" && beyond?.code == .outOfRange)
  }

  @Test("the box around a disk holds the disk", arguments: Seeds.all("geopoint"))
  func enclosing(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    for set in PointSet.allCases {
      for _ in 0..<400 {
        let center = set.point(&random)
        let point = set.point(&random)
        let distance = Geodesic.distanceMeters(center, point)
        #expect(
          GeoBox(enclosing: center, radiusMeters: distance).contains(point),
          "\(center) \(point), seed \(seed)")
      }
    }
  }
}
