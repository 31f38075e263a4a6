// Who gets the job, drawn: cases that a dispatcher would decide by eye.

import Bedrock
import GeoIndex
import Testing

@testable import Matcher

@Suite struct MatchDrawnTests {
  @Test func theNearestWinsAmongEquals() {
    let map = CityMap("A . x . . B . C")
    let world = map.world()
    #expect(world.match(MatchWorld.request(map.place)).letters == "ABC")
    #expect(world.match(MatchWorld.request(map.place, wanted: 2)).letters == "AB")
  }

  @Test func theNearestWithoutTheSkillStandsBack() {
    let map = CityMap(
      """
      . A x . .
      . . . . B
      C . . . .
      """)
    let world = map.world { letter, _, skills in skills = letter == "A" ? ["paint"] : ["pipes"] }
    var request = MatchWorld.request(map.place)
    request.skills = world.skills.requirement(["pipes"])
    let result = world.match(request)
    #expect(result.letters == "BC" || result.letters == "CB")
    #expect(result.refusals?[.skill] == 1)
    #expect(result.refusals?.passed == 2)
  }

  /// The limit comes after the gates, not before.
  @Test func manyUnfitNeighboursHideNobody() {
    let map = CityMap("A B C D x E F G H . . . . Z")
    let world = map.world { letter, profile, _ in profile.capacity = letter == "Z" ? 1 : 0 }
    let result = world.match(MatchWorld.request(map.place, wanted: 1))
    #expect(result.letters == "Z")
    #expect(result.refusals?[.load] == 8)
  }

  @Test func starsAreWorthAShortWayButNotALongOne() {
    // 500 m are 78 s, half a star is 60 s at the default of 120 s per star.
    let rate = { (letter: Character, profile: inout MatchProfile, _: inout [String]) in
      profile.ratingCount = 10_000
      profile.rating = letter == "A" ? 4 : 4.9
    }
    let near = CityMap("A x . B")
    let nearWorld = near.world(rate)
    #expect(nearWorld.match(MatchWorld.request(near.place)).letters == "BA")
    let far = CityMap("A x . . . B")
    let farWorld = far.world(rate)
    #expect(farWorld.match(MatchWorld.request(far.place)).letters == "AB")
  }

  @Test func aTightDeadlineTurnsTheOrder() {
    // B is the better technician, A the nearer one. Only under time pressure does A win.
    let map = CityMap("A x . . . B")
    let world = map.world { letter, profile, _ in
      profile.ratingCount = 10_000
      profile.rating = letter == "A" ? 3 : 4.9
    }
    world.weights.ratingSecondsPerStar = 140
    var request = MatchWorld.request(map.place)
    #expect(world.match(request).letters == "BA")
    request.deadline = MatchWorld.now.advanced(byMilliseconds: 100_000)
    #expect(world.match(request).letters == "AB")
  }

  @Test func aPreferredSkillBreaksAnEvenRace() {
    let map = CityMap("A . . x . . B")
    let world = map.world { letter, _, skills in skills = letter == "B" ? ["arabic"] : [] }
    var request = MatchWorld.request(map.place)
    request.preferredSkills = world.skills.requirement(["arabic"])
    #expect(world.match(request).letters == "BA")
  }

  @Test func thePickedOneIsExplainedAndNotFavoured() {
    let map = CityMap("A x . B")
    let world = map.world()
    var request = MatchWorld.request(map.place, wanted: 1)
    request.picked = CityMap.slot("B")
    let result = world.match(request)
    #expect(result.letters == "A")
    guard case .outranked(let own, let shortfall) = result.picked?.verdict else {
      Issue.record("B passed and is not the nearest: \(String(describing: result.picked))")
      return
    }
    #expect(own.technician == CityMap.slot("B"))
    #expect(shortfall.gapSeconds > 70 && shortfall.gapSeconds < 85)
    #expect(shortfall.ratingMin == nil && shortfall.preferredSkillsMin == nil)
  }

  @Test func nobodyIsAnAnswer() {
    let map = CityMap("A x B")
    let world = map.world { _, profile, _ in profile.status = 2 }
    let result = world.match(MatchWorld.request(map.place))
    #expect(result.candidates.isEmpty)
    #expect(result.refusals?[.status] == 2)
    #expect(result.certificate.radiusMeters == nil)
  }
}
