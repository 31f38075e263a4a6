// Why not me: the first gate that refused, the rank, or the smallest change that would have been enough.

import GeoIndex

extension MatchSearch {
  /// Explains what the request asks to be explained, against the candidates that were found.
  func explain(
    _ gates: GateCheck, _ scorer: MatchScorer, _ columns: borrowing MatchColumns,
    _ skills: borrowing SkillTable, _ index: borrowing MovingIndex, _ result: inout MatchResult
  ) {
    let request = gates.request
    guard request.picked != nil || !request.explain.isEmpty else { return }
    let origin = Geodesic.Origin(request.place)
    for technician in request.explain {
      let verdict = verdict(technician, origin, gates, scorer, columns, skills, index, result.candidates)
      result.explanations.append(MatchExplanation(technician: technician, verdict: verdict))
    }
    if let picked = request.picked {
      let verdict = verdict(picked, origin, gates, scorer, columns, skills, index, result.candidates)
      result.picked = MatchExplanation(technician: picked, verdict: verdict)
    }
  }

  private func verdict(
    _ technician: UInt32, _ origin: Geodesic.Origin, _ gates: GateCheck, _ scorer: MatchScorer,
    _ columns: borrowing MatchColumns, _ skills: borrowing SkillTable, _ index: borrowing MovingIndex,
    _ candidates: [MatchCandidate]
  ) -> MatchExplanation.Verdict {
    precondition(columns.contains(technician), "the border knows who exists")
    if let place = candidates.firstIndex(where: { $0.technician == technician }) {
      return .ranked(place + 1, candidates[place])
    }
    if let gate = gates.refusal(of: technician, columns, skills, index) { return .refused(gate) }
    guard let point = index.point(of: technician), let last = candidates.last else {
      preconditionFailure("whoever passes the gates has a position, and is a candidate while there is room")
    }
    let neighbor = Neighbor(id: technician, distanceMeters: origin.distanceMeters(to: point))
    let own = scorer.candidate(neighbor, columns, skills)
    let row = columns.rows[Int(technician)]
    return .outranked(
      own, Shortfall(own, rating: row.rating, ratingCount: row.ratingCount, last, scorer).smallest)
  }
}

/// Finds the smallest changes by which a technician would have had the place of the last candidate.
///
/// The order of candidates is monotone in distance, rating and skills, each alone, to the last bit, so halving
/// the range between enough and not enough finds the edge exactly. Numbers that are not negative have
/// the order of their bit patterns, which makes the halving end after at most 64 steps.
private struct Shortfall {
  private let own: MatchCandidate
  private let rating: Float
  private let ratingCount: UInt32
  private let last: MatchCandidate
  private let scorer: MatchScorer

  init(
    _ own: MatchCandidate, rating: Float, ratingCount: UInt32, _ last: MatchCandidate, _ scorer: MatchScorer
  ) {
    self.own = own
    self.rating = rating
    self.ratingCount = ratingCount
    self.last = last
    self.scorer = scorer
  }

  var smallest: MatchShortfall {
    MatchShortfall(
      gapSeconds: own.costSeconds - last.costSeconds, distanceMaxMeters: distanceMaxMeters,
      ratingMin: ratingMin, preferredSkillsMin: preferredSkillsMin)
  }

  private var distanceMaxMeters: Double? {
    guard isEnough(distanceMeters: 0) else { return nil }
    var (enough, tooFar) = (UInt64(0), own.distanceMeters.bitPattern)
    while enough + 1 < tooFar {
      let middle = enough + (tooFar - enough) / 2
      if isEnough(distanceMeters: Double(bitPattern: middle)) { enough = middle } else { tooFar = middle }
    }
    return Double(bitPattern: enough)
  }

  private var ratingMin: Float? {
    guard isEnough(rating: 5) else { return nil }
    // A rating may be stored as -0, whose pattern is not the least.
    var (tooLow, enough) = ((rating + 0).bitPattern, Float(5).bitPattern)
    while tooLow + 1 < enough {
      let middle = tooLow + (enough - tooLow) / 2
      if isEnough(rating: Float(bitPattern: middle)) { enough = middle } else { tooLow = middle }
    }
    return Float(bitPattern: enough)
  }

  private var preferredSkillsMin: Int? {
    var held = own.preferredSkillsHeld
    while held < scorer.preferredCount {
      held += 1
      if isEnough(held: held) { return held }
    }
    return nil
  }

  private func isEnough(distanceMeters: Double? = nil, rating: Float? = nil, held: Int? = nil) -> Bool {
    scorer.candidate(
      own.technician, distanceMeters: distanceMeters ?? own.distanceMeters, rating: rating ?? self.rating,
      ratingCount: ratingCount, held: held ?? own.preferredSkillsHeld
    ).precedes(last)
  }
}
