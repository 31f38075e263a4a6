// One technician as the fleet model keeps it: what it does, where it is on its way, and how its GPS errs.

import Bedrock

/// What a technician does.
enum Activity: UInt8 {
  /// Parked in the home zone, waiting for work.
  case parked
  /// Driving slowly about the home zone, waiting for work.
  case cruising
  /// On the way to a place of work.
  case toWork
  /// At a place of work.
  case working
  /// On the way back to the home zone.
  case toHome
  /// On the way to where `send` ordered it.
  case toOrdered
  /// Where `send` ordered it, until `release`.
  case staying
}

/// The state of one technician after `step` steps of one second. The state one step earlier is kept for
/// the fields that a fix interpolates.
struct Mover {
  let homeZone: Int
  /// The driver's habit: share of the travel speed, 0.82 to 1.
  let pace: Double
  /// The phone's accuracy under open sky, metres.
  let openSkyAccuracyMeters: Double

  /// What behaviour is chosen from. The noise has its own sequence, so an order leaves it as it was.
  var choices: SeededRandom
  var step: Int64 = 0
  var activity = Activity.parked
  /// Steps left of an activity that ends by itself.
  var stepsLeft = 0

  var position: PlanePoint
  var previousPosition: PlanePoint
  var speed = 0.0
  var previousSpeed = 0.0
  /// The direction of travel as a vector of length 1.
  var direction = PlanePoint(x: 0, y: 1)
  var noise: GPSNoise
  var battery: Battery

  var route = Route()
}

/// The way to a place: from where the technician is to the first node, along nodes, and from the last node
/// to the place. Leg k ends at node k; the one after the last node ends at `end`.
struct Route {
  var nodes: [UInt32] = []
  var end = PlanePoint(x: 0, y: 0)
  /// No leg is driven faster, metres per second.
  var speedCap = 0.0
  var leg = 0
  var legStart = PlanePoint(x: 0, y: 0)
  var legEnd = PlanePoint(x: 0, y: 0)
  var legLength = 0.0
  var legDone = 0.0
  var legSpeed = 0.0
  /// The greatest speed at the end of the leg; 0 means that the technician stops there.
  var exitSpeed = 0.0
  /// Steps to stand still, at a stop sign or a red light.
  var holdSteps = 0
}

/// GPS error that wanders instead of jumping: each axis follows a first-order autoregression of uniform
/// steps, with a standard deviation of about 2.9 m and a correlation time of about 200 s.
struct GPSNoise {
  /// The most that the error changes in a second, metres: sqrt(2) x (largest step + largest pull back).
  /// Added to the top speed this still is less than 60 km/h.
  static let driftMetersPerSecondMax = 0.82

  private static let stepMeters = 0.5
  private static let decay = 0.995
  private static let errorMetersMax = 15.0

  private var random: SeededRandom
  private(set) var error = PlanePoint(x: 0, y: 0)
  private(set) var previousError = PlanePoint(x: 0, y: 0)

  init(_ random: SeededRandom) {
    self.random = random
    error = PlanePoint(x: self.random.double(in: -4...4), y: self.random.double(in: -4...4))
    previousError = error
  }

  mutating func advance() {
    previousError = error
    error.x = wander(error.x)
    error.y = wander(error.y)
  }

  private mutating func wander(_ value: Double) -> Double {
    let next = value * Self.decay + random.double(in: -Self.stepMeters...Self.stepMeters)
    return max(-Self.errorMetersMax, min(Self.errorMetersMax, next))
  }
}

/// A phone that lasts ten hours and is charged in an hour and a half, whenever its owner sits still.
struct Battery {
  private(set) var fraction: Double
  private var charging = false

  init(fraction: Double) {
    self.fraction = fraction
  }

  mutating func advance(atRest: Bool) {
    if charging {
      fraction = min(1, fraction + 1 / 5_400)
      if fraction >= 0.95 || !atRest { charging = false }
    } else {
      fraction = max(0.02, fraction - 1 / 36_000)
      if atRest, fraction < 0.3 { charging = true }
    }
  }
}
