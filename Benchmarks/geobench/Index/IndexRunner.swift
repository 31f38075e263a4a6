// Does the operations that are measured, on one index, going round through moves and queries.

import Bedrock
import Allocations
import GeoIndex

/// An index with technicians, and what is done to it.
struct IndexRunner: ~Copyable {
  let data: IndexData
  var index = MovingIndex()
  /// The moves that have been made since everybody was at the start: all before this one, and, after a round, all.
  private(set) var nextMove = 0
  private(set) var isBeyondFirstRound = false
  private var nextQuery = 0
  var cursor = NearestCursor()
  private var batch: [IndexMove] = []
  private var found: [Neighbor] = []
  private var ids: [UInt32] = []

  private static let batchSize = 64
  /// Moves between two readings of the clock.
  private static let movesPerReading = 20 * batchSize

  init(_ data: IndexData) {
    self.data = data
    for (id, technician) in data.technicians.enumerated() {
      index.insert(
        UInt32(id), at: technician.point, fixTime: .epoch, attributes: technician.attributes)
    }
    let nobody = IndexMove(id: 0, point: GeoPoint(latitudeAngle: 0, longitudeAngle: 0), fixTime: .epoch)
    batch = [IndexMove](repeating: nobody, count: Self.batchSize)
  }

  /// Nanoseconds for each operation of a workload, over at least `seconds`, by the given clock.
  ///
  /// As long a run that is not counted comes before it: other programs and other workloads leave foreign caches behind,
  /// and the yardstick's rows come after its own checks, too.
  mutating func measure(_ workload: IndexWorkload, seconds: Double, clock: () -> Double) -> Double {
    _ = nanoseconds(workload, seconds: seconds, clock: clock)
    return nanoseconds(workload, seconds: seconds, clock: clock)
  }

  private mutating func nanoseconds(
    _ workload: IndexWorkload, seconds: Double, clock: () -> Double
  ) -> Double {
    var operations = 0
    var elapsed = 0.0
    repeat {
      prepare(workload)
      let start = clock()
      operations += run(workload)
      elapsed += clock() - start
    } while elapsed < seconds * 1e9
    return elapsed / Double(operations)
  }

  /// Asks for memory per operation, over all workloads, once every buffer has its size; nil where that cannot be
  /// counted.
  mutating func allocationsPerOperation() -> Double? {
    guard Allocations.isCounted else { return nil }
    var (operations, allocations) = (0, Int64(0))
    for isWarm in [false, true] {
      for workload in IndexWorkload.allCases {
        for _ in 0..<20 {
          prepare(workload)
          let before = Allocations.ofThread
          let done = run(workload)
          guard isWarm else { continue }
          allocations += Allocations.ofThread - before
          operations += done
        }
      }
    }
    return Double(allocations) / Double(operations)
  }

  /// Moves everybody ten times: the memory of an index that lives.
  mutating func moveTenRounds() {
    for _ in 0..<(10 * data.technicians.count / Self.movesPerReading + 1) {
      prepare(.moveBatched)
      _ = run(.moveBatched)
    }
  }

  /// The walks end somewhere: everybody goes back to the start, outside of the measured time.
  private mutating func prepare(_ workload: IndexWorkload) {
    guard nextMove + Self.movesPerReading > data.moves.count, data.moves.count > Self.movesPerReading else {
      return
    }
    for (id, technician) in data.technicians.enumerated() {
      index.move(UInt32(id), to: technician.point, fixTime: .epoch)
    }
    nextMove = 0
    isBeyondFirstRound = false
  }

  /// A few operations; returns how many.
  private mutating func run(_ workload: IndexWorkload) -> Int {
    switch workload {
    case .moveBatched: return moveInBatches()
    case .move: return move(Self.movesPerReading)
    case .nearest10: return nearest(10, .everything)
    case .nearest50: return nearest(50, .everything)
    case .nearest10Skill10: return nearest(10, IndexFilter(allSkills: CityData.commonSkill))
    case .nearest10Skill1: return nearest(10, IndexFilter(allSkills: CityData.rareSkill))
    case .radius:
      for _ in 0..<100 { index.idsWithin(radiusMeters: 1000, of: query(), into: &ids) }
      return 100
    case .radiusSorted:
      for _ in 0..<20 { index.within(radiusMeters: 1000, of: query(), into: &found) }
      return 20
    case .mix:
      for _ in 0..<50 {
        _ = move(10)
        index.nearest(to: query(), limit: 10, into: &found)
      }
      return 11 * 50
    }
  }

  private mutating func nearest(_ limit: Int, _ filter: IndexFilter) -> Int {
    for _ in 0..<200 { index.nearest(to: query(), limit: limit, filter: filter, into: &found) }
    return 200
  }

  private mutating func move(_ count: Int) -> Int {
    for _ in 0..<count {
      let move = nextMovePlace()
      index.move(move.id, to: move.point, fixTime: .epoch)
    }
    return count
  }

  private mutating func moveInBatches() -> Int {
    for _ in 0..<(Self.movesPerReading / Self.batchSize) {
      for place in 0..<Self.batchSize { batch[place] = nextMovePlace() }
      let ready = batch
      index.move(ready.span)
    }
    return Self.movesPerReading
  }

  /// Degrees become a stored position here, inside the measured time, as they do in the yardstick.
  @inline(__always)
  private mutating func nextMovePlace() -> IndexMove {
    let move = data.moves[nextMove]
    nextMove += 1
    if nextMove == data.moves.count {
      nextMove = 0
      isBeyondFirstRound = true
    }
    return IndexMove(id: move.id, point: Self.point(move.latitude, move.longitude), fixTime: .epoch)
  }

  /// The next place that somebody asks from.
  @inline(__always)
  mutating func query() -> GeoPoint {
    nextQuery += 1
    if nextQuery == data.queries.count { nextQuery = 0 }
    let place = data.queries[nextQuery]
    return Self.point(place.latitude, place.longitude)
  }

  @inline(__always)
  static func point(_ latitude: Double, _ longitude: Double) -> GeoPoint {
    do {
      return try GeoPoint(latitudeDegrees: latitude, longitudeDegrees: longitude)
    } catch {
      preconditionFailure("the data was checked when it was read")
    }
  }
}
