// A technician with a phone: asked for bookings, accepting, declining, ignoring, travelling and working. Whatever the
// phone has sent it sends again until it is answered.

import Bedrock
import Engine
import TrackHub

/// The client side of a technician.
struct TechnicianPhone {
  /// Something that the technician will do.
  struct Plan {
    var at: Int64
    var action: Action
  }

  enum Action: Equatable {
    case accept(String)
    case decline(String)
    case trip(String, String)
  }

  /// A message that waits for its answer.
  struct Command {
    var ref: String
    var action: Action
    var sentAt: Int64
  }

  /// A booking in the technician's hands.
  struct Job {
    var booking: String
    var latitude: Double
    var longitude: Double
    /// Nil before the trip has begun.
    var state: String?
  }

  /// A fix that was not acknowledged.
  struct Report {
    var sequence: UInt64
    var message: [UInt8]
  }

  let number: Int
  let id: ClientID
  var connection: ConnectionNumber?
  var isWelcomed = false
  var reconnectAt: Int64 = 0
  var nextReport: Int64
  var sequence: UInt64 = 0
  var outbox: [Report] = []
  var acknowledged: UInt64 = 0
  var latitude: Double
  var longitude: Double
  var plans: [Plan] = []
  var commands: [Command] = []
  private var lastRef = 0
  /// By trip.
  var jobs: [String: Job] = [:]
  /// Offers that were decided about.
  var decided: Set<String> = []
  /// Looked at again when nothing seems to happen.
  var nextNudge: Int64 = 0

  init(number: Int, id: ClientID, nextReport: Int64, latitude: Double, longitude: Double) {
    self.number = number
    self.id = id
    self.nextReport = nextReport
    self.latitude = latitude
    self.longitude = longitude
  }

  static let intervalMilliseconds: Int64 = 5_000
  static let metersPerDegree = 110_775.0

  /// The trip that the technician travels on or works at, the first by name.
  var presentJob: Job? {
    jobs.sorted { $0.key < $1.key }.first { $0.value.state != nil }?.value
  }

  func hello() -> [UInt8] {
    Self.message("hello") { json in
      json.key("token")
      json.string(id.text)
      json.key("device")
      json.string("phone" as StaticString)
    }
  }

  static func message(_ type: StaticString, _ content: (inout JSONWriter) -> Void) -> [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    json.key("type")
    json.string(type)
    content(&json)
    json.endObject()
    return json.finish()
  }

  /// Moves towards the job and makes the next report.
  mutating func report(at time: Instant, _ random: inout SeededRandom) -> [UInt8] {
    let stepMeters = 18.0 * Double(Self.intervalMilliseconds) / 1_000
    var (north, east) = (random.double(in: -4...4), random.double(in: -4...4))
    if let job = presentJob {
      let (toNorth, toEast) = (
        (job.latitude - latitude) * Self.metersPerDegree, (job.longitude - longitude) * Self.metersPerDegree
      )
      let distance = (toNorth * toNorth + toEast * toEast).squareRoot()
      if distance > 15 {
        let part = min(1, stepMeters / distance)
        (north, east) = (north + toNorth * part, east + toEast * part)
      }
    }
    latitude += north / Self.metersPerDegree
    longitude += east / Self.metersPerDegree
    sequence += 1
    let message = Self.message("fix") { json in
      json.key("seq")
      json.integer(Int64(sequence))
      json.key("t")
      json.integer(time.milliseconds)
      json.key("lat")
      json.number(latitude, decimals: 7)
      json.key("lon")
      json.number(longitude, decimals: 7)
      json.key("acc")
      json.integer(5)
    }
    outbox.append(Report(sequence: sequence, message: message))
    return message
  }

  /// Begins to want something; the message is sent again until it is answered.
  mutating func begin(_ action: Action, now: Int64) -> [UInt8] {
    lastRef += 1
    let command = Command(ref: "r\(lastRef)", action: action, sentAt: now)
    commands.append(command)
    return message(command)
  }

  func message(_ command: Command) -> [UInt8] {
    switch command.action {
    case .accept(let offer):
      Self.message("accept") { json in Self.write(offer, "offer", command.ref, &json) }
    case .decline(let offer):
      Self.message("decline") { json in Self.write(offer, "offer", command.ref, &json) }
    case .trip(let trip, let step):
      Self.message("trip") { json in
        Self.write(trip, "id", command.ref, &json)
        json.key("action")
        json.string(step)
      }
    }
  }

  private static func write(_ id: String, _ name: StaticString, _ ref: String, _ json: inout JSONWriter) {
    json.key(name)
    json.string(id)
    json.key("ref")
    json.string(ref)
  }
}

