// Where a row of the matrix plays: which store, which network, which disk, and how each of them is broken.

import Bedrock
import FleetClient
import Foundation
import TestDatabase

/// What all rows share: the cluster of Postgres, with a database that is copied for each of them.
final class CrashStage {
  private let geod: URL
  private let cluster: PostgresCluster?
  private var copies = 0

  private static let template = "crash_template"

  init(_ options: LoadOptions, needsDatabase: Bool) throws {
    geod = LoadServer.executable(options)
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
    guard !fault.isEmbedded, let cluster else { return CrashScene(disk: try SmallDisk()) }
    copies += 1
    let name = "crash_\(copies)"
    try cluster.copyDatabase(Self.template, to: name)
    return try CrashScene(cluster: cluster, database: name)
  }

  /// Removes the cluster.
  func remove() { cluster?.remove() }
}

/// One row's surroundings.
final class CrashScene {
  private let cluster: PostgresCluster?
  private let relay: TCPRelay?
  private let disk: SmallDisk?
  /// The options of the load that say where the truth is.
  let storeArguments: [String]
  /// What the load finds in its environment.
  let environment: [String: String]
  /// What people should know about this row.
  let remark: String?

  /// Postgres behind a relay.
  init(cluster: PostgresCluster, database: String) throws {
    self.cluster = cluster
    let relay = try TCPRelay(to: cluster.port)
    self.relay = relay
    disk = nil
    let urls = cluster.loopbackURLs(database, port: relay.port)
    storeArguments = ["--database-url", urls.app, "--database-system-url", urls.system]
    environment = [:]
    remark = nil
  }

  /// The embedded store on a disk of its own.
  init(disk: SmallDisk) {
    cluster = nil
    relay = nil
    self.disk = disk
    storeArguments = []
    environment = ["TMPDIR": disk.path]
    remark = "on \(disk.words)"
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
      try disk?.fill()
      Thread.sleep(forTimeInterval: seconds)
      try disk?.clear()
    }
  }

  /// Takes the scene down; the load has ended.
  func leave() throws {
    relay?.stop()
    disk?.remove()
  }
}
