// One technician's day as a person lives it: thinks about offers, sets out, arrives, works, and sometimes does not.

import Bedrock
import FleetClient
import Scene

/// What one technician knows of its bookings and does next. Pure: hears notices, is told the time, answers acts.
struct TechnicianDay {
  /// What a technician does.
  enum Act: Equatable {
    /// Says something by phone.
    case say(PhoneCommand)
    /// Sets out for a place.
    case drive(to: ScenePoint)
    /// Is free again.
    case goFree
    /// Stands at the door, and nobody is there.
    case findNobody(ClientID)
    /// Was told that a trip is completed.
    case completed(UUIDv7)
  }

  /// Where a job stands, as the technician sees it. What ends in -ing was said and has no answer yet.
  enum Stage: Equatable {
    case assigned, starting, driving, arriving, arrived, beginning, working, completing
    case givingUp, waitingAtTheDoor
  }

  struct Job {
    let booking: ClientID
    let trip: UUIDv7
    let place: ScenePoint
    let habit: TechnicianHabit
    var stage: Stage
    /// When the technician does the next thing by itself; nil when something else has to happen first.
    var next: Instant?
    /// Until when the server has to say again that the job is the technician's; nil when it has.
    var confirmBy: Instant?
  }

  private struct Decision {
    let offer: UUIDv7
    let at: Instant
    let accepts: Bool
  }

  /// What is to be done, the present job first.
  private(set) var jobs: [Job] = []
  private var decisions: [Decision] = []
  /// Offers that are being thought about, were answered, or are ignored.
  private var known: Set<UUIDv7> = []
  private var random: SeededRandom

  init(random: SeededRandom) { self.random = random }

  /// Has nothing to do but what it does anyway.
  var isIdle: Bool { jobs.isEmpty && decisions.isEmpty }

  /// The phone has heard something.
  mutating func hear(_ notice: PhoneNotice, to command: PhoneCommand?, at now: Instant) -> [Act] {
    switch notice {
    case .welcomed:
      // What is still true is told after a welcome. What is not told is over.
      for place in jobs.indices { jobs[place].confirmBy = after(TechnicianHabit.confirmSeconds, now) }
      return []
    case .offer(let offer): return consider(offer, at: now)
    case .outcome(let outcome):
      known.remove(outcome.offer)
      decisions.removeAll { $0.offer == outcome.offer }
      return []
    case .assignment(let assignment): return follow(assignment, at: now)
    case .trip(let trip): return follow(trip.id, trip.state, at: now)
    case .refused(let code, _): return refused(code, command, at: now)
    }
  }

  /// Time passes.
  /// - Parameter isThere: whether the technician stands where it was sent.
  mutating func pass(to now: Instant, isThere: Bool) -> [Act] {
    var acts: [Act] = []
    while let place = decisions.firstIndex(where: { $0.at <= now }) {
      let decision = decisions.remove(at: place)
      acts.append(
        .say(
          decision.accepts && jobs.isEmpty
            ? .accept(offer: decision.offer) : .decline(offer: decision.offer, reason: "not now")))
    }
    for job in jobs where job.confirmBy.map({ $0 <= now }) ?? false { acts += drop(job.trip, at: now) }
    guard !jobs.isEmpty else { return acts }
    if jobs[0].stage == .driving, isThere {
      // Who leaves the arrival to the positions gives them time to prove it.
      jobs[0].stage = .arriving
      jobs[0].next = jobs[0].habit.saysArrival ? now : after(TechnicianHabit.proofSeconds, now)
    }
    guard let next = jobs[0].next, next <= now else { return acts }
    jobs[0].next = nil
    return acts + proceed(at: now)
  }

  /// The next thing that a technician does of its own accord.
  private mutating func proceed(at now: Instant) -> [Act] {
    let job = jobs[0]
    switch job.stage {
    case .assigned:
      jobs[0].stage = .starting
      return [.say(.trip(job.trip, .start, reason: nil))]
    case .driving:
      guard job.habit.breaksOff else { return [] }
      jobs[0].stage = .givingUp
      return [.say(.trip(job.trip, .cancel, reason: "the car does not start"))]
    case .arriving: return [.say(.trip(job.trip, .arrive, reason: nil))]
    case .arrived:
      if job.habit.findsNobody {
        jobs[0].stage = .waitingAtTheDoor
        return [.findNobody(job.booking)]
      }
      jobs[0].stage = .beginning
      return [.say(.trip(job.trip, .begin, reason: nil))]
    case .working:
      jobs[0].stage = .completing
      return [.say(.trip(job.trip, .complete, reason: nil))]
    case .starting: return [.say(.trip(job.trip, .start, reason: nil))]
    case .beginning: return [.say(.trip(job.trip, .begin, reason: nil))]
    case .completing: return [.say(.trip(job.trip, .complete, reason: nil))]
    case .givingUp: return [.say(.trip(job.trip, .cancel, reason: "the car does not start"))]
    case .waitingAtTheDoor: return []
    }
  }

