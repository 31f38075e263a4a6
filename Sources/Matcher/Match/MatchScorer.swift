// The score of one request: terms, cost, and what nobody further away can beat.

import Bedrock
import GeoIndex

/// Scores technicians for one request, and bounds the scores of those not looked at.
///
/// The cost is a sum of terms that never fall with the distance and of terms that have a least value. Every
/// operation is monotone and so is its rounding (IEEE 754, 4.3), hence ``boundSeconds(meters:)``, which is
/// the same sum with the least values put in, is never above the computed cost of anybody at that distance or
/// beyond: the bound holds to the last bit, without an epsilon.
struct MatchScorer {
  let weights: MatchWeights
  let travel: TravelTimeEstimate
  let wanted: SkillRequirement
  /// How many preferred skills somebody has.
  let preferredCount: Int
  private let preferredPlain: [[String]]
  private let secondsToDeadline: Double?
  private let ratingSecondsLeast: Double
  private let fitSecondsLeast: Double

  init(
    _ request: MatchRequest, _ weights: MatchWeights, _ travel: TravelTimeEstimate,
    _ columns: borrowing MatchColumns
  ) {
    self.weights = weights
    self.travel = travel
    wanted = request.preferredSkills
    preferredPlain = wanted.plain.map { [$0] }
    preferredCount = wanted.bits.nonzeroBitCount + wanted.plain.count
    secondsToDeadline = request.deadline.map {
      Double($0.milliseconds(since: request.now)) / 1_000
    }
    fitSecondsLeast = preferredCount > 0 ? -weights.skillFitSeconds : 0
    // The shrunk rating rises with the mean, and with the votes where the mean is above the prior. The small
    // number covers that its rounding may not.
    let mean = max(Double(columns.ratingMax), weights.ratingPriorStars)
    let votes = Double(columns.ratingCountMax)
    let best = weights.ratingPriorStars * weights.ratingPriorCount + mean * votes
    let starsMax = min(5, best / (weights.ratingPriorCount + votes) + 1e-9)
    ratingSecondsLeast = weights.ratingSecondsPerStar * (5 - starsMax)
  }

  /// A lower bound of the cost of everybody at this distance or beyond.
  @inline(__always)
  func boundSeconds(meters: Double) -> Double {
    let seconds = travel.seconds(meters: meters)
    return MatchTerms(
      travelSeconds: weights.travelWeight * seconds, slackSeconds: slackTerm(slack(seconds)),
      ratingSeconds: ratingSecondsLeast, fitSeconds: fitSecondsLeast
    ).costSeconds
  }

  /// A distance at which the bound has reached `costSeconds`, not much greater than the least such one.
  func radiusMeters(reaching costSeconds: Double) -> Double {
    // Travel alone reaches it within this many metres; the slack can only help.
    let slope = weights.travelWeight * travel.detourFactor / travel.speedMetersPerSecond
    var far = max(0, costSeconds - boundSeconds(meters: 0)) / slope
    while boundSeconds(meters: far) < costSeconds { far = far * (1 + 1e-9) + 1e-6 }
    guard secondsToDeadline != nil else { return far }
    var near = 0.0
    for _ in 0..<12 {
      let middle = near + (far - near) / 2
      if boundSeconds(meters: middle) >= costSeconds { far = middle } else { near = middle }
    }
    return far
  }

  /// Scores a technician at a distance.
  @inline(__always)
  func candidate(
    _ technician: UInt32, distanceMeters: Double, rating: Float, ratingCount: UInt32, held: Int
  ) -> MatchCandidate {
    let seconds = travel.seconds(meters: distanceMeters)
    let slack = slack(seconds)
    let stars = weights.shrunkRating(rating, count: ratingCount)
    let share = preferredCount > 0 ? Double(held) / Double(preferredCount) : 0
    let terms = MatchTerms(
      travelSeconds: weights.travelWeight * seconds, slackSeconds: slackTerm(slack),
      ratingSeconds: weights.ratingSecondsPerStar * (5 - stars),
      fitSeconds: 0 - weights.skillFitSeconds * share)
    return MatchCandidate(
      technician: technician, distanceMeters: distanceMeters, travelSeconds: seconds, slackSeconds: slack,
      shrunkRating: stars, preferredSkillsHeld: held, terms: terms, costSeconds: terms.costSeconds)
  }

  /// Scores a technician of the columns.
  @inline(__always)
  func candidate(
    _ neighbor: Neighbor, _ columns: borrowing MatchColumns, _ skills: borrowing SkillTable
  ) -> MatchCandidate {
    let slot = Int(neighbor.id)
    return candidate(
      neighbor.id, distanceMeters: neighbor.distanceMeters, rating: columns.rows[slot].rating,
      ratingCount: columns.rows[slot].ratingCount,
      held: preferredCount > 0 ? held(neighbor.id, columns, skills) : 0)
  }

  /// How many of the preferred skills a technician has.
  private func held(
    _ technician: UInt32, _ columns: borrowing MatchColumns, _ skills: borrowing SkillTable
  ) -> Int {
    var held = (columns.rows[Int(technician)].skills & wanted.bits).nonzeroBitCount
    for skill in preferredPlain where skills.holdsAll(skill, technician) { held += 1 }
    return held
  }

  @inline(__always)
  private func slack(_ travelSeconds: Double) -> Double? {
    guard let secondsToDeadline else { return nil }
    return secondsToDeadline - travelSeconds
  }

  @inline(__always)
  private func slackTerm(_ slack: Double?) -> Double {
    guard let slack else { return 0 }
    let missing = max(0, weights.slackWantedSeconds - slack)
    return weights.slackWeight * missing + weights.lateWeight * max(0, 0 - slack)
  }
}
