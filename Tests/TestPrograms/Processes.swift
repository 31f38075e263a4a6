// Processes, known by the folder that they work in.

import Foundation

/// Finds and ends processes by their folder, with those that they have started and forgotten.
public enum Processes {
  /// The processes that work in a folder or below it, also where it has been removed meanwhile. None where the system has
  /// no `/proc`.
  public static func working(in folder: String) -> [Int32] {
    let entries = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return entries.compactMap(Int32.init).filter { process in
      let place = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(process)/cwd")
      return place.map { $0 == folder || $0.hasPrefix(folder + "/") || $0 == folder + " (deleted)" } ?? false
    }
  }

  /// Ends them with SIGKILL.
  /// - Returns: false when some are left after `seconds`.
  @discardableResult
  public static func end(in folder: String, seconds: Double = 30) -> Bool {
    Poll.until(seconds: seconds) {
      let left = working(in: folder)
      for process in left { kill(process, SIGKILL) }
      return left.isEmpty
    }
  }
}
