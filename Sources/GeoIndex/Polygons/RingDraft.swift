// One ring on its way to be checked: what is wrong with it alone, and the ring without it.

/// A ring as it was given, mended step by step; what was mended is noted.
struct RingDraft {
  /// The corners, without the closing one.
  private(set) var corners: [Corner] = []
  /// Which corner of the given ring each one is.
  private(set) var sources: [Int] = []
  let polygon: Int
  let ring: Int
  /// What is wrong, in the order in which it was found.
  private(set) var faults: [PolygonFault] = []
  /// Whether the ring can be compared with others.
  private(set) var isSound = true

  var isShell: Bool { ring == 0 }

  /// Looks at a ring. The closing corner is part of `given`.
  init(_ given: [Corner], polygon: Int, ring: Int) {
    self.polygon = polygon
    self.ring = ring
    guard given.count >= 3 else {
      note(.tooFewPoints, 0, at: given.first)
      return
    }
    corners = given
    sources = Array(given.indices)
    unwrap()
    close()
    guard isSound else { return }
    dropDuplicates()
    guard corners.count >= 3 else {
      note(.tooFewPoints, sources.first ?? 0, at: given.first)
      return
    }
    guard !isFlat else {
      note(.zeroArea, sources[0], at: corners[0])
      return
    }
    dropNeedles()
    dropSpikes()
    guard isSound else { return }
    checkWidth()
    wind()
  }

  /// Where a corner was given.
  func place(_ index: Int) -> PolygonFault.Place {
    PolygonFault.Place(polygon: polygon, ring: ring, vertex: sources[index])
  }

  /// Takes back the note on the winding: of a ring that meets itself, nobody can say what it is.
  mutating func forgetWinding() { faults.removeAll { $0.reason == .winding } }

  /// Moves the ring some turns to the east.
  mutating func turn(_ turns: Int64) {
    if turns != 0 { corners = corners.map { $0.turned(turns) } }
  }

  private mutating func note(_ reason: PolygonFault.Reason, _ vertex: Int, at corner: Corner?) {
    faults.append(
      PolygonFault(
        reason: reason, place: PolygonFault.Place(polygon: polygon, ring: ring, vertex: vertex), other: nil,
        longitudeDegrees: corner?.longitudeDegrees ?? 0, latitudeDegrees: corner?.latitudeDegrees ?? 0))
    if !reason.isRepairable { isSound = false }
  }

  /// Takes edges of more than half a turn the short way round. Those of exactly one turn are meant: they run along
  /// a whole parallel, as the lower edge of Antarctica does.
  private mutating func unwrap() {
    var turns: Int64 = 0
    for index in 1..<corners.count {
      let corner = corners[index].turned(turns)
      let east = corner.longitudeUnits - corners[index - 1].longitudeUnits
      if east.magnitude > Corner.turn / 2, east.magnitude != Corner.turn {
        note(.longitudeJump, index, at: corners[index])
        turns += east > 0 ? -1 : 1
      }
      corners[index] = turns == 0 ? corners[index] : corners[index].turned(turns)
    }
  }

  /// Takes away the closing corner. A ring that comes back to its first corner after a turn goes round a pole: the
  /// one on its left. Its edges down the seam and along the pole are added.
  private mutating func close() {
    let (first, last) = (corners[0], corners[corners.count - 1])
    if first == last {
      corners.removeLast()
      sources.removeLast()
      if corners.count < 3 { note(.tooFewPoints, 0, at: first) }
      return
    }
    let east = last.longitudeUnits - first.longitudeUnits
    guard first.latitudeAngle == last.latitudeAngle, east.magnitude == Corner.turn else {
      note(.unclosed, sources.count - 1, at: last)
      return
    }
    guard isShell else {
      note(.holeAroundPole, 0, at: first)
      return
    }
    let pole = east > 0 ? GeoPoint.maxLatitudeAngle : -GeoPoint.maxLatitudeAngle
    for corner in [last, first] {
      corners.append(Corner(longitudeUnits: corner.longitudeUnits, latitudeAngle: pole))
      sources.append(corner == last ? sources.count - 1 : 0)
    }
  }

  private mutating func dropDuplicates() {
    var kept: [Int] = []
    for index in corners.indices {
      if let last = kept.last, corners[last] == corners[index] {
        note(.duplicatePoint, sources[index], at: corners[index])
      } else {
        kept.append(index)
      }
    }
    while kept.count > 1, corners[kept[kept.count - 1]] == corners[kept[0]] {
      note(.duplicatePoint, sources[kept[kept.count - 1]], at: corners[kept[0]])
      kept.removeLast()
    }
    keep(kept)
  }

