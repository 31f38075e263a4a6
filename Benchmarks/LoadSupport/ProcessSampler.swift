// What a process costs, by the numbers that the kernel keeps (proc(5)).

internal import Foundation

/// Processor time and memory of a process at a moment.
public struct ProcessSample: Sendable {
  /// User and system time since its start.
  public var cpuSeconds: Double
  /// Memory that is in use.
  public var residentBytes: Int

  /// Looks at a process; nil when it is gone or there is no /proc.
  public init?(processID: Int32) {
    guard let stat = try? String(contentsOfFile: "/proc/\(processID)/stat", encoding: .utf8),
      let status = try? String(contentsOfFile: "/proc/\(processID)/status", encoding: .utf8),
      let name = stat.lastIndex(of: ")")
    else { return nil }
    // Behind the name come the fields from 3 on; 14 and 15 are user and system time in ticks.
    let fields = stat[stat.index(after: name)...].split(separator: " ")
    guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else {
      return nil
    }
    cpuSeconds = (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
    guard let kibibytes = line?.split(separator: " ").dropLast().last.flatMap({ Int($0) }) else { return nil }
    residentBytes = kibibytes * 1_024
  }
}
