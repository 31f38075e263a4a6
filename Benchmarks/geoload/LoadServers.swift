// The servers of a load, all of one tenant: those that run already, or children, on a private Postgres where asked for.

import Bedrock
import FleetClient
import Foundation
import TestDatabase
import TestPrograms

/// The servers of a load, the first of which is asked where one is enough.
final class LoadServers {
  /// At least one.
  let targets: [ServerTarget]
  private let cluster: PostgresCluster?
  /// What the children show to those who want TLS; nil where they speak without.
  let identity: LoadIdentity?

  /// Opens what the options ask for.
  init(_ options: LoadOptions) throws {
    if !options.urls.isEmpty {
      (cluster, identity) = (nil, nil)
      targets = try options.urls.map { try LoadServer.running($0, options) }
      return
    }
    let identity = options.isSecured ? try LoadIdentity() : nil
    self.identity = identity
    let security = try identity?.security()
    var child = LoadServer.child(options)
    child.arguments += identity?.arguments ?? []
    guard options.processes > 1 || options.isOnPostgres else {
      cluster = nil
      targets = [try ServerTarget(child: child, security: security)]
      return
    }
    let (cluster, urls) = try Self.database(options)
    self.cluster = cluster
    child.storeArguments = ["--database-url", urls.app, "--database-system-url", urls.system]
    let first = try ServerTarget(child: child, security: security)
    var targets = [first]
    // The others take the first one's keys, and find the tenant there.
    child.sharedKeysPath = first.child?.keysPath
    for _ in 1..<options.processes { targets.append(try ServerTarget(child: child, security: security)) }
    self.targets = targets
  }

  /// Ends the children and their database.
  func stop() {
    for target in targets.reversed() { target.stop() }
    cluster?.remove()
  }

  /// A cluster with the database that the children share.
  private static func database(_ options: LoadOptions) throws -> (PostgresCluster, DatabaseURLs) {
    guard TestDatabase.isAvailable else { throw FleetError.server(TestDatabase.missing) }
    let cluster = try PostgresCluster()
    try cluster.makeRolesAndDatabase("load")
    let urls = cluster.urls("load")
    try Command.run([
      LoadServer.executable(options).path, "migrate", "up", "--database-owner-url", urls.owner,
    ])
    return (cluster, urls)
  }
}
