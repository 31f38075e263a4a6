// Lines of a file, gzip or plain, without having the file in memory.

internal import CLinux

/// Reads lines. A file that does not begin like gzip is read as it is.
public struct GzipLineReader: ~Copyable {
  private var inflater: Inflater
  private let lineBytesMax: Int
  /// Where the next line begins in the inflater's output.
  private var position = 0
  /// The beginning of a line whose end is in a later chunk.
  private var partial: [UInt8] = []
  private var isAtEnd = false

  /// Opens a file.
  public init(path: String, lineBytesMax: Int = 1 << 20) throws(GzipError) {
    let number = unsafe path.withCString { unsafe clinux_open_file($0) }
    if number < 0 { throw .system(SystemError(operation: "open \(path)", number: -number)) }
    inflater = try Inflater(source: .file(Descriptor(owning: number)))
    self.lineBytesMax = lineBytesMax
  }

  /// Reads gzip from memory.
  public init(bytes: [UInt8], lineBytesMax: Int = 1 << 20) throws(GzipError) {
    inflater = try Inflater(source: .memory(bytes))
    self.lineBytesMax = lineBytesMax
  }

  /// Gives the next line, without its line end (LF or CRLF), to `body`; nil at the end. No allocation.
  public mutating func withNextLine<Result>(
    _ body: (Span<UInt8>) -> Result
  ) throws(GzipError) -> Result? {
    partial.removeAll(keepingCapacity: true)
    while true {
      let start = position
      if let end = Self.lineFeed(inflater.output.span, from: start) {
        position = end + 1
        if partial.isEmpty { return try give(inflater.output.span.extracting(start..<end), body) }
        partial += inflater.output[start..<end]
        return try give(partial.span, body)
      }
      partial += inflater.output[start...]
      if partial.count > lineBytesMax + 1 { throw .lineTooLong }
      position = 0
      if isAtEnd { return nil }
      if try !inflater.refill() {
        isAtEnd = true
        return partial.isEmpty ? nil : try give(partial.span, body)
      }
    }
  }

  /// The next line as an array; nil at the end.
  public mutating func nextLine() throws(GzipError) -> [UInt8]? {
    // SAFETY: the line is copied during the call.
    try withNextLine { line in unsafe line.withUnsafeBufferPointer { unsafe Array($0) } }
  }

  private func give<Result>(
    _ line: Span<UInt8>, _ body: (Span<UInt8>) -> Result
  ) throws(GzipError) -> Result {
    let hasReturn = line.count > 0 && line[line.count - 1] == ASCII.carriageReturn
    let count = hasReturn ? line.count - 1 : line.count
    if count > lineBytesMax { throw .lineTooLong }
    return body(line.extracting(0..<count))
  }

  /// The next line feed, eight bytes at a time.
  ///
  /// SAFETY: eight bytes are loaded only where at least eight are left in the span.
  private static func lineFeed(_ bytes: Span<UInt8>, from start: Int) -> Int? {
    precondition(start <= bytes.count, "a position in the output")
    return unsafe bytes.withUnsafeBytes { buffer -> Int? in
      var index = start
      while index + 8 <= buffer.count {
        let word = unsafe UInt64(littleEndian: buffer.loadUnaligned(fromByteOffset: index, as: UInt64.self))
        let difference = word ^ 0x0A0A_0A0A_0A0A_0A0A
        let zeros = (difference &- 0x0101_0101_0101_0101) & ~difference & 0x8080_8080_8080_8080
        if zeros != 0 { return index + zeros.trailingZeroBitCount / 8 }
        index += 8
      }
      while index < buffer.count {
        if unsafe buffer[index] == ASCII.lineFeed { return index }
        index += 1
      }
      return nil
    }
  }
}
