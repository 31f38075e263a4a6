// Where and when customers book, what they need and how soon.

public import Bedrock

/// A booking that a customer of the generated world makes.
public struct DemandSample: Hashable, Sendable {
  /// The identifier, `bk-` and a number that grows with time; unique for a model.
  public var id: String
  /// When the customer books.
  public var at: Instant
  /// Where somebody is needed.
  public var point: ScenePoint
  /// The zone of the place, as a position in `ServiceZones.all`.
  public var zone: Int
  /// The needed skill, as a position in `SkillCatalogue.all`.
  public var skill: Int
  /// Minutes within which somebody should be there.
  public var slaMinutes: Int
}

/// The customers of the generated world.
///
/// Time is cut into slots so short that at the busiest hour a slot holds a booking with probability 1/4;
/// every slot is decided by its own random sequence. That is close to a Poisson process, and makes the
/// bookings of an interval a pure function of seed and interval: adjacent intervals add up.
public struct DemandModel: Sendable {
  /// Where all random choices come from.
  public let seed: UInt64
  /// The mean number of bookings on a working day.
  public let bookingsPerDay: Int

  private let slotMilliseconds: Int64
  private let busiest: Double

  /// Share of a day's bookings that fall in each local hour, in thousandths.
  static let hourWeights: [Double] = [
    14, 8, 4, 3, 3, 5, 12, 26, 44, 58, 64, 60, 52, 44, 42, 52, 66, 74, 78, 82, 78, 60, 44, 27,
  ]
  /// Riyadh is three hours ahead of UTC all year.
  static let localOffsetMilliseconds: Int64 = 3 * 3_600_000

  /// Customers who make about `bookingsPerDay` (1 to 1 000 000) bookings on a working day.
  public init(seed: UInt64, bookingsPerDay: Int) {
    precondition((1...1_000_000).contains(bookingsPerDay), "1 to 1 000 000 bookings per day")
    self.seed = seed
    self.bookingsPerDay = bookingsPerDay
    let whole = Self.hourWeights.reduce(0, +)
    busiest = Self.hourWeights.reduce(0, max)
    let bookingsPerBusiestHour = Double(bookingsPerDay) * busiest / whole
    slotMilliseconds = max(1, Int64(3_600_000 / (4 * bookingsPerBusiestHour)))
  }

  /// The bookings made from `start` on and before `end`, in order of time.
  /// O(slots): at most 24 x 4 times the bookings of the busiest hour for a day.
  public func bookings(from start: Instant, before end: Instant) -> [DemandSample] {
    precondition(start.milliseconds >= 0, "before the epoch")
    var bookings: [DemandSample] = []
    var slot = start.milliseconds / slotMilliseconds
    while slot * slotMilliseconds < end.milliseconds {
      if let booking = booking(inSlot: slot), booking.at >= start, booking.at < end {
        bookings.append(booking)
      }
      slot += 1
    }
    return bookings
  }

  private func booking(inSlot slot: Int64) -> DemandSample? {
    var random = SeededRandom(seed: seed).fork(0x6465_6D61).fork(UInt64(slot))
    let offset = Int64(random.below(Int(slotMilliseconds)))
    let at = Instant(milliseconds: slot * slotMilliseconds + offset)
    guard random.chance(0.25 * intensity(at: at)) else { return nil }
    let zone = ServiceZones.randomIndex(&random)
    let skill = SkillCatalogue.randomDemanded(&random)
    let choices = SkillCatalogue.all[skill].slaMinutes
    return DemandSample(
      id: "bk-\(slot)", at: at, point: ServiceZones.all[zone].randomPoint(&random), zone: zone,
      skill: skill, slaMinutes: choices[random.below(choices.count)])
  }

  /// Demand relative to the busiest hour, 0 to 1. On Friday mornings the city sleeps.
  private func intensity(at instant: Instant) -> Double {
    let local = instant.milliseconds + Self.localOffsetMilliseconds
    let hour = Int(local / 3_600_000 % 24)
    // 1970-01-01 was a Thursday.
    let isFriday = local / 86_400_000 % 7 == 1
    let share = isFriday && hour < 13 ? 0.3 : 1.0
    return Self.hourWeights[hour] * share / busiest
  }
}
