// Comparing the engine with the oracle: samples while it runs, everything at the end.

import Bedrock
import Engine
import GeoIndex
import Matcher
import TrackHub

extension Simulation {
  /// The numbers, one technician, one question.
  mutating func checkSamples() throws(BrokenPromise) {
    // Presence is compared as of the same moment.
    engine.advance(to: instant, into: &actions)
    oracle.advance(to: instant, settings.presence)
    try oracle.check(engine.statistics)
    try checkTechnician(phones[random.below(phones.count)].id)
    try ask()
  }

  mutating func checkEverything() throws(BrokenPromise) {
    try checkSamples()
    for phone in phones { try checkTechnician(phone.id) }
    for _ in 0..<20 { try ask() }
  }

  private mutating func checkTechnician(_ id: String) throws(BrokenPromise) {
    var json = JSONWriter()
    let exists = engine.writeTechnician(ClientID(trusted: id), now: instant, &json)
    guard exists == (oracle.accounts[id] != nil) else { throw BrokenPromise(text: "\(id) exists: \(exists)") }
    guard exists else { return }
    guard let written = FrameValue(json.finish()[...]) else { throw BrokenPromise(text: "\(id) is not JSON") }
    try oracle.check(id, written)
  }

  /// A random nearby question.
  private mutating func ask() throws(BrokenPromise) {
    queries += 1
    guard
      let center = try? GeoPoint(
        latitudeDegrees: random.double(in: 24.6...24.78), longitudeDegrees: random.double(in: 46.6...46.8))
    else { return }
    var skills: [String] = []
    if random.chance(0.5) { skills.append(random.chance(0.5) ? "cleaning" : "extra-\(random.below(90))") }
    let query = NearbyQuery(
      area: .around(center, radiusMeters: random.chance(0.5) ? random.double(in: 100...8_000) : nil),
      countMax: 1 + random.below(40), skills: skills,
      ratingMin: random.chance(0.3) ? Float(random.below(51)) / 10 : 0,
      statuses: random.chance(0.3) ? UInt64(random.below(8)) : .max,
      freshSince: random.chance(0.5) ? instant.advanced(byMilliseconds: -Int64(random.below(120_000))) : nil)
    var json = JSONWriter()
    engine.nearby(query, format: .plain, now: instant, &json)
    guard let answer = FrameValue(json.finish()[...]) else {
      throw BrokenPromise(text: "an answer is not JSON")
    }
    try oracle.check(query, answer)
  }
}
