// Random lives of many bookings that share technicians: whatever is asked for in whatever order, the
// promises hold after every step.

import Bedrock
import TestSupport
import Testing

@testable import Trips

/// Some bookings, some technicians, and everybody asking for anything.
struct RandomWorld {
  static let technicianCount = 6
  var random: SeededRandom
  var lives: [BookingLife] = []
  var logs: [[TripEvent]] = []
  var leases = LeaseBook()
  var now = Sample.start
  var nextID = 1
  var accepted = 0
  var refused = 0

  init(seed: UInt64, bookings: Int) throws {
    random = SeededRandom(seed: seed)
    for number in 0..<bookings {
      let id = ClientID(trusted: "booking-\(number)")
      let step = BookingLife.place(id, try Sample.terms(), at: ChangeTime(now), by: .system)
      lives.append(step.life)
      logs.append(step.events)
    }
  }

  mutating func newID() -> UUIDv7 {
    nextID += 1
    return Sample.uuid(nextID)
  }

  mutating func technician() -> ClientID { Sample.technician(random.below(Self.technicianCount)) }

  /// An offer or trip of the life, mostly a real one.
  mutating func someOffer(_ life: BookingLife) -> UUIDv7 {
    if life.offers.isEmpty || random.chance(0.05) { return Sample.uuid(0) }
    return random.chance(0.7)
      ? life.offers[life.offers.count - 1].id : life.offers[random.below(life.offers.count)].id
  }

  mutating func someTrip(_ life: BookingLife) -> UUIDv7 {
    if random.chance(0.7), let live = life.booking.liveAssignment { return live.trip }
    return life.trips.isEmpty ? Sample.uuid(0) : life.trips[random.below(life.trips.count)].id
  }

  mutating func request(_ life: BookingLife) throws -> LifeRequest {
    switch random.below(20) {
    case 0...3:
      let count = 1 + random.below(3)
      var technicians: [ClientID] = []
      while technicians.count < count {
        let one = technician()
        if !technicians.contains(one) { technicians.append(one) }
      }
      let deadline = now.advanced(byMilliseconds: Int64(random.below(20_000)))
      return .offer(id: newID(), OfferTerms(technicians: technicians, deadline: deadline, wave: 1))
    case 4...6: return .accept(offer: someOffer(life), technician: technician(), trip: newID())
    case 7, 8: return .decline(offer: someOffer(life), technician: technician(), reason: .none)
    case 9: return .timeOut(offer: someOffer(life))
    case 10: return random.chance(0.3) ? .withdraw(offer: someOffer(life)) : .nobodyLeft
    case 11: return .assign(technician: technician(), trip: newID(), reason: Sample.note)
    case 12: return random.chance(0.3) ? .release(reason: .none) : .startTrip(someTrip(life))
    case 13: return .startTrip(someTrip(life))
    case 14, 15: return .arrive(trip: someTrip(life), .positions)
    case 16: return .begin(trip: someTrip(life))
    case 17: return .complete(trip: someTrip(life))
    case 18:
      return random.chance(0.5)
        ? .cancelTrip(someTrip(life), reason: Sample.note)
        : .reschedule(window: try Sample.window(), sla: .none, reason: .none)
    default:
      if random.chance(0.93) { return .startTrip(someTrip(life)) }
      return random.chance(0.5) ? .cancel(reason: Sample.note) : .noShow(reason: .none)
    }
  }

  /// One request to one booking, with its leases before and its effects after, as the engine does it.
  mutating func act() throws {
    now = now.advanced(byMilliseconds: Int64(random.below(4000)))
    let index = random.below(lives.count)
    let life = lives[index]
    let request = try request(life)
    if case .offer(let id, let terms) = request {
      do { try leases.take(terms.technicians, for: id) } catch {
        refused += 1
        return
      }
    }
    // Some changes wait for the store and are applied later than they were observed.
    let observed = random.chance(0.1) ? now.advanced(byMilliseconds: -3000) : now
    let time = ChangeTime(observed: observed, applied: now)
    do throws(LifeRefusal) {
      let step = try life.step(request, at: time, by: .system)
      if random.chance(0.05) {
        // The commit failed: nothing happened.
        giveBack(request)
        return
      }
      lives[index] = step.life
      logs[index] += step.events
      leases.follow(step.effects)
      accepted += 1
    } catch {
      giveBack(request)
      refused += 1
    }
  }

