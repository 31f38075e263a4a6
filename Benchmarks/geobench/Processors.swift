// Binding processes to processors, so that a measurement says how much one of them does.

import Foundation

enum Processors {
  /// Binds all threads of processes to a processor; what they start inherits it.
  /// - Returns: false when that is not possible here.
  static func pin(_ processes: [Int32], to processor: Int) -> Bool {
    guard processor < ProcessInfo.processInfo.activeProcessorCount else { return false }
    return processes.allSatisfy { bind($0, to: "\(processor)") }
  }

  /// Lets a process use all processors again.
  static func unpin(_ process: Int32) {
    _ = bind(process, to: "0-\(ProcessInfo.processInfo.activeProcessorCount - 1)")
  }

  private static func bind(_ process: Int32, to list: String) -> Bool {
    let command = Process()
    command.executableURL = URL(filePath: "/usr/bin/taskset")
    command.arguments = ["--all-tasks", "--cpu-list", "--pid", list, "\(process)"]
    command.standardOutput = FileHandle.nullDevice
    guard (try? command.run()) != nil else { return false }
    command.waitUntilExit()
    return command.terminationStatus == 0
  }
}
