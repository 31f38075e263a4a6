// One run of bookings: the shipped engine, a virtual store, technicians, services, control rooms and customers on
// virtual time. The rooms: +Host is what a daemon does around the engine, +Requests what services want, +Clients what
// phones and viewers do, +Checks what must be true, +Restart the loss of power.

import Bedrock
import Engine
import GeoIndex
import TrackHub
import Trips

/// A run of the life of bookings.
struct BookingSimulation: ~Copyable {
  let minutes: Int
  let seed: UInt64
  static let start = Simulation.start
  /// The length of a turn of the server's loop.
  static let turnMilliseconds: Int64 = 100

  var engine: TenantEngine
  var settings: TenantSettings
  var actions = ActionList()
  var decoder = ClientMessageDecoder()
  var network: VirtualNetwork
  var store: VirtualStore
  var oracle = BookingOracle()
  var random: SeededRandom
  var epoch: UInt64 = 1
  /// Milliseconds since the start.
  var now: Int64 = 0
  /// Nothing new is wanted, nothing fails: everything comes to its end.
  var isDraining = false

  var phones: [TechnicianPhone] = []
  var watchers: [TopicWatcher] = []
  var connections: [Link] = []
  /// The connection of each session number.
  var seats: [ConnectionNumber?] = []
  /// Requests that wait for their answer, by ticket.
  var pending: [UInt64: Request] = [:]
  /// Requests that come again or for the first time, by their time.
  var planned: [(at: Int64, request: Request)] = []
  var lastTicket: UInt64 = 0
  var lastKey = 0
  var profiles: [ClientID: TechnicianProfile] = [:]
  /// The last durable snapshot of positions.
  var snapshot: [UInt8] = []
  var placedCount = 0
  var shareCount = 0
  var hash = ContentHash()
  var report: BookingReport

  /// A connection as the server knows it.
  struct Link {
    enum Client {
      case phone(Int)
      case watcher(Int)
    }
    let client: Client
    var session: SessionID?
    var isClosed = false
    var isBlocked = false
  }

  /// Engine time.
  var instant: Instant { Self.start.advanced(byMilliseconds: now) }

  init(seed: UInt64, minutes: Int) {
    self.seed = seed
    self.minutes = minutes
    report = BookingReport(seed: seed)
    let root = SeededRandom(seed: seed)
    random = root.fork(1)
    network = VirtualNetwork(root.fork(2))
    store = VirtualStore(root.fork(3))
    settings = Self.settings(&random)
    engine = TenantEngine(settings: settings, now: Self.start, epoch: epoch, entropy: root.fork(9).state)
    for number in 0..<(6 + random.below(8)) { addTechnician(number) }
    addWatcher(.token, ["ops"], rate: 1_000_000)
    addWatcher(.token, ["ops"], rate: 2_000)
  }

  private static func settings(_ random: inout SeededRandom) -> TenantSettings {
    var settings = TenantSettings()
    settings.offers.waveSize = 1 + random.below(4)
    settings.offers.waveSeconds = 8 + random.below(15)
    settings.offers.wavesMax = 2 + random.below(5)
    settings.offers.leasesMax = random.chance(0.6) ? 1 : 2
    settings.offers.searchSeconds = Int64(random.below(60))
    settings.arrival.dwellSeconds = 8
    return settings
  }

  /// Runs to the end and returns what happened.
  mutating func run() throws(BrokenPromise) -> BookingReport {
    let end = Int64(minutes) * 60_000
    while now < end { try turn() }
    isDraining = true
    store.outageUntil = 0
    // Whoever is on the way has to arrive and work; after that every booking leaves service.
    let limit = now + 900_000
    repeat {
      for _ in 0..<20 { try turn() }
      guard now < limit else { throw BrokenPromise(.nothingStuck, "the run does not come to rest: \(rest)") }
    } while !isAtRest
    try checkEnd()
    return finishedReport()
  }

  /// One turn of the server's loop, and what happens in the world meanwhile.
  private mutating func turn() throws(BrokenPromise) {
    now += Self.turnMilliseconds
    if isDraining { try drain() } else { try disturb() }
    runPhones()
    runWatchers()
    while let delivery = network.next(until: now) { try deliver(delivery) }
    try runRequests()
    for outcome in try store.work(until: now, isCalm: isDraining) { try tell(outcome) }
    if now % 200 == 0 { try call { engine, actions, now in engine.advance(to: now, into: &actions) } }
    try call { engine, actions, _ in engine.flush(into: &actions) }
    regulate()
    if now % 1_000 == 0 { try checkSamples() }
  }

  var isAtRest: Bool {
    engine.bookingsInService.isEmpty && pending.isEmpty && planned.isEmpty && store.entries.isEmpty
      && phones.allSatisfy { $0.isWelcomed && $0.outbox.isEmpty }
  }

  /// What is left, for the message of a run that does not end.
  private var rest: String {
    "\(engine.bookingsInService) in service, \(pending.count) requests, \(store.entries.count) orders, "
      + "\(phones.filter { !$0.outbox.isEmpty || !$0.isWelcomed }.map(\.id.text)) unheard"
  }

  private func finishedReport() -> BookingReport {
    var report = report
    for row in store.rows.sorted(by: { $0.key < $1.key }) {
      report.bookings += 1
      report.transitions += Int(row.value.version)
      report.states[row.value.life.booking.state, default: 0] += 1
      report.wins += row.value.life.offers.count { $0.winner != nil }
    }
    report.offers = oracle.offers.count
    report.points = store.pointKeys.count
    report.fates = store.fates
    report.viewerEvents = watchers.reduce(0) { $0 + $1.events }
    report.hash = hash.value
    return report
  }
}
