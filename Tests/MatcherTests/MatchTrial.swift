// Explanations are tried: each is applied to the technician, and the plain scan says whether it was true.

import Bedrock
import GeoIndex
import Testing

@testable import Matcher

/// The explanations of one answer.
struct MatchTrial {
  private let request: MatchRequest
  private let result: MatchResult

  init(_ request: MatchRequest, _ result: MatchResult) {
    self.request = request
    self.result = result
  }

  /// With each change there is a place among the candidates; with the next smaller one there is none.
  func run(_ world: MatchWorld, _ comment: Comment) {
    #expect(result.explanations.map(\.technician) == request.explain, comment)
    #expect(result.picked?.technician == request.picked, comment)
    for explanation in result.explanations + (result.picked.map { [$0] } ?? []) {
      let technician = explanation.technician
      let row = world.columns.rows[Int(technician)]
      switch explanation.verdict {
      case .refused(let gate):
        let expected = MatchScan().refusal(
          request, technician, row, world.columns, world.skills, world.index)
        #expect(gate == expected, comment)
      case .ranked(let rank, let candidate):
        #expect(candidate.technician == technician, comment)
        #expect(result.candidates[rank - 1] == candidate, comment)
      case .outranked(let own, let shortfall):
        #expect(result.candidates.count == request.wanted, comment)
        #expect(own == score(technician, row, own.distanceMeters, world), comment)
        #expect(!enters(technician, row, own.distanceMeters, world), comment)
        tryDistance(own, shortfall, row, world, comment)
        tryRating(own, shortfall, row, world, comment)
        trySkills(own, shortfall, row, world, comment)
      }
    }
  }

  private func tryDistance(
    _ own: MatchCandidate, _ shortfall: MatchShortfall, _ row: MatchColumns.Row,
    _ world: MatchWorld, _ comment: Comment
  ) {
    guard let meters = shortfall.distanceMaxMeters else {
      #expect(!enters(own.technician, row, 0, world), comment)
      return
    }
    #expect(enters(own.technician, row, meters, world), comment)
    #expect(!enters(own.technician, row, meters.nextUp, world), comment)
  }

  private func tryRating(
    _ own: MatchCandidate, _ shortfall: MatchShortfall, _ row: MatchColumns.Row,
    _ world: MatchWorld, _ comment: Comment
  ) {
    var row = row
    row.rating = shortfall.ratingMin ?? 5
    #expect(
      enters(own.technician, row, own.distanceMeters, world) == (shortfall.ratingMin != nil), comment)
    row.rating = row.rating.nextDown
    #expect(!enters(own.technician, row, own.distanceMeters, world), comment)
  }

  /// Only where all preferred skills have a bit, so that the row says everything.
  private func trySkills(
    _ own: MatchCandidate, _ shortfall: MatchShortfall, _ row: MatchColumns.Row,
    _ world: MatchWorld, _ comment: Comment
  ) {
    let preferred = request.preferredSkills
    guard preferred.plain.isEmpty else { return }
    var row = row
    var missing = preferred.bits & ~row.skills
    while missing != 0 {
      row.skills |= missing & (~missing + 1)
      missing &= missing - 1
      let held = (row.skills & preferred.bits).nonzeroBitCount
      let isEnough = shortfall.preferredSkillsMin.map { held >= $0 } ?? false
      #expect(enters(own.technician, row, own.distanceMeters, world) == isEnough, comment)
    }
  }

  private func enters(
    _ technician: UInt32, _ row: MatchColumns.Row, _ meters: Double, _ world: MatchWorld
  ) -> Bool {
    guard let last = result.candidates.last else { return true }
    return score(technician, row, meters, world).precedes(last)
  }

  private func score(
    _ technician: UInt32, _ row: MatchColumns.Row, _ meters: Double, _ world: MatchWorld
  ) -> MatchCandidate {
    MatchScan().score(request, world.weights, world.travel, technician, row, meters, world.skills)
  }
}
