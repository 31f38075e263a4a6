// Matching: the ten best by cost with and without a rare skill, with counts of refusals, and the proof that every
// answer equals the scan's.

import Bedrock
import GeoIndex
import Matcher

extension Suite {
  static let match = Suite(
    name: "match",
    summary: "the ten best technicians for a booking, against the scan; differences must be 0"
  ) { options, report in
    var bench = MatchBench(options)
    return bench.run(&report)
  }
}

/// A tenant whose bookings come from all over the city.
private struct MatchBench: ~Copyable {
  private let options: BenchmarkOptions
  private let data: CityData
  private var index = MovingIndex()
  private var columns = MatchColumns()
  private var skills = SkillTable()
  private var search = MatchSearch()
  private var result = MatchResult()
  private var nextQuery = 0
  private let weights = MatchWeights()
  private let travel = TravelTimeEstimate()

  private static let batchSize = 20
  private static let now = Instant(seconds: 1_800_000_000)
  private static let skillNames = (0..<16).map { "skill-\($0)" }

  init(_ options: BenchmarkOptions) {
    self.options = options
    data = CityData(
      technicians: options.technicians, moves: 0, queries: options.quick ? 500 : 20_000,
      seed: options.seed)
    // The first names get the first bits, which are those of the generated attributes.
    _ = skills.set(Self.skillNames, of: 0)
    var random = SeededRandom(seed: options.seed).fork(1)
    for (id, technician) in data.technicians.enumerated() {
      let slot = UInt32(id)
      var profile = MatchProfile()
      profile.skills = technician.attributes.skills
      profile.status = technician.attributes.status
      profile.rating = technician.attributes.rating
      profile.ratingCount = UInt32(random.below(200))
      profile.capacity = 3
      columns.set(profile, of: slot)
      columns.setOpenJobs(technician.attributes.load, of: slot)
      columns.setLeased(random.chance(0.02), of: slot)
      index.insert(slot, at: technician.point, fixTime: Self.now, attributes: technician.attributes)
    }
  }

  mutating func run(_ report: inout BenchmarkReport) -> Bool {
    report.note(
      "match, \(options.technicians) technicians, one core, kernel \(MovingIndex.kernelName); "
        + "x = times the cost of the scan")
    measure("match_top10", [], countsRefusals: false, &report)
    measure("match_top10_skill1", ["skill-8"], countsRefusals: false, &report)
    measure("match_top10_counts", [], countsRefusals: true, &report)
    measure("match_top10_skill1_counts", ["skill-8"], countsRefusals: true, &report)
    let wrong = differences()
    report.row("differences", Double(wrong), "answers")
    return wrong == 0
  }

  private mutating func measure(
    _ name: String, _ names: [String], countsRefusals: Bool, _ report: inout BenchmarkReport
  ) {
    guard name.hasPrefix(options.only) else { return }
    var request = request(names)
    request.countsRefusals = countsRefusals
    var examined = 0
    var answers = 0
    let cost = Stopwatch.nanoseconds(seconds: options.secondsPerRow, batchSize: Self.batchSize) {
      for _ in 0..<Self.batchSize {
        request.place = place()
        ask(request)
        examined += result.certificate.examined
        answers += 1
      }
    }
    let reference = Stopwatch.nanoseconds(seconds: options.secondsPerRow / 4, batchSize: 1) {
      request.place = place()
      _ = scan(request)
    }
    report.row(name, cost, "ns", ratio: reference / cost)
    report.row(name + "_examined", Double(examined) / Double(answers), "technicians")
  }

  private func request(_ names: [String]) -> MatchRequest {
    var request = MatchRequest(place: data.queries[0], now: Self.now, wanted: 10, statuses: 1)
    request.skills = skills.requirement(names)
    return request
  }

  private mutating func place() -> GeoPoint {
    nextQuery += 1
    if nextQuery == data.queries.count { nextQuery = 0 }
    return data.queries[nextQuery]
  }

  private mutating func ask(_ request: MatchRequest) {
    search.run(
      request, weights: weights, travel: travel, columns: columns, skills: skills, index: &index,
      into: &result)
  }

  private func scan(_ request: MatchRequest) -> MatchResult {
    MatchScan().run(
      request, weights: weights, travel: travel, columns: columns, skills: skills, index: index)
  }

  /// Answers that differ from the scan's, or whose certificate does not prove them, over all kinds of requests.
  private mutating func differences() -> Int {
    var wrong = 0
    for sample in 0..<(options.quick ? 40 : 120) {
      var request = request(sample % 3 == 0 ? ["skill-8"] : sample % 3 == 1 ? ["skill-0"] : [])
      request.place = place()
      request.wanted = sample % 2 == 0 ? 10 : 30
      if sample % 4 == 1 { request.deadline = Self.now.advanced(byMilliseconds: 600_000) }
      if sample % 5 == 1 { request.preferredSkills = skills.requirement(["skill-1", "skill-9"]) }
      ask(request)
      let expected = scan(request)
      let isProven = result.certificate.proves(result.candidates, wanted: request.wanted)
      if result.candidates != expected.candidates || result.refusals != expected.refusals || !isProven {
        wrong += 1
      }
    }
    return wrong
  }
}
