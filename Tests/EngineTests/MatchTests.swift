// Who should take a booking, through the engine: exact against the scan over the engine's own state, and written
// as others read it.

import Bedrock
import Foundation
import GeoIndex
import Matcher
import TestSupport
import Testing
import TrackHub
import Trips

@testable import Engine

@Suite struct MatchTests {
  private static func id(_ text: String) -> ClientID { ClientID(trusted: text) }

  private static func place(_ random: inout SeededRandom) throws -> GeoPoint {
    try GeoPoint(
      latitudeDegrees: random.double(in: 24.6...24.8), longitudeDegrees: random.double(in: 46.6...46.8))
  }

  private static func query(_ random: inout SeededRandom) throws -> MatchQuery {
    var query = MatchQuery(place: try place(&random))
    func some(_ count: Int, _ name: String, of total: Int, _ random: inout SeededRandom) -> [ClientID] {
      let names = (0..<random.below(count + 1)).map { _ in "\(name)\(random.below(total))" }
      return Array(Set(names)).sorted().map(id)
    }
    query.count = random.chance(0.3) ? nil : 1 + random.below(30)
    query.ageMaxSeconds = random.chance(0.3) ? nil : Int64(1 + random.below(600))
    if random.chance(0.3) { query.skillsRequired = some(1, "skill-", of: 81, &random) }
    if random.chance(0.5) { query.skillsPreferred = some(5, "skill-", of: 81, &random) }
    if random.chance(0.3) { query.zones = some(3, "zone-", of: 7, &random) }
    for kind in ["gas", "power", "nobody-has"] where random.chance(kind == "nobody-has" ? 0.02 : 0.2) {
      query.credentials.append(
        RequiredCredential(kind: id(kind), jurisdiction: random.chance(0.4) ? "SA" : nil))
    }
    if random.chance(0.4) {
      query.windowStart = EngineBench.start.advanced(byMilliseconds: Int64(random.below(86_400_000)))
    }
    if random.chance(0.6) {
      query.deadline = EngineBench.start.advanced(byMilliseconds: Int64(random.below(7_200_000)))
    }
    query.blocked = some(4, "t", of: 160, &random)
    query.explain = some(6, "t", of: 160, &random)
    if random.chance(0.3) { query.picked = id("t\(random.below(160))") }
    query.countsRefusals = random.chance(0.8)
    return query
  }

  private static func settings(_ random: inout SeededRandom) -> TenantSettings {
    var settings = TenantSettings()
    settings.fix.speedMaxMetersPerSecond = 400
    settings.match.weights.travelWeight = random.double(in: 0.25...4)
    settings.match.weights.ratingSecondsPerStar = random.double(in: 0...600)
    settings.match.weights.slackWantedSeconds = random.double(in: 0...3_600)
    settings.match.weights.skillFitSeconds = random.double(in: 0...1_800)
    settings.match.ageMaxSeconds = 300
    settings.match.count = 1 + random.below(20)
    settings.travelTime.detourFactor = random.double(in: 1...4)
    settings.travelTime.utcOffsetMinutes = random.below(1_500) - 700
    return settings
  }

  /// Everything that can happen to a tenant, some of it.
  private static func live(_ bench: inout EngineBench, steps: Int, _ random: inout SeededRandom) throws {
    for _ in 0..<steps {
      let name = id("t\(random.below(150))")
      let slot = bench.engine.technicians.roster.slot(of: name)
      switch (random.below(20), slot) {
      case (0...3, _), (_, nil):
        bench.engine.put(MatchColumnsTests.profile(name.text, &random), now: bench.now)
      case (4, _):
        _ = bench.engine.remove(technician: name, now: bench.now, into: &bench.actions)
      case (5...6, let slot?):
        bench.engine.setLoad(openJobs: random.below(3), isLeased: random.chance(0.3), of: slot)
      case (7, _): bench.pass(Int64(random.below(40)))
      case (8, _) where random.chance(0.2): bench.engine.apply(settings(&random))
      case (8, _):
        bench.engine.travelTimes.learn(
          straightMeters: random.double(in: 500...9_000), seconds: random.double(in: 100...2_000),
          departure: bench.now)
      default:
        let point = try place(&random)
        let session = try bench.open(name.text)
        let fix = Fix(
          sequence: UInt64(random.below(1 << 40) + 1), time: bench.now,
          latitudeDegrees: point.latitudeDegrees, longitudeDegrees: point.longitudeDegrees, accuracyMeters: 5)
        bench.engine.receive(fix, from: session, now: bench.now)
      }
      bench.engine.flush(into: &bench.actions)
      bench.actions.removeAll()
    }
  }

