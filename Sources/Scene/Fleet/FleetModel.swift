// The moving fleet: who there is, and what each reports at an instant. Choices are in +Activity, driving
// is in Mover+Driving.

public import Bedrock

/// Technicians who wait, travel and work on a street network under engine time.
///
/// Every technician advances in steps of one second from its own random sequence, as far as it is asked
/// for; a fix lies on the line between two steps. So the answer for a technician and an instant does not
/// depend on who else was asked, how often, or in what order. Only the instants of one technician
/// (including those of its orders) must not run backwards.
///
/// No two fixes of a technician imply a speed above 60 km/h, GPS noise included:
/// `StreetGrid.topSpeedMetersPerSecond` plus the greatest drift of the noise, times the error of the plane,
/// is 16.4 m/s. Speeds change by at most 3.5 m/s in a second, except when an order turns somebody round in a yard.
public struct FleetModel: Sendable {
  /// The network that everybody drives on.
  public let streets: StreetGrid
  /// Where all random choices come from; technician n is profile n of the same seed.
  public let seed: UInt64
  /// The instant of the first step.
  public let start: Instant

  /// The step of the model.
  static let stepMilliseconds: Int64 = 1_000

  var movers: [Mover]
  var finder = PathFinder()
  let places: ZoneNodes

  /// A fleet of `count` technicians, placed in their home zones at `start`.
  /// O(nodes + count); no path is computed before somebody is asked for.
  public init(seed: UInt64, count: Int, streets: StreetGrid, start: Instant) {
    precondition(count >= 0, "a fleet has no negative size")
    self.streets = streets
    self.seed = seed
    self.start = start
    self.places = ZoneNodes(streets)
    self.movers = []
    movers.reserveCapacity(count)
    for technician in 0..<count { movers.append(makeMover(technician)) }
  }

  /// Number of technicians.
  public var count: Int { movers.count }

  /// The technician's home zone, as a position in `ServiceZones.all`.
  public func homeZone(of technician: Int) -> Int { movers[technician].homeZone }

  /// What the technician's phone reports at `instant`, which must not lie before `start` nor, by more than
  /// a step, before an instant given for the same technician earlier.
  ///
  /// Costs one step for each second since the technician was last asked for, and a path search whenever a
  /// trip begins in between; allocates only for paths.
  public mutating func fix(of technician: Int, at instant: Instant) -> SceneFix {
    advance(technician, to: instant)
    let since = instant.milliseconds(since: start)
    let left = movers[technician].step * Self.stepMilliseconds - since
    precondition(left < Self.stepMilliseconds, "a technician's time runs backwards")
    return movers[technician].fix(fraction: 1 - Double(left) / Double(Self.stepMilliseconds))
  }

  /// Orders a technician to travel to a point and to stay there. The order takes effect at the next full
  /// step after `instant`; one who travels turns off at the next junction. A later order replaces it.
  public mutating func send(_ technician: Int, to point: ScenePoint, at instant: Instant) {
    advance(technician, to: instant)
    travel(technician, to: CityPlane.project(point), at: streets.nearestNode(to: point), as: .toOrdered)
  }

  /// Ends an order: one who has arrived waits for work where it is or drives home, whichever is its home
  /// zone; one on the way turns off for home. Does nothing for one without an order.
  public mutating func release(_ technician: Int, at instant: Instant) {
    advance(technician, to: instant)
    switch movers[technician].activity {
    case .staying: leaveWork(technician)
    case .toOrdered: goHome(technician)
    case .parked, .cruising, .toWork, .working, .toHome: break
    }
  }

  /// Whether the technician is under an order, as far as it was advanced.
  public func hasOrder(_ technician: Int) -> Bool {
    let activity = movers[technician].activity
    return activity == .toOrdered || activity == .staying
  }

  /// Whether the technician has arrived where it was sent, as far as it was advanced.
  public func hasArrived(_ technician: Int) -> Bool {
    movers[technician].activity == .staying
  }

  /// Runs the steps up to the first one that is not before `instant`.
  private mutating func advance(_ technician: Int, to instant: Instant) {
    let since = instant.milliseconds(since: start)
    precondition(since >= 0, "before the fleet's start")
    let last = (since + Self.stepMilliseconds - 1) / Self.stepMilliseconds
    while movers[technician].step < last { advanceOneStep(technician) }
  }

  private mutating func advanceOneStep(_ technician: Int) {
    movers[technician].beginStep()
    switch movers[technician].activity {
    case .parked, .working:
      movers[technician].stepsLeft -= 1
      if movers[technician].stepsLeft <= 0 { finishActivity(technician) }
    case .cruising, .toWork, .toHome, .toOrdered:
      if movers[technician].drive(on: streets) { finishActivity(technician) }
    case .staying:
      break
    }
  }
}

extension Mover {
  /// Everything that changes in a step whatever the technician does.
  mutating func beginStep() {
    step += 1
    previousPosition = position
    previousSpeed = speed
    noise.advance()
    battery.advance(atRest: activity == .parked || activity == .working || activity == .staying)
  }

  /// The report at `fraction` (0...1) of the way from the previous step to the last.
  func fix(fraction: Double) -> SceneFix {
    let place = previousPosition.toward(position, fraction)
    let error = noise.previousError.toward(noise.error, fraction)
    let point = CityPlane.unproject(PlanePoint(x: place.x + error.x, y: place.y + error.y))
    let fixSpeed = previousSpeed + (speed - previousSpeed) * fraction
    return SceneFix(
      latitudeDegrees: point.latitudeDegrees, longitudeDegrees: point.longitudeDegrees,
      accuracyMeters: openSkyAccuracyMeters
        + 0.5 * error.distance(to: PlanePoint(x: 0, y: 0)),
      speedMetersPerSecond: fixSpeed,
      headingDegrees: CityPlane.headingDegrees(east: direction.x, north: direction.y),
      batteryFraction: battery.fraction, moving: fixSpeed > 0.3)
  }
}
