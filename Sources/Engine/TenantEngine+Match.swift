// The life of a match: names become numbers, the search ranks, numbers become names.

public import Bedrock
import GeoIndex
import Matcher
import TrackHub
import Trips

extension TenantEngine {
  /// Ranks technicians for a booking as of `time`: exact, and the same for the same state.
  ///
  /// Cost: that of ``MatchSearch``, besides a name for each candidate.
  public mutating func rank(_ query: MatchQuery, now time: Instant) -> MatchAnswer {
    observe(time)
    var answer = MatchAnswer(
      query: query, time: now, weights: settings.match.weights, travel: travelEstimate,
      utcOffsetMinutes: settings.travelTime.utcOffsetMinutes)
    answer.query.count = query.count ?? settings.match.count
    answer.query.ageMaxSeconds = query.ageMaxSeconds ?? settings.match.ageMaxSeconds
    answer.query.zones = query.zones ?? zones(at: query.place)
    matchSearch.run(
      request(answer), weights: answer.weights, travel: answer.travel, columns: columns, skills: skills,
      index: &index, into: &matchResult)

    answer.candidates = matchResult.candidates.map { named($0) }
    answer.refusals = matchResult.refusals
    answer.certificate = matchResult.certificate
    // Whoever is unknown was not asked about, so the verdicts come in the order of the others.
    var verdicts = matchResult.explanations.makeIterator()
    answer.explanations = query.explain.map { technician in
      let isKnown = technicians.roster.slot(of: technician) != nil
      return explanation(of: technician, isKnown ? verdicts.next() : nil)
    }
    answer.picked = query.picked.map { explanation(of: $0, matchResult.picked) }
    return answer
  }

  /// Travel times for a departure now.
  var travelEstimate: TravelTimeEstimate {
    TravelTimeEstimate(
      detourFactor: travelTimes.settings.detourFactor,
      speedMetersPerSecond: travelTimes.speedMetersPerSecond(at: now))
  }

  /// The question in numbers. Names that no profile has stay in it as numbers that nobody has.
  func request(_ answer: MatchAnswer) -> MatchRequest {
    let query = answer.query
    guard let count = query.count, let ageMaxSeconds = query.ageMaxSeconds, let zones = query.zones else {
      preconditionFailure("an answer says what was assumed")
    }
    var request = MatchRequest(
      place: query.place, now: answer.time, wanted: count, statuses: TechnicianStatus.available.bit)
    request.skills = skills.requirement(query.skillsRequired.map(\.text))
    request.preferredSkills = skills.requirement(query.skillsPreferred.map(\.text))
    request.ageMaxMilliseconds = ageMaxSeconds * 1_000
    request.credentials = query.credentials.map {
      credentialNames.number(of: Self.name(ofCredential: $0.kind, jurisdiction: $0.jurisdiction))
    }
    request.zones = zones.map { zoneNames.number(of: $0.text) }
    request.blocked = query.blocked.compactMap { technicians.roster.slot(of: $0) }
    request.windowStart = query.windowStart
    request.deadline = query.deadline
    request.utcOffsetMinutes = answer.utcOffsetMinutes
    request.picked = query.picked.flatMap { technicians.roster.slot(of: $0) }
    request.explain = query.explain.compactMap { technicians.roster.slot(of: $0) }
    request.countsRefusals = query.countsRefusals
    return request
  }

  private func named(_ candidate: MatchCandidate) -> MatchAnswer.Candidate {
    MatchAnswer.Candidate(
      technician: technicians.roster.id(of: candidate.technician), score: candidate,
      eta: travelTimes.estimate(straightMeters: candidate.distanceMeters, departure: now))
  }

  private func explanation(
    of technician: ClientID, _ found: MatchExplanation?
  ) -> MatchAnswer.Explanation {
    let verdict: MatchAnswer.Verdict
    switch found?.verdict {
    case nil: verdict = .unknown
    case .refused(let gate): verdict = .refused(gate)
    case .ranked(let rank, _): verdict = .ranked(rank)
    case .outranked(let own, let shortfall): verdict = .outranked(named(own), shortfall)
    }
    return MatchAnswer.Explanation(technician: technician, verdict: verdict)
  }
}
