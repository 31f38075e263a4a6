// In which zones places lie: against a look at every polygon, for matches, and for bookings from their placing on.

import Bedrock
import Foundation
import GeoIndex
import Matcher
import TestSupport
import Testing
import Trips

@testable import Engine

@Suite struct ZoneTests {
  private static func id(_ text: String) -> ClientID { ClientID(trusted: text) }

  /// A square around a place, so many thousandths of a degree wide to each side.
  private static func square(
    _ latitude: Double, _ longitude: Double, reach: Double
  ) throws -> MultiPolygon {
    let sides = [(-1.0, -1.0), (-1, 1), (1, 1), (1, -1), (-1, -1)]
    let ring = try sides.map { (north, east) in
      try Corner(
        latitudeDegrees: latitude + north * reach / 1_000, longitudeDegrees: longitude + east * reach / 1_000)
    }
    return try MultiPolygon.checking([[ring]], repair: false).polygon
  }

  private static func zone(
    _ name: String, _ version: Int64 = 1, at latitude: Double = 24.7, _ longitude: Double = 46.7,
    reach: Double = 10
  ) throws -> TenantZone {
    TenantZone(id: id(name), version: version, area: try square(latitude, longitude, reach: reach))
  }

  @Test func placesLieWhereALookAtEveryPolygonSays() throws {
    for seed in Seeds.all("engine-zones") {
      var random = SeededRandom(seed: seed)
      var bench = EngineBench()
      var model: [ClientID: TenantZone] = [:]
      for number in 0..<40 {
        bench.engine.put(MatchColumnsTests.profile("t\(number)", &random), now: bench.now)
        let phone = try bench.open("t\(number)")
        bench.send(
          1, north: random.double(in: -8_000...8_000), east: random.double(in: -8_000...8_000), phone)
      }
      var (inside, outside) = (0, 0)
      for step in 0..<400 {
        let name = Self.id("zone-\(random.below(9))")
        switch random.below(8) {
        case 0:
          bench.engine.remove(zone: name)
          model[name] = nil
        case 1...2:
          let zone = TenantZone(
            id: name, version: Int64(step),
            area: random.chance(0.2)
              ? nil
              : try Self.square(
                random.double(in: 24.65...24.75), random.double(in: 46.65...46.75),
                reach: random.double(in: 1...60)))
          bench.engine.put(zone)
          model[name] = zone
        case 3: bench.pass(1)
        default: break
        }
        #expect(bench.engine.zoneVersions == model.mapValues(\.version), "GEOD_SEED=\(seed), step \(step)")
        let place = try GeoPoint(
          latitudeDegrees: random.double(in: 24.6...24.8), longitudeDegrees: random.double(in: 46.6...46.8))
        let expected = model.values.filter { $0.area?.contains(place) == true }.map(\.id).sorted()
        #expect(bench.engine.zones(at: place) == expected, "GEOD_SEED=\(seed), step \(step)")
        if expected.isEmpty { outside += 1 } else { inside += 1 }

        var query = MatchQuery(place: place)
        query.ageMaxSeconds = 86_400
        let answer = bench.engine.rank(query, now: bench.now)
        #expect(answer.query.zones == expected)
        let scan = MatchScan().run(
          bench.engine.request(answer), weights: bench.engine.settings.match.weights, travel: answer.travel,
          columns: bench.engine.columns, skills: bench.engine.skills, index: bench.engine.index)
        #expect(answer.candidates.map(\.score) == scan.candidates, "GEOD_SEED=\(seed), step \(step)")
        #expect(answer.refusals == scan.refusals, "GEOD_SEED=\(seed), step \(step)")
      }
      #expect(inside > 20 && outside > 20, "GEOD_SEED=\(seed)")
    }
  }

  /// Three at the same distance: one goes everywhere, one north, one nowhere.
  private static func fleet() throws -> EngineBench {
    var bench = EngineBench()
    for (name, zones) in [("all", nil), ("north", ["north"]), ("none", [])] as [(String, [String]?)] {
      var profile = EngineBench.profile(name)
      profile.zones = zones?.map(id)
      bench.engine.put(profile, now: bench.now)
      let phone = try bench.open(name)
      bench.send(1, north: 1_000, phone)
    }
    bench.engine.put(try zone("north", at: 24.75, reach: 50))
    bench.engine.put(try zone("south", at: 24.65, reach: 49))
    return bench
  }

