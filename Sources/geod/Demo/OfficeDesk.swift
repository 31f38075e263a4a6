// What the booking office does: takes what customers ask for, and gives some of them a day as days are.

import Bedrock
import FleetClient
import Scene

/// The office's work. What follows from events is in +Events, what is asked for by hand in +Tasks.
struct OfficeDesk: ~Copyable {
  /// Everything that the office works with.
  struct Tools {
    /// A connection with a token of the role service.
    var service: ServiceAPI
    /// One with a token of the role dispatcher.
    var dispatcher: ServiceAPI
    var fleet: Fleet
    var record: FleetRecord
    var people: DemoPeople
  }

  /// Something to be done later.
  enum Task {
    case cancel(ClientID)
    case reschedule(ClientID)
    case assign(BookingOrder)
    case noShow(ClientID)
    case endShare(String, ClientID)
    case compare(ClientID)
  }

  let tools: Tools
  private let demand: DemandSource
  var findings = BookingOffice.Findings()
  var random: SeededRandom
  private var placedUntil: Instant
  private var tasks: [(due: Instant, task: Task)] = []
  private var requests: UInt64 = 0
  /// When the technician of a trip was expected, as of setting out.
  var expectations: [UUIDv7: Instant] = [:]
  /// The booking whose customer the person at the terminal can be.
  var shownBooking: ClientID?

  init(_ tools: Tools, demand: DemandSource, seed: UInt64, start: Instant) {
    self.tools = tools
    self.demand = demand
    random = SeededRandom(seed: seed).fork(0x6F66_6669)
    // Some customers are waiting already when the office opens.
    placedUntil = start.advanced(byMilliseconds: -DemandSource.queueMilliseconds)
  }

  /// Does everything that is due. Blocks for the answers.
  mutating func work(until now: Instant, doors: [ClientID]) {
    for booking in doors { later(.noShow(booking), seconds: random.double(in: 10...40), now) }
    for event in tools.fleet.takeEvents() { follow(event, at: now) }
    for sample in demand.bookings(from: placedUntil, before: now) { place(sample, at: now) }
    placedUntil = max(placedUntil, now)
    while let place = tasks.firstIndex(where: { $0.due <= now }) {
      carryOut(tasks.remove(at: place).task, at: now)
    }
  }

  /// A key that no other request has.
  mutating func key(_ booking: ClientID) -> String {
    requests += 1
    return "\(booking.text).\(requests)"
  }

  mutating func later(_ task: Task, seconds: Double, _ now: Instant) {
    tasks.append((now.advanced(byMilliseconds: Int64(seconds * 1_000)), task))
  }

  private mutating func place(_ sample: DemandSample, at now: Instant) {
    let order = order(sample, at: now)
    if random.chance(0.1) { explain(order) }
    let key = key(order.id)
    let start = MonotonicClock.nanoseconds()
    do throws(FleetError) {
      let answer = try tools.service.place(order, key: key)
      findings.placingNanoseconds.record(MonotonicClock.nanoseconds() - start)
      findings.placed += 1
      tools.record.answered(answer)
      tools.fleet.watch("booking:\(order.id)")
      if random.chance(0.03) { try repeatPlacing(order, key, answer) }
      chooseFate(order, at: now)
    } catch {
      findings.note("\(error)")
    }
  }

  /// Customers press the button twice; the second answer must be the first one.
  private mutating func repeatPlacing(
    _ order: BookingOrder, _ key: String, _ first: BookingAnswer
  ) throws(FleetError) {
    let second = try tools.service.place(order, key: key)
    if second.document.version != first.document.version {
      findings.note("\(order.id) was placed twice under one key and answered differently")
    }
  }

  /// Most bookings go their way; some do not.
  private mutating func chooseFate(_ order: BookingOrder, at now: Instant) {
    let fate = random.unit()
    if fate < 0.04 {
      later(.cancel(order.id), seconds: random.double(in: 10...240), now)
    } else if fate < 0.08 {
      later(.reschedule(order.id), seconds: random.double(in: 2...40), now)
    } else if fate < 0.12 {
      later(.assign(order), seconds: random.double(in: 5...60), now)
    }
  }

  private func order(_ sample: DemandSample, at now: Instant) -> BookingOrder {
    var order = BookingOrder(
      id: ClientID(trusted: sample.id), latitudeDegrees: sample.point.latitudeDegrees,
      longitudeDegrees: sample.point.longitudeDegrees, skill: SkillCatalogue.all[sample.skill].id,
      window: (now, now.advanced(byMilliseconds: 2 * 3_600_000)))
    order.arriveBy = now.advanced(byMilliseconds: Int64(sample.slaMinutes) * 60_000)
    return order
  }

  /// Asks who should take a booking, and checks what can be checked from outside.
  private mutating func explain(_ order: BookingOrder) {
    let asked = tools.people.somebody(3, &random)
    findings.matches += 1
    do throws(FleetError) {
      let match = try tools.service.match(order, explaining: asked)
      if let fault = MatchCheck.fault(of: match, for: order, asked: asked, people: tools.people) {
        findings.note(fault)
      }
    } catch {
      findings.note("\(error)")
    }
  }
}

/// Customers of the generated world, moved to the time of the demo: it always begins at the same hour of their day,
/// so that it is worth watching whenever somebody starts it.
struct DemandSource: Sendable {
  /// So long before the beginning, customers have begun to come.
  static let queueMilliseconds: Int64 = 60_000
  /// A Monday at five in the afternoon, local time.
  private static let opening = Instant(milliseconds: 1_767_621_600_000)
  /// One booking for so many technicians in an hour.
  private static let bookingsPerTechnicianHour = 4.8
  /// The share of a day's bookings in that hour.
  private static let shareOfDay = 0.0738

  private let model: DemandModel
  private let shiftMilliseconds: Int64

  /// Customers for a fleet, whose demo begins at `start`.
  init(seed: UInt64, technicians: Int, start: Instant) {
    let perDay = Double(technicians) * Self.bookingsPerTechnicianHour / Self.shareOfDay
    model = DemandModel(seed: seed, bookingsPerDay: min(1_000_000, max(1, Int(perDay))))
    shiftMilliseconds = start.milliseconds(since: Self.opening)
  }

  /// The bookings made from `start` on and before `end`.
  func bookings(from start: Instant, before end: Instant) -> [DemandSample] {
    guard start < end else { return [] }
    return model.bookings(
      from: start.advanced(byMilliseconds: -shiftMilliseconds),
      before: end.advanced(byMilliseconds: -shiftMilliseconds))
  }
}
