// The virtual calendar of the retention suite: two tenants, their days, their points.

import Bedrock
import TripStore

/// What is written on which day, and when it is due. A tenant with the longest term decides when a day is dropped; one
/// with a shorter term, who has a hundredth of the points, is trimmed row by row before.
struct RetentionCalendar: Sendable {
  static let tenant = ClientID(trusted: "riyadh")
  static let shortTenant = ClientID(trusted: "jeddah")
  /// Points of one tenant that are written together.
  typealias Chunk = (tenant: ClientID, numbers: Range<Int>)

  /// 2026-01-04T00:00:00Z.
  private static let start = Instant(milliseconds: 1_767_484_800_000)
  private static let dayMilliseconds: Int64 = 86_400_000
  private static let device = ClientID(trusted: "phone-1")
  /// The points of one trip of a day, one a second.
  private static let pointsPerTrip = 1000
  /// How many trips are under way among those who write while a day goes.
  private static let liveTrips = 100

  let days: Int
  let pointsPerDay: Int
  let termDays: Int

  init(_ options: BenchmarkOptions) {
    days = options.days
    pointsPerDay = options.pointsPerDay
    termDays = options.termDays
  }

  /// The shorter term; of one day there is none.
  var shortTermDays: Int { max(1, termDays / 3) }
  /// How many points of a day are the smaller tenant's.
  var shortPoints: Int { pointsPerDay / 100 }
  /// How many days are dropped by the end.
  var dropsExpected: Int { max(0, days - termDays) }
  /// How many rows are removed one by one by the end.
  var trimmedExpected: Int { shortTermDays < termDays ? max(0, days - shortTermDays) * shortPoints : 0 }

  /// The first instant of a day.
  static func at(_ day: Int) -> Instant { start.advanced(byMilliseconds: Int64(day) * dayMilliseconds) }

  static var tenants: [TenantRecord] {
    [tenant, shortTenant].map {
      TenantRecord(id: $0, nameArabic: "", nameEnglish: "", timeZone: "Asia/Riyadh", createdAt: start)
    }
  }

  /// The policy of a server's rounds, which removes so many rows at a time.
  func policy(rowsMax: Int) -> RetentionPolicy {
    var policy = RetentionPolicy()
    policy.standard[.points] = termDays
    policy.terms[Self.shortTenant] = policy.standard
    policy.terms[Self.shortTenant]?[.points] = shortTermDays
    policy.rowsMax = rowsMax
    return policy
  }

  /// A day's points in pieces.
  func chunks(of size: Int) -> [Chunk] {
    func cut(_ tenant: ClientID, _ all: Range<Int>) -> [Chunk] {
      stride(from: all.lowerBound, to: all.upperBound, by: size).map {
        (tenant, $0..<min($0 + size, all.upperBound))
      }
    }
    let border = pointsPerDay - shortPoints
    return cut(Self.tenant, 0..<border) + cut(Self.shortTenant, border..<pointsPerDay)
  }

  /// Points of a day by their numbers.
  func points(_ numbers: Range<Int>, of day: Int) -> [TrackPoint] {
    let begin = Self.at(day)
    return numbers.map { number in
      let (trip, sequence) = number.quotientAndRemainder(dividingBy: Self.pointsPerTrip)
      // Trips of a day begin all over it, so that their identifiers lie in no order.
      return TrackPoint(
        trip: UUIDv7(at: begin, random: (UInt64(trip) &* 0x9E37_79B9_7F4A_7C15, UInt64(trip))),
        device: Self.device, sequence: Int64(sequence + 1),
        at: begin.advanced(byMilliseconds: Int64(sequence) * 1000),
        latitudeAngle: 294_000_000 + Int32(sequence) * 300, longitudeAngle: 556_000_000 + Int32(trip),
        accuracyMeters: 4.8, speedMetersPerSecond: 12.25, headingDegrees: 271.5)
    }
  }

  /// Points of trips that are under way when a day ends, one of each.
  static func livePoints(_ count: Int, write: Int, on day: Int) -> [TrackPoint] {
    (0..<count).map { point in
      let number = write * count + point
      let trip = UInt64(number % liveTrips)
      return TrackPoint(
        trip: UUIDv7(at: at(day), random: (trip &* 0xD1B5_4A32_D192_ED03, trip)),
        device: ClientID(trusted: "phone-2"), sequence: Int64(number),
        at: at(day).advanced(byMilliseconds: Int64(number)), latitudeAngle: 294_000_000,
        longitudeAngle: 556_000_000, accuracyMeters: 4.8, speedMetersPerSecond: 12.25, headingDegrees: 271.5)
    }
  }
}
