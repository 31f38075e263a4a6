// Technicians counted in cells of one size, all at once. It is faster to count everybody anew than to follow who has
// moved: a pass over the positions reads memory in its order, and nothing has to be undone.

import GeoIndex

/// A cell in which somebody is.
struct ClusterCell: Sendable {
  /// The cell's geohash.
  let value: UInt64
  /// How many are in it.
  private(set) var count: UInt32 = 0
  /// How many do what, by ``TechnicianActivity``.
  private(set) var activities: InlineArray<9, UInt32> = .init(repeating: 0)
  private var latitudeSum: Int64 = 0
  private var longitudeSum: Int64 = 0

  init(value: UInt64) { self.value = value }

  mutating func add(_ point: GeoPoint, _ activity: TechnicianActivity) {
    count += 1
    activities[Int(activity.rawValue)] += 1
    latitudeSum += Int64(point.latitudeAngle)
    longitudeSum += Int64(point.longitudeAngle)
  }

  /// Where those in the cell are on average. A cell never crosses the antimeridian.
  var mean: GeoPoint {
    GeoPoint(
      latitudeAngle: Int32(latitudeSum / Int64(max(count, 1))),
      longitudeAngle: Int32(longitudeSum / Int64(max(count, 1))))
  }

  /// Whether a viewer who was told `old` should be told this: other counts, or those in the cell are on average
  /// elsewhere by a quarter of the cell.
  func isNews(after old: ClusterCell, level: Int) -> Bool {
    guard count == old.count else { return true }
    for index in activities.indices where activities[index] != old.activities[index] { return true }
    let (mean, before) = (mean, old.mean)
    let bits = 5 * level
    let height = Int64(1) << Int64(31 - bits / 2)
    let width = Int64(1) << Int64(32 - (bits + 1) / 2)
    return abs(Int64(mean.latitudeAngle) - Int64(before.latitudeAngle)) * 4 >= height
      || abs(Int64(mean.longitudeAngle) - Int64(before.longitudeAngle)) * 4 >= width
  }
}

/// The cells of one level, in the order of the technicians' slots that were first found in them.
struct ClusterTable: Sendable {
  let level: Int
  private(set) var cells: [ClusterCell] = []
  /// Places in `cells` by hash, with linear probing; at most half full.
  private var places: [UInt32] = []

  private static let none = UInt32.max

  init(level: Int) { self.level = level }

  /// Counts everybody who has a position. O(technicians); no allocation once warm.
  mutating func count(_ world: borrowing TechnicianTable) {
    cells.removeAll(keepingCapacity: true)
    if places.isEmpty { places = Array(repeating: Self.none, count: 1_024) }
    for index in places.indices { places[index] = Self.none }
    for slot in 0..<UInt32(world.roster.slotCount) {
      guard let position = world.position(of: slot) else { continue }
      let activity = TechnicianActivity(
        job: world.job(of: slot), presence: world.presence.presence(of: slot),
        status: world.roster.status(of: slot))
      let cell = place(of: Geohash(position.point, bits: 5 * level).value)
      cells[cell].add(position.point, activity)
    }
  }

  /// The cell of that geohash; nil when nobody is in it. O(1).
  func cell(_ value: UInt64) -> ClusterCell? {
    guard !places.isEmpty else { return nil }
    var slot = start(value)
    while places[slot] != Self.none {
      let cell = cells[Int(places[slot])]
      if cell.value == value { return cell }
      slot = (slot + 1) & (places.count - 1)
    }
    return nil
  }

  /// Finds a cell, or makes it.
  private mutating func place(of value: UInt64) -> Int {
    var slot = start(value)
    while places[slot] != Self.none {
      let place = Int(places[slot])
      if cells[place].value == value { return place }
      slot = (slot + 1) & (places.count - 1)
    }
    places[slot] = UInt32(cells.count)
    cells.append(ClusterCell(value: value))
    if 2 * cells.count > places.count { grow() }
    return cells.count - 1
  }

  private mutating func grow() {
    places = Array(repeating: Self.none, count: 2 * places.count)
    for (place, cell) in cells.enumerated() {
      var slot = start(cell.value)
      while places[slot] != Self.none { slot = (slot + 1) & (places.count - 1) }
      places[slot] = UInt32(place)
    }
  }

  /// Multiplicative hashing (D. Knuth, The Art of Computer Programming, volume 3, 6.4) with the golden ratio.
  private func start(_ value: UInt64) -> Int {
    Int(truncatingIfNeeded: (value &* 0x9E37_79B9_7F4A_7C15) >> 32) & (places.count - 1)
  }
}
