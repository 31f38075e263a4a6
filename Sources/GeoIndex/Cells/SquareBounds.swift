// How near the squares of the tree can be, anywhere on the ellipsoid: 8 x 8 of them at a time.

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Lower bounds of the geodesic distance from one origin to 8 x 8 neighbouring squares.
///
/// As with ``FarBound`` no line is shorter than its image on a sphere with the ellipsoid's least radius of curvature.
/// Eight squares of a row share two parallels and eight of a column two meridians, so all 64 bounds need two sines and
/// cosines, which are turned from edge to edge. What remains for each square is the chord to the nearest point of its
/// edge. Chords order as arcs do, so a search needs neither root nor arc sine: it compares squared chords of the unit
/// sphere, whose rounding (a few 1e-16) is left to who compares.
struct SquareBounds {
  /// The sphere's distance by the height and depth of a latitude: cos d = height * sine + depth * cosine.
  private let height: Double
  /// For each column, with the least difference of longitude.
  private var depths: InlineArray<8, Double>
  /// Of the nine parallels, from south to north.
  private var sines: InlineArray<9, Double>
  private var cosines: InlineArray<9, Double>

  /// The squares from a row and a column of a grid with `bits` bits of each. Both are multiples of 8.
  init(_ origin: Geodesic.Origin, row: Int, column: Int, bits: Int) {
    let turn = EdgeTurns.all[bits / 3]
    height = origin.sinLatitude
    let south = (Double(row) * Double(1 << (31 - bits)) - 0x1p30) * WGS84.radiansPerUnit
    (sines, cosines) = turn.parallels(from: south)
    let shift = UInt32(32 - bits)
    let west = (UInt32(column) << shift) ^ 0x8000_0000
    let east = Double(Int32(bitPattern: west) &- origin.point.longitudeAngle) * WGS84.radiansPerUnit
    depths = turn.meridians(from: east)
    // The column that the origin is in.
    let own = Int((UInt32(bitPattern: origin.point.longitudeAngle) ^ 0x8000_0000) >> shift) - column
    if own >= 0, own < 8 { depths[own] = 1 }
    for column in 0..<8 { depths[column] *= origin.cosLatitude }
  }

  /// The squared chord, on the unit sphere, to the square of a row and column from 0 to 7, numbered as the children of
  /// a node.
  @inline(__always)
  func squaredChord(_ child: Int) -> Double {
    let (row, depth) = (child >> 3, depths[child & 7])
    // Along a meridian the cosine of the distance is a wave of the latitude: its greatest value within the square is
    // at one of the ends, or at the crest where it rises at the southern and falls at the northern end.
    let rises = height * cosines[row] - depth * sines[row] > 0
    let falls = height * cosines[row + 1] - depth * sines[row + 1] < 0
    let ends = max(
      height * sines[row] + depth * cosines[row], height * sines[row + 1] + depth * cosines[row + 1])
    return 2 - 2 * (rises && falls ? (height * height + depth * depth).squareRoot() : ends)
  }

  /// A squared chord that no square within the distance has more of: a metre covers the rounding, which near 0 is worth
  /// 0.2 m.
  static func squaredChord(meters: Double) -> Double {
    let half = (meters + 1) / (2 * WGS84.minRadius)
    guard half < .pi / 2 else { return .infinity }
    let chord = 2 * sin(half)
    return chord * chord + 1e-14
  }

  /// The same for everybody whose distance is at most the longest that a chord of the ellipsoid can have: as
  /// `FarBound.longestArcMeters` takes the arc of the same sphere over it, the chord need not become one.
  static func squaredChord(chordMeters: Double) -> Double {
    guard chordMeters < 1.8 * WGS84.minRadius else { return .infinity }
    let chord = (chordMeters + 1) / WGS84.minRadius
    return chord * chord + 1e-14
  }

  /// The distance in metres that a squared chord stands for, less a metre for rounding.
  static func meters(squaredChord: Double) -> Double {
    max(0, 2 * asin(min(1, max(0, squaredChord).squareRoot() / 2)) * WGS84.minRadius - 1)
  }
}

/// The turns from the first to each edge of 8 x 8 squares.
private struct EdgeTurns {
  private var latitudeSines = InlineArray<9, Double>(repeating: 0)
  private var latitudeCosines = InlineArray<9, Double>(repeating: 0)
  private var longitudeSines = InlineArray<9, Double>(repeating: 0)
  private var longitudeCosines = InlineArray<9, Double>(repeating: 0)

  /// For grids of 4, 7, 10, 13 and 16 bits, by a third of the bits.
  static let all: InlineArray<6, EdgeTurns> = [
    EdgeTurns(bits: 1), EdgeTurns(bits: 4), EdgeTurns(bits: 7), EdgeTurns(bits: 10), EdgeTurns(bits: 13),
    EdgeTurns(bits: 16),
  ]

  private init(bits: Int) {
    for edge in 0..<9 {
      let latitude = Double(edge) * Double(1 << (31 - bits)) * WGS84.radiansPerUnit
      latitudeSines[edge] = sin(latitude)
      latitudeCosines[edge] = cos(latitude)
      longitudeSines[edge] = sin(2 * latitude)
      longitudeCosines[edge] = cos(2 * latitude)
    }
  }

  @inline(__always)
  func parallels(from south: Double) -> (sines: InlineArray<9, Double>, cosines: InlineArray<9, Double>) {
    let (s, c) = (sin(south), cos(south))
    var sines = InlineArray<9, Double>(repeating: 0)
    var cosines = InlineArray<9, Double>(repeating: 0)
    for edge in 0..<9 {
      sines[edge] = s * latitudeCosines[edge] + c * latitudeSines[edge]
      cosines[edge] = c * latitudeCosines[edge] - s * latitudeSines[edge]
    }
    return (sines, cosines)
  }

  /// The greater cosine of both edges of each column.
  @inline(__always)
  func meridians(from west: Double) -> InlineArray<8, Double> {
    let (s, c) = (sin(west), cos(west))
    var cosines = InlineArray<9, Double>(repeating: 0)
    for edge in 0..<9 { cosines[edge] = c * longitudeCosines[edge] - s * longitudeSines[edge] }
    var nearer = InlineArray<8, Double>(repeating: 0)
    for column in 0..<8 { nearer[column] = max(cosines[column], cosines[column + 1]) }
    return nearer
  }
}
