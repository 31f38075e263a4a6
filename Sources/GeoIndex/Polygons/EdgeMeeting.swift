// How two edges of rings meet, exactly.

/// An edge of a ring, from one corner to the next, and the two corners around it.
struct RingEdge {
  let before: Corner
  let start: Corner
  let end: Corner
  /// Which ring of all that are compared, and which corner of it the edge begins at.
  let ring: Int32
  let index: Int32

  /// The same edge some turns to the east.
  func turned(_ turns: Int64) -> RingEdge {
    guard turns != 0 else { return self }
    return RingEdge(
      before: before.turned(turns), start: start.turned(turns), end: end.turned(turns), ring: ring,
      index: index)
  }

  func holds(_ corner: Corner) -> Bool {
    corner.longitudeUnits >= min(start.longitudeUnits, end.longitudeUnits)
      && corner.longitudeUnits <= max(start.longitudeUnits, end.longitudeUnits)
      && corner.latitudeAngle >= min(start.latitudeAngle, end.latitudeAngle)
      && corner.latitudeAngle <= max(start.latitudeAngle, end.latitudeAngle)
  }

  /// The directions in which the ring leaves a place of this edge: on along it, and back where it came from. Nil at
  /// the edge's end, which is the next edge's beginning.
  func directions(at place: Corner) -> (on: CornerStep, back: CornerStep)? {
    if place == end { return nil }
    return (CornerStep(from: place, to: end), CornerStep(from: place, to: place == start ? before : start))
  }
}

/// How two edges meet.
enum EdgeMeeting: Equatable {
  case none
  /// In a place inside both, which need not be a stored one.
  case cross
  /// In one place, a corner of one of them at least.
  case touch(Corner)
  /// Along a line, running the same way or not.
  case along(isSameWay: Bool)

  /// Exact; a few products of 128 bits.
  init(_ a: RingEdge, _ b: RingEdge) {
    let way = CornerStep(from: a.start, to: a.end)
    let startSide = way.turn(to: CornerStep(from: a.start, to: b.start))
    let endSide = way.turn(to: CornerStep(from: a.start, to: b.end))
    if startSide == 0, endSide == 0 {
      self = Self.onOneLine(a, b, way)
      return
    }
    if startSide == endSide {
      self = .none
      return
    }
    let otherWay = CornerStep(from: b.start, to: b.end)
    let ownStart = otherWay.turn(to: CornerStep(from: b.start, to: a.start))
    let ownEnd = otherWay.turn(to: CornerStep(from: b.start, to: a.end))
    if startSide == 0, a.holds(b.start) {
      self = .touch(b.start)
    } else if endSide == 0, a.holds(b.end) {
      self = .touch(b.end)
    } else if ownStart == 0, b.holds(a.start) {
      self = .touch(a.start)
    } else if ownEnd == 0, b.holds(a.end) {
      self = .touch(a.end)
    } else {
      self = startSide * endSide < 0 && ownStart * ownEnd < 0 ? .cross : .none
    }
  }

  private static func onOneLine(_ a: RingEdge, _ b: RingEdge, _ way: CornerStep) -> EdgeMeeting {
    let shared = [b.start, b.end].filter(a.holds) + [a.start, a.end].filter(b.holds)
    guard let first = shared.first else { return .none }
    if shared.allSatisfy({ $0 == first }) { return .touch(first) }
    return .along(isSameWay: way.goesAlong(CornerStep(from: b.start, to: b.end)))
  }

  /// Whether what lies on the left of two rings overlaps around a place where they touch; `isRight` for what lies on
  /// their right. Nil where one of the edges ends: the next edge tells.
  static func overlap(_ a: RingEdge, _ b: RingEdge, at place: Corner, isRight: Bool) -> Bool? {
    guard let own = a.directions(at: place), let other = b.directions(at: place) else { return nil }
    // The left of a ring is the sector counterclockwise from where it goes on to where it came from.
    let (ownFrom, ownTo) = isRight ? (own.back, own.on) : (own.on, own.back)
    let (from, to) = isRight ? (other.back, other.on) : (other.on, other.back)
    return ownFrom.hasDirection(of: from) || ownFrom.opens(counterclockwiseTo: ownTo, over: from)
      || from.opens(counterclockwiseTo: to, over: ownFrom)
  }
}
