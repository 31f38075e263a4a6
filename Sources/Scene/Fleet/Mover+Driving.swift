// Driving along a route: speeds, braking, turns and stops.

import Bedrock

extension Mover {
  private static let accelerationMetersPerSecondSquared = 1.8
  private static let brakingMetersPerSecondSquared = 2.0
  /// What the brakes give at most, when an order comes shortly before a turn.
  private static let hardBrakingMetersPerSecondSquared = 3.5
  /// Between a street and the place beside it.
  private static let yardSpeedMetersPerSecond = 4.0
  private static let turnSpeedMetersPerSecond = 4.5
  /// Below this cosine of the angle between two legs one slows down for the turn.
  private static let straightCosine = 0.85
  private static let stopChance = 0.22

  /// Sets off on the new route, from where the technician is. When the first leg is the rest of the stretch
  /// of street that it is on, it goes on at its speed; otherwise it begins from rest.
  mutating func beginRoute(on streets: StreetGrid) {
    let isOnStreet = route.leg > 0 && route.legEnd == streets.nodes[Int(route.nodes[0])]
    let streetSpeed = route.legSpeed
    route.leg = 0
    route.holdSteps = 0
    route.legDone = 0
    if !isOnStreet { speed = 0 }
    enterLeg(on: streets, speed: isOnStreet ? streetSpeed : Self.yardSpeedMetersPerSecond)
  }

  /// Drives for one second. True when the end of the route was reached.
  mutating func drive(on streets: StreetGrid) -> Bool {
    if route.holdSteps > 0 {
      route.holdSteps -= 1
      return false
    }
    let rest = route.legLength - route.legDone
    let wanted = min(
      speed + Self.accelerationMetersPerSecondSquared, route.legSpeed,
      Self.nextSpeed(from: speed, to: route.exitSpeed, over: rest))
    let nextSpeed = max(0, wanted, speed - Self.hardBrakingMetersPerSecondSquared)
    let driven = (speed + nextSpeed) / 2
    speed = nextSpeed
    // The last half metre before a stop is not worth another second.
    if route.exitSpeed == 0, rest - driven < 0.5 { return stop(on: streets) }
    route.legDone += driven
    while route.legDone >= route.legLength {
      route.legDone -= route.legLength
      route.leg += 1
      enterLeg(on: streets, speed: nil)
      if route.exitSpeed == 0, route.legDone >= route.legLength { return stop(on: streets) }
    }
    place()
    return false
  }

  /// The greatest speed after the next second from which even braking still brings the speed down to `exit`
  /// at the end of `rest` metres: the solution of w^2 + b w + b v - e^2 - 2 b d = 0, which
  /// is w^2 = e^2 + 2 b (d - (v + w) / 2), for w, but never below `exit` itself.
  private static func nextSpeed(from speed: Double, to exit: Double, over rest: Double) -> Double {
    let braking = brakingMetersPerSecondSquared
    let square = braking * braking / 4 + exit * exit + 2 * braking * rest - braking * speed
    return square > 0 ? max(exit, square.squareRoot() - braking / 2) : exit
  }

  /// Stands still at the end of the leg: for a while at a junction, for good (true) at the end of the route.
  private mutating func stop(on streets: StreetGrid) -> Bool {
    route.legDone = route.legLength
    speed = 0
    place()
    guard route.leg < route.nodes.count else { return true }
    route.leg += 1
    route.legDone = 0
    route.holdSteps = 3 + choices.below(33)
    enterLeg(on: streets, speed: nil)
    return false
  }

  /// Works out the leg `route.leg`, from the end of the last one (or from where the technician is).
  private mutating func enterLeg(on streets: StreetGrid, speed: Double?) {
    let leg = route.leg
    let from = leg == 0 ? position : route.legEnd
    let to = legEnd(of: leg, on: streets)
    let length = from.distance(to: to)
    route.legStart = from
    route.legEnd = to
    route.legLength = length
    if length > 0 {
      direction = PlanePoint(x: (to.x - from.x) / length, y: (to.y - from.y) / length)
    }
    route.legSpeed = speed ?? legSpeed(of: leg, on: streets)
    route.exitSpeed = exitSpeed(of: leg, on: streets)
  }

  private func legEnd(of leg: Int, on streets: StreetGrid) -> PlanePoint {
    leg < route.nodes.count ? streets.nodes[Int(route.nodes[leg])] : route.end
  }

  private func legSpeed(of leg: Int, on streets: StreetGrid) -> Double {
    guard leg > 0, leg < route.nodes.count else { return Self.yardSpeedMetersPerSecond }
    let streetClass = streets.streetClass(from: route.nodes[leg - 1], to: route.nodes[leg]) ?? .local
    return min(streetClass.travelSpeedMetersPerSecond * pace, route.speedCap)
  }

  /// The speed at which a leg may be left: 0 for a stop, slow for a turn, and never more than the next
  /// leg allows.
  private mutating func exitSpeed(of leg: Int, on streets: StreetGrid) -> Double {
    let nodeCount = route.nodes.count
    guard leg < nodeCount else { return 0 }
    let here = route.legEnd
    let beyond = legEnd(of: leg + 1, on: streets)
    let length = here.distance(to: beyond)
    // One who sets off from a yard, or comes to one, gives way without a stop worth naming.
    if leg > 0, leg < nodeCount - 1, choices.chance(Self.stopChance) { return 0 }
    var speed = legSpeed(of: leg + 1, on: streets)
    if length > 0 {
      let cosine = ((beyond.x - here.x) * direction.x + (beyond.y - here.y) * direction.y) / length
      if cosine < Self.straightCosine { speed = min(speed, Self.turnSpeedMetersPerSecond) }
    }
    // Whatever comes at the end of the next leg, there is room to stop for it.
    return min(speed, (2 * Self.brakingMetersPerSecondSquared * length).squareRoot())
  }

  /// Moves the position to where `route.legDone` says.
  private mutating func place() {
    position =
      route.legLength > 0
      ? route.legStart.toward(route.legEnd, min(1, route.legDone / route.legLength)) : route.legEnd
  }
}