  private mutating func giveBack(_ request: LifeRequest) {
    guard case .offer(let id, let terms) = request else { return }
    for technician in terms.technicians { leases.release(technician, from: id) }
  }
}

@Suite struct RandomHistoryTests {
  func check(_ life: BookingLife, _ log: [TripEvent]) throws {
    let booking = life.booking
    #expect(log.map(\.number) == (1...UInt64(log.count)).map { $0 }, "one order without gaps")
    #expect(try BookingLife(folding: log) == life, "the fold of the log is the state")
    #expect(life.offers.filter { $0.state == .pending }.map(\.id) == [booking.liveOffer].compactMap { $0 })
    #expect((booking.liveOffer != nil) == (booking.state == .offering))
    #expect((booking.liveAssignment != nil) == booking.state.hasAssignment)
    let running = life.trips.filter { !$0.state.isFinal }
    #expect(running.count == (booking.state == .inTrip ? 1 : 0))
    for trip in running {
      #expect(trip.id == booking.liveAssignment?.trip && trip.state == booking.tripState)
      #expect(trip.terms.assignmentVersion == booking.assignmentVersion)
    }
  }

  /// What the log alone must show, without asking the machines.
  func checkLog(_ log: [TripEvent]) {
    var winners: [UUIDv7: Int] = [:]
    var ended: Set<UUIDv7> = []
    var assignments: UInt32 = 0
    for event in log {
      switch event.change {
      case .offer(let id, let change):
        #expect(!ended.contains(id), "an offer changed after its end")
        switch change {
        case .accepted:
          winners[id, default: 0] += 1
          ended.insert(id)
        case .timedOut, .withdrawn: ended.insert(id)
        case .made, .declined: break
        }
      case .booking(.accepted), .booking(.assigned): assignments += 1
      case .booking, .trip: break
      }
    }
    #expect(winners.values.allSatisfy { $0 == 1 }, "two winners")
    let last = try? BookingLife(folding: log)
    #expect(last?.booking.assignmentVersion == assignments, "assignment versions rise by one")
    let changes = log.filter { if case .booking = $0.change { true } else { false } }
    #expect(last?.booking.version == UInt32(changes.count), "booking versions rise by one")
  }

  @Test(arguments: Seeds.all("trips"))
  func invariantsHold(_ first: UInt64) throws {
    var states: Set<BookingState> = []
    for seed in first..<(first + 40) {
      var world = try RandomWorld(seed: seed, bookings: 8)
      for _ in 0..<400 {
        try world.act()
        let pending = world.lives.flatMap(\.offers).reduce(0) { $0 + $1.waiting.count }
        #expect(world.leases.count == pending, "seed \(seed): leases are exactly those of pending offers")
        let busiest = (0..<RandomWorld.technicianCount).map {
          world.leases.offers(of: Sample.technician($0)).count
        }
        #expect((busiest.max() ?? 0) <= 1, "seed \(seed): one live offer per technician")
      }
      for (life, log) in zip(world.lives, world.logs) {
        try check(life, log)
        checkLog(log)
        let again = try log.map { try TripEvent(bytes: $0.bytes) }
        #expect(again == log, "seed \(seed): events survive the store")
        states.insert(life.booking.state)
      }
      #expect(world.accepted > 30 && world.refused > 30, "seed \(seed): a history without contrasts")
    }
    #expect(states == Set(BookingState.allCases), "every state is the end of some history")
  }

  @Test func ofFiveContendersExactlyOneWins() throws {
    var random = SeededRandom(seed: Seeds.current)
    for _ in 0..<1000 {
      var life = try Sample.life(.offer(id: Sample.uuid(1), Sample.offerTerms([1, 2, 3, 4, 5])))
      var order = Array(1...5)
      for index in order.indices.reversed() { order.swapAt(index, random.below(index + 1)) }
      var winners: [Int] = []
      for number in order {
        let request = LifeRequest.accept(
          offer: Sample.uuid(1), technician: Sample.technician(number), trip: Sample.uuid(100 + number))
        do throws(LifeRefusal) {
          life = try life.step(request, at: Sample.time(2), by: .system).life
          winners.append(number)
        } catch {
          #expect("\(error.code)" == "taken")
        }
      }
      #expect(winners == [order[0]])
      #expect(life.booking.liveAssignment?.technician == Sample.technician(order[0]))
    }
  }
}
