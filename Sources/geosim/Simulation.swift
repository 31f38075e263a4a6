// One run: the shipped engine and a generated world on virtual time. The rooms: +Server is what a daemon
// does around the engine, +Clients is what phones and viewers do, +Checks compares with the oracle.

import Bedrock
import Engine
import GeoIndex
import Matcher
import Scene
import TrackHub

/// A run of the simulator.
struct Simulation: ~Copyable {
  let options: SimulationOptions
  let seed: UInt64
  /// When the run begins: a Sunday morning in Riyadh (2026-01-04T06:00:00Z).
  static let start = Instant(milliseconds: 1_767_506_400_000)
  /// The length of a turn of the server's loop.
  static let turnMilliseconds: Int64 = 50

  var engine: TenantEngine
  var settings: TenantSettings
  var actions = ActionList()
  var decoder = ClientMessageDecoder()
  var network: VirtualNetwork
  var oracle = Oracle()
  var fleet: FleetModel
  var random: SeededRandom
  var epoch: UInt64 = 1
  /// Milliseconds since the start.
  var now: Int64 = 0
  /// No new reports, faults or changes: what is under way arrives, and then everything must agree.
  var isDraining = false

  var phones: [SimulatedPhone] = []
  var viewers: [SimulatedViewer] = []
  var connections: [Link] = []
  /// The connection of each session number.
  var seats: [ConnectionNumber?] = []

  var hash = ContentHash()
  var frames = 0
  var framesBytes = 0
  var queries = 0
  var restarts = 0
  var waitingBytesMax = 0

  /// A connection as the server knows it.
  struct Link {
    enum Client {
      case phone(Int)
      case viewer(Int)
    }
    let client: Client
    var session: SessionID?
    var isClosed = false
    var isBlocked = false
    /// What the next acknowledgement must list, and whether one is due.
    var refused: [(sequence: UInt64, code: String)] = []
    var owesAcknowledgement = false
  }

  /// Engine time.
  var instant: Instant { Self.start.advanced(byMilliseconds: now) }

  init(_ options: SimulationOptions, seed: UInt64, streets: StreetGrid) {
    self.options = options
    self.seed = seed
    let root = SeededRandom(seed: seed)
    random = root.fork(1)
    network = VirtualNetwork(root.fork(2))
    settings = TenantSettings()
    settings.fix.frozenAfterMilliseconds = SimulatedPhone.intervalMilliseconds
    let guests = 3 + options.technicians / 10
    let count = options.technicians + guests
    fleet = FleetModel(seed: seed, count: count, streets: streets, start: Self.start)
    engine = TenantEngine(settings: settings, now: Self.start, epoch: epoch, entropy: root.fork(9).state)
    for technician in 0..<count {
      let isGuest = technician >= options.technicians
      phones.append(makePhone(technician, isGuest: isGuest, from: 0))
      if isGuest { phones[technician].exists = false } else { putProfile(technician) }
    }
    for number in 0..<8 { viewers.append(makeViewer(number)) }
  }

  /// Runs to the end and returns what happened.
  mutating func run() throws(BrokenPromise) -> SimulationReport {
    let end = Int64(options.minutes) * 60_000
    while now < end { try turn() }
    isDraining = true
    // Slow viewers take their time; nobody may need more than this.
    let limit = now + 1_800_000
    repeat {
      for _ in 0..<20 { try turn() }
      guard now < limit else { throw BrokenPromise(text: "the run does not come to rest") }
    } while !isAtRest
    try checkEverything()
    for viewer in viewers { try viewer.check(oracle) }
    return report()
  }

  /// One turn of the server's loop, and what happens in the world meanwhile.
  private mutating func turn() throws(BrokenPromise) {
    now += Self.turnMilliseconds
    if !isDraining { try disturb() }
    runPhones()
    runViewers()
    while let delivery = network.next(until: now) { try deliver(delivery) }
    if now % 1_000 == 0 {
      engine.advance(to: instant, into: &actions)
      oracle.advance(to: instant, settings.presence)
    }
    engine.flush(viewers: now % 100 == 0, into: &actions)
    try perform()
    try regulate()
    if now % 5_000 == 0 { try checkSamples() }
  }

  /// Whether everything that was under way has arrived.
  private var isAtRest: Bool {
    !engine.hasViewerWork
      && phones.allSatisfy { !$0.exists || ($0.isWelcomed && $0.outbox.isEmpty) }
      && viewers.allSatisfy { $0.watchesAll(of: oracle) && isQuiet($0.connection) }
  }

  /// Whether both ends hold the connection and nothing is under way to the client.
  private func isQuiet(_ connection: ConnectionNumber?) -> Bool {
    guard let connection, !connections[connection].isClosed else { return false }
    return network.waitingBytes(connection) == 0
  }

  private func report() -> SimulationReport {
    var hash = hash
    hash.combine(UInt64(oracle.repeatsInAll))
    for (id, account) in oracle.accounts.sorted(by: { $0.key < $1.key }) {
      hash.combine(id)
      hash.combine(account.lastSequence)
      hash.combine(UInt64(account.presence.rawValue))
      guard let position = account.position else { continue }
      hash.combine(position.time.milliseconds)
      hash.combine(Int64(position.point.latitudeAngle))
      hash.combine(Int64(position.point.longitudeAngle))
    }
    return SimulationReport(
      seed: seed, hash: hash.value, verdicts: oracle.verdicts, repeats: oracle.repeatsInAll, frames: frames,
      frameBytes: framesBytes, queries: queries, restarts: restarts, waitingBytesMax: waitingBytesMax)
  }
}
