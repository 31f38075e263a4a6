// Messages packed for the wire (RFC 7692 section 7.2.1): raw deflate, one flush per message.

internal import CZlib

/// The packing end of one connection, or of all connections of a loop that keep no context. zlib's memory is taken
/// with the first message that is worth it.
///
/// Unchecked, because one thread at a time has it: the one whose loop has the connection. Moving to another loop goes
/// through a lock, and a shared one stays behind.
///
/// SAFETY: `stream` is on the heap, because zlib keeps a pointer to it, and is ended and freed with this object.
/// zlib's input and output pointers are set before the one call, to memory that lives during that call and has the
/// stated sizes, and mean nothing afterwards.
@safe final class MessageDeflater: @unchecked Sendable {
  let windowBits: Int
  let keepsContext: Bool
  private let level: Int32
  private let messageBytesMin: Int
  private var stream: UnsafeMutablePointer<z_stream>?

  init(windowBits: Int, keepsContext: Bool, _ limits: DeflateLimits) {
    precondition((9...15).contains(windowBits), "zlib's windows of raw deflate have 9 to 15 bits")
    self.windowBits = windowBits
    self.keepsContext = keepsContext
    level = Int32(limits.level)
    messageBytesMin = limits.messageBytesMin
    unsafe stream = nil
  }

  deinit {
    if let stream = unsafe stream {
      unsafe deflateEnd(stream)
      unsafe stream.deallocate()
    }
  }

  /// Whether zlib's memory is taken.
  var isHolding: Bool { unsafe stream != nil }

  /// Packs a message to the beginning of `output`, which grows as needed, and returns the length; nil when it is to be
  /// sent as it is, because it is short or packing makes it no shorter. The context then begins anew: what the peer has
  /// not seen packed must not be referred to. O(bytes).
  func deflate(_ message: Span<UInt8>, into output: inout [UInt8]) -> Int? {
    guard message.count >= messageBytesMin, message.count <= Int(UInt32.max) - 4 else { return nil }
    // With its four last bytes still on, a result that fills this is not shorter than the message.
    let room = message.count + 4
    if output.count < room { output = [UInt8](repeating: 0, count: room) }
    let stream = unsafe prepared()
    let count = unsafe output.withUnsafeMutableBufferPointer { output in
      unsafe message.withUnsafeBufferPointer { message in
        // zlib does not change its input; its interface only does not say so.
        unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: message.baseAddress)
        unsafe stream.pointee.avail_in = UInt32(message.count)
        unsafe stream.pointee.next_out = output.baseAddress
        unsafe stream.pointee.avail_out = UInt32(room)
        let result = unsafe CZlib.deflate(stream, Z_SYNC_FLUSH)
        precondition(result == Z_OK, "zlib takes a message in one call")
        return unsafe room - Int(stream.pointee.avail_out)
      }
    }
    if count == room || !keepsContext { unsafe deflateReset(stream) }
    return count == room ? nil : count - 4
  }

  @unsafe private func prepared() -> UnsafeMutablePointer<z_stream> {
    if let stream = unsafe stream { return unsafe stream }
    let fresh = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    unsafe fresh.initialize(to: z_stream())
    let size = unsafe Int32(MemoryLayout<z_stream>.size)
    // The hash table is as large as the window: 15 bits go with zlib's usual 8, smaller windows with less.
    let result = unsafe deflateInit2_(
      fresh, level, Z_DEFLATED, -Int32(windowBits), Int32(windowBits - 7), Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      size)
    precondition(result == Z_OK, "zlib has no memory")
    unsafe stream = fresh
    return unsafe fresh
  }
}
