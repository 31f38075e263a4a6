// One zone of the generated world: a polygon with names and a weight.

public import Bedrock

/// A part of the city that is served as one.
public struct ServiceZone: Hashable, Sendable {
  /// The identifier in profiles and on the wire.
  public var id: String
  /// The name in both languages.
  public var name: BilingualName
  /// How much of demand and fleet belongs here, relative to the other zones; positive.
  public var coverageWeight: Double
  /// The corners, counter-clockwise, the first not repeated at the end.
  public var corners: [ScenePoint]

  /// A zone from corners given as (longitude, latitude), the order of GeoJSON.
  init(_ id: String, ar: String, en: String, weight: Double, _ corners: [(Double, Double)]) {
    self.id = id
    self.name = BilingualName(ar: ar, en: en)
    self.coverageWeight = weight
    self.corners = corners.map { ScenePoint(latitudeDegrees: $0.1, longitudeDegrees: $0.0) }
  }

  /// The smallest box around the zone.
  public var box: SceneBox {
    let latitudes = corners.map(\.latitudeDegrees)
    let longitudes = corners.map(\.longitudeDegrees)
    return SceneBox(
      southDegrees: latitudes.reduce(90, min), westDegrees: longitudes.reduce(180, min),
      northDegrees: latitudes.reduce(-90, max), eastDegrees: longitudes.reduce(-180, max))
  }

  /// Writes the zone as a GeoJSON Polygon (RFC 7946 section 3.1.6). O(corners).
  public func writeGeometry(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("type")
    writer.string("Polygon")
    writer.key("coordinates")
    writer.beginArray()
    writer.beginArray()
    for corner in corners + corners.prefix(1) {
      writer.beginArray()
      writer.number(corner.longitudeDegrees, decimals: 6)
      writer.number(corner.latitudeDegrees, decimals: 6)
      writer.endArray()
    }
    writer.endArray()
    writer.endArray()
    writer.endObject()
  }

  /// Whether a point lies inside, by counting crossings of a ray to the east (even-odd rule). A point on a
  /// border shared by two zones belongs to exactly one of them. O(corners).
  public func contains(_ point: ScenePoint) -> Bool {
    var inside = false
    var previous = corners[corners.count - 1]
    for corner in corners {
      let above = corner.latitudeDegrees > point.latitudeDegrees
      if above != (previous.latitudeDegrees > point.latitudeDegrees) {
        // Always from the lower to the upper end, so that both neighbours of a border see the same crossing.
        let (low, high) = above ? (previous, corner) : (corner, previous)
        let part =
          (point.latitudeDegrees - low.latitudeDegrees) / (high.latitudeDegrees - low.latitudeDegrees)
        let crossing = low.longitudeDegrees + part * (high.longitudeDegrees - low.longitudeDegrees)
        if point.longitudeDegrees < crossing { inside.toggle() }
      }
      previous = corner
    }
    return inside
  }

  /// A point inside, every place being equally likely. Expected O(corners).
  public func randomPoint(_ random: inout SeededRandom) -> ScenePoint {
    let box = box
    while true {
      let point = ScenePoint(
        latitudeDegrees: random.double(in: box.southDegrees...box.northDegrees),
        longitudeDegrees: random.double(in: box.westDegrees...box.eastDegrees))
      if contains(point) { return point }
    }
  }
}

/// A name as people here write it, and as others read it.
public struct BilingualName: Hashable, Sendable {
  /// Arabic.
  public var ar: String
  /// English.
  public var en: String

  /// A name in both languages.
  public init(ar: String, en: String) {
    self.ar = ar
    self.en = en
  }

  /// Writes `{"ar":...,"en":...}`.
  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("ar")
    writer.string(ar)
    writer.key("en")
    writer.string(en)
    writer.endObject()
  }
}
