// Bookings by the thousand, each offered to several technicians who all accept at once: exactly one may win.

import Bedrock
import FleetClient
import Foundation
import LoadSupport
import Scene
import Transport

/// Runs contests.
struct Contention {
  /// How many are asked for each booking.
  static let contenders = 5
  private static let secondsMax = 60

  /// One per server.
  private let services: [BookingService]
  private let group: LoopGroup<ContestPhones>
  private let technicians: [String]
  private let seed: UInt64
  /// What the bookings of this run are called.
  private let name = "contest-\(Int64(Date().timeIntervalSince1970 * 1_000))"

  /// Runs all contests that the options ask for and says what came of them.
  static func run(_ options: LoadOptions) throws -> ContentionReport {
    let atOnce = min(options.contestsAtOnce, options.bookings)
    let phones = atOnce * contenders
    try OpenFiles.require(phones + atOnce)
    let servers = try LoadServers(options)
    defer { servers.stop() }
    let target = servers.targets[0]
    // A server that is up already learns of a profile when it is put there.
    let technicians = try servers.targets.map {
      try LoadServer.importTechnicians(phones, seed: options.seed, $0)
    }[0]
    let contention = try Contention(technicians, seed: options.seed, servers.targets)
    defer { contention.group.drain(withinMilliseconds: 5_000) }
    let before = try LoadServer.probeDisk(target)
    let sample = target.child.flatMap { ProcessSample(processID: $0.processID) }
    var report = try contention.run(options.bookings, atOnce: atOnce)
    if let sample, let end = target.child.flatMap({ ProcessSample(processID: $0.processID) }) {
      report.serverSeconds = end.cpuSeconds - sample.cpuSeconds
    }
    let after = try LoadServer.probeDisk(target)
    if let before, let after { report.disk = DiskReference(before: before, after: after) }
    return report
  }

  /// Connects a phone for every technician.
  private init(_ technicians: [String], seed: UInt64, _ targets: [ServerTarget]) throws {
    self.technicians = technicians
    self.seed = seed
    services = targets.map { BookingService($0) }
    var plan = ContestPlan(servers: targets.map { ($0.address, $0.security) }, tokens: [])
    for technician in technicians { plan.tokens.append(try services[0].token(ofTechnician: technician)) }
    var limits = TransportLimits()
    limits.connectionsMax = max(limits.connectionsMax, technicians.count)
    let contenders = plan
    group = try LoopGroup(LoopGroupConfiguration(limits: limits)) { _ in ContestPhones(contenders) }
    let ready = DispatchSemaphore(value: 0)
    group.post(.connect, to: 0)
    group.post(.whenReady(ready), to: 0)
    guard ready.wait(timeout: .now() + .seconds(Self.secondsMax)) == .success else {
      throw FleetError.fleet("not all \(technicians.count) phones were welcomed")
    }
  }

  private func run(_ bookings: Int, atOnce: Int) throws -> ContentionReport {
    let report = Lock(ContentionReport(bookings: bookings))
    let (services, start) = (services, MonotonicClock.nanoseconds())
    // Every lane asks five technicians of its own, so that nobody is asked twice at a time.
    try Crowd.run(atOnce, threads: atOnce, client: { try services.map { try BookingClient($0) } }) {
      clients, lane in
      for number in stride(from: lane, to: bookings, by: atOnce) {
        let (contest, document) = try contend(number, lane: lane, clients)
        let agrees = contest.map { agree($0, document) } ?? false
        report.withLock { $0.count(contest, documentAgrees: agrees) }
      }
    }
    let seconds = Double(MonotonicClock.nanoseconds() - start) / 1e9
    let ended = try endings()
    return report.withLock { report in
      report.seconds = seconds
      report.close(ended)
      return report
    }
  }

  /// Places a booking, has it offered, and waits until everybody was told.
  private func contend(
    _ number: Int, lane: Int, _ clients: [BookingClient]
  ) throws -> (Contest?, BookingClient.Booking) {
    let booking = "\(name)-\(number)"
    // Who is connected to the server where it is offered hears of it from there; the others from each other.
    let server = number / max(1, Self.contenders) % clients.count
    let client = clients[server]
    var random = SeededRandom(seed: seed &+ UInt64(number))
    let city = SceneBox.riyadh
    try client.place(
      booking, latitudeDegrees: random.double(in: city.southDegrees...city.northDegrees),
      longitudeDegrees: random.double(in: city.westDegrees...city.eastDegrees))
    // Who accepts first is another one each time.
    let first = number / Self.contenders % Self.contenders
    let phones = (0..<Self.contenders).map { lane * Self.contenders + (first + $0) % Self.contenders }
    let waiter = ContestWaiter()
    group.post(
      .expect(
        booking: booking, Contest(phones: phones, hearing: phones.filter { $0 % clients.count == server }),
        waiter), to: 0)
    try client.offer(booking, to: phones.map { technicians[$0] })
    let contest = waiter.wait(seconds: Self.secondsMax)
    return (contest, try client.booking(booking))
  }

  /// Whether the booking says what its phones were told.
  private func agree(_ contest: Contest, _ document: BookingClient.Booking) -> Bool {
    guard let winner = contest.winners.first, let assignment = document.assignment else { return false }
    return document.state == "assigned" && assignment.technician == technicians[winner]
      && assignment.trip == contest.trip
  }

  /// The accounts of all contests at the end, with what came late.
  private func endings() throws -> ContestEndings {
    let (ended, answer) = (DispatchSemaphore(value: 0), Lock<ContestEndings?>(nil))
    group.post(
      .ask { phones in
        let endings = ContestEndings(
          broken: phones.contests.filter { !$0.value.isKept }.map { "\($0.key): \($0.value.account)" },
          repeated: phones.repeated, disconnects: phones.disconnects, faults: phones.faults)
        answer.withLock { $0 = endings }
        ended.signal()
      }, to: 0)
    guard ended.wait(timeout: .now() + .seconds(Self.secondsMax)) == .success,
      let endings = answer.withLock({ $0 })
    else { throw FleetError.fleet("the phones have gone quiet") }
    return endings
  }
}
