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

  /// Processor time that processes have used since their start, in seconds; a process that has ended counts nothing.
  static func secondsUsed(by processes: [Int32]) -> Double {
    let ticks = processes.reduce(0.0) { sum, process in
      guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
        let fields = text.split(separator: ")").last?.split(separator: " "), fields.count > 12
      else { return sum }
      // utime and stime, fields 14 and 15 of proc(5); two stand before the closing parenthesis.
      return sum + (Double(fields[11]) ?? 0) + (Double(fields[12]) ?? 0)
    }
    return ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
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
