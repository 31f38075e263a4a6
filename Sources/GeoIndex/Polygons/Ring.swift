// One closed line of a polygon, in the plane of longitude and latitude.

/// A closed ring of corners; the last is joined to the first and not repeated.
public struct Ring: Hashable, Sendable {
  /// The corners, at least three.
  public let corners: [Corner]

  init(_ corners: [Corner]) {
    self.corners = corners
  }

  /// Where a place of the plane lies.
  enum Side {
    case inside, outside, onEdge
  }

  /// Twice the signed area in square units: positive when the ring runs counterclockwise. Exact.
  var doubleArea: Int128 {
    guard let origin = corners.first else { return 0 }
    var sum: Int128 = 0
    var last = CornerStep(from: origin, to: origin)
    for corner in corners {
      let step = CornerStep(from: origin, to: corner)
      sum += Int128(last.east) * Int128(step.north) - Int128(last.north) * Int128(step.east)
      last = step
    }
    return sum
  }

  /// Where a place lies, edges told apart. Exact; O(corners).
  func side(of place: Corner) -> Side {
    var isInside = false
    guard var a = corners.last else { return .outside }
    for b in corners {
      let (low, high) = a.latitudeAngle < b.latitudeAngle ? (a, b) : (b, a)
      if place.latitudeAngle >= low.latitudeAngle, place.latitudeAngle <= high.latitudeAngle {
        let side = CornerStep(from: low, to: high).turn(to: CornerStep(from: low, to: place))
        if side == 0, place.longitudeUnits >= min(a.longitudeUnits, b.longitudeUnits),
          place.longitudeUnits <= max(a.longitudeUnits, b.longitudeUnits)
        {
          return .onEdge
        }
        if side > 0, place.latitudeAngle < high.latitudeAngle { isInside.toggle() }
      }
      a = b
    }
    return isInside ? .inside : .outside
  }

  /// The same ring some turns to the east.
  func turned(_ turns: Int64) -> Ring {
    turns == 0 ? self : Ring(corners.map { $0.turned(turns) })
  }
}

/// A rectangle of the plane, edges included.
struct PlaneBox: Hashable {
  var west: Int64
  var east: Int64
  var south: Int32
  var north: Int32

  init(west: Int64, east: Int64, south: Int32, north: Int32) {
    self.west = west
    self.east = east
    self.south = south
    self.north = north
  }

  /// Around corners, of which there is one at least.
  init(around corners: [Corner]) {
    precondition(!corners.isEmpty, "no box around nothing")
    west = corners[0].longitudeUnits
    east = west
    south = corners[0].latitudeAngle
    north = south
    for corner in corners {
      west = min(west, corner.longitudeUnits)
      east = max(east, corner.longitudeUnits)
      south = min(south, corner.latitudeAngle)
      north = max(north, corner.latitudeAngle)
    }
  }

  var width: Int64 { east - west }

  func meets(_ other: PlaneBox, turned turns: Int64 = 0) -> Bool {
    let shift = turns * Corner.turn
    return south <= other.north && other.south <= north && west <= other.east + shift
      && other.west + shift <= east
  }

  func holds(_ other: PlaneBox, turned turns: Int64 = 0) -> Bool {
    let shift = turns * Corner.turn
    return south <= other.south && other.north <= north && west <= other.west + shift
      && other.east + shift <= east
  }
}