  private mutating func consider(_ offer: PhoneNotice.Offer, at now: Instant) -> [Act] {
    guard known.insert(offer.id).inserted else { return [] }
    let mood = random.unit()
    let seconds = random.double(in: TechnicianHabit.thinkingSeconds)
    // One in ten does not look at the phone, and the offer times out.
    guard mood < 0.9 else { return [] }
    decisions.append(Decision(offer: offer.id, at: after(seconds, now), accepts: mood < 0.8))
    return []
  }

  private mutating func follow(_ assignment: PhoneNotice.Assignment, at now: Instant) -> [Act] {
    guard assignment.hasBegun else { return drop(assignment.trip, at: now) }
    if let place = jobs.firstIndex(where: { $0.trip == assignment.trip }) {
      jobs[place].confirmBy = nil
      guard let state = assignment.tripState else { return [] }
      return follow(assignment.trip, state, at: now)
    }
    let place = ScenePoint(
      latitudeDegrees: assignment.latitudeDegrees, longitudeDegrees: assignment.longitudeDegrees)
    jobs.append(
      Job(
        booking: assignment.booking, trip: assignment.trip, place: place, habit: TechnicianHabit(&random),
        stage: .assigned, next: after(random.double(in: TechnicianHabit.settingOutSeconds), now)))
    guard let state = assignment.tripState else { return [] }
    return follow(assignment.trip, state, at: now)
  }

  /// A trip has moved on: the technician does what comes then. What is known already changes nothing.
  private mutating func follow(_ trip: UUIDv7, _ state: String, at now: Instant) -> [Act] {
    // The end of the assignment is told before that of the trip.
    if state == "completed" { return [.completed(trip)] + drop(trip, at: now) }
    if state == "cancelled" { return drop(trip, at: now) }
    guard let place = jobs.firstIndex(where: { $0.trip == trip }) else { return [] }
    let habit = jobs[place].habit
    switch (state, jobs[place].stage) {
    case ("enRoute", .assigned), ("enRoute", .starting):
      jobs[place].stage = .driving
      jobs[place].next = habit.breaksOff ? after(habit.patienceSeconds, now) : nil
      return [.drive(to: jobs[place].place)]
    case ("arrived", .assigned), ("arrived", .starting), ("arrived", .driving), ("arrived", .arriving):
      jobs[place].stage = .arrived
      jobs[place].next = after(habit.lookingAroundSeconds, now)
    case ("inService", .beginning), ("inService", .arrived), ("inService", .assigned):
      jobs[place].stage = .working
      jobs[place].next = after(habit.workSeconds, now)
    default: break
    }
    return []
  }

  /// A command came to nothing: because the server is busy, or because the booking has gone elsewhere meanwhile.
  private mutating func refused(_ code: String, _ command: PhoneCommand?, at now: Instant) -> [Act] {
    switch command {
    case .accept(let offer), .decline(let offer, _):
      known.remove(offer)
      return []
    case .trip(let trip, _, _):
      guard let place = jobs.firstIndex(where: { $0.trip == trip }) else { return [] }
      if TechnicianHabit.passingCodes.contains(code) {
        jobs[place].next = after(2, now)
        return []
      }
      return drop(trip, at: now)
    case nil: return []
    }
  }

  private mutating func drop(_ trip: UUIDv7, at now: Instant) -> [Act] {
    guard let place = jobs.firstIndex(where: { $0.trip == trip }) else { return [] }
    let wasUnderWay = jobs[place].stage != .assigned && jobs[place].stage != .starting
    jobs.remove(at: place)
    if place == 0, !jobs.isEmpty { jobs[0].next = after(5, now) }
    return wasUnderWay ? [.goFree] : []
  }

  private func after(_ seconds: Double, _ now: Instant) -> Instant {
    now.advanced(byMilliseconds: Int64(seconds * 1_000))
  }
}

/// How one job goes, drawn when it begins. Times are of the scene.
struct TechnicianHabit {
  /// Says that it has arrived; otherwise the positions prove it.
  var saysArrival: Bool
  /// Gives the job back on the way.
  var breaksOff: Bool
  /// Nobody opens the door.
  var findsNobody: Bool
  /// How long until one who gives up does so.
  var patienceSeconds: Double
  /// From the arrival to the beginning of the work.
  var lookingAroundSeconds: Double
  /// How long the work takes.
  var workSeconds: Double

  static let thinkingSeconds = 2.0...12.0
  static let settingOutSeconds = 3.0...15.0
  /// How long positions may take to prove an arrival before the technician says it.
  static let proofSeconds = 90.0
  /// How long the server may take to say, after a welcome, what is still true.
  static let confirmSeconds = 30.0
  /// Refusals after which the same command may be said again.
  static let passingCodes: Set<String> = ["busy", "unavailable"]

  init(_ random: inout SeededRandom) {
    saysArrival = random.chance(0.4)
    breaksOff = random.chance(0.03)
    findsNobody = random.chance(0.03)
    patienceSeconds = random.double(in: 20...90)
    lookingAroundSeconds = random.double(in: 5...30)
    workSeconds = random.double(in: 40...180)
  }
}
