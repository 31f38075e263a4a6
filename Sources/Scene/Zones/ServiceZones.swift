// The zones of the generated world: drawn by hand for this project, with well-known names. They are not
// the boundaries of the real districts.

public import Bedrock

/// The hand-made zones of Riyadh.
///
/// Neighbours share their corners exactly, so that the zones cover the middle of the city without gap or
/// overlap. `data/samples/zones.geojson` is `geoJSON()`; a test compares the two.
public enum ServiceZones {
  /// All zones, from the south-west to the north-east.
  public static let all: [ServiceZone] = [
    ServiceZone(
      "as-suwaidi", ar: "السويدي", en: "As Suwaidi", weight: 1.1,
      [(46.590, 24.545), (46.668, 24.532), (46.672, 24.600), (46.664, 24.652), (46.588, 24.660)]),
    ServiceZone(
      "ash-shifa", ar: "الشفا", en: "Ash Shifa", weight: 0.8,
      [(46.668, 24.532), (46.738, 24.526), (46.745, 24.592), (46.672, 24.600)]),
    ServiceZone(
      "al-batha", ar: "البطحاء", en: "Al Batha", weight: 1.0,
      [(46.672, 24.600), (46.745, 24.592), (46.742, 24.648), (46.664, 24.652)]),
    ServiceZone(
      "al-aziziyah", ar: "العزيزية", en: "Al Aziziyah", weight: 0.9,
      [(46.738, 24.526), (46.812, 24.538), (46.815, 24.640), (46.742, 24.648), (46.745, 24.592)]),
    ServiceZone(
      "as-sulay", ar: "السلي", en: "As Sulay", weight: 0.6,
      [(46.812, 24.538), (46.885, 24.560), (46.892, 24.648), (46.815, 24.640)]),
    ServiceZone(
      "irqah", ar: "عرقة", en: "Irqah", weight: 0.5,
      [(46.588, 24.660), (46.664, 24.652), (46.652, 24.725), (46.570, 24.738)]),
    ServiceZone(
      "al-olaya", ar: "العليا", en: "Al Olaya", weight: 1.8,
      [(46.664, 24.652), (46.742, 24.648), (46.724, 24.729), (46.652, 24.725)]),
    ServiceZone(
      "al-malaz", ar: "الملز", en: "Al Malaz", weight: 1.4,
      [(46.742, 24.648), (46.815, 24.640), (46.798, 24.735), (46.724, 24.729)]),
    ServiceZone(
      "an-naseem", ar: "النسيم", en: "An Naseem", weight: 1.2,
      [(46.815, 24.640), (46.892, 24.648), (46.880, 24.740), (46.798, 24.735)]),
    ServiceZone(
      "an-nakheel", ar: "النخيل", en: "An Nakheel", weight: 1.3,
      [(46.570, 24.738), (46.652, 24.725), (46.636, 24.796), (46.628, 24.842), (46.546, 24.828)]),
    ServiceZone(
      "al-mursalat", ar: "المرسلات", en: "Al Mursalat", weight: 1.2,
      [(46.652, 24.725), (46.724, 24.729), (46.706, 24.805), (46.636, 24.796)]),
    ServiceZone(
      "al-yasmin", ar: "الياسمين", en: "Al Yasmin", weight: 1.2,
      [(46.636, 24.796), (46.706, 24.805), (46.690, 24.870), (46.621, 24.882), (46.628, 24.842)]),
    ServiceZone(
      "qurtubah", ar: "قرطبة", en: "Qurtubah", weight: 1.1,
      [
        (46.724, 24.729), (46.798, 24.735), (46.785, 24.812), (46.768, 24.880), (46.690, 24.870),
        (46.706, 24.805),
      ]),
    ServiceZone(
      "ar-rimal", ar: "الرمال", en: "Ar Rimal", weight: 0.7,
      [
        (46.798, 24.735), (46.880, 24.740), (46.890, 24.825), (46.846, 24.890), (46.768, 24.880),
        (46.785, 24.812),
      ]),
  ]

  private static let wholeWeight = all.map(\.coverageWeight).reduce(0, +)

  /// The position in `all` of the zone that holds a point; nil outside all of them. O(zones).
  public static func index(containing point: ScenePoint) -> Int? {
    all.firstIndex { $0.contains(point) }
  }

  /// A position in `all`, likely by coverage weight.
  public static func randomIndex(_ random: inout SeededRandom) -> Int {
    var rest = random.unit() * wholeWeight
    for (index, zone) in all.enumerated() {
      rest -= zone.coverageWeight
      if rest < 0 { return index }
    }
    return all.count - 1
  }

  /// The home zone of the n-th technician of a seed, as a position in `all`: the one that profile and fleet
  /// agree on.
  public static func homeIndex(ofTechnician technician: Int, seed: UInt64) -> Int {
    var random = SeededRandom(seed: seed).fork(0x686F_6D65).fork(UInt64(technician))
    return randomIndex(&random)
  }

  /// The zones as a GeoJSON FeatureCollection (RFC 7946), one feature to a line. Rings are closed and
  /// counter-clockwise, as section 3.1.6 asks.
  public static func geoJSON() -> [UInt8] {
    var text = Array(#"{"type":"FeatureCollection","features":["#.utf8)
    for (index, zone) in all.enumerated() {
      text.append(contentsOf: (index == 0 ? "\n" : ",\n").utf8)
      text.append(contentsOf: feature(zone))
    }
    text.append(contentsOf: "\n]}\n".utf8)
    return text
  }

  private static func feature(_ zone: ServiceZone) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("type")
    writer.string("Feature" as StaticString)
    writer.key("id")
    writer.string(zone.id)
    writer.key("properties")
    writer.beginObject()
    writer.key("name")
    zone.name.write(to: &writer)
    writer.key("coverageWeight")
    writer.number(zone.coverageWeight, decimals: 2)
    writer.endObject()
    writer.key("geometry")
    zone.writeGeometry(to: &writer)
    writer.endObject()
    return writer.finish()
  }
}
