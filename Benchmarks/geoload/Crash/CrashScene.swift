// Where a row of the matrix plays: which store, which network, which disk, and how each of them is broken.

import Bedrock
import FleetClient
import Foundation
import TestDatabase
import TestPrograms

/// What all rows share: the cluster of Postgres, with a database that is copied for each of them.
final class CrashStage {
  private let geod: URL
  private let mountsNothing: Bool
  private let cluster: PostgresCluster?
  private var copies = 0

  private static let template = "crash_template"

  init(_ options: LoadOptions, needsDatabase: Bool) throws {
    geod = LoadServer.executable(options)
    mountsNothing = options.mountsNothing
    guard needsDatabase else {
      cluster = nil
      return
    }
    guard TestDatabase.isAvailable else { throw FleetError.server(TestDatabase.missing) }
    var settings = PostgresCluster.Options()
    settings.listensOnLoopback = true
    let cluster = try PostgresCluster(settings)
    self.cluster = cluster
    try cluster.makeRolesAndDatabase(Self.template)
    let owner = cluster.urls(Self.template).owner
    try Command.run([geod.path, "migrate", "up", "--database-owner-url", owner])
  }

  /// A fresh scene for faults of a kind.
  func scene(for fault: CrashFault, _ clock: CrashClock) throws -> CrashScene {
    guard !fault.isEmbedded, let cluster else { return CrashScene(room: try room(), clock) }
    copies += 1
    let name = "crash_\(copies)"
    try cluster.copyDatabase(Self.template, to: name)
    return try CrashScene(cluster: cluster, database: name, clock)
  }

  /// Room that can be filled: a disk, or where none can be mounted, the store's own bound.
  private func room() throws -> any SmallRoom {
    if !mountsNothing, let disk = try SmallDisk() { return disk }
    return try SmallStore()
  }

  /// Removes the cluster.
  func remove() { cluster?.remove() }
}

/// One row's surroundings.
final class CrashScene {
  private let cluster: PostgresCluster?
  private let relay: TCPRelay?
  private let room: (any SmallRoom)?
  private let clock: CrashClock
  /// The options of the load that say where the truth is.
  let storeArguments: [String]
  /// Where the load has its temporary folders; nil where that does not matter.
  var temporaryPath: String? { room?.path }
  /// What people should know about this row.
  var remark: String? { room.map { "\($0.words); \(refusals.reduce(0, +)) refused" } }
  /// Whether the embedded store has a disk of its own; nil for Postgres.
  var isMounted: Bool? { room.map { $0 is SmallDisk } }

  /// How much the embedded store has refused, each time that there was no room.
  private(set) var refusals: [Int] = []

  /// A store under load needs a page more often than this.
  private static let refusalSecondsMax = 20.0

  /// Postgres behind a relay.
  init(cluster: PostgresCluster, database: String, _ clock: CrashClock) throws {
    self.clock = clock
    self.cluster = cluster
    let relay = try TCPRelay(to: cluster.port)
    self.relay = relay
    room = nil
    let urls = cluster.loopbackURLs(database, port: relay.port)
    storeArguments = ["--database-url", urls.app, "--database-system-url", urls.system]
  }

  /// The embedded store with little room.
  init(room: any SmallRoom, _ clock: CrashClock) {
    self.clock = clock
    cluster = nil
    relay = nil
    self.room = room
    storeArguments = room.storeArguments
  }

  /// Breaks something for some time and repairs it.
  func perform(_ fault: CrashFault, on load: CrashLoad, seconds: Double) throws {
    switch fault {
    case .serverKill: try load.killServer()
    case .databaseKill:
      try cluster?.kill()
      try clock.sleep(seconds: seconds)
      try cluster?.start()
    case .freeze, .longFreeze:
      cluster?.freeze()
      try clock.sleep(seconds: seconds)
      cluster?.thaw()
    case .reset: relay?.reset()
    case .silence:
      relay?.silence()
      try clock.sleep(seconds: seconds)
      relay?.comeBack()
    case .diskFull:
      let before = load.sign()
      try room?.fill()
      try clock.sleep(seconds: seconds)
      // Where pages have room of their own left, a store is full only when it needs a new one.
      refusals.append(try load.waitForRefusal(since: before, seconds: Self.refusalSecondsMax))
      try room?.clear()
    }
  }

  /// Takes the scene down; the load has ended.
  func leave() {
    relay?.stop()
    room?.remove()
  }
}
