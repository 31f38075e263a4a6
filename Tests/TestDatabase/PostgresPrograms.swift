// Where the programs of Postgres are, and as whom they may run.

import Foundation
import TestPrograms

/// The installed Postgres.
public enum PostgresPrograms {
  /// The folder of the newest installed version, or the one that `GEOD_POSTGRES_PROGRAMS` names; nil where there is none.
  public static let folder: String? = {
    if let folder = ProcessInfo.processInfo.environment["GEOD_POSTGRES_PROGRAMS"] { return folder }
    let root = "/usr/lib/postgresql"
    let versions = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
    // Debian keeps a folder per version, others one in the common place.
    let folders = versions.compactMap(Int.init).sorted(by: >).map { "\(root)/\($0)/bin" } + ["/usr/bin"]
    return folders.first { FileManager.default.isExecutableFile(atPath: "\($0)/initdb") }
  }()

  /// Why no private cluster can be had here; nil when one can. For `.enabled(if:)`.
  public static let missing: String? = {
    #if os(Linux)
      if folder == nil { return "Postgres is not installed (scripts/bootstrap --for test installs it)" }
      if isRoot, user == nil { return "no unprivileged user to run Postgres as" }
      if isRoot, !FileManager.default.isExecutableFile(atPath: setpriv) { return "setpriv is not installed" }
      return nil
    #else
      return "private clusters of Postgres need Linux"
    #endif
  }()

  /// Whether databases can have an extension.
  public static func hasExtension(_ name: String) -> Bool {
    let command = [path("pg_config"), "--sharedir"]
    guard missing == nil, let output = try? Command.run(command) else { return false }
    let share = String(decoding: output, as: UTF8.self).trimmingCharacters(in: .newlines)
    return FileManager.default.fileExists(atPath: "\(share)/extension/\(name).control")
  }

  /// The file of a program.
  static func path(_ name: String) -> String { "\(folder ?? "/usr/bin")/\(name)" }

  /// Postgres refuses to run as root; then it runs as this user.
  static let user: String? = ["postgres", "nobody"].first { getpwnam($0) != nil }

  static let isRoot = getuid() == 0

  private static let setpriv = "/usr/bin/setpriv"

  /// A command as the user that Postgres may run as.
  static func unprivileged(_ command: [String]) -> [String] {
    guard isRoot, let user else { return command }
    return [setpriv, "--reuid=\(user)", "--regid=\(group(of: user))", "--clear-groups"] + command
  }

  /// Gives a folder to that user.
  static func own(_ path: String) throws {
    guard isRoot, let user else { return }
    try FileManager.default.setAttributes(
      [.ownerAccountName: user, .groupOwnerAccountName: group(of: user)], ofItemAtPath: path)
  }

  private static func group(of user: String) -> String { user == "nobody" ? "nogroup" : user }
}
