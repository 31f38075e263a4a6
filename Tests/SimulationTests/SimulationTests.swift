// The simulator in small: recorded seeds first, then today's. The long form is `geosim --seeds 1000`.

import Bedrock
import Engine
import Scene
import TestSupport
import Testing
import TrackHub

@testable import geosim

@Suite struct SimulationTests {
  static let streets = StreetGrid(.town(seed: 7))

  private static func options(minutes: Int, technicians: Int) -> SimulationOptions {
    var options = SimulationOptions()
    options.minutes = minutes
    options.technicians = technicians
    return options
  }

  private static func run(_ options: SimulationOptions, seed: UInt64) throws -> SimulationReport {
    var simulation = Simulation(options, seed: seed, streets: streets)
    return try simulation.run()
  }

  @Test func everyPromiseHolds() {
    // The measures under which the recorded seeds failed.
    let options = Self.options(minutes: 5, technicians: 30)
    for seed in Seeds.all("geosim") {
      do {
        let report = try Self.run(options, seed: seed)
        #expect(
          report.fixes > 1_000 && report.frames > 1_000 && report.queries > 50, "seed \(seed) tests nothing")
      } catch {
        Issue.record("\(error)\nrepeat with: \(SimulationProgram.command(options, seed: seed, .fixes))")
      }
    }
  }

  @Test func theSameSeedIsTheSameRun() throws {
    let options = Self.options(minutes: 2, technicians: 20)
    let first = try Self.run(options, seed: Seeds.current)
    #expect(try Self.run(options, seed: Seeds.current) == first)
    #expect(try Self.run(options, seed: Seeds.current &+ 1).hash != first.hash)
  }

  @Test func theOracleNoticesALie() throws {
    let id = "tech-0001"
    var oracle = Oracle()
    let profile = TechnicianProfile(
      id: ClientID(trusted: id), skills: [], rating: 1, status: .available, document: [])
    oracle.put(profile)
    var fleet = FleetModel(seed: 1, count: 1, streets: Self.streets, start: Simulation.start)
    var faults = FaultModel(seed: 1, technician: 0, rates: FaultRates())
    var reports: [FixReport] = []
    let place = fleet.fix(of: 0, at: Simulation.start)
    faults.pass(place, at: Simulation.start, into: &reports)
    let report = try #require(reports.first)
    let fix = Fix(
      sequence: 1, time: report.deviceTime, latitudeDegrees: place.latitudeDegrees,
      longitudeDegrees: place.longitudeDegrees)
    // A fix that no phone has made.
    #expect(throws: BrokenPromise.self) { try oracle.judged(fix, of: id, .accepted, now: Simulation.start) }
    oracle.expect(report, of: id)
    // Another verdict than the report deserves.
    #expect(throws: BrokenPromise.self) {
      try oracle.judged(fix, of: id, FixJudgement(.jump), now: Simulation.start)
    }
    try oracle.judged(fix, of: id, .accepted, now: Simulation.start)
    // A repeat with another verdict; a technician who is elsewhere, or silent.
    #expect(throws: BrokenPromise.self) {
      try oracle.judged(fix, of: id, FixJudgement(.conflict), now: Simulation.start)
    }
    func written(_ presence: String, _ milliseconds: Int64, _ latitude: Double) throws -> FrameValue {
      let position = #"{"t":\#(milliseconds),"lat":\#(latitude),"lon":\#(place.longitudeDegrees)}"#
      let text = #"{"presence":"\#(presence)","position":\#(position)}"#
      return try #require(FrameValue(Array(text.utf8)[...]))
    }
    let (time, latitude) = (fix.time.milliseconds, place.latitudeDegrees)
    try oracle.check(id, try written("online", time, latitude))
    for lie in [
      try written("idle", time, latitude), try written("online", time + 1, latitude),
      try written("online", time, latitude + 2e-7),
    ] {
      #expect(throws: BrokenPromise.self) { try oracle.check(id, lie) }
    }
  }

  @Test func optionsAreRead() throws {
    let options = try SimulationOptions([
      "--seed", "7", "--minutes", "3", "--technicians", "9", "--seeds", "2", "--json",
    ])
    #expect(options.seed == 7 && options.minutes == 3 && options.technicians == 9 && options.seeds == 2)
    #expect(options.json && !options.help)
    for wrong in [
      ["--seed"], ["--seed", "x"], ["--minutes", "0"], ["--speed", "1"], ["--technicians", "10001"],
    ] {
      #expect(throws: SimulationOptions.Fault.self) { try SimulationOptions(wrong) }
    }
  }
}