  @Test func theAnswerEqualsTheScanOverTheEnginesOwnState() throws {
    var (full, empty, outranked, refused, ranked, unknown) = (0, 0, 0, 0, 0, 0)
    for seed in Seeds.all("engine-match") {
      for round in 0..<6 {
        var random = SeededRandom(seed: seed).fork(UInt64(round))
        var bench = EngineBench(settings: Self.settings(&random))
        try Self.live(&bench, steps: 400, &random)
        for question in 0..<40 {
          try Self.live(&bench, steps: 20, &random)
          let comment: Comment = "GEOD_SEED=\(seed), round \(round), question \(question)"
          let query = try Self.query(&random)
          let answer = bench.engine.rank(query, now: bench.now)
          let request = bench.engine.request(answer)
          let expected = MatchScan().run(
            request, weights: bench.engine.settings.match.weights, travel: answer.travel,
            columns: bench.engine.columns, skills: bench.engine.skills, index: bench.engine.index)
          #expect(answer.candidates.map(\.score) == expected.candidates, comment)
          #expect(answer.refusals == expected.refusals, comment)
          #expect(answer.certificate.proves(expected.candidates, wanted: request.wanted), comment)
          let roster = bench.engine.technicians.roster
          for candidate in answer.candidates {
            #expect(candidate.technician == roster.id(of: candidate.score.technician), comment)
            #expect(candidate.eta.lowSeconds <= candidate.eta.highSeconds, comment)
          }
          #expect(answer.explanations.map(\.technician) == query.explain, comment)
          #expect(answer.picked?.technician == query.picked, comment)
          for explanation in answer.explanations + (answer.picked.map { [$0] } ?? []) {
            let isThere = bench.engine.hasTechnician(explanation.technician)
            switch explanation.verdict {
            case .unknown:
              #expect(!isThere, comment)
              unknown += 1
            case .refused:
              #expect(!answer.candidates.contains { $0.technician == explanation.technician }, comment)
              refused += 1
            case .ranked(let rank):
              #expect(answer.candidates[rank - 1].technician == explanation.technician, comment)
              ranked += 1
            case .outranked(let own, let shortfall):
              #expect(own.technician == explanation.technician && shortfall.gapSeconds >= 0, comment)
              outranked += 1
            }
          }
          if answer.candidates.isEmpty { empty += 1 } else { full += 1 }
          #expect(throws: Never.self, comment) {
            try JSONSerialization.jsonObject(with: Data(answer.decision))
          }
        }
      }
    }
    // The questions were worth asking.
    #expect(full > 50 && empty > 5 && outranked > 5 && refused > 20 && ranked > 5 && unknown > 5)
  }

  private static func city() throws -> EngineBench {
    var bench = EngineBench()
    for (index, name) in ["near", "far", "busy", "paused"].enumerated() {
      var profile = EngineBench.profile(
        name, skills: ["ac", "s\(index)"], rating: 5, status: name == "paused" ? .paused : .available)
      profile.ratingCount = UInt32(10 * index)
      bench.engine.put(profile, now: bench.now)
      let phone = try bench.open(name)
      bench.send(1, north: 2_000 * Double(index + 1), phone)
    }
    bench.put("silent", skills: ["ac"])
    return bench
  }

  private static func object(_ bytes: [UInt8]) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
  }

  @Test func theAnswerIsWrittenWithEveryTerm() throws {
    var bench = try Self.city()
    let slot = try #require(bench.engine.technicians.roster.slot(of: Self.id("busy")))
    bench.engine.setLoad(openJobs: 1, isLeased: false, of: slot)
    var query = MatchQuery(place: try GeoPoint(latitudeDegrees: 24.7, longitudeDegrees: 46.7))
    query.skillsPreferred = [Self.id("s0"), Self.id("s1")]
    query.deadline = bench.now.advanced(byMilliseconds: 600_000)
    query.count = 1
    query.explain = ["near", "far", "busy", "paused", "silent", "gone"].map(Self.id)
    query.picked = Self.id("far")
    let answer = bench.engine.rank(query, now: bench.now)
    var json = JSONWriter()
    answer.write(&json)
    let written = try Self.object(json.finish())

    #expect(
      Set(written.keys) == [
        "time", "zones", "candidates", "refusals", "certificate", "explanations", "picked",
      ])
    let candidate = try #require(written.objects("candidates")?.first)
    #expect(candidate.text("technician") == "near" && candidate.whole("preferredSkillsHeld") == 1)
    let terms = try #require(candidate.object("terms"))
    let sum = ["travelSeconds", "slackSeconds", "ratingSeconds", "fitSeconds"].map {
      terms.number($0) ?? .nan
    }
    #expect(abs(sum.reduce(0, +) - (candidate.number("costSeconds") ?? .nan)) < 0.003)
    #expect(terms.number("fitSeconds") == -60)
    #expect(abs((candidate.number("distanceMeters") ?? 0) - 2_000) < 5)
    let travel = try #require(candidate.number("travelSeconds"))
    #expect(abs((candidate.number("slackSeconds") ?? 0) - (600 - travel)) < 0.002)
    let eta = try #require(candidate.object("eta"))
    #expect(abs((eta.number("expectedSeconds") ?? 0) - travel) <= 1)
    #expect((eta.number("lowSeconds") ?? 0) < travel && (eta.number("highSeconds") ?? 0) > travel)

    let refusals = try #require(written.object("refusals"))
    #expect(
      ["status", "staleness", "load", "passed", "skill"].map { refusals.whole($0) } == [1, 1, 1, 2, 0])
    let explanations = try #require(written.objects("explanations"))
    #expect(
      explanations.map { $0.text("verdict") } == [
        "ranked", "outranked", "refused", "refused", "refused", "unknown",
      ])
    #expect(explanations.compactMap { $0.text("gate") } == ["load", "status", "staleness"])
    #expect(explanations[0].whole("rank") == 1)
    let enough = try #require(explanations[1].object("enough"))
    #expect((enough.number("distanceMaxMeters") ?? 9e9) < 4_000)
    #expect(written.object("picked")?.text("verdict") == "outranked")
    #expect(answer.picked?.hasPassed == true)

    // A plain question has a plain answer.
    var plain = MatchQuery(place: query.place)
    plain.countsRefusals = false
    var short = JSONWriter()
    bench.engine.rank(plain, now: bench.now).write(&short)
    #expect(Set(try Self.object(short.finish()).keys) == ["time", "zones", "candidates", "certificate"])
  }

  @Test func theDecisionSaysWhatItDependedOn() throws {
    var bench = try Self.city()
    let window = try TimeWindow(
      start: bench.now, end: bench.now.advanced(byMilliseconds: 3_600_000), field: "window")
    let terms = try BookingTerms(
      place: try GeoPoint(latitudeDegrees: 24.7, longitudeDegrees: 46.7), skillsRequired: [Self.id("ac")],
      window: window, preferences: BookingPreferences(picked: Self.id("far"), blocked: [Self.id("busy")]))
    let query = MatchQuery(terms, excluding: [Self.id("near")])
    #expect(query.deadline == window.end)
    let answer = bench.engine.rank(query, now: bench.now)
    #expect(answer.candidates.map(\.technician.text) == ["far"])
    let decision = try Self.object(answer.decision)
    let asked = try #require(decision.object("query"))
    #expect(asked["blocked"] as? [String] == ["busy", "near"] && asked.text("picked") == "far")
    #expect(asked["skillsRequired"] as? [String] == ["ac"] && asked.whole("count") == 10)
    #expect(asked.whole("ageMaxSeconds") == 60 && asked.number("lat") == 24.7)
    #expect(asked.whole("arriveBy") == Int(window.end.milliseconds))
    let settings = try #require(decision.object("settings"))
    #expect(settings.number("detourFactor") == 1.35 && settings.number("travelWeight") == 1)
    #expect((settings.number("speedMetersPerSecond") ?? 0) > 1)
    #expect(decision.objects("candidates")?.count == 1 && decision.object("refusals") != nil)

    // A promised arrival goes before the end of the window, whichever is earlier.
    let promised = try BookingTerms(
      place: terms.place, window: window, sla: try SLATerms(arriveBy: window.start))
    #expect(MatchQuery(promised).deadline == window.start)
  }

  @Test func learnedSpeedsChangeTheCandidates() throws {
    var bench = try Self.city()
    let query = MatchQuery(place: try GeoPoint(latitudeDegrees: 24.7, longitudeDegrees: 46.7))
    let before = try #require(bench.engine.rank(query, now: bench.now).candidates.first)
    for _ in 0..<50 {
      bench.engine.travelTimes.learn(straightMeters: 5_000, seconds: 3_000, departure: bench.now)
    }
    // The trips were in the hour of their middle.
    bench.now = bench.now.advanced(byMilliseconds: 1_500_000)
    let phone = try bench.open("near")
    bench.send(2, north: 2_000, phone)
    let after = try #require(bench.engine.rank(query, now: bench.now).candidates.first)
    #expect(before.technician == after.technician)
    #expect(after.score.travelSeconds > before.score.travelSeconds * 1.5)
    #expect(abs(after.eta.expectedSeconds - after.score.travelSeconds) < 1)
  }
}
