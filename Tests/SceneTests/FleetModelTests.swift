// The moving fleet: reproducible, independent of who asks, never too fast, and alive.

import Bedrock
import Scene
import Testing

@Suite struct FleetModelTests {
  typealias Support = SceneTestSupport

  private static func fleet(seed: UInt64 = 42, count: Int, in streets: StreetGrid = Support.town)
    -> FleetModel
  {
    FleetModel(seed: seed, count: count, streets: streets, start: Support.start)
  }

  private static func after(_ milliseconds: Int64) -> Instant {
    Support.start.advanced(byMilliseconds: milliseconds)
  }

  @Test func theSameSeedGivesTheSameFixesOnEveryMachine() {
    var hash = ContentHash()
    var fleet = Self.fleet(count: 40)
    for second in stride(from: Int64(0), through: 3_600, by: 7) {
      for technician in 0..<40 {
        hash.combine(fleet.fix(of: technician, at: Self.after(second * 1_000 + 300)))
      }
    }
    #expect(HexText.encode(hash.value) == "bd43f83e8611d8db")
  }

  @Test func fixesDoNotDependOnWhoIsAskedHowOftenOrInWhichOrder() {
    var random = SeededRandom(seed: Support.seed)
    var regular = Self.fleet(count: 30)
    var wild = Self.fleet(count: 30)
    var times = [Int64](repeating: 0, count: 30)
    for minute in Int64(1)...40 {
      // The wild one asks for random technicians at random times in between.
      for _ in 0..<60 {
        let technician = random.below(30)
        times[technician] += Int64(random.below(Int(max(1, minute * 60_000 - times[technician]))))
        _ = wild.fix(of: technician, at: Self.after(times[technician]))
      }
      for technician in (0..<30).reversed() {
        times[technician] = minute * 60_000
        let fix = wild.fix(of: technician, at: Self.after(times[technician]))
        #expect(fix == regular.fix(of: technician, at: Self.after(times[technician])), "seed \(Support.seed)")
      }
    }
  }

