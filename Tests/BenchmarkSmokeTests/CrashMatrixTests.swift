// The crash matrix in small: each kind of fault once or twice.

import Foundation
import TestDatabase
import TestSupport
import Testing

@Suite("Crash matrix", .serialized)
struct CrashMatrixTests {
  private func run(_ faults: String) throws -> (status: Int32, output: String) {
    let result = try BuiltProduct.run(
      "geoload", ["--crash", "--faults", faults, "--technicians", "60", "--json"])
    return (result.status, result.output)
  }

  @Test(
    .enabled(if: TestDatabase.isAvailable, "\(TestDatabase.missing)"),
    arguments: ["server-kill=2", "database-kill=2", "freeze=1", "reset=2", "silence=1"])
  func whatWasAcknowledgedSurvives(faults: String) throws {
    let result = try run(faults)
    #expect(result.status == 0, "\(result.output)")
    let name = faults.split(separator: "=")[0].replacing("-", with: "_")
    #expect(result.output.contains("\"\(name)_good\",\"value\":1"))
  }

  @Test(.enabled(if: CanMount.here, "mounting is not allowed here"))
  func aFullDiskLosesNothing() throws {
    let result = try run("disk-full=1")
    #expect(result.status == 0, "\(result.output)")
  }
}

/// Whether a small disk can be had.
private enum CanMount {
  static let here: Bool = {
    let folder = FileManager.default.temporaryDirectory.appending(path: "geod-mount-\(UUID().uuidString)")
      .path
    let tried = try? Command.run([
      "sh", "-c", "mkdir \"$0\" && mount -t tmpfs tmpfs \"$0\" && umount \"$0\"; s=$?; rmdir \"$0\"; exit $s",
      folder,
    ])
    return tried != nil
  }()
}
