// Each term alone, by numbers worked out by hand; shrinkage; the edges of the SLA; and how the terms compare.

import Bedrock
import GeoIndex
import Testing

@testable import Matcher

@Suite struct MatchTermTests {
  /// A second for each metre, so that seconds can be read off the map.
  private static let metersAreSeconds = TravelTimeEstimate(detourFactor: 1, speedMetersPerSecond: 1)

  /// The only technician, as a candidate.
  private func only(_ request: MatchRequest, _ world: MatchWorld) throws -> MatchCandidate {
    try #require(world.match(request).candidates.first)
  }

  private func world(_ change: (inout MatchProfile) -> Void = { _ in }) -> MatchWorld {
    let world = MatchWorld()
    world.travel = Self.metersAreSeconds
    world.add(0, at: Places.at(north: 1_000, east: 0), skills: ["a", "b"], change)
    world.add(1, at: nil, skills: ["c", "d"])
    return world
  }

  private var request: MatchRequest { MatchWorld.request(Places.home) }

  @Test func travel() throws {
    let world = world()
    world.weights.ratingSecondsPerStar = 0
    world.weights.travelWeight = 0.5
    world.travel.overheadSeconds = 60
    let candidate = try only(request, world)
    #expect(abs(candidate.distanceMeters - 1_000) < 1)
    #expect(candidate.travelSeconds == 60 + candidate.distanceMeters)
    #expect(candidate.terms.travelSeconds == 0.5 * candidate.travelSeconds)
    #expect(candidate.costSeconds == candidate.terms.travelSeconds)
    #expect(candidate.slackSeconds == nil && candidate.terms.slackSeconds == 0)
  }

  @Test func theDefaultCarNeedsTwoAndAHalfMinutesForAKilometre() {
    #expect(abs(TravelTimeEstimate().seconds(meters: 1_000) - 156) < 1e-9)
  }

  @Test func rating() throws {
    let world = world {
      $0.rating = 3
      $0.ratingCount = 20
    }
    // Twenty votes of 3 against twenty of 4.5.
    let candidate = try only(request, world)
    #expect(candidate.shrunkRating == 3.75)
    #expect(candidate.terms.ratingSeconds == 1.25 * 120)
    world.weights.ratingSecondsPerStar = 10
    #expect(try only(request, world).terms.ratingSeconds == 12.5)
  }

  @Test func ratingsShrinkByTheirCount() {
    let weights = MatchWeights()
    #expect(weights.shrunkRating(1, count: 0) == 4.5)
    #expect(weights.shrunkRating(0, count: 0) == 4.5)
    #expect(weights.shrunkRating(2.5, count: 20) == 3.5)
    #expect(abs(weights.shrunkRating(2.5, count: 1_000_000) - 2.5) < 1e-4)
    // One enthusiastic customer does not outweigh a hundred satisfied ones.
    #expect(weights.shrunkRating(5, count: 1) < weights.shrunkRating(4.8, count: 100))
    for count: UInt32 in [0, 1, 7, 1_000, .max] {
      #expect(weights.shrunkRating(5, count: count) <= 5)
      #expect(weights.shrunkRating(4.4, count: count) <= weights.shrunkRating(4.6, count: count))
    }
  }

  @Test func slackAtItsEdges() throws {
    let world = world()
    world.weights.slackWantedSeconds = 100
    world.weights.slackWeight = 0.5
    world.weights.lateWeight = 3
    let travel = try only(request, world).travelSeconds
    // The deadline is whole milliseconds, the travel time is not: the expectations are exact all the same.
    for offset in [-50_000, -1, 0, 1, 99_999, 100_000, 100_001, 5_000_000] as [Int64] {
      var request = request
      let milliseconds = Int64(travel * 1_000) + offset
      request.deadline = MatchWorld.now.advanced(byMilliseconds: milliseconds)
      let candidate = try only(request, world)
      let slack = Double(milliseconds) / 1_000 - travel
      #expect(candidate.slackSeconds == slack)
      let expected =
        slack >= 100 ? 0 : slack >= 0 ? 0.5 * (100 - slack) : 0.5 * (100 - slack) + 3 * -slack
      #expect(candidate.terms.slackSeconds == expected, "\(offset) ms")
      #expect((candidate.terms.slackSeconds > 0) == (offset <= 100_000), "\(offset) ms")
    }
  }

