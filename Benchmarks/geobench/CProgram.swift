// A yardstick in C: somebody else's program that is built and run beside geod.

import Foundation
import TestPrograms

/// A program in C, built in a folder that goes away with this object.
final class CProgram {
  /// What went wrong, in words.
  struct Fault: Error, CustomStringConvertible {
    let description: String
  }

  /// The program.
  let url: URL
  private let folder: TemporaryFolder

  /// Builds one file of source, for this very processor.
  /// - Parameter preamble: what stands before its first line.
  init(source: URL, preamble: String = "") throws(Fault) {
    let compiler = ["/usr/bin/gcc", "/usr/bin/cc", "/usr/bin/clang"]
      .first { FileManager.default.isExecutableFile(atPath: $0) }
    guard let compiler else { throw Fault(description: "there is no C compiler (gcc, cc or clang)") }
    do {
      folder = try TemporaryFolder()
      url = folder.url.appending(path: source.deletingPathExtension().lastPathComponent)
      let header = folder.url.appending(path: "preamble.h")
      try Data(preamble.utf8).write(to: header)
      try Command.run([
        compiler, "-O3", "-march=native", "-w", "-include", header.path, "-o", url.path,
        source.standardizedFileURL.path, "-lm",
      ])
    } catch {
      throw Fault(description: "\(source.path) cannot be built: \(error)")
    }
  }
}
