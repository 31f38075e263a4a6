// What can be said about a match answer from outside.

import FleetClient

/// Checks answers of `POST /v1/match`.
enum MatchCheck {
  /// What cannot be right about an answer; nil when nothing is wrong.
  static func fault(
    of match: ServiceAPI.Match, for order: BookingOrder, asked: [String], people: DemoPeople
  ) -> String? {
    var previous = -Double.infinity
    for candidate in match.candidates {
      guard candidate.costSeconds >= previous else {
        return "match: \(candidate.technician) stands behind one who costs more"
      }
      previous = candidate.costSeconds
      guard people.has(candidate.technician, skill: order.skill) else {
        return "match: \(candidate.technician) cannot do \(order.skill)"
      }
    }
    guard Set(match.candidates.map(\.technician)).count == match.candidates.count else {
      return "match: somebody is a candidate twice"
    }
    if let passed = match.refusals?["passed"], passed < match.candidates.count {
      return "match: \(match.candidates.count) candidates, but only \(passed) have passed the gates"
    }
    return explanationFault(match, for: order, asked, people)
  }

  private static func explanationFault(
    _ match: ServiceAPI.Match, for order: BookingOrder, _ asked: [String], _ people: DemoPeople
  ) -> String? {
    for technician in asked {
      guard let said = match.explanations?.first(where: { $0.technician == technician }) else {
        return "match: \(technician) was not explained"
      }
      let isSkilled = people.has(technician, skill: order.skill)
      if said.gate == "skill", isSkilled { return "match: \(technician) was refused for \(order.skill)" }
      if said.verdict != "refused", !isSkilled {
        return "match: \(technician) has passed without \(order.skill)"
      }
      let place = match.candidates.firstIndex { $0.technician == technician }
      if said.verdict == "ranked", place.map({ $0 + 1 }) != said.rank {
        return "match: \(technician) is not at rank \(said.rank ?? 0)"
      }
    }
    return nil
  }
}
