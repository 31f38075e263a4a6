// The slow, obvious answer. It is kept forever as the oracle of the search and as the reference of its
// benchmark, so it stays simple enough to be checked by reading.

import Bedrock
public import GeoIndex

/// Answers match requests by looking at everybody.
///
/// The same candidates, terms and counts as ``MatchSearch``. It shares no code with it but the definitions of
/// travel time and shrunk rating: gates and terms are written out once more, plainly.
public struct MatchScan: Sendable {
  /// A scan; it keeps nothing.
  public init() {}

  /// Answers a request, without explanations. O(n log n), about 0.1 us for each technician.
  public func run(
    _ request: MatchRequest, weights: MatchWeights, travel: TravelTimeEstimate,
    columns: MatchColumns, skills: SkillTable, index: borrowing MovingIndex
  ) -> MatchResult {
    var result = MatchResult()
    var counts = GateCounts()
    let origin = Geodesic.Origin(request.place)
    for technician in 0..<UInt32(columns.slotCount) where columns.contains(technician) {
      let row = columns.rows[Int(technician)]
      let gate = refusal(request, technician, row, columns, skills, index)
      counts.count(gate)
      guard gate == nil, let point = index.point(of: technician) else { continue }
      let distance = origin.distanceMeters(to: point)
      result.candidates.append(
        score(request, weights, travel, technician, row, distance, skills))
    }
    result.certificate.examined = counts.total
    result.certificate.scored = counts.passed
    if request.countsRefusals { result.refusals = counts }
    result.candidates.sort { $0.precedes($1) }
    result.candidates = Array(result.candidates.prefix(request.wanted))
    return result
  }

  /// The first gate that refuses a technician; nil for one who passes.
  func refusal(
    _ request: MatchRequest, _ technician: UInt32, _ row: MatchColumns.Row, _ columns: MatchColumns,
    _ skills: SkillTable, _ index: borrowing MovingIndex
  ) -> MatchGate? {
    let bits = request.skills.bits
    if request.skills.isImpossible || row.skills & bits != bits { return .skill }
    if !skills.holdsAll(request.skills.plain, technician) { return .skill }

    if request.statuses & (1 << UInt64(row.status)) == 0 { return .status }

    guard let fixTime = index.fixTime(of: technician) else { return .staleness }
    if request.now.milliseconds(since: fixTime) > request.ageMaxMilliseconds { return .staleness }

    let held = columns.credentials[Int(technician)]
    let isQualified = request.credentials.allSatisfy { kind in
      held.contains { $0.kind == kind && request.serviceEnd < ($0.expires ?? .distantFuture) }
    }
    if !isQualified { return .credential }

    let covered = Set(columns.zones[Int(technician)])
    let isInside = row.coversEverywhere || !covered.isDisjoint(with: request.zones)
    if !request.zones.isEmpty && !isInside { return .zone }

    let (start, end) = (Int(row.shift.startMinute), Int(row.shift.endMinute))
    let minutesOfShift = end > start ? start..<end : start..<(end + 1_440)
    let minute = request.serviceMinuteOfDay
    if !minutesOfShift.contains(minute) && !minutesOfShift.contains(minute + 1_440) { return .shift }

    if row.openJobs >= row.capacity { return .load }
    if request.blocked.contains(technician) { return .blocked }
    return row.isLeased ? .leased : nil
  }

  /// Terms and cost of a technician at a distance.
  func score(
    _ request: MatchRequest, _ weights: MatchWeights, _ travel: TravelTimeEstimate, _ technician: UInt32,
    _ row: MatchColumns.Row, _ distanceMeters: Double, _ skills: SkillTable
  ) -> MatchCandidate {
    let travelSeconds = travel.seconds(meters: distanceMeters)

    var slackSeconds: Double?
    var slackTerm = 0.0
    if let deadline = request.deadline {
      let slack = Double(deadline.milliseconds - request.now.milliseconds) / 1_000 - travelSeconds
      slackSeconds = slack
      if slack < weights.slackWantedSeconds {
        slackTerm = weights.slackWeight * (weights.slackWantedSeconds - slack)
      }
      if slack < 0 { slackTerm += weights.lateWeight * -slack }
    }

    let stars = weights.shrunkRating(row.rating, count: row.ratingCount)

    let preferred = request.preferredSkills
    let preferredCount = preferred.bits.nonzeroBitCount + preferred.plain.count
    let held =
      (row.skills & preferred.bits).nonzeroBitCount
      + preferred.plain.filter { skills.holdsAll([$0], technician) }.count
    let fit = preferredCount == 0 ? 0 : Double(held) / Double(preferredCount) * weights.skillFitSeconds

    let travelTerm = weights.travelWeight * travelSeconds
    let ratingTerm = weights.ratingSecondsPerStar * (5 - stars)
    return MatchCandidate(
      technician: technician, distanceMeters: distanceMeters, travelSeconds: travelSeconds,
      slackSeconds: slackSeconds, shrunkRating: stars, preferredSkillsHeld: held,
      terms: MatchTerms(
        travelSeconds: travelTerm, slackSeconds: slackTerm, ratingSeconds: ratingTerm, fitSeconds: 0 - fit),
      costSeconds: travelTerm + slackTerm + ratingTerm - fit)
  }
}

extension Instant {
  /// Later than every deadline.
  fileprivate static let distantFuture = Instant(milliseconds: .max)
}
