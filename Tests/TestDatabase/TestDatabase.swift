// A private Postgres for tests and benchmarks.

import Foundation

/// Where the distribution keeps the programs of Postgres.
public enum PostgresPrograms {
  /// The newest installed version's folder, or nil.
  public static var folder: String? {
    let root = "/usr/lib/postgresql"
    let versions = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
    return versions.compactMap(Int.init).max().map { "\(root)/\($0)/bin" }
  }
}
