// Where a row of the matrix plays: which store, which network, which disk, and how each of them is broken.

import Bedrock
import FleetClient
import Foundation
import TestDatabase

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
  func scene(for fault: CrashFault) throws -> CrashScene {
    guard !fault.isEmbedded, let cluster else { return CrashScene(room: try room()) }
    copies += 1
    let name = "crash_\(copies)"
    try cluster.copyDatabase(Self.template, to: name)
    return try CrashScene(cluster: cluster, database: name)
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
  /// The options of the load that say where the truth is.
  let storeArguments: [String]
  /// What the load finds in its environment.
  let environment: [String: String]
  /// What people should know about this row.
  var remark: String? { room.map { "\($0.words); \(refusals.reduce(0, +)) refused" } }
  /// Whether the embedded store has a disk of its own; nil for Postgres.
  var isMounted: Bool? { room.map { $0 is SmallDisk } }

  /// How much the embedded store has refused, each time that there was no room.
  private(set) var refusals: [Int] = []

  /// A store under load needs a page more often than this.
  private static let refusalSecondsMax = 20.0

  /// Postgres behind a relay.
  init(cluster: PostgresCluster, database: String) throws {
    self.cluster = cluster
    let relay = try TCPRelay(to: cluster.port)
    self.relay = relay
    room = nil
    let urls = cluster.loopbackURLs(database, port: relay.port)
    storeArguments = ["--database-url", urls.app, "--database-system-url", urls.system]
    environment = [:]
  }

  /// The embedded store with little room.
  init(room: any SmallRoom) {
    cluster = nil
    relay = nil
    self.room = room
    storeArguments = room.storeArguments
    environment = ["TMPDIR": room.path]
  }

  /// Breaks something for some time and repairs it.
  func perform(_ fault: CrashFault, on load: CrashLoad, seconds: Double) throws {
    switch fault {
    case .serverKill: try load.killServer()
    case .databaseKill:
      try cluster?.kill()
      Thread.sleep(forTimeInterval: seconds)
      try cluster?.start()
    case .freeze, .longFreeze:
      cluster?.freeze()
      Thread.sleep(forTimeInterval: seconds)
      cluster?.thaw()
    case .reset: relay?.reset()
    case .silence:
      relay?.silence()
      Thread.sleep(forTimeInterval: seconds)
      relay?.comeBack()
    case .diskFull:
      let before = load.sign()
      try room?.fill()
      Thread.sleep(forTimeInterval: seconds)
      // Where pages have room of their own left, a store is full only when it needs a new one.
      refusals.append(load.waitForRefusal(since: before, seconds: Self.refusalSecondsMax))
      try room?.clear()
    }
  }

  /// Takes the scene down; the load has ended.
  func leave() throws {
    relay?.stop()
    room?.remove()
  }
}
