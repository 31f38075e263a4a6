// What a technician does next, and where.

import Bedrock

extension FleetModel {
  /// Places where one parks or works lie at most this far from a junction, metres along each axis.
  private static let yardMeters = 40.0
  private static let cruisingSpeedMetersPerSecond = 7.0

  /// A technician at the start: waiting or working, each for its own time, so that they do not all set off
  /// at once.
  func makeMover(_ technician: Int) -> Mover {
    var random = SeededRandom(seed: seed).fork(0x666C_6565).fork(UInt64(technician))
    let home = ServiceZones.homeIndex(ofTechnician: technician, seed: seed)
    let node = places.randomNode(inZone: home, &random)
    let position = yard(near: node, &random)
    var mover = Mover(
      homeZone: home, pace: random.double(in: 0.82...1),
      openSkyAccuracyMeters: random.double(in: 4...9), choices: random.fork(1), position: position,
      previousPosition: position, noise: GPSNoise(random.fork(2)),
      battery: Battery(fraction: random.double(in: 0.35...1)))
    mover.activity = random.chance(0.65) ? .parked : .working
    mover.stepsLeft = 1 + random.below(mover.activity == .parked ? 600 : 1_800)
    mover.route.nodes = [UInt32(node)]
    return mover
  }

  /// What follows an activity that came to its end.
  mutating func finishActivity(_ technician: Int) {
    switch movers[technician].activity {
    case .parked, .cruising: beginWork(technician)
    case .toWork:
      movers[technician].activity = .working
      movers[technician].stepsLeft = 60 * (8 + movers[technician].choices.below(38))
    case .working, .staying: leaveWork(technician)
    case .toHome: wait(technician)
    case .toOrdered: movers[technician].activity = .staying
    }
  }

  /// Sets off to a place of work: mostly in the home zone, now and then in another.
  private mutating func beginWork(_ technician: Int) {
    var choices = movers[technician].choices
    let home = movers[technician].homeZone
    let zone = choices.chance(0.65) ? home : ServiceZones.randomIndex(&choices)
    let node = places.randomNode(inZone: zone, &choices)
    let place = yard(near: node, &choices)
    movers[technician].choices = choices
    travel(technician, to: place, at: node, as: .toWork)
  }

  /// Waits here if this is the home zone, and drives there otherwise.
  mutating func leaveWork(_ technician: Int) {
    let here = Int(movers[technician].route.nodes.last ?? 0)
    if places.isHome(here, zone: movers[technician].homeZone) {
      wait(technician)
    } else {
      goHome(technician)
    }
  }

  /// Drives to a place in the home zone.
  mutating func goHome(_ technician: Int) {
    let home = movers[technician].homeZone
    var choices = movers[technician].choices
    let node = places.randomNode(inZone: home, &choices)
    let place = yard(near: node, &choices)
    movers[technician].choices = choices
    travel(technician, to: place, at: node, as: .toHome)
  }

  private mutating func wait(_ technician: Int) {
    if movers[technician].choices.chance(0.5) {
      movers[technician].activity = .parked
      movers[technician].stepsLeft = 60 * (2 + movers[technician].choices.below(9))
    } else {
      cruise(technician)
    }
  }

  /// Drives from junction to junction for a while, turning at random but neither back nor out of the home
  /// zone where that can be helped.
  private mutating func cruise(_ technician: Int) {
    var choices = movers[technician].choices
    let home = movers[technician].homeZone
    var node = movers[technician].route.nodes.last ?? 0
    var previous = UInt32.max
    var nodes = [node]
    for _ in 0..<(6 + choices.below(12)) {
      let links = streets.linkRange(of: Int(node))
      var next = streets.links[links.lowerBound + choices.below(links.count)].node
      for attempt in 0..<links.count {
        if next != previous, places.isHome(Int(next), zone: home) { break }
        next = streets.links[links.lowerBound + attempt].node
      }
      previous = node
      node = next
      nodes.append(node)
    }
    movers[technician].choices = choices
    movers[technician].activity = .cruising
    movers[technician].route.nodes = nodes
    movers[technician].route.end = streets.nodes[Int(node)]
    movers[technician].route.speedCap = Self.cruisingSpeedMetersPerSecond
    movers[technician].beginRoute(on: streets)
  }

  /// Sets off along the quickest path to a place beside a node. One who is on a stretch of street goes on to
  /// its end first.
  mutating func travel(_ technician: Int, to place: PlanePoint, at node: Int, as activity: Activity) {
    let old = movers[technician].route
    let anchor = Int(old.nodes[min(old.leg, old.nodes.count - 1)])
    var nodes = old.nodes
    let seconds = finder.quickestPath(in: streets, from: anchor, to: node, into: &nodes)
    precondition(seconds != nil, "a junction out of reach in a network that hangs together")
    movers[technician].route.nodes = nodes
    movers[technician].route.end = place
    movers[technician].route.speedCap = StreetGrid.topSpeedMetersPerSecond
    movers[technician].activity = activity
    movers[technician].beginRoute(on: streets)
  }

  private func yard(near node: Int, _ random: inout SeededRandom) -> PlanePoint {
    PlanePoint(
      x: streets.nodes[node].x + random.double(in: -Self.yardMeters...Self.yardMeters),
      y: streets.nodes[node].y + random.double(in: -Self.yardMeters...Self.yardMeters))
  }
}
