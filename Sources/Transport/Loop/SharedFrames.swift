// Large frames in an outbound queue that other queues have, too: encoded once, kept once, written from where they are.

/// The frames that stand between the bytes of a queue's own block. An object, because few queues have such frames, and
/// those not for long.
///
/// SAFETY: buffers are made from the arrays in `parts` and from what the caller lends, for the length of one call.
@safe final class SharedFrames {
  /// A shorter frame is copied into the block of each queue: that costs less than to refer to it.
  static let frameBytesMin = 4096
  /// Frames that one system call writes.
  private static let framesPerWrite = 8

  private struct Part {
    /// How many of the block's bytes go before the frame.
    var ownBytes: Int
    /// The encoded frame. Copying the array shares its memory.
    var frame: [UInt8]
  }

  private var parts: [Part] = []
  /// How much of the first frame was written.
  private var start = 0
  /// The bytes of frames that wait.
  private(set) var byteCount = 0
  /// The block's bytes that go before some frame.
  private var ownBytes = 0

  var isEmpty: Bool { parts.isEmpty }

  /// Adds a frame behind all of the block's bytes.
  func append(_ frame: [UInt8], behind blockBytes: Int) {
    parts.append(Part(ownBytes: blockBytes - ownBytes, frame: frame))
    ownBytes = blockBytes
    byteCount += frame.count
  }

  /// Writes frames and the block's bytes in their order, with one system call on a plain wire.
  @unsafe func write(between block: UnsafeRawBufferPointer, into wire: Wire) -> Wire.Outcome {
    unsafe withUnsafeTemporaryAllocation(
      of: UnsafeRawBufferPointer.self, capacity: 2 * Self.framesPerWrite + 1
    ) { pieces in
      var gathered = unsafe Pieces(room: pieces)
      return unsafe gather(part: 0, block: block, into: &gathered) { unsafe wire.write(pieces: $0) }
    }
  }

  /// Forgets so many written bytes.
  /// - Returns: how many of them were the block's.
  func drop(_ count: Int) -> Int {
    var (left, own, written) = (count, 0, 0)
    while left > 0, written < parts.count {
      let before = min(left, parts[written].ownBytes)
      parts[written].ownBytes -= before
      own += before
      left -= before
      let ofFrame = min(left, parts[written].frame.count - start)
      start += ofFrame
      byteCount -= ofFrame
      left -= ofFrame
      guard start == parts[written].frame.count else { break }
      start = 0
      written += 1
    }
    parts.removeFirst(written)
    ownBytes -= own
    return own + left
  }

  /// Everything in its order, for a connection that moves.
  @unsafe func contents(between block: UnsafeRawBufferPointer) -> [UInt8] {
    var (all, place, start): ([UInt8], Int, Int) = ([], 0, start)
    for part in parts {
      unsafe all.append(contentsOf: block[place..<(place + part.ownBytes)])
      all += part.frame[start...]
      place += part.ownBytes
      start = 0
    }
    unsafe all.append(contentsOf: block[place...])
    return all
  }

  /// Where to write from.
  @unsafe private struct Pieces {
    let room: UnsafeMutableBufferPointer<UnsafeRawBufferPointer>
    var count = 0

    mutating func append(_ piece: UnsafeRawBufferPointer) {
      guard piece.count > 0 else { return }
      unsafe room[count] = unsafe piece
      unsafe count += 1
    }
  }

  /// Lends the first parts to `body`: one frame's memory after the other, so that all of them are lent at once.
  @unsafe private func gather(
    part: Int, block: UnsafeRawBufferPointer, into pieces: inout Pieces,
    _ body: (UnsafeBufferPointer<UnsafeRawBufferPointer>) -> Wire.Outcome
  ) -> Wire.Outcome {
    guard part < min(parts.count, Self.framesPerWrite) else {
      if part == parts.count { unsafe pieces.append(block) }
      return unsafe body(UnsafeBufferPointer(rebasing: pieces.room[..<pieces.count]))
    }
    let own = parts[part].ownBytes
    return unsafe parts[part].frame.withUnsafeBytes { frame in
      unsafe pieces.append(UnsafeRawBufferPointer(rebasing: block[..<own]))
      unsafe pieces.append(UnsafeRawBufferPointer(rebasing: frame[(part == 0 ? start : 0)...]))
      return unsafe gather(
        part: part + 1, block: UnsafeRawBufferPointer(rebasing: block[own...]), into: &pieces, body)
    }
  }
}
