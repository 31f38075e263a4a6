// Starting programs that read and write files.

public import Foundation

extension Process {
  /// Starts the program with files as its streams, and keeps none of them open here.
  ///
  /// Foundation keeps a process that it has run for as long as this one lives, and with it the handles that it was given. A
  /// test run starts hundreds of programs; with some 1 365 descriptors open `run` reads beyond the buffer of a directory.
  /// - Parameters:
  ///   - input: what it reads on standard input; nil for nothing.
  ///   - output: where standard output goes. Must be there.
  ///   - errors: where standard error goes. Must be there.
  public func run(reading input: URL? = nil, writing output: URL, errors: URL) throws {
    let handles = try (
      input.map(FileHandle.init(forReadingFrom:)), FileHandle(forWritingTo: output),
      FileHandle(forWritingTo: errors)
    )
    defer {
      try? handles.0?.close()
      try? handles.1.close()
      try? handles.2.close()
    }
    standardInput = handles.0 ?? FileHandle.nullDevice
    standardOutput = handles.1
    standardError = handles.2
    try run()
  }
}
