// What a load sends: frames made before the measurement, the same bytes for every server.

import Bedrock

/// Different writes of one or several frames: masked binary messages of 32 random bytes each, as a phone's would be.
struct FrameWrites {
  static let payloadBytes = 32
  private static let headerBytes = 6

  /// How many frames each write has.
  let framesPerWrite: Int
  /// The writes.
  private(set) var writes: [[UInt8]] = []
  /// What a server adds up of each: the first and the last byte of every payload.
  private(set) var checksums: [UInt64] = []

  init(framesPerWrite: Int, seed: UInt64) {
    self.framesPerWrite = framesPerWrite
    var random = SeededRandom(seed: seed)
    for _ in 0..<64 {
      var bytes: [UInt8] = []
      var checksum: UInt64 = 0
      for _ in 0..<framesPerWrite {
        let payload = (0..<Self.payloadBytes).map { _ in UInt8(random.below(256)) }
        let mask = (0..<4).map { _ in UInt8(random.below(256)) }
        // RFC 6455 section 5.2: a final binary frame, masked, with its length in seven bits.
        bytes += [0x82, 0x80 | UInt8(Self.payloadBytes)] + mask
        bytes += payload.indices.map { payload[$0] ^ mask[$0 % 4] }
        checksum += UInt64(payload[0]) + UInt64(payload[Self.payloadBytes - 1])
      }
      writes.append(bytes)
      checksums.append(checksum)
    }
  }
}