  private mutating func keep(_ kept: [Int]) {
    guard kept.count < corners.count else { return }
    corners = kept.map { corners[$0] }
    sources = kept.map { sources[$0] }
  }

  /// Whether all corners lie on one line.
  private var isFlat: Bool {
    let line = CornerStep(from: corners[0], to: corners[1])
    return corners.allSatisfy { line.turn(to: CornerStep(from: corners[0], to: $0)) == 0 }
  }

  /// Drops corners where a narrow tip crosses itself because its corners were moved to stored places: the edges before
  /// and behind a tiny edge meet. Of the tiny edge's ends the western one goes, so that two areas which share the tip
  /// stay neighbours.
  private mutating func dropNeedles() {
    var index = 0
    while index < corners.count, corners.count > 4 {
      let count = corners.count
      let (tip, next) = (index, (index + 1) % count)
      let tiny = CornerStep(from: corners[tip], to: corners[next])
      if max(tiny.east.magnitude, tiny.north.magnitude) <= Self.needleUnits,
        EdgeMeeting(edge(from: (tip + count - 1) % count), edge(from: next)) != .none
      {
        let isTipWestern =
          (corners[tip].longitudeUnits, corners[tip].latitudeAngle)
          < (corners[next].longitudeUnits, corners[next].latitudeAngle)
        let gone = isTipWestern ? tip : next
        note(.spike, sources[gone], at: corners[gone])
        corners.remove(at: gone)
        sources.remove(at: gone)
      } else {
        index += 1
      }
    }
  }

  private func edge(from index: Int) -> RingEdge {
    RingEdge(
      before: corners[index], start: corners[index], end: corners[(index + 1) % corners.count], ring: 0,
      index: 0)
  }

  /// How wide a tip may be that is taken for a spike: 37 mm.
  private static let needleUnits: UInt64 = 4

  /// Drops corners at which the line turns back over itself, with a stack: dropping one may make another.
  private mutating func dropSpikes() {
    var kept: [Int] = []
    for index in corners.indices {
      kept.append(index)
      foldEnd(&kept)
    }
    // The ring closes: its end and its beginning may still fold.
    var start = 0
    while kept.count - start >= 3 {
      let (before, last) = (kept[kept.count - 2], kept[kept.count - 1])
      let (first, second) = (kept[start], kept[start + 1])
      if corners[last] == corners[first] || isSpike(before, last, first) {
        noteFold(last, isDuplicate: corners[last] == corners[first])
        kept.removeLast()
      } else if isSpike(last, first, second) {
        noteFold(first, isDuplicate: false)
        start += 1
      } else {
        break
      }
    }
    guard kept.count - start >= 3 else {
      note(.zeroArea, sources[0], at: corners[0])
      return
    }
    keep(Array(kept[start...]))
  }

  /// Folds the last three corners while the middle one is a spike, or the last two are the same.
  private mutating func foldEnd(_ kept: inout [Int]) {
    while kept.count >= 2 {
      let last = kept[kept.count - 1]
      let middle = kept[kept.count - 2]
      if corners[middle] == corners[last] {
        noteFold(last, isDuplicate: true)
        kept.removeLast()
      } else if kept.count >= 3, isSpike(kept[kept.count - 3], middle, last) {
        noteFold(middle, isDuplicate: false)
        kept.remove(at: kept.count - 2)
      } else {
        return
      }
    }
  }

  /// A fold is noted once, where the spike is; the doubled corner that it leaves is no fault of its own.
  private mutating func noteFold(_ index: Int, isDuplicate: Bool) {
    if !isDuplicate { note(.spike, sources[index], at: corners[index]) }
  }

  private func isSpike(_ a: Int, _ b: Int, _ c: Int) -> Bool {
    let step = CornerStep(from: corners[a], to: corners[b])
    let next = CornerStep(from: corners[b], to: corners[c])
    return step.turn(to: next) == 0 && !step.goesAlong(next)
  }

  private mutating func checkWidth() {
    let box = PlaneBox(around: corners)
    guard box.width > Corner.turn else { return }
    let index = corners.firstIndex { $0.longitudeUnits == box.east } ?? 0
    note(.tooWide, sources[index], at: corners[index])
  }

  private mutating func wind() {
    let area = Ring(corners).doubleArea
    guard isShell ? area < 0 : area > 0 else { return }
    note(.winding, sources[0], at: corners[0])
    corners = [corners[0]] + corners.dropFirst().reversed()
    sources = [sources[0]] + sources.dropFirst().reversed()
  }
}
