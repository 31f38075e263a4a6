// One server of a load: one that runs already, or how one is to be started. All of them are in LoadServers.swift.

import Access
import Bedrock
import FleetClient
import Foundation
import LoadSupport
import Scene

/// Makes servers and fills them with technicians.
enum LoadServer {
  /// A server that runs already.
  static func running(_ url: String, _ options: LoadOptions) throws -> ServerTarget {
    guard let keys = options.keys, let tenant = options.tenant else {
      throw LoadUsageError(description: "--url needs --keys and --tenant")
    }
    return try ServerTarget(
      url: url, rootsPath: options.roots, keysPath: keys, tenant: try ClientID(tenant, field: "--tenant"))
  }

  /// How a child is to be run: with one loop and without rate limits.
  static func child(_ options: LoadOptions) -> ChildServer.Configuration {
    var child = ChildServer.Configuration(executable: executable(options), tenant: ClientID(trusted: "load"))
    child.processor = options.isPinned ? ProcessInfo.processInfo.activeProcessorCount - 1 : nil
    child.arguments = [
      "--loops", "1", "--rate-fixes", "0", "--rate-per-token", "0", "--rate-per-address", "0",
      "--log-level", "warning",
    ]
    return child
  }

  /// The geod to start: the one that was named, or the one beside this program.
  static func executable(_ options: LoadOptions) -> URL {
    options.server.map { URL(filePath: $0) }
      ?? URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "geod")
  }

  /// Imports so many technicians of the scene; returns their identifiers.
  static func importTechnicians(_ count: Int, seed: UInt64, _ target: ServerTarget) throws -> [String] {
    try target.service(.service).importTechnicians(
      (0..<count).map { technician in
        var json = JSONWriter()
        TechnicianProfileSample(technician: technician, seed: seed).write(to: &json, withID: true)
        return json.finish()
      })
    return (0..<count).map { TechnicianProfileSample.id(ofTechnician: $0) }
  }

  /// How long the disk of a started server takes for a flush; nil for one that runs elsewhere.
  static func probeDisk(_ target: ServerTarget) throws -> Histogram? {
    try target.child.map { try DiskProbe.run(in: $0.folder) }
  }
}
