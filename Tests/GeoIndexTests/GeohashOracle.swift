// Geohashes by the book: halving the world interval by interval, and the golden files made that way.

import Bedrock
import GeoIndex

/// A cell as its edges, found by halving intervals.
///
/// Every edge is a multiple of 45 / 2^29 degree, so the halves and all comparisons are exact in binary.
struct HalvedCell {
  var value: UInt64 = 0
  var (south, west, north, east) = (-90.0, -180.0, 90.0, 180.0)

  /// The cell of a position in degrees: longitude first, a bit for each halving, an edge belongs to the upper half.
  init(latitude: Double, longitude: Double, bits: Int) {
    let longitude = longitude >= 180 ? longitude - 360 : longitude
    for bit in 0..<bits {
      let isUpper =
        bit % 2 == 0
        ? Self.halve(&west, &east, longitude) : Self.halve(&south, &north, latitude)
      value = value << 1 | (isUpper ? 1 : 0)
    }
  }

  private static func halve(_ low: inout Double, _ high: inout Double, _ place: Double) -> Bool {
    let middle = (low + high) / 2
    if place >= middle { low = middle } else { high = middle }
    return low == middle
  }

  /// The cell of the same size some rows and columns away: its centre is that many heights and widths from this
  /// one's, over the pole down the opposite meridian.
  func stepped(rows: Int, columns: Int, bits: Int) -> HalvedCell {
    var latitude = (south + north) / 2 + Double(rows) * (north - south)
    var longitude = (west + east) / 2 + Double(columns) * (east - west)
    if latitude.magnitude > 90 {
      latitude = latitude > 0 ? 180 - latitude : -180 - latitude
      longitude += 180
    }
    while longitude >= 180 { longitude -= 360 }
    while longitude < -180 { longitude += 360 }
    return HalvedCell(latitude: latitude, longitude: longitude, bits: bits)
  }

  /// All cells of a size that share a place with a box in degrees, by halving the world. West is greater than east
  /// for a box across the antimeridian.
  static func touching(south: Double, west: Double, north: Double, east: Double, bits: Int) -> [UInt64] {
    var found: [HalvedCell] = [HalvedCell(latitude: 0, longitude: 0, bits: 0)]
    for bit in 0..<bits {
      found = found.flatMap { cell in
        var (lower, upper) = (cell, cell)
        lower.value = cell.value << 1
        upper.value = cell.value << 1 | 1
        if bit % 2 == 0 {
          lower.east = (cell.west + cell.east) / 2
          upper.west = lower.east
        } else {
          lower.north = (cell.south + cell.north) / 2
          upper.south = lower.north
        }
        return [lower, upper].filter { half in
          // A cell ends before its northern and eastern edge; only the pole belongs to the row below it.
          let rows = half.south <= north && (half.north > south || half.north == 90)
          let (before, behind) = (half.west <= east, half.east > west)
          return rows && (west <= east ? before && behind : before || behind)
        }
      }
    }
    return found.map(\.value)
  }
}

/// The files `data/golden/geohash.csv` and `geohash_covers.csv`, line by line.
enum GeohashGolden {
  static let cellsHeader =
    "# latitude,longitude,bits,value,text,south,west,north,east,neighbours clockwise from north; by halving intervals: "
    + "GEOD_WRITE_GOLDEN=1 make test FILTER=GeohashGoldenTests"
  static let coversHeader =
    "# south,west,north,east,cells at most,bits,values; by halving intervals: "
    + "GEOD_WRITE_GOLDEN=1 make test FILTER=GeohashGoldenTests"

  /// Corners of the world, cells' edges and their neighbourhood, then places at random (seed 1).
  static func cells() -> [String] {
    var places: [(Double, Double)] = []
    for latitude in [-90, -89.999_999, -45, -1e-20, 0, 1e-20, 24.7136, 45, 89.999_999, 90] {
      for longitude in [-180, -179.999_999_9, -1e-20, 0, 46.6753, 90.0.nextDown, 90, 179.999_999_9, 180] {
        places.append((latitude, longitude))
      }
    }
    var random = SeededRandom(seed: 1)
    for _ in 0..<150 { places.append((random.double(in: -90...90), random.double(in: -180...179.9))) }
    return places.enumerated().flatMap { index, place in
      [index % 63, 5 * (1 + index % 12)].map { bits in cell(place.0, place.1, bits) }
    }
  }

  private static func cell(_ latitude: Double, _ longitude: Double, _ bits: Int) -> String {
    let cell = HalvedCell(latitude: latitude, longitude: longitude, bits: bits)
    let steps = [(1, 0), (1, 1), (0, 1), (-1, 1), (-1, 0), (-1, -1), (0, -1), (1, -1)]
    let neighbors = steps.map { rows, columns in
      String(cell.stepped(rows: rows, columns: columns, bits: bits).value, radix: 16)
    }
    let fields = [
      "\(latitude)", "\(longitude)", "\(bits)", String(cell.value, radix: 16), text(cell.value, bits),
      "\(cell.south)", "\(cell.west)", "\(cell.north)", "\(cell.east)", neighbors.joined(separator: " "),
    ]
    return fields.joined(separator: ",")
  }

  /// Five bits a character, where they come out even.
  private static func text(_ value: UInt64, _ bits: Int) -> String {
    guard bits > 0, bits % 5 == 0 else { return "-" }
    let alphabet = Array("0123456789bcdefghjkmnpqrstuvwxyz")
    let digits = stride(from: bits - 5, through: 0, by: -5).map { alphabet[Int(value >> UInt64($0)) % 32] }
    return String(digits)
  }

  /// Boxes whose edges are stored positions (multiples of 45 / 2^10 degree), some of them across the antimeridian
  /// or up to a pole, seed 2.
  static func covers() -> [String] {
    var random = SeededRandom(seed: 2)
    var lines: [String] = []
    for _ in 0..<120 {
      let size = [8, 64, 512, 2048][random.below(4)]
      let south = min(2047, random.below(4097)) - 2048
      let north = min(2048, south + random.below(size))
      let west = random.below(8192) - 4096
      let east = (west + random.below(2 * size) + 4096) % 8192 - 4096
      let edges = [south, west, north, east].map { Double($0) * 45 / 1024 }
      let maxCells = 1 + random.below(60)
      var bits = 0
      var values: [UInt64] = []
      while bits <= Geohash.maxBits {
        let finer = HalvedCell.touching(
          south: edges[0], west: edges[1], north: edges[2], east: edges[3], bits: bits)
        if finer.count > maxCells { break }
        values = finer
        bits += 1
      }
      let cells = values.map { String($0, radix: 16) }.joined(separator: " ")
      lines.append((edges.map { "\($0)" } + ["\(maxCells)", "\(bits - 1)", cells]).joined(separator: ","))
    }
    return lines
  }
}
