// Recorded data that lies beside the project on some machines and is never copied into it.

public import Foundation
import TestPrograms

/// Finds recorded data: `../shared/data` beside the package, or the folder that `GEOD_SHARED_DATA` names.
public enum SharedData {
  /// Why a test that needs the data is skipped.
  public static let missing: String =
    "recorded data is not beside the project (../shared/data or GEOD_SHARED_DATA)"

  /// The package's root folder.
  public static let packageRoot: URL = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The file at a path inside the recorded data, nil when it is not here.
  public static func file(_ path: String) -> URL? {
    let root =
      ProcessInfo.processInfo.environment["GEOD_SHARED_DATA"].map { URL(filePath: $0) }
      ?? packageRoot.appending(path: "../shared/data").standardizedFileURL
    let file = root.appending(path: path)
    return FileManager.default.fileExists(atPath: file.path) ? file : nil
  }

  /// Whether the file is here; for `.enabled(if:)`.
  public static func has(_ path: String) -> Bool { file(path) != nil }

  /// The file's bytes, unpacked when its name ends in `.gz` (by the system's `gzip`).
  public static func contents(_ path: String) throws -> Data {
    guard let file = file(path) else { throw CocoaError(.fileNoSuchFile) }
    guard file.pathExtension == "gz" else { return try Data(contentsOf: file) }
    return try Command.run(["gzip", "-dc", file.path])
  }
}
