// Points as bytes and back.

import Bedrock
import TestSupport
import Testing

@testable import TripStore

@Suite("Blocks of points")
struct PointBlockTests {
  @Test func whatWasWrittenIsRead() throws {
    var random = SeededRandom(seed: Seeds.current)
    for _ in 0..<200 {
      let points = (0..<random.below(60)).map { _ in Sample.point(&random) }
      let block = PointBlock(points)
      let read = try block.points()
      #expect(read == points, "GEOD_SEED=\(Seeds.current)")
      let trip = Sample.tripID(random.below(4))
      #expect(try block.points(of: [trip]) == points.filter { $0.trip == trip })
    }
  }

  @Test func theExtremesAreKept() throws {
    var points: [TrackPoint] = []
    for (sequence, milliseconds, angle) in [
      (Int64.max, Int64(0), Int32.max), (.min, Instant.latest.milliseconds, .min), (-1, 1, -1), (0, 0, 0),
    ] {
      points.append(
        TrackPoint(
          trip: Sample.tripID(1), device: ClientID(trusted: String(repeating: "x", count: 64)),
          sequence: sequence, at: Instant(milliseconds: milliseconds), latitudeAngle: angle,
          longitudeAngle: angle, accuracyMeters: .greatestFiniteMagnitude, speedMetersPerSecond: -0.0,
          headingDegrees: .leastNonzeroMagnitude))
    }
    let read = try PointBlock(points).points()
    #expect(read == points)
    #expect(read[0].speedMetersPerSecond?.sign == .minus)
  }

  @Test func aFixPerSecondIsSmall() {
    let block = PointBlock((1...1000).map { Sample.fix($0) })
    #expect(block.series.count == 16 + 1 + 5)
    #expect(block.content.count < 25 * 1000)
  }

  @Test func everyDamageIsNoticed() throws {
    let block = PointBlock((1...3).map { Sample.fix($0) })
    let checksum = block.checksum(of: Sample.red)
    #expect(block.checksum(of: Sample.blue) != checksum)
    for place in block.content.indices {
      for bit in 0..<8 {
        var damaged = block
        damaged.content[place] ^= 1 << bit
        #expect(damaged.checksum(of: Sample.red) != checksum)
        // Without the checksum it may be another block, but never a crash.
        _ = try? damaged.points()
      }
    }
    var short = block
    short.content.removeLast()
    #expect(fault { try short.points() } == .corrupt(what: "a block of points"))
    short = block
    short.series.removeFirst()
    #expect(fault { try short.points() } == .corrupt(what: "a block of points"))
  }
}
