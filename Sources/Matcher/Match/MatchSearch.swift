// Who should take the booking: best first over the index, exact, with a bound that proves it.

public import GeoIndex

/// Answers match requests over the index.
///
/// Technicians come from the index by ascending distance, those without skills, status or a recent position left
/// out. The search stops where the least possible cost at the distance reached is not below that of the
/// last wanted candidate: whoever comes later costs at least as much, and is further where it is a tie.
/// Every answer equals that of ``MatchScan``.
public struct MatchSearch: ~Copyable {
  private var cursor = NearestCursor()

  /// A search with empty scratch memory, which it keeps between questions.
  public init() {}

  /// More than half of the way around the earth: nobody is further away.
  private static let everywhereMeters = 20_100_000.0

  /// Answers a request.
  ///
  /// Cost: O(technicians nearer than the radius of the certificate), a few microseconds in a city whatever its
  /// size. In addition, where asked for, O(all technicians) for the counts of refusals: some nanoseconds for
  /// each, which in a large tenant is by far the greater part. An explanation costs a microsecond or two. A
  /// required skill beyond the indexed ones costs a look at all holders of the rarest instead. Nothing is allocated once scratch and
  /// result have their capacity and all skills asked for have a bit.
  ///
  /// Weights or an estimate outside their limits, an explained slot that nobody has and a count outside its
  /// limits are bugs of the caller.
  public mutating func run(
    _ request: MatchRequest, weights: MatchWeights, travel: TravelTimeEstimate,
    columns: borrowing MatchColumns, skills: borrowing SkillTable, index: inout MovingIndex,
    into result: inout MatchResult
  ) {
    request.check()
    result.removeAll()
    let gates = GateCheck(request)
    let scorer = MatchScorer(request, weights, travel, columns)
    if !request.skills.isImpossible {
      if request.skills.plain.isEmpty {
        amongNearest(gates, scorer, columns, skills, &index, &result)
      } else {
        amongHolders(gates, scorer, columns, skills, index, &result)
      }
    }
    if request.countsRefusals {
      result.refusals = Self.refusals(gates, columns, skills, index)
    }
    explain(gates, scorer, columns, skills, index, &result)
  }

  /// The stream of technicians by distance. Once there are as many candidates as wanted, it is narrowed to the
  /// radius at which the bound has reached the cost to beat.
  private mutating func amongNearest(
    _ gates: GateCheck, _ scorer: MatchScorer, _ columns: borrowing MatchColumns,
    _ skills: borrowing SkillTable, _ index: inout MovingIndex, _ result: inout MatchResult
  ) {
    let wanted = gates.request.wanted
    cursor.begin(at: gates.request.place, expecting: 2 * wanted, filter: gates.filter)
    while let neighbor = cursor.next(in: &index) {
      if result.candidates.count == wanted {
        let bound = scorer.boundSeconds(meters: neighbor.distanceMeters)
        if bound >= result.candidates[wanted - 1].costSeconds {
          result.certificate.radiusMeters = neighbor.distanceMeters
          result.certificate.boundSeconds = bound
          return
        }
      }
      examine(neighbor, gates, scorer, columns, skills, &result)
      if cursor.isBeforeLook, result.candidates.count == wanted {
        let reach = scorer.radiusMeters(reaching: result.candidates[wanted - 1].costSeconds)
        if reach < Self.everywhereMeters { cursor.narrow(radiusMeters: reach) }
      }
    }
    result.certificate.radiusMeters = cursor.radiusMeters
    result.certificate.boundSeconds = cursor.radiusMeters.map { scorer.boundSeconds(meters: $0) }
  }

  /// Everybody who has a skill beyond the indexed ones.
  private func amongHolders(
    _ gates: GateCheck, _ scorer: MatchScorer, _ columns: borrowing MatchColumns,
    _ skills: borrowing SkillTable, _ index: borrowing MovingIndex, _ result: inout MatchResult
  ) {
    let origin = Geodesic.Origin(gates.request.place)
    for technician in skills.fewestHolders(gates.request.skills.plain) {
      result.certificate.examined += 1
      guard gates.refusal(of: technician, columns, skills, index) == nil,
        let point = index.point(of: technician)
      else { continue }
      let neighbor = Neighbor(id: technician, distanceMeters: origin.distanceMeters(to: point))
      result.certificate.scored += 1
      keep(scorer.candidate(neighbor, columns, skills), wanted: gates.request.wanted, &result.candidates)
    }
  }

  @inline(__always)
  private func examine(
    _ neighbor: Neighbor, _ gates: GateCheck, _ scorer: MatchScorer, _ columns: borrowing MatchColumns,
    _ skills: borrowing SkillTable, _ result: inout MatchResult
  ) {
    result.certificate.examined += 1
    guard gates.laterRefusal(of: neighbor.id, columns) == nil else { return }
    result.certificate.scored += 1
    keep(
      scorer.candidate(neighbor, columns, skills), wanted: gates.request.wanted, &result.candidates)
  }

  /// Puts a candidate in its place among the best. O(wanted) where it is one of them, O(1) otherwise.
  @inline(__always)
  private func keep(_ candidate: MatchCandidate, wanted: Int, _ candidates: inout [MatchCandidate]) {
    if candidates.count == wanted {
      guard candidate.precedes(candidates[wanted - 1]) else { return }
      candidates[wanted - 1] = candidate
    } else {
      candidates.append(candidate)
    }
    var place = candidates.count - 1
    while place > 0, candidate.precedes(candidates[place - 1]) {
      candidates[place] = candidates[place - 1]
      place -= 1
    }
    candidates[place] = candidate
  }

  /// Counts everybody by the first gate that refuses. One pass over the rows.
  private static func refusals(
    _ gates: GateCheck, _ columns: borrowing MatchColumns, _ skills: borrowing SkillTable,
    _ index: borrowing MovingIndex
  ) -> GateCounts {
    var counts = GateCounts()
    for slot in 0..<columns.slotCount where columns.rows[slot].isPresent {
      counts.count(gates.refusal(of: UInt32(slot), columns, skills, index))
    }
    return counts
  }
}
