// What can happen to an index, drawn at random: changes and questions of all kinds.

import Bedrock
import GeoIndex

/// One thing that is done to the index and to its model. What does not fit (a technician who comes twice) is skipped,
/// so that every part of a list of events is a list of events.
enum IndexEvent {
  case insert(UInt32, GeoPoint, IndexAttributes)
  case move(UInt32, GeoPoint)
  case batch([(UInt32, GeoPoint)])
  case update(UInt32, IndexAttributes)
  case remove(UInt32)
  case nearest(GeoPoint, limit: Int, radiusMeters: Double?, IndexFilter)
  case within(GeoPoint, radiusMeters: Double, IndexFilter)
  case ids(GeoPoint, radiusMeters: Double, IndexFilter)
  case box(GeoBox, IndexFilter)
  case stream(GeoPoint, count: Int, IndexFilter)
  case summaries(bits: Int, GeoBox, IndexFilter)
  case count(GeoBox)
  case read(UInt32)
  case invariants
}

/// Draws lists of events. Each seed has its own mixture: some kinds often, some never, data of one shape or several,
/// few technicians or many.
struct IndexEventSource {
  private var random: SeededRandom
  private let sets: [PointSet]
  private let idCount: Int
  private let weights: [Int]
  private let isStrict: Bool

  init(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    sets = (0...random.below(3)).map { _ in PointSet.allCases[random.below(PointSet.allCases.count)] }
    idCount = [3, 20, 90, 400][random.below(4)]
    isStrict = random.chance(0.3)
    // In the order of the cases; what changes the index is ten times as likely as a question.
    weights = (0..<14).map { kind in
      let weight = random.chance(0.15) ? 0 : 1 + random.below(10)
      return kind == 0 ? 60 + weight : kind < 5 ? 12 * weight : weight
    }
    self.random = random
  }

  mutating func events(_ count: Int) -> [IndexEvent] { (0..<count).map { _ in event() } }

  private mutating func event() -> IndexEvent {
    var draw = random.below(weights.reduce(0, +))
    var kind = 0
    while draw >= weights[kind] {
      draw -= weights[kind]
      kind += 1
    }
    switch kind {
    case 0: return .insert(id(), point(), RandomAttributes.attributes(&random))
    case 1: return .move(id(), point())
    case 2: return .batch((0..<random.below(200)).map { _ in (id(), point()) })
    case 3: return .update(id(), RandomAttributes.attributes(&random))
    case 4: return .remove(id())
    case 5:
      let limit = [0, 1, 2, 10, 50, 1_000][random.below(6)]
      return .nearest(center(), limit: limit, radiusMeters: random.chance(0.5) ? nil : radius(), filter())
    case 6: return .within(center(), radiusMeters: radius(), filter())
    case 7: return .ids(center(), radiusMeters: radius(), filter())
    case 8: return .box(box(), filter())
    case 9: return .stream(center(), count: random.below(2 * idCount), filter())
    case 10: return .summaries(bits: random.below(MovingIndex.summaryBitsMax + 1), box(), filter())
    case 11: return .count(box())
    case 12: return .read(id())
    default: return .invariants
    }
  }

  private mutating func id() -> UInt32 { UInt32(random.below(idCount)) }
  private mutating func point() -> GeoPoint { sets[random.below(sets.count)].point(&random) }
  private mutating func center() -> GeoPoint { sets[random.below(sets.count)].center(&random) }

  private mutating func radius() -> Double {
    let radii: [Double] = [0, 0.01, 5, 300, 1_000, 20_000, 39_999, 60_000, 2_000_000, 21_000_000]
    return radii[random.below(radii.count)] * (random.chance(0.5) ? 1 : random.unit())
  }

  private mutating func filter() -> IndexFilter {
    // Times of positions are the numbers of the events.
    isStrict || random.chance(0.3) ? RandomAttributes.filter(&random, now: 2_500) : .everything
  }

  private mutating func box() -> GeoBox {
    if random.chance(0.3) { return GeoBox(enclosing: center(), radiusMeters: radius()) }
    let (a, b) = (point(), center())
    return GeoBox(
      southAngle: min(a.latitudeAngle, b.latitudeAngle), northAngle: max(a.latitudeAngle, b.latitudeAngle),
      westAngle: a.longitudeAngle, longitudeSpan: UInt32(bitPattern: b.longitudeAngle &- a.longitudeAngle))
  }
}
