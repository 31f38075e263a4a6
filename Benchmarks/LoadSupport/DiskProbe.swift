// What durability costs on this disk at least: the reference beside every number that waits for a flush.

public import Bedrock
public import FleetClient
public import Foundation

/// Times how long the disk takes to make 4 KiB durable.
public enum DiskProbe {
  private static let pageBytes = 4_096
  private static let rounds = 300

  /// Appends pages to a fresh file of a folder and flushes each; the file is gone afterwards. Nanoseconds.
  public static func run(in folder: URL) throws(FleetError) -> Histogram {
    let file = folder.appending(path: "flush.probe")
    defer { try? FileManager.default.removeItem(at: file) }
    do {
      try Data().write(to: file)
      let handle = try FileHandle(forWritingTo: file)
      defer { try? handle.close() }
      let page = Data(repeating: 0x67, count: pageBytes)
      var nanoseconds = Histogram()
      for _ in 0..<rounds {
        let start = MonotonicClock.nanoseconds()
        try handle.write(contentsOf: page)
        try flush(handle)
        nanoseconds.record(MonotonicClock.nanoseconds() - start)
      }
      return nanoseconds
    } catch {
      throw .file("\(file.path) cannot be written: \(error.localizedDescription)")
    }
  }

  /// The call that the store's own flushes come down to.
  private static func flush(_ handle: FileHandle) throws {
    #if canImport(Darwin)
      try handle.synchronize()
    #else
      guard fdatasync(handle.fileDescriptor) == 0 else { throw CocoaError(.fileWriteUnknown) }
    #endif
  }
}
