// The decoder alone: frames that are in memory already, one after the other.

import Transport

/// Nanoseconds per masked frame of 32 bytes, unmasked and looked at.
enum CodecBench {
  static func nanosecondsPerFrame(_ frames: FrameWrites, seconds: Double) -> Double {
    var decoder = WebSocketDecoder(role: .server, messageBytesMax: 256 * 1024)
    var bytes = frames.writes.flatMap { $0 }
    let count = frames.writes.count * frames.framesPerWrite
    var found = 0
    var checksum: UInt64 = 0
    var rounds = 0
    let cost = Stopwatch.nanoseconds(seconds: seconds, batchSize: count) {
      var span = bytes.mutableSpan
      var offset = 0
      while case .message(let range, _) = decoder.next(&span, at: &offset) {
        checksum &+= UInt64(span[range.lowerBound]) + UInt64(span[range.upperBound - 1])
        found += 1
      }
      rounds += 1
    }
    precondition(found == rounds * count && checksum > 0, "a frame was not found")
    return cost
  }
}