  @Test func technicianNIsTheSameInFleetsOfAnySize() {
    var small = Self.fleet(count: 5)
    var large = Self.fleet(count: 50)
    for technician in 0..<5 {
      #expect(
        small.fix(of: technician, at: Self.after(900_000))
          == large.fix(of: technician, at: Self.after(900_000)))
      #expect(
        small.homeZone(of: technician) == TechnicianProfileSample(technician: technician, seed: 42).homeZone)
    }
  }

  @Test(arguments: [1, 2, 3, 4, 5, 6] as [UInt64])
  func noTwoFixesImplyMoreThanSixtyKilometersPerHour(offset: UInt64) {
    let seed = Support.seed &+ offset
    var random = SeededRandom(seed: seed)
    var fleet = Self.fleet(seed: seed, count: 60, in: offset.isMultiple(of: 2) ? Support.city : Support.town)
    for technician in 0..<60 {
      var time: Int64 = 0
      var last = fleet.fix(of: technician, at: Support.start)
      while time < 2_400_000 {
        let interval = 50 + Int64(random.below(random.chance(0.8) ? 2_000 : 30_000))
        time += interval
        if random.chance(0.01) {
          // Orders and their end at any moment must not make anybody jump either.
          let zone = ServiceZones.all[random.below(ServiceZones.all.count)]
          fleet.send(technician, to: zone.randomPoint(&random), at: Self.after(time))
        } else if random.chance(0.01) {
          fleet.release(technician, at: Self.after(time))
        }
        let fix = fleet.fix(of: technician, at: Self.after(time))
        let speed = Support.meters(last.point, fix.point) / (Double(interval) / 1_000)
        #expect(speed <= 60 / 3.6, "seed \(seed), technician \(technician), at \(time)")
        #expect(fix.speedMetersPerSecond >= 0 && fix.speedMetersPerSecond <= 60 / 3.6)
        last = fix
      }
    }
  }

  @Test func speedsChangePlausiblyAndPositionsFollowThem() {
    var fleet = Self.fleet(count: 40, in: Support.city)
    for technician in 0..<40 {
      var last = fleet.fix(of: technician, at: Support.start)
      for second in Int64(1)...2_400 {
        let fix = fleet.fix(of: technician, at: Self.after(second * 1_000))
        #expect(abs(fix.speedMetersPerSecond - last.speedMetersPerSecond) <= 3.51)
        let moved = Support.meters(last.point, fix.point)
        let driven = (fix.speedMetersPerSecond + last.speedMetersPerSecond) / 2
        // The plane's error, the drift of the noise (0.82 m), and the last half metre before a stop with
        // what was left of the speed.
        #expect(moved <= driven * 1.003 + 2.4)
        #expect((0..<360).contains(fix.headingDegrees))
        #expect((3.9...20).contains(fix.accuracyMeters))
        #expect((0...1).contains(fix.batteryFraction))
        last = fix
      }
    }
  }

  @Test func headingsPointWhereTheTechnicianGoes() {
    var fleet = Self.fleet(count: 40, in: Support.city)
    var compared = 0
    var apart = 0
    for technician in 0..<40 {
      var last = fleet.fix(of: technician, at: Support.start)
      for second in Int64(1)...1_800 {
        let fix = fleet.fix(of: technician, at: Self.after(second * 1_000))
        defer { last = fix }
        guard fix.headingDegrees == last.headingDegrees, fix.speedMetersPerSecond > 10 else { continue }
        compared += 1
        if angle(headingBetween(last.point, fix.point), fix.headingDegrees) > 8 { apart += 1 }
      }
    }
    #expect(compared > 1_000)
    #expect(apart == 0)
  }

  @Test func theFleetIsAlive() {
    var fleet = Self.fleet(count: 300, in: Support.city)
    var moving = 0
    var fast = 0
    var stops = 0
    for technician in 0..<300 {
      var wasMoving = false
      for second in stride(from: Int64(1_200), to: 4_800, by: 10) {
        let fix = fleet.fix(of: technician, at: Self.after(second * 1_000))
        moving += fix.moving ? 1 : 0
        fast += fix.speedMetersPerSecond > 11 ? 1 : 0
        stops += wasMoving && !fix.moving ? 1 : 0
        wasMoving = fix.moving
      }
    }
    let share = Double(moving) / Double(300 * 360)
    #expect((0.25...0.65).contains(share), "\(share)")
    #expect(fast > moving / 10)
    #expect(stops > 300 * 3)
  }

  @Test func whoIsSentArrivesAndStaysUntilReleased() throws {
    var fleet = Self.fleet(count: 20)
    var random = SeededRandom(seed: Support.seed)
    for technician in 0..<20 {
      let node = random.below(Support.town.nodeCount)
      var place = Support.town.point(ofNode: node)
      place.latitudeDegrees += 0.0003
      fleet.send(technician, to: place, at: Self.after(400_000))
      #expect(fleet.hasOrder(technician) && !fleet.hasArrived(technician))
      var arrival: Int64?
      for second in Int64(400)...4_000 {
        _ = fleet.fix(of: technician, at: Self.after(second * 1_000))
        if fleet.hasArrived(technician) {
          arrival = second
          break
        }
      }
      let arrived = try #require(arrival, "seed \(Support.seed), technician \(technician)")
      // Nobody crosses the town, 13 km corner to corner, in less than the top speed allows, or dawdles.
      #expect(arrived < 400 + 3_000)
      for second in stride(from: arrived, to: arrived + 7_200, by: 60) {
        let fix = fleet.fix(of: technician, at: Self.after(second * 1_000))
        #expect(!fix.moving && Support.meters(fix.point, place) < 22)
      }
      fleet.release(technician, at: Self.after((arrived + 7_200) * 1_000))
      #expect(!fleet.hasOrder(technician))
      let later = (0..<120).contains { minute in
        fleet.fix(of: technician, at: Self.after((arrived + 7_200 + Int64(minute) * 60) * 1_000)).moving
      }
      #expect(later)
    }
  }

  @Test func anOrderDoesNotDependOnWhoWasAskedBefore() {
    var asked = Self.fleet(count: 10)
    var silent = Self.fleet(count: 10)
    let place = Support.town.point(ofNode: 3)
    for technician in 0..<10 {
      for second in Int64(0)..<600 { _ = asked.fix(of: technician, at: Self.after(second * 1_000 + 250)) }
      asked.send(technician, to: place, at: Self.after(599_700))
      silent.send(technician, to: place, at: Self.after(599_700))
      #expect(
        asked.fix(of: technician, at: Self.after(1_000_000))
          == silent.fix(of: technician, at: Self.after(1_000_000)))
    }
  }

  private func headingBetween(_ a: ScenePoint, _ b: ScenePoint) -> Double {
    let north = Support.meters(
      a, ScenePoint(latitudeDegrees: b.latitudeDegrees, longitudeDegrees: a.longitudeDegrees))
    let east = Support.meters(
      a, ScenePoint(latitudeDegrees: a.latitudeDegrees, longitudeDegrees: b.longitudeDegrees))
    return SceneTestSupport.heading(
      east: b.longitudeDegrees < a.longitudeDegrees ? -east : east,
      north: b.latitudeDegrees < a.latitudeDegrees ? -north : north)
  }

  private func angle(_ a: Double, _ b: Double) -> Double {
    let difference = abs(a - b)
    return min(difference, 360 - difference)
  }
}

extension ContentHash {
  mutating func combine(_ fix: SceneFix) {
    combine(fix.latitudeDegrees)
    combine(fix.longitudeDegrees)
    combine(fix.accuracyMeters)
    combine(fix.speedMetersPerSecond)
    combine(fix.headingDegrees)
    combine(fix.batteryFraction)
    combine(UInt64(fix.moving ? 1 : 0))
  }
}
