// Every edge against every other that comes near it: a sweep from south to north.

extension PolygonCheck {
  /// Edges in the order of their southern ends, with their boxes in columns, so that the sweep reads little.
  private struct Sweep {
    var edges: [RingEdge] = []
    var south: [Int32] = []
    var north: [Int32] = []
    var west: [Int64] = []
    var east: [Int64] = []

    init(_ unsorted: [RingEdge]) {
      edges = unsorted.sorted {
        let (a, b) = (
          min($0.start.latitudeAngle, $0.end.latitudeAngle), min($1.start.latitudeAngle, $1.end.latitudeAngle)
        )
        return (a, $0.ring, $0.index) < (b, $1.ring, $1.index)
      }
      for edge in edges {
        south.append(min(edge.start.latitudeAngle, edge.end.latitudeAngle))
        north.append(max(edge.start.latitudeAngle, edge.end.latitudeAngle))
        west.append(min(edge.start.longitudeUnits, edge.end.longitudeUnits))
        east.append(max(edge.start.longitudeUnits, edge.end.longitudeUnits))
      }
    }
  }

  /// Finds all edges that meet and should not. Rings that are unsound on their own are left out.
  mutating func compareEdges() {
    let sweep = Sweep(edges())
    // Polygons are compared where they are on the ellipsoid: one that runs over 180 degrees meets those a turn west.
    let goesOver = (sweep.east.max() ?? 0) >= Corner.turn / 2
    for first in sweep.edges.indices {
      let (north, west, east) = (sweep.north[first], sweep.west[first], sweep.east[first])
      var second = first + 1
      while second < sweep.edges.count, sweep.south[second] <= north {
        if sweep.west[second] <= east, sweep.east[second] >= west {
          compare(sweep.edges[first], sweep.edges[second], isTurned: false)
          if isTired { return }
        }
        if goesOver { compareTurned(sweep, first, second) }
        second += 1
      }
    }
  }

  private mutating func compareTurned(_ sweep: Sweep, _ first: Int, _ second: Int) {
    for turns in [Int64(-1), 1] {
      let shift = turns * Corner.turn
      guard sweep.west[second] + shift <= sweep.east[first], sweep.east[second] + shift >= sweep.west[first]
      else {
        continue
      }
      compare(sweep.edges[first], sweep.edges[second].turned(turns), isTurned: true)
    }
  }

  private func edges() -> [RingEdge] {
    var edges: [RingEdge] = []
    for (ring, draft) in drafts.enumerated() where draft.isSound {
      let shift = -turns[draft.polygon]
      let corners = shift == 0 ? draft.corners : draft.corners.map { $0.turned(shift) }
      let count = corners.count
      for index in 0..<count {
        edges.append(
          RingEdge(
            before: corners[(index + count - 1) % count], start: corners[index],
            end: corners[(index + 1) % count], ring: Int32(ring), index: Int32(index)))
      }
    }
    return edges
  }

  private mutating func compare(_ a: RingEdge, _ b: RingEdge, isTurned: Bool) {
    if drafts[Int(a.ring)].polygon != drafts[Int(b.ring)].polygon {
      comparePolygons(a, b)
    } else if isTurned {
      // A polygon is at most one turn wide, so it meets itself on its seam only.
      return
    } else if a.ring != b.ring {
      compareRings(a, b)
    } else {
      compareSelf(a, b)
    }
  }

  private mutating func compareSelf(_ a: RingEdge, _ b: RingEdge) {
    let count = Int32(drafts[Int(a.ring)].corners.count)
    let apart = (a.index - b.index).magnitude
    // Neighbours share their corner; that one folds back over the other was looked at before.
    if apart == 1 || apart == UInt32(count - 1) { return }
    let meeting = EdgeMeeting(a, b)
    guard meeting != .none else { return }
    // Where an edge ends the next one begins, which tells.
    if case .touch(let place) = meeting, place == a.end || place == b.end { return }
    note(.selfIntersection, a, b, meeting)
    drafts[Int(a.ring)].forgetWinding()
  }

  private mutating func compareRings(_ a: RingEdge, _ b: RingEdge) {
    let meeting = EdgeMeeting(a, b)
    switch meeting {
    case .none: break
    case .cross: note(.ringsCross, a, b, meeting)
    case .along: note(.sharedEdge, a, b, meeting)
    case .touch(let place):
      switch EdgeMeeting.overlap(a, b, at: place, isRight: true) {
      case true: note(.ringsCross, a, b, meeting)
      case false: touches.append(RingTouch(ring: Int(a.ring), other: Int(b.ring), place: place))
      case nil: break
      }
    }
  }

  private mutating func comparePolygons(_ a: RingEdge, _ b: RingEdge) {
    let meeting = EdgeMeeting(a, b)
    switch meeting {
    case .none, .along(isSameWay: false): break
    case .cross, .along(isSameWay: true): note(.polygonsOverlap, a, b, meeting)
    case .touch(let place):
      if EdgeMeeting.overlap(a, b, at: place, isRight: false) == true {
        note(.polygonsOverlap, a, b, meeting)
      }
    }
  }

  /// Names the first of the two in the order of the rings.
  private mutating func note(
    _ reason: PolygonFault.Reason, _ a: RingEdge, _ b: RingEdge, _ meeting: EdgeMeeting
  ) {
    let (a, b) = (a.ring, a.index) < (b.ring, b.index) ? (a, b) : (b, a)
    let place = Self.degrees(a, b, meeting)
    note(
      reason, drafts[Int(a.ring)].place(Int(a.index)), with: drafts[Int(b.ring)].place(Int(b.index)),
      longitudeDegrees: place.longitude, latitudeDegrees: place.latitude)
  }

  /// Where two edges meet, to about a stored unit.
  private static func degrees(
    _ a: RingEdge, _ b: RingEdge, _ meeting: EdgeMeeting
  ) -> (longitude: Double, latitude: Double) {
    switch meeting {
    case .touch(let place): return (place.longitudeDegrees, place.latitudeDegrees)
    case .along, .none:
      let place = a.holds(b.start) ? b.start : a.holds(b.end) ? b.end : a.start
      return (place.longitudeDegrees, place.latitudeDegrees)
    case .cross:
      let way = CornerStep(from: a.start, to: a.end)
      let other = CornerStep(from: b.start, to: b.end)
      let apart = CornerStep(from: a.start, to: b.start)
      let whole = Double(way.east) * Double(other.north) - Double(way.north) * Double(other.east)
      let part = (Double(apart.east) * Double(other.north) - Double(apart.north) * Double(other.east)) / whole
      return (
        a.start.longitudeDegrees + part * Double(way.east) * GeoPoint.degreesPerUnit,
        a.start.latitudeDegrees + part * Double(way.north) * GeoPoint.degreesPerUnit
      )
    }
  }
}
