// From rings as somebody has written them to a checked polygon: the tour. Each ring alone (RingDraft), then all
// edges against each other (+Edges), then what lies in what (+Nesting).

extension MultiPolygon {
  /// After so many faults nobody reads on.
  public static let faultsMax = 16

  /// Checks polygons as GeoJSON has them: for each polygon its rings, the shell first, each with its closing corner.
  ///
  /// Rings are taken as they are written, in the plane of longitude and latitude. An area across the antimeridian is
  /// either cut there (RFC 7946, section 3.1.9) or runs on over 180 degrees. A shell that comes back to its first
  /// corner after exactly 360 degrees goes round a pole: the one on its left, the north pole when it runs eastwards.
  ///
  /// - Parameters:
  ///   - polygons: at least one, with one ring at least each.
  ///   - repair: closes rings, drops doubled corners and spikes, turns rings the right way round and takes edges of
  ///     more than 180 degrees the short way; what cannot be mended is a fault all the same.
  /// - Returns: the polygons, and what was mended.
  /// - Throws: all faults, at most `faultsMax`. Without `repair`, what could be mended is a fault, too.
  /// - Complexity: O(n log n) for rings as maps have them, O(n^2) in the worst case: 0.2 s for 10 000 corners.
  public static func checking(
    _ polygons: [[[Corner]]], repair: Bool = false
  ) throws(PolygonFaults) -> (polygon: MultiPolygon, repaired: [PolygonFault]) {
    precondition(
      !polygons.isEmpty && polygons.allSatisfy { !$0.isEmpty }, "no polygon, or one without a ring")
    var check = PolygonCheck(polygons)
    check.compareEdges()
    check.compareNesting()
    let hard = check.faults.filter { !repair || !$0.reason.isRepairable }
    guard hard.isEmpty else { throw PolygonFaults(faults: Array(hard.prefix(faultsMax))) }
    return (check.result, check.faults)
  }
}

/// The state of one check.
struct PolygonCheck {
  /// All rings, polygon after polygon, the shell first.
  var drafts: [RingDraft] = []
  /// The rings of each polygon.
  private(set) var ranges: [Range<Int>] = []
  /// By how many turns each polygon lies east of where its western edge is in `-180..<180` degrees.
  private(set) var turns: [Int64] = []
  /// What is wrong with more than one edge.
  private(set) var meetings: [PolygonFault] = []
  /// Where rings of one polygon touch.
  var touches: [RingTouch] = []

  init(_ polygons: [[[Corner]]]) {
    for (number, rings) in polygons.enumerated() {
      let start = drafts.count
      for (ring, corners) in rings.enumerated() {
        drafts.append(RingDraft(corners, polygon: number, ring: ring))
      }
      ranges.append(start..<drafts.count)
      alignHoles(start..<drafts.count)
      let west = drafts[start].isSound ? PlaneBox(around: drafts[start].corners).west : 0
      turns.append((west + Corner.turn / 2) >> 32)
    }
  }

  /// All faults in the order of the rings; those of more than one edge behind.
  var faults: [PolygonFault] { drafts.flatMap(\.faults) + meetings }
  var isTired: Bool { meetings.count >= MultiPolygon.faultsMax }

  /// The polygons as they are now.
  var result: MultiPolygon {
    MultiPolygon(
      ranges.map { range in
        let rings = drafts[range].map { Ring($0.corners) }
        return Polygon(shell: rings[0], holes: Array(rings.dropFirst()))
      })
  }

  /// Holes may be written a turn away from their shell.
  private mutating func alignHoles(_ range: Range<Int>) {
    guard let first = range.first, drafts[first].isSound else { return }
    let shell = PlaneBox(around: drafts[first].corners)
    for hole in range.dropFirst() where drafts[hole].isSound {
      let box = PlaneBox(around: drafts[hole].corners)
      if let turns = [0, 1, -1, 2, -2].first(where: { shell.holds(box, turned: $0) }) {
        drafts[hole].turn(turns)
      }
    }
  }

  mutating func note(
    _ reason: PolygonFault.Reason, _ place: PolygonFault.Place, with other: PolygonFault.Place?,
    longitudeDegrees: Double, latitudeDegrees: Double
  ) {
    guard !isTired else { return }
    meetings.append(
      PolygonFault(
        reason: reason, place: place, other: other, longitudeDegrees: longitudeDegrees,
        latitudeDegrees: latitudeDegrees))
  }
}

/// A corner in which two rings of a polygon touch.
struct RingTouch: Hashable {
  let ring: Int
  let other: Int
  let place: Corner
}