  private static func candidates(
    _ bench: inout EngineBench, latitude: Double, zones: [String]? = nil
  ) throws -> Set<String> {
    var query = MatchQuery(place: try GeoPoint(latitudeDegrees: latitude, longitudeDegrees: 46.7))
    query.zones = zones?.map(id)
    return Set(bench.engine.rank(query, now: bench.now).candidates.map(\.technician.text))
  }

  @Test func whoeverHasAListCoversOneOfTheZonesOfThePlace() throws {
    var bench = try Self.fleet()
    #expect(try Self.candidates(&bench, latitude: 24.72) == ["all", "north"])
    #expect(try Self.candidates(&bench, latitude: 24.68) == ["all"])
    // In no zone nothing has to be covered.
    #expect(try Self.candidates(&bench, latitude: 24.6995) == ["all", "north", "none"])
    // What the caller names goes before the place, and an empty list says that nothing has to be covered.
    #expect(try Self.candidates(&bench, latitude: 24.68, zones: ["north", "east"]) == ["all", "north"])
    #expect(try Self.candidates(&bench, latitude: 24.72, zones: ["south"]) == ["all"])
    #expect(try Self.candidates(&bench, latitude: 24.68, zones: []) == ["all", "north", "none"])
    // One that is switched off, or removed, holds no place.
    bench.engine.put(TenantZone(id: Self.id("south"), version: 2, area: nil))
    #expect(try Self.candidates(&bench, latitude: 24.68) == ["all", "north", "none"])
    bench.engine.remove(zone: Self.id("north"))
    #expect(try Self.candidates(&bench, latitude: 24.72) == ["all", "north", "none"])
  }

  @Test func aBookingKeepsTheZonesOfItsPlacing() throws {
    var bench = try BookingBench(technicians: 0)
    for name in ["b", "a", "c"] { bench.bench.engine.put(try Self.zone(name)) }
    bench.bench.engine.put(try Self.zone("elsewhere", at: 25))
    bench.bench.engine.put(TenantZone(id: Self.id("off"), version: 1, area: nil))
    for (name, zones) in [("t1", ["elsewhere"]), ("t2", ["c"])] {
      var profile = EngineBench.profile(name)
      profile.zones = zones.map(Self.id)
      bench.bench.engine.put(profile, now: bench.bench.now)
      let phone = try bench.bench.open(name)
      bench.bench.send(1, north: name == "t1" ? 100 : 3_000, phone)
    }
    try bench.place()
    bench.serve()
    let terms = try bench.life().booking.terms
    #expect(terms.zones.map(\.text) == ["a", "b", "c"])
    var json = JSONWriter()
    #expect(bench.bench.engine.writeBooking(BookingBench.booking, now: bench.bench.now, &json))
    #expect(String(decoding: json.finish(), as: UTF8.self).contains(#""zones":["a","b","c"]"#))
    // The nearer one does not go there.
    bench.pass(1)
    bench.serve()
    let offer = try #require(try bench.life().offers.last)
    #expect(offer.terms.technicians.map(\.text) == ["t2"])

    // What becomes of the zones afterwards is nothing to it; another time is no other place.
    bench.bench.engine.remove(zone: Self.id("c"))
    bench.ask(
      .reschedule(
        window: try TimeWindow(
          start: bench.bench.now, end: bench.bench.now.advanced(byMilliseconds: 60_000), field: "window"),
        sla: .none, reason: BookingBench.reason))
    bench.serve()
    #expect(try bench.life().booking.terms.zones == terms.zones)
    var restored = try BookingBench(technicians: 0)
    let life = try bench.life()
    restored.bench.engine.restore(
      life, version: 1, points: [], now: bench.bench.now, into: &restored.bench.actions)
    #expect(try restored.life().booking.terms.zones == terms.zones)
  }

  @Test func soManyZonesOverAPlaceAreCutAtABookingAndNotInAnswers() throws {
    var bench = try BookingBench(technicians: 0)
    let count = BookingTerms.zonesMax + 5
    for number in 0..<count { bench.bench.engine.put(try Self.zone("z\(1_000 + number)")) }
    let place = try bench.terms().place
    #expect(bench.bench.engine.zones(at: place).count == count)
    // The same when the grid is laid, which leaves such a crowd to the tree.
    bench.pass(1)
    #expect(bench.bench.engine.zones(at: place).count == count)
    try bench.place()
    bench.serve()
    let zones = try bench.life().booking.terms.zones
    #expect(zones == Array(bench.bench.engine.zones(at: place).prefix(BookingTerms.zonesMax)))
  }
}
