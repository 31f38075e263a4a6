// The customers: as many as asked for, when and where people book, and a pure function of the interval.

import Bedrock
import Scene
import Testing

@Suite struct DemandModelTests {
  typealias Support = SceneTestSupport

  /// Midnight in Riyadh, Monday 2026-01-05.
  private static let monday = Instant(milliseconds: 1_767_560_400_000)

  private static func day(_ number: Int64) -> Instant {
    monday.advanced(byMilliseconds: number * 86_400_000)
  }

  @Test func adjacentIntervalsAddUp() {
    let demand = DemandModel(seed: Support.seed, bookingsPerDay: 3_000)
    var random = SeededRandom(seed: Support.seed)
    var pieces: [DemandSample] = []
    var start = Self.monday
    while start < Self.day(1) {
      let end = min(Self.day(1), start.advanced(byMilliseconds: 1 + Int64(random.below(3_000_000))))
      pieces += demand.bookings(from: start, before: end)
      start = end
    }
    let whole = demand.bookings(from: Self.monday, before: Self.day(1))
    #expect(pieces == whole, "seed \(Support.seed)")
    #expect(Set(whole.map(\.id)).count == whole.count)
    for (a, b) in zip(whole, whole.dropFirst()) { #expect(a.at < b.at) }
  }

  @Test(arguments: [50, 2_000, 40_000])
  func aWorkingDayHasAsManyBookingsAsAskedFor(bookingsPerDay: Int) {
    let demand = DemandModel(seed: Support.seed, bookingsPerDay: bookingsPerDay)
    let count = demand.bookings(from: Self.monday, before: Self.day(3)).count
    let expected = Double(3 * bookingsPerDay)
    #expect(abs(Double(count) - expected) < 5 * expected.squareRoot() + 0.03 * expected)
  }

  @Test func bookingsFollowTheHoursAndTheWeek() {
    let demand = DemandModel(seed: Support.seed, bookingsPerDay: 10_000)
    func count(_ day: Int64, _ hours: ClosedRange<Int64>) -> Int {
      let start = Self.day(day).advanced(byMilliseconds: hours.lowerBound * 3_600_000)
      let end = Self.day(day).advanced(byMilliseconds: (hours.upperBound + 1) * 3_600_000)
      return demand.bookings(from: start, before: end).count
    }
    #expect(count(0, 18...20) > 10 * count(0, 3...5))
    // Day 4 is the Friday.
    #expect(count(4, 8...11) * 2 < count(0, 8...11))
    #expect(abs(count(4, 17...20) - count(0, 17...20)) < 600)
  }

  @Test func everyBookingIsValidAndPopularThingsAreBookedMore() {
    let bookings = DemandModel(seed: Support.seed, bookingsPerDay: 5_000)
      .bookings(from: Self.monday, before: Self.day(2))
    var skills = [Int](repeating: 0, count: SkillCatalogue.all.count)
    var zones = [String: Int]()
    for booking in bookings {
      #expect(Support.isIdentifier(booking.id))
      #expect(ServiceZones.index(containing: booking.point) == booking.zone)
      #expect(SkillCatalogue.all[booking.skill].slaMinutes.contains(booking.slaMinutes))
      skills[booking.skill] += 1
      zones[ServiceZones.all[booking.zone].id, default: 0] += 1
    }
    let repair = SkillCatalogue.all.firstIndex { $0.id == "ac-repair" } ?? 0
    #expect(skills[repair] == skills.max())
    #expect(zones["al-olaya", default: 0] > 2 * zones["irqah", default: 0])
  }

  @Test func theSameSeedGivesTheSameBookingsOnEveryMachine() {
    var hash = ContentHash()
    for booking in DemandModel(seed: 42, bookingsPerDay: 1_000).bookings(
      from: Self.monday, before: Self.day(1))
    {
      hash.combine(booking.id)
      hash.combine(booking.at.milliseconds)
      hash.combine(booking.point.latitudeDegrees)
      hash.combine(booking.point.longitudeDegrees)
      hash.combine(UInt64(booking.skill))
      hash.combine(UInt64(booking.slaMinutes))
    }
    #expect(HexText.encode(hash.value) == "d31abeced8c2ed6a")
  }
}
