// The search against the scan over random fleets, weights and gates: equal in every bit, with a true certificate,
// and explanations that hold when they are tried.

import Bedrock
import GeoIndex
import TestSupport
import Testing

@testable import Matcher

@Suite struct MatchRandomTests {
  @Test(arguments: MatchSpread.allCases)
  func theSearchEqualsTheScan(_ spread: MatchSpread) {
    var (bounded, outranked, empty) = (0, 0, 0)
    for seed in Seeds.all("match") {
      for round in 0..<12 {
        var random = SeededRandom(seed: seed).fork(UInt64(round))
        let world = MatchWorld.random(spread, count: 20 + random.below(700), &random)
        for question in 0..<12 {
          let request = world.randomRequest(spread, &random)
          let comment: Comment = "GEOD_SEED=\(seed), \(spread.rawValue), round \(round), question \(question)"
          let result = world.match(request, comment)
          #expect(result.refusals?.total ?? world.columns.count == world.columns.count, comment)
          MatchTrial(request, result).run(world, comment)
          if result.certificate.radiusMeters != nil { bounded += 1 }
          if result.candidates.isEmpty { empty += 1 }
          for case .outranked in result.explanations.map(\.verdict) { outranked += 1 }
        }
        #expect(world.columns.disagreement(with: world.index).isEmpty, "GEOD_SEED=\(seed), round \(round)")
      }
    }
    // The questions were worth asking.
    #expect(bounded > 10 && outranked > 10 && empty > 10, "\(bounded), \(outranked), \(empty)")
  }

  /// The same questions after lives of moving, leaving and coming back.
  @Test func theSearchEqualsTheScanAfterChanges() {
    for seed in Seeds.all("match") {
      var random = SeededRandom(seed: seed).fork(999)
      let world = MatchWorld.random(.city, count: 400, &random)
      for step in 0..<2_000 {
        let technician = UInt32(random.below(world.columns.slotCount))
        if world.index.contains(technician) {
          switch random.below(4) {
          case 0:
            world.index.remove(technician)
            world.skills.remove(technician)
            world.columns.remove(technician)
          case 1: world.columns.setLeased(random.chance(0.3), of: technician)
          case 2: world.columns.setOpenJobs(UInt8(random.below(3)), of: technician)
          default:
            world.index.move(technician, to: MatchSpread.city.point(&random), fixTime: MatchWorld.now)
          }
        } else if !world.columns.contains(technician) {
          world.addRandom(technician, at: .city, &random)
        }
        if step % 40 == 0 {
          world.match(world.randomRequest(.city, &random), "GEOD_SEED=\(seed), step \(step)")
        }
      }
    }
  }
}
