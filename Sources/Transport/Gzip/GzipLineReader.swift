// Lines of a file, gzip or plain, without having the file in memory.

/// Reads lines. A file that does not begin like gzip is read as it is.
public struct GzipLineReader: ~Copyable {
  /// Opens a file.
  public init(path: String, lineBytesMax: Int = 1 << 20) throws(GzipError) {
    preconditionFailure("not written yet")
  }

  /// Reads from memory.
  public init(bytes: [UInt8], lineBytesMax: Int = 1 << 20) throws(GzipError) {
    preconditionFailure("not written yet")
  }

  /// Gives the next line, without its line end (LF or CRLF), to `body`; nil at the end. No allocation.
  public mutating func withNextLine<Result>(
    _ body: (Span<UInt8>) -> Result
  ) throws(GzipError) -> Result? {
    preconditionFailure("not written yet")
  }

  /// The next line as an array; nil at the end.
  public mutating func nextLine() throws(GzipError) -> [UInt8]? {
    preconditionFailure("not written yet")
  }
}
