// What lies in what, once no ring crosses another: holes in their shells, polygons beside each other, insides in
// one piece.

extension PolygonCheck {
  /// Looks at rings as wholes. Nothing can be said of them while edges meet that should not.
  mutating func compareNesting() {
    guard meetings.isEmpty, drafts.allSatisfy(\.isSound) else { return }
    for range in ranges where !isTired {
      checkHoles(range)
      checkConnection(range)
    }
    checkPolygons()
  }

  /// Whether a ring lies inside another one, by the first of its corners that is not on it.
  private func isInside(_ ring: Int, _ other: Int, turned turns: Int64 = 0) -> Bool {
    let outer = Ring(drafts[other].corners)
    for corner in drafts[ring].corners {
      switch outer.side(of: corner.turned(turns)) {
      case .inside: return true
      case .outside: return false
      case .onEdge: continue
      }
    }
    // Every corner lies on the other ring: it was told at the corners that no side overlaps.
    return true
  }

  private mutating func checkHoles(_ range: Range<Int>) {
    let shell = range.lowerBound
    let boxes = drafts[range].map { PlaneBox(around: $0.corners) }
    for hole in range.dropFirst() {
      if !boxes[0].holds(boxes[hole - shell]) || !isInside(hole, shell) {
        note(.holeOutside, ring: hole, with: shell)
        continue
      }
      for other in range.dropFirst() where other != hole && boxes[other - shell].holds(boxes[hole - shell]) {
        if isInside(hole, other) { note(.holesOverlap, ring: hole, with: other) }
      }
      if isTired { return }
    }
  }

  /// Rings and the corners in which they touch are the nodes of a graph: where it has a cycle, it cuts off a part
  /// of the inside.
  private mutating func checkConnection(_ range: Range<Int>) {
    var links: Set<RingTouch> = []
    var groups: [Int] = Array(0..<range.count)
    var groupOfPlace: [Corner: Int] = [:]
    func root(_ node: Int) -> Int {
      var node = node
      while groups[node] != node { node = groups[node] }
      return node
    }
    for touch in touches where range.contains(touch.ring) {
      let place = groupOfPlace[touch.place] ?? groups.count
      if place == groups.count {
        groups.append(place)
        groupOfPlace[touch.place] = place
      }
      for ring in [touch.ring, touch.other] {
        guard links.insert(RingTouch(ring: ring, other: ring, place: touch.place)).inserted else { continue }
        let (a, b) = (root(ring - range.lowerBound), root(place))
        if a == b {
          note(
            .disconnected, drafts[touch.ring].place(0), with: drafts[touch.other].place(0),
            longitudeDegrees: touch.place.longitudeDegrees, latitudeDegrees: touch.place.latitudeDegrees)
          return
        }
        groups[b] = a
      }
    }
  }

  private mutating func checkPolygons() {
    guard ranges.count > 1 else { return }
    let boxes = ranges.map { PlaneBox(around: drafts[$0.lowerBound].corners) }
    for (inner, box) in boxes.enumerated() {
      for (outer, other) in boxes.enumerated() where inner != outer {
        for turns in Int64(-2)...2 where other.holds(box, turned: turns) {
          if isInside(polygon: inner, of: outer, turned: turns) {
            note(.polygonsOverlap, ring: ranges[inner].lowerBound, with: ranges[outer].lowerBound)
          }
          if isTired { return }
        }
      }
    }
  }

  /// Whether a polygon lies inside another one and not in one of its holes. Shells of which every corner lies on the
  /// other's rings were compared there.
  private func isInside(polygon inner: Int, of outer: Int, turned turns: Int64) -> Bool {
    let rings = drafts[ranges[outer]].map { Ring($0.corners) }
    corners: for corner in drafts[ranges[inner].lowerBound].corners {
      let place = corner.turned(turns)
      switch rings[0].side(of: place) {
      case .outside: return false
      case .onEdge: continue corners
      case .inside: break
      }
      for hole in rings.dropFirst() {
        switch hole.side(of: place) {
        case .inside: return false
        case .onEdge: continue corners
        case .outside: break
        }
      }
      return true
    }
    return false
  }

  private mutating func note(_ reason: PolygonFault.Reason, ring: Int, with other: Int) {
    let corner = drafts[ring].corners[0]
    note(
      reason, drafts[ring].place(0), with: drafts[other].place(0), longitudeDegrees: corner.longitudeDegrees,
      latitudeDegrees: corner.latitudeDegrees)
  }
}
