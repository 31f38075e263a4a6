// Packed messages out of frames (RFC 7692 section 7.2.2): raw deflate, unpacked as it arrives.

internal import CZlib

/// The unpacking end of one connection. zlib's memory is taken with the first packed message; without context it is
/// given back with its end.
///
/// Unchecked, because it belongs to one decoder, and that to one thread at a time: the one whose loop has the
/// connection. Moving to another loop goes through a lock.
///
/// SAFETY: `stream` is on the heap, because zlib keeps a pointer to it; it is ended and freed with this object or
/// with a message. zlib's input and output pointers are set before each call, to memory that lives during that call and
/// has the stated sizes, and mean nothing in between.
@safe final class MessageInflater: @unchecked Sendable {
  /// What one step has done.
  struct Step {
    /// Where the input goes on.
    var position: Int
    /// Nothing of the input is left, and everything that it says was written.
    var isUsedUp: Bool
    /// The input is no deflate.
    var isDamaged: Bool
  }

  /// What is left away at the end of each message (section 7.2.1).
  private static let tail: [UInt8] = [0x00, 0x00, 0xFF, 0xFF]
  private static let stepBytes = 16 * 1024

  let limits: DeflateLimits
  private let windowBits: Int32
  private let keepsContext: Bool
  private var stream: UnsafeMutablePointer<z_stream>?
  /// The message's packed bytes, as far as the headers of its frames have announced them.
  private var announced = 0
  /// Messages that have come whole and were not yet counted.
  private var uncounted = 0
  /// Between two blocks, where a stream of deflate begins or a final block has ended.
  private var isAtStart = true

  init(_ agreement: DeflateAgreement, _ limits: DeflateLimits) {
    self.limits = limits
    // Older zlibs pack with 9 bits when they are asked for 8.
    windowBits = Int32(max(9, agreement.peerWindowBits))
    keepsContext = agreement.peerKeepsContext
    unsafe stream = nil
  }

  deinit { release() }

  /// Whether zlib's memory is taken.
  var isHolding: Bool { unsafe stream != nil }

  /// A packed message begins.
  func begin() {
    announced = 0
    isAtStart = true
  }

  /// A frame with so many packed bytes begins; false when the message is larger than may be, packed. Packing can make
  /// a message a little longer; nothing sensible makes it longer than this.
  func announce(_ bytes: Int, messageBytesMax: Int) -> Bool {
    let slack = messageBytesMax / 64 + 1024
    guard bytes - slack <= messageBytesMax - announced else { return false }
    announced += bytes
    return true
  }

  /// How many unpacked bytes the message may have by now. The ratio is taken by what the headers announce, so that
  /// the verdict does not depend on how reads cut the frames.
  func unpackedMax(messageBytesMax: Int) -> Int {
    limits.unpackedMax(packed: announced, messageBytesMax: messageBytesMax)
  }

  /// Unpacks some of a range, and adds at most `bytesMax` bytes to `message`.
  func step(_ input: Span<UInt8>, _ range: Range<Int>, into message: inout [UInt8], bytesMax: Int) -> Step {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= input.count && bytesMax > 0, "a range of the input")
    let stream = unsafe prepared()
    let room = min(bytesMax, Self.stepBytes)
    var result = Z_OK
    unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: room) { output in
      unsafe input.withUnsafeBufferPointer { input in
        // zlib does not change its input; its interface only does not say so.
        unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress).map {
          unsafe $0 + range.lowerBound
        }
        unsafe stream.pointee.avail_in = UInt32(clamping: range.count)
        unsafe stream.pointee.next_out = output.baseAddress
        unsafe stream.pointee.avail_out = UInt32(room)
        result = unsafe inflate(stream, Z_NO_FLUSH)
      }
      let count = unsafe room - Int(stream.pointee.avail_out)
      unsafe message.append(contentsOf: UnsafeBufferPointer(rebasing: output[..<count]))
    }
    let taken = unsafe min(range.count, Int(UInt32.max)) - Int(stream.pointee.avail_in)
    if taken > 0 { isAtStart = false }
    if result == Z_STREAM_END {
      // A final block ends its stream, not the message: the next stream may still refer to the same window.
      unsafe inflateResetKeep(stream)
      isAtStart = true
    }
    precondition(result != Z_MEM_ERROR, "zlib has no memory")
    let isFull = unsafe stream.pointee.avail_out == 0
    return Step(
      position: range.lowerBound + taken, isUsedUp: taken == range.count && (!isFull || isAtStart),
      isDamaged: result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR)
  }

  /// Unpacks what every message ends with, unless the message is empty or has ended with a final block. Made for
  /// the decoder's loop: call until it is used up.
  func tailStep(from position: Int, into message: inout [UInt8], bytesMax: Int) -> Step {
    if isAtStart, position == 0 { return Step(position: 0, isUsedUp: true, isDamaged: false) }
    return step(Self.tail.span, position..<Self.tail.count, into: &message, bytesMax: bytesMax)
  }

  /// The message is over; false when it stops within a block.
  func finish() -> Bool {
    defer { if !keepsContext { release() } }
    guard isAtStart || isBehindBlock else { return false }
    uncounted += 1
    return true
  }

  /// zlib tells the unused bits of the last byte in the lowest six, and by 128 that a block has just ended.
  private var isBehindBlock: Bool { unsafe stream.map { unsafe $0.pointee.data_type & 0xBF == 128 } ?? false }

  /// How many messages have come whole since this was last asked.
  func takeCount() -> UInt64 {
    defer { uncounted = 0 }
    return UInt64(uncounted)
  }

  @unsafe private func prepared() -> UnsafeMutablePointer<z_stream> {
    if let stream = unsafe stream { return unsafe stream }
    let fresh = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    unsafe fresh.initialize(to: z_stream())
    let size = unsafe Int32(MemoryLayout<z_stream>.size)
    let result = unsafe inflateInit2_(fresh, -windowBits, ZLIB_VERSION, size)
    precondition(result == Z_OK, "zlib has no memory")
    unsafe stream = fresh
    return unsafe fresh
  }

  private func release() {
    guard let old = unsafe stream else { return }
    unsafe inflateEnd(old)
    unsafe old.deallocate()
    unsafe stream = nil
  }
}
