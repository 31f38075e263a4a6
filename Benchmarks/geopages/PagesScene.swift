// The world behind the pages: a server, its fleet in open loop, bookings in the queue, a customer who waits.

import Access
import Bedrock
import FleetClient
import Foundation
import LoadSupport
import Scene
import Transport

/// A server whose technicians drive and report until ``end()``.
final class PagesScene {
  let server: ChildServer
  private let fleet: Fleet
  private let sender: FixSender
  private let service: ServiceAPI
  private let ids: [ClientID]
  private let homes: [ScenePoint]

  private static let bookingsMax = 200
  private static let hourMilliseconds: Int64 = 3_600_000

  init(_ options: PagesOptions) throws {
    let beside = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "geod")
    var configuration = ChildServer.Configuration(
      executable: options.server.map { URL(filePath: $0) } ?? beside, tenant: ClientID(trusted: "pages"))
    configuration.arguments = [
      "--map", "sample:\(options.seed)", "--loops", "1", "--rate-fixes", "0", "--rate-per-token", "0",
      "--rate-per-address", "0", "--log-level", "warning",
    ]
    server = try ChildServer(configuration)
    let desk = server.desk
    service = ServiceAPI(
      server.address, token: try desk.token(.service, subject: ClientID(trusted: "pages")))
    ids = (0..<options.technicians).map {
      ClientID(trusted: TechnicianProfileSample.id(ofTechnician: $0))
    }
    try service.importTechnicians(
      (0..<options.technicians).map { technician in
        var json = JSONWriter()
        TechnicianProfileSample(technician: technician, seed: options.seed).write(to: &json, withID: true)
        return json.finish()
      })
    let phones = try ids.map { FleetPhone(id: $0, token: try desk.token(.technician, subject: $0)) }
    fleet = try Fleet(FleetConfiguration(address: server.address, phones: phones))
    fleet.connect()
    guard fleet.waitUntilReady(timeoutMilliseconds: 120_000) else {
      throw FleetError.fleet("not all phones were welcomed: \(fleet.statistics().firstFaults)")
    }
    let places = LoadFleet(seed: options.seed, count: options.technicians, rate: options.rate)
    homes = places.homes
    sender = FixSender(fleet, places)
    sender.begin()
    try fillQueue()
  }

  /// What the phones have to say about the run. They send nothing more from here on: of what is still on its way nobody
  /// could say whether it was lost.
  func finalStatistics() -> FleetStatistics {
    sender.end()
    return fleet.statistics()
  }

  /// The address of a console that groups nobody, with a token that signs in.
  func consoleURL() throws -> String {
    let token = try server.desk.token(.dispatcher, subject: ClientID(trusted: "viewer"))
    return url("/ops?group=never#token=\(token)")
  }

  /// The address of a path of the server.
  func url(_ path: String) -> String { "http://127.0.0.1:\(server.address.port)\(path)" }

  /// A booking whose technician is on the way; the path of the customer's page.
  func customerPath() throws -> String {
    let booking = ClientID(trusted: "customer")
    let now = Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000))
    try place(booking, near: homes[0], from: now.advanced(byMilliseconds: 720 * Self.hourMilliseconds))
    _ = try service.ask(.assign(technician: ids[0], reason: "benchmark"), of: booking, key: "customer-assign")
    guard let trip = try service.booking(booking).document.assignment?.trip else {
      throw FleetError.fleet("the customer's booking has no trip")
    }
    let client = HTTPClient(host: server.address.host, port: server.address.port)
    let token = try server.desk.token(.technician, subject: ids[0])
    let answer: HTTPClientAnswer
    do throws(ClientError) {
      answer = try client.post(
        "/v1/trips/\(trip):start", headers: ["Authorization": "Bearer \(token)"], body: [])
    } catch {
      throw FleetError.unanswered(what: "starting the customer's trip", error)
    }
    guard answer.status == 200 else {
      throw FleetError.refused(what: "starting the trip", status: answer.status, detail: answer.text)
    }
    return "/t/\(try service.share(booking).key)"
  }

  func end() {
    sender.end()
    fleet.stop()
    server.stop()
  }

  /// Bookings for the console's queue, in windows so late that nobody is asked.
  private func fillQueue() throws {
    let now = Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000))
    for number in 0..<min(Self.bookingsMax, ids.count / 5) {
      let hours = Int64(24 + number)
      try place(
        ClientID(trusted: "queue-\(number)"), near: homes[number],
        from: now.advanced(byMilliseconds: hours * Self.hourMilliseconds))
    }
  }

  private func place(_ id: ClientID, near home: ScenePoint, from start: Instant) throws {
    let order = BookingOrder(
      id: id, latitudeDegrees: home.latitudeDegrees + 0.02, longitudeDegrees: home.longitudeDegrees,
      skill: "ac-repair",
      window: (start, start.advanced(byMilliseconds: 2 * Self.hourMilliseconds)))
    _ = try service.place(order, key: id.text)
  }
}

/// Sends every fix at its time, on a thread of its own.
private final class FixSender: Sendable {
  private let fleet: Fleet
  private let places: LoadFleet
  private let hasEnded = Lock(false)
  private let hasStopped = DispatchSemaphore(value: 0)

  init(_ fleet: Fleet, _ places: LoadFleet) {
    self.fleet = fleet
    self.places = places
  }

  func begin() {
    Thread { [self] in
      let start = Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000))
      let startNanoseconds = MonotonicClock.nanoseconds()
      var sent = 0
      while !hasEnded.withLock({ $0 }) {
        let elapsed = MonotonicClock.nanoseconds() - startNanoseconds
        var reports: [PhoneReport] = []
        while places.dueNanoseconds(sent) <= elapsed {
          reports.append(places.report(sent, start: start, startNanoseconds: startNanoseconds))
          sent += 1
        }
        if !reports.isEmpty { fleet.report(reports) }
        Thread.sleep(forTimeInterval: 0.002)
      }
      hasStopped.signal()
    }.start()
  }

  /// Stops sending and waits for the verdicts on what was sent. May be called again.
  func end() {
    hasEnded.withLock { $0 = true }
    hasStopped.wait()
    hasStopped.signal()
    _ = fleet.waitUntilSettled(timeoutMilliseconds: 10_000)
  }
}