  @Test func skillFit() throws {
    let world = world()
    world.weights.skillFitSeconds = 300
    for (names, fit) in [
      (["a"], -300), (["a", "c"], -150), (["c"], 0), (["a", "b", "c"], -200), (["a", "unheard-of"], -300),
      ([], 0),
      (["unheard-of"], 0),
    ] as [([String], Double)] {
      var request = request
      request.preferredSkills = world.skills.requirement(names)
      let candidate = try only(request, world)
      #expect(abs(candidate.terms.fitSeconds - fit) < 1e-9, "\(names)")
    }
  }

  @Test func theCostIsTheSumOfTheTerms() throws {
    let world = world { $0.ratingCount = 3 }
    var request = request
    request.deadline = MatchWorld.now.advanced(byMilliseconds: 700_000)
    request.preferredSkills = world.skills.requirement(["a", "c"])
    let candidate = try only(request, world)
    let terms = candidate.terms
    #expect(
      terms.travelSeconds > 0 && terms.slackSeconds > 0 && terms.ratingSeconds > 0 && terms.fitSeconds < 0)
    #expect(
      candidate.costSeconds
        == terms.travelSeconds + terms.slackSeconds + terms.ratingSeconds + terms.fitSeconds)
  }

  /// A kilometre outweighs the noise of a rating (one bad vote after fifty) at the defaults by far, and still at
  /// the most one-sided weights that are allowed.
  @Test func aKilometreIsMoreThanNoise() {
    var weights = MatchWeights()
    let kilometre = TravelTimeEstimate().seconds(meters: 1_000)
    let noise = { (weights: MatchWeights) in
      let before = weights.shrunkRating(4.8, count: 50)
      let after = weights.shrunkRating(4.8 - 3.8 / 51, count: 51)
      return weights.ratingSecondsPerStar * (before - after)
    }
    #expect(noise(weights) > 0)
    #expect(weights.travelWeight * kilometre > 10 * noise(weights))
    weights.travelWeight = 0.25
    weights.ratingSecondsPerStar = 600
    #expect(weights.faults(path: "").isEmpty)
    #expect(weights.travelWeight * kilometre > noise(weights))
  }

  /// No bonus is beyond the reach of distance: whatever the other terms say, a city's width decides.
  @Test func noTermSwampsDistance() throws {
    let world = MatchWorld()
    world.add(0, at: Places.at(north: 10, east: 0)) {
      $0.rating = 1
      $0.ratingCount = 1_000_000
    }
    world.add(1, at: Places.at(north: 40_000, east: 0), skills: ["a"]) {
      $0.rating = 5
      $0.ratingCount = 1_000_000
    }
    var request = request
    request.preferredSkills = world.skills.requirement(["a"])
    #expect(world.match(request).candidates.map(\.technician) == [0, 1])
    // And none is beneath notice: next door the better one wins.
    world.index.move(1, to: Places.at(north: 500, east: 0), fixTime: MatchWorld.now)
    #expect(world.match(request).candidates.map(\.technician) == [1, 0])
  }

  @Test func tiesGoToTheNearerThenToTheLowerSlot() {
    let world = MatchWorld()
    world.weights.ratingSecondsPerStar = 0
    for slot: UInt32 in [7, 2, 5] { world.add(slot, at: Places.at(north: 300, east: 0)) }
    world.add(1, at: Places.at(north: 400, east: 0))
    #expect(world.match(request).candidates.map(\.technician) == [2, 5, 7, 1])
    var two = request
    two.wanted = 2
    two.explain = [7]
    let result = world.match(two)
    #expect(result.candidates.map(\.technician) == [2, 5])
    guard case .outranked(_, let shortfall) = result.explanations[0].verdict else {
      Issue.record("7 stands behind 5")
      return
    }
    #expect(shortfall.gapSeconds == 0)
  }

  @Test func settingsOutsideTheirLimitsAreFaults() {
    #expect(MatchWeights().faults(path: "match.").isEmpty)
    #expect(TravelTimeEstimate().faults(path: "travel.").isEmpty)
    var weights = MatchWeights()
    weights.travelWeight = 0
    weights.ratingPriorCount = 0
    weights.lateWeight = .nan
    #expect(
      weights.faults(path: "match.").map(\.field)
        == ["match.travelWeight", "match.ratingPriorCount", "match.lateWeight"])
    let travel = TravelTimeEstimate(detourFactor: 0.9, speedMetersPerSecond: 0, overheadSeconds: -1)
    #expect(
      travel.faults(path: "travel.").map(\.field)
        == ["travel.detourFactor", "travel.speedMetersPerSecond", "travel.overheadSeconds"])
  }
}
