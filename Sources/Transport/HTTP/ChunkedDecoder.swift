// The chunked transfer coding (RFC 9112 section 7.1).

import Bedrock

/// Finds the data in a chunked body, in place.
struct ChunkedDecoder: Sendable {
  enum Event: Equatable {
    case needsMore
    /// These bytes of the input are data.
    case data(Range<Int>)
    /// The last chunk and the trailers are through.
    case end
    case refused(HTTPRefusal.Reason)
  }

  private enum State { case size, data, dataEnd, trailers, done }

  /// Chunk lines beyond this are refused: nobody needs extensions.
  private static let lineBytesMax = 256
  /// Extensions and trailers of one body together.
  private static let overheadBytesMax = 16 * 1024

  private var state = State.size
  /// What is still to come of the chunk whose size was read.
  private(set) var remaining = 0
  private var overhead = 0
  private var lines = LineGatherer()

  mutating func next(_ bytes: Span<UInt8>, at offset: inout Int) -> Event {
    while true {
      switch state {
      case .data:
        guard offset < bytes.count else { return .needsMore }
        let count = min(remaining, bytes.count - offset)
        remaining -= count
        if remaining == 0 { state = .dataEnd }
        offset += count
        return .data((offset - count)..<offset)
      case .size, .dataEnd, .trailers:
        let limit = state == .dataEnd ? 0 : state == .size ? Self.lineBytesMax : Self.overheadBytesMax
        switch lines.gather(bytes, at: &offset, bytesMax: limit) {
        case .needsMore: return .needsMore
        case .bareLineEnd: return .refused(state == .trailers ? .bareLineEnd : .badChunk)
        case .tooLong: return .refused(state == .dataEnd ? .badChunk : .chunkOverhead)
        case .line: if let reason = takeLine() { return .refused(reason) }
        }
      case .done: return .end
      }
    }
  }

  private mutating func takeLine() -> HTTPRefusal.Reason? {
    switch state {
    case .size: return takeSize()
    case .dataEnd: state = .size
    case .trailers:
      if lines.line.isEmpty {
        state = .done
        return nil
      }
      overhead += lines.line.count + 2
      if overhead > Self.overheadBytesMax { return .chunkOverhead }
      var trailers = HTTPHeaders()
      return trailers.appendLine(lines.line)
    case .data, .done: break
    }
    return nil
  }

  private mutating func takeSize() -> HTTPRefusal.Reason? {
    let digits = lines.line.prefix { HexText.value($0) != nil }
    let rest = lines.line[digits.endIndex...]
    guard (1...15).contains(digits.count), rest.isEmpty || rest.first == UInt8(ascii: ";"),
      rest.allSatisfy(ASCII.isFieldValue)
    else { return .badChunk }
    overhead += rest.count
    if overhead > Self.overheadBytesMax { return .chunkOverhead }
    remaining = digits.reduce(0) { $0 << 4 | Int(HexText.value($1) ?? 0) }
    state = remaining == 0 ? .trailers : .data
    return nil
  }
}
