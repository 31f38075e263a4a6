// The columns in which technicians are stored: one array for each attribute, a run of slots for each cell.

import CVector

/// Structure of arrays over slots. A cell owns a run of neighbouring slots and fills it from the front, so
/// that the kernel reads each column in order.
///
/// SAFETY: the slabs own the memory and check every access from Swift. The kernel gets bare pointers in
/// `scan` and `collect`, for the length of that call only; it reads no slot outside the runs it is given, and
/// `checkedTotal` makes sure that they lie below `top`, which no column's capacity is below. It writes at most as
/// many places as the runs have slots, and up to `GEOD_SCAN_SLACK` behind them, for which room was made.
struct SlotColumns: ~Copyable {
  var points = Slab<GeoPoint>(blank: GeoPoint(latitudeAngle: 0, longitudeAngle: 0))
  var ids = Slab<UInt32>(blank: 0)
  var skills = Slab<UInt64>(blank: 0)
  var ratings = Slab<Float>(blank: 0)
  var statuses = Slab<UInt8>(blank: 0)
  var loads = Slab<UInt8>(blank: 0)

  /// Slots from here on were never used.
  private(set) var top: UInt32 = 0
  /// The first free run of each class; free runs are chained through `ids`.
  private var freeRuns = Slab<UInt32>(blank: .max)

  init() {
    freeRuns.reserve(RunSizes.count)
  }

  /// Takes a run of a size class. O(1) amortised.
  mutating func allocateRun(_ sizeClass: UInt8) -> UInt32 {
    let free = freeRuns[Int(sizeClass)]
    if free != .max {
      freeRuns[Int(sizeClass)] = ids[free]
      return free
    }
    let start = top
    let (end, overflow) = top.addingReportingOverflow(RunSizes.slots(sizeClass))
    precondition(!overflow, "more than 2^32 slots")
    points.reserve(Int(end))
    ids.reserve(Int(end))
    skills.reserve(Int(end))
    ratings.reserve(Int(end))
    statuses.reserve(Int(end))
    loads.reserve(Int(end))
    top = end
    return start
  }

  /// Gives a run back.
  mutating func freeRun(_ start: UInt32, _ sizeClass: UInt8) {
    ids[start] = freeRuns[Int(sizeClass)]
    freeRuns[Int(sizeClass)] = start
  }

  /// Copies slots between runs.
  mutating func copy(from source: UInt32, to target: UInt32, count: UInt32) {
    points.copy(from: source, to: target, count: count)
    ids.copy(from: source, to: target, count: count)
    skills.copy(from: source, to: target, count: count)
    ratings.copy(from: source, to: target, count: count)
    statuses.copy(from: source, to: target, count: count)
    loads.copy(from: source, to: target, count: count)
  }

  /// Copies one slot.
  @inline(__always)
  mutating func copy(from source: UInt32, to target: UInt32) {
    points[target] = points[source]
    ids[target] = ids[source]
    skills[target] = skills[source]
    ratings[target] = ratings[source]
    statuses[target] = statuses[source]
    loads[target] = loads[source]
  }

  /// Asks for a slot's memory, without the point.
  @inline(__always)
  func prefetch(_ slot: UInt32) {
    ids.prefetch(slot)
    skills.prefetch(slot)
    ratings.prefetch(slot)
    statuses.prefetch(slot)
    loads.prefetch(slot)
  }

  /// The attributes in a slot.
  @inline(__always)
  func attributes(_ slot: UInt32) -> IndexAttributes {
    IndexAttributes(
      stored: skills[slot], rating: ratings[slot], status: statuses[slot], load: loads[slot])
  }

  /// Writes the attributes of a slot.
  @inline(__always)
  mutating func setAttributes(_ slot: UInt32, _ attributes: IndexAttributes) {
    skills[slot] = attributes.skills
    ratings[slot] = attributes.rating
    statuses[slot] = attributes.status
    loads[slot] = attributes.load
  }

  /// Runs the kernel over the first `runCount` runs and returns how many candidates it wrote. `path` other than
  /// the processor's best is for tests.
  func scan(
    _ query: geod_scan, runs: borrowing Slab<geod_run>, runCount: Int, candidates: inout Candidates,
    path: Int32 = Kernel.chosenPath
  ) -> Int {
    candidates.reserve(checkedTotal(runs, runCount) + Int(GEOD_SCAN_SLACK))
    var columns = unsafe kernelColumns
    var query = query
    return unsafe Int(
      geod_scan_runs_by(
        path, &query, &columns, runs.base, UInt32(runCount), candidates.distances.base,
        candidates.slots.base))
  }

  /// Writes the ids of everybody in the first `runCount` runs whose cheap distance is surely inside, and the slots of
  /// those for whom the exact distance has to decide.
  func collect(
    _ query: geod_scan, sure: Float, runs: borrowing Slab<geod_run>, runCount: Int,
    into found: inout FoundIDs,
    path: Int32 = Kernel.chosenPath
  ) {
    found.reserve(checkedTotal(runs, runCount) + Int(GEOD_SCAN_SLACK))
    var columns = unsafe kernelColumns
    var query = query
    var doubtful: UInt32 = 0
    found.count = unsafe Int(
      geod_collect_runs_by(
        path, &query, sure, &columns, ids.base, runs.base, UInt32(runCount), found.ids.base,
        found.doubtful.base, &doubtful))
    found.doubtfulCount = Int(doubtful)
  }

  /// Appends the ids of everybody in the first `runCount` runs.
  func appendAll(runs: borrowing Slab<geod_run>, runCount: Int, to found: inout FoundIDs) {
    found.reserve(found.count + checkedTotal(runs, runCount))
    for index in 0..<runCount {
      let run = runs[index]
      unsafe (found.ids.base + found.count).update(from: ids.base + Int(run.start), count: Int(run.count))
      found.count += Int(run.count)
    }
  }

  /// How many slots the first `runCount` runs have; all of them must lie in the columns.
  private func checkedTotal(_ runs: borrowing Slab<geod_run>, _ runCount: Int) -> Int {
    precondition(runCount <= runs.capacity)
    var total = 0
    for index in 0..<runCount {
      let run = runs[index]
      precondition(UInt64(run.start) + UInt64(run.count) <= UInt64(top), "a run outside the columns")
      total += Int(run.count)
    }
    return total
  }

  /// A point is two 32-bit integers, latitude first, which is the kernel's layout.
  private var kernelColumns: geod_columns {
    unsafe geod_columns(
      points: UnsafeRawPointer(points.base).assumingMemoryBound(to: Int32.self), skills: skills.base,
      ratings: ratings.base, statuses: statuses.base, loads: loads.base)
  }

  /// The bytes that the columns hold.
  var byteCount: Int {
    points.byteCount + ids.byteCount + skills.byteCount + ratings.byteCount + statuses.byteCount
      + loads.byteCount
  }
}