extension TechnicianPhone {
  /// A frame of the server has arrived.
  /// - Returns: messages to send.
  mutating func read(
    _ frame: FrameValue, now: Int64, isCalm: Bool, _ random: inout SeededRandom
  ) throws(BrokenPromise) -> [[UInt8]] {
    if let ref = frame["ref"]?.text { answered(ref, frame, now: now, &random) }
    switch frame["type"]?.text {
    case "welcome":
      // Jobs are told again behind the welcome.
      isWelcomed = true
      jobs = [:]
      return outbox.map(\.message) + commands.map { message($0) }
    case "ack":
      guard let last = frame["seq"]?.whole, last >= acknowledged else {
        throw BrokenPromise(.durableFixes, "the acknowledgements of \(id) run back from \(acknowledged)")
      }
      acknowledged = last
      outbox.removeAll { $0.sequence <= last }
    case "offer":
      guard let offer = frame["offer"]?.text, frame["deadline"] != nil, frame["booking"] != nil else {
        throw BrokenPromise(.frames, "an offer without its parts: \(frame)")
      }
      consider(offer, now: now, isCalm: isCalm, &random)
    case "assignment": try readAssignment(frame, now: now, &random)
    case "trip":
      guard let trip = frame["id"]?.text, let state = frame["state"]?.text else {
        throw BrokenPromise(.frames, "a trip without its parts: \(frame)")
      }
      moved(trip, to: state, now: now, isCalm: isCalm, &random)
    case "outcome", "error": break
    default: throw BrokenPromise(.frames, "\(id) does not understand \(frame)")
    }
    return []
  }

  private mutating func answered(
    _ ref: String, _ frame: FrameValue, now: Int64, _ random: inout SeededRandom
  ) {
    guard let place = commands.firstIndex(where: { $0.ref == ref }) else { return }
    let command = commands.remove(at: place)
    let code = frame["code"]?.text
    guard code == "unavailable" || code == "busy" else { return }
    plans.append(Plan(at: now + 500 + Int64(random.below(3_000)), action: command.action))
  }

  /// Some take everything, some wait too long, some never answer.
  private mutating func consider(
    _ offer: String, now: Int64, isCalm: Bool, _ random: inout SeededRandom
  ) {
    guard decided.insert(offer).inserted else { return }
    let mood = isCalm ? 0 : random.below(10)
    let later = now + 300 + Int64(random.below(isCalm ? 1_000 : 9_000))
    switch mood {
    case 0...5: plans.append(Plan(at: later, action: .accept(offer)))
    case 6, 7: plans.append(Plan(at: later, action: .decline(offer)))
    case 8:
      // Both, one after the other, or too late.
      plans.append(Plan(at: later, action: .decline(offer)))
      plans.append(Plan(at: later + Int64(random.below(20_000)), action: .accept(offer)))
    default: break
    }
  }

  private mutating func readAssignment(
    _ frame: FrameValue, now: Int64, _ random: inout SeededRandom
  ) throws(BrokenPromise) {
    guard let trip = frame["trip"]?.text, let booking = frame["booking"]?.text,
      let latitude = frame["lat"]?.number, let longitude = frame["lon"]?.number
    else { throw BrokenPromise(.frames, "an assignment without its parts: \(frame)") }
    guard frame["state"]?.text == "began" else {
      jobs[trip] = nil
      return
    }
    jobs[trip] = Job(
      booking: booking, latitude: latitude, longitude: longitude, state: frame["tripState"]?.text)
    nextNudge = min(nextNudge, now + 1_000 + Int64(random.below(8_000)))
  }

  private mutating func moved(
    _ trip: String, to state: String, now: Int64, isCalm: Bool, _ random: inout SeededRandom
  ) {
    guard jobs[trip] != nil else { return }
    guard state != "completed", state != "cancelled" else {
      jobs[trip] = nil
      return
    }
    jobs[trip]?.state = state
    let soon = now + 2_000 + Int64(random.below(20_000))
    if !isCalm, random.chance(0.05) {
      plans.append(Plan(at: soon, action: .trip(trip, "cancel")))
    } else if !isCalm, random.chance(0.05) {
      // A hasty one.
      plans.append(Plan(at: soon, action: .trip(trip, "complete")))
    }
    nextNudge = min(nextNudge, soon)
  }

  /// What the technician does about the jobs when it is time.
  mutating func nudge(now: Int64, isCalm: Bool, _ random: inout SeededRandom) {
    guard now >= nextNudge else { return }
    nextNudge = now + 15_000
    for (trip, job) in jobs.sorted(by: { $0.key < $1.key }) {
      let step: String
      switch job.state {
      case nil: step = "start"
      case "enRoute":
        // Mostly positions say it.
        let isNear =
          ((job.latitude - latitude).magnitude + (job.longitude - longitude).magnitude)
          * Self.metersPerDegree < 60
        guard isNear, isCalm || random.chance(0.3) else { continue }
        step = "arrive"
      case "arrived": step = "begin"
      case "inService": step = "complete"
      default: continue
      }
      let action = Action.trip(trip, step)
      guard !commands.contains(where: { $0.action == action }),
        !plans.contains(where: { $0.action == action })
      else { continue }
      plans.append(Plan(at: now + Int64(random.below(1_000)), action: action))
    }
  }
}
