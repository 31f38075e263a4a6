// Lines out of a byte stream, strict about how they end.

/// Gathers one line at a time, whatever the pieces in which it arrives.
///
/// Only CR LF ends a line. RFC 9112 section 2.2 would let a recipient take a bare LF; a proxy in front may see
/// it differently, and requests are smuggled through such differences.
struct LineGatherer: Sendable {
  enum Outcome: Equatable {
    case needsMore
    /// A line is in `line`, without its line end.
    case line
    /// A CR without LF, or the reverse.
    case bareLineEnd
    /// More than the limit without an end.
    case tooLong
  }

  private(set) var line: [UInt8] = []
  private var sawCarriageReturn = false
  private var isComplete = false

  /// Reads on, at most to the end of the line. `bytesMax` counts the line without its end.
  mutating func gather(_ bytes: Span<UInt8>, at offset: inout Int, bytesMax: Int) -> Outcome {
    if isComplete {
      line.removeAll(keepingCapacity: true)
      isComplete = false
    }
    while offset < bytes.count {
      let byte = bytes[offset]
      offset += 1
      if byte == ASCII.lineFeed {
        guard sawCarriageReturn else { return .bareLineEnd }
        sawCarriageReturn = false
        isComplete = true
        return .line
      }
      if sawCarriageReturn { return .bareLineEnd }
      if byte == ASCII.carriageReturn {
        sawCarriageReturn = true
      } else {
        if line.count == bytesMax { return .tooLong }
        line.append(byte)
      }
    }
    return .needsMore
  }

  /// Whether a line has begun.
  var isWithinLine: Bool { !isComplete && (!line.isEmpty || sawCarriageReturn) }
}
