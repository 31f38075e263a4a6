// Points for tests: random ones, and the fixes of a made-up phone.

import Bedrock
import Foundation

@testable import TripStore

extension Sample {
  /// The trip with that number.
  static func tripID(_ number: Int) -> UUIDv7 {
    UUIDv7(at: Instant(milliseconds: 1_700_000_000_000 + Int64(number)), random: (UInt64(number), 11))
  }

  /// The fix with a sequence number: a second and some metres after the one before.
  static func fix(
    _ sequence: Int64, ofTrip trip: Int = 1, device: String = "phone", day: Int64 = 20_000
  ) -> TrackPoint {
    TrackPoint(
      trip: tripID(trip), device: ClientID(trusted: device), sequence: sequence,
      at: Sample.day(day, sequence * 1000),
      latitudeAngle: 300_000_000 + Int32(truncatingIfNeeded: sequence * 900),
      longitudeAngle: -5 - Int32(truncatingIfNeeded: sequence), accuracyMeters: 4.8125,
      speedMetersPerSecond: sequence % 3 == 0 ? nil : 12.25, headingDegrees: 271.5)
  }

  /// Any point at all, of few trips and devices, so that some are the same by their key.
  static func point(_ random: inout SeededRandom) -> TrackPoint {
    func number() -> Double? {
      switch random.below(4) {
      case 0: nil
      case 1: Double(Float(random.double(in: 0...400)))
      case 2: random.double(in: -1e12...1e12)
      default: 0
      }
    }
    let sequence: Int64 = random.chance(0.1) ? Int64(bitPattern: random.next()) : Int64(random.below(20))
    return TrackPoint(
      trip: tripID(random.below(4)), device: ClientID(trusted: "d\(random.below(3))"), sequence: sequence,
      at: day(Int64(random.below(3)), Int64(random.below(86_400_000))),
      latitudeAngle: Int32(truncatingIfNeeded: random.next()),
      longitudeAngle: Int32(truncatingIfNeeded: random.next()), accuracyMeters: number(),
      speedMetersPerSecond: number(), headingDegrees: number())
  }
}

/// How large a file is, in bytes.
func fileSize(_ path: String) throws -> Int64 {
  let attributes = try FileManager.default.attributesOfItem(atPath: path)
  return (attributes[.size] as? NSNumber)?.int64Value ?? 0
}
