// geod version: what runs here.

import Foundation
import Projection
import Transport
import TripStore
import Webhooks

/// `geod version`
enum VersionCommand {
  /// The version of geod.
  static let version = "0.1.0"

  static let command = GeodCommand(
    specification: CommandSpecification(
      name: "version", summary: "Print the versions of geod and of the libraries it found",
      discussion: "Prints the version of geod and of every library that it was loaded with.",
      options: [CommandOption("json", .flag, "Print one JSON object.", isConfigurable: false)])
  ) { arguments in
    let rows = [
      ("geod", version), ("openssl", CryptoLibrary.version), ("sqlite", LibraryVersions.sqlite),
      ("libpq", LibraryVersions.libpq), ("curl", WebhookLibrary.version),
      ("proj", ProjVersion.string), ("zlib", Gzip.libraryVersion),
    ]
    if arguments.isSet("json") {
      let members = Dictionary(uniqueKeysWithValues: rows.map { ($0.0, JSONValue.string($0.1)) })
      Terminal.print(String(decoding: JSONValue.object(members).bytes, as: UTF8.self))
    } else {
      for row in rows { Terminal.print(row.0.padding(toLength: 10, withPad: " ", startingAt: 0) + row.1) }
    }
    return 0
  }
}
