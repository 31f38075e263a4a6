// The unpacking end of gzip, chunk by chunk.

internal import CLinux
internal import CZlib

/// Where bytes come from.
enum ByteSource: ~Copyable {
  case memory([UInt8])
  case file(Descriptor)
}

/// Unpacks gzip members one after the other; bytes that are not gzip are passed on as they are.
///
/// SAFETY: `stream` is on the heap, because zlib keeps a pointer to it, and is ended and freed with this value.
/// zlib's input and output pointers are set before each call from arrays that are pinned during that call, and
/// mean nothing in between.
@safe struct Inflater: ~Copyable {
  private static let inputBytes = 64 * 1024
  private static let outputBytes = 64 * 1024

  private let stream: UnsafeMutablePointer<z_stream>
  private let source: ByteSource
  private var input: [UInt8] = []
  private var position = 0
  private var isPlain = false
  /// Inside a member, where the end of the input is damage.
  private var isWithinMember = false
  /// zlib had more than the output could take.
  private var hasPending = false
  /// What the last `refill` brought.
  private(set) var output: [UInt8] = []

  init(source: consuming ByteSource) throws(GzipError) {
    let first = try Self.initialInput(source)
    isPlain = !Self.isGzip(first)
    self.source = source
    input = first
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    let size = unsafe Int32(MemoryLayout<z_stream>.size)
    let prepared = unsafe inflateInit2_(stream, MAX_WBITS + 16, ZLIB_VERSION, size)
    precondition(prepared == Z_OK, "zlib has no memory")
  }

  deinit {
    unsafe inflateEnd(stream)
    unsafe stream.deallocate()
  }

  /// Replaces `output` with the next bytes; false at the end.
  mutating func refill() throws(GzipError) -> Bool {
    output.removeAll(keepingCapacity: true)
    while output.isEmpty {
      if position == input.count, !hasPending, try !readInput() {
        if isWithinMember { throw .damaged }
        return false
      }
      if isPlain {
        output = input
        position = input.count
      } else {
        try unpack()
      }
    }
    return true
  }

  private mutating func unpack() throws(GzipError) {
    isWithinMember = true
    var result = Z_OK
    let start = position
    let stream = unsafe self.stream
    output = unsafe input.withUnsafeMutableBufferPointer { input in
      unsafe [UInt8](unsafeUninitializedCapacity: Self.outputBytes) { output, count in
        unsafe stream.pointee.next_in = input.baseAddress.map { unsafe $0 + start }
        unsafe stream.pointee.avail_in = UInt32(input.count - start)
        unsafe stream.pointee.next_out = output.baseAddress
        unsafe stream.pointee.avail_out = UInt32(Self.outputBytes)
        result = unsafe inflate(stream, Z_NO_FLUSH)
        count = unsafe Self.outputBytes - Int(stream.pointee.avail_out)
      }
    }
    position = unsafe input.count - Int(stream.pointee.avail_in)
    hasPending = result == Z_OK && output.count == Self.outputBytes
    if result == Z_STREAM_END {
      isWithinMember = false
      unsafe inflateReset(stream)
    } else if result != Z_OK, result != Z_BUF_ERROR {
      throw .damaged
    }
  }

  private mutating func readInput() throws(GzipError) -> Bool {
    switch source {
    case .memory: return false
    case .file(let descriptor):
      input = try Self.read(descriptor)
      position = 0
      return !input.isEmpty
    }
  }

  private static func initialInput(_ source: borrowing ByteSource) throws(GzipError) -> [UInt8] {
    switch source {
    case .memory(let bytes):
      guard isGzip(bytes) else { throw .damaged }
      return bytes
    case .file(let descriptor): return try read(descriptor)
    }
  }

  /// RFC 1952 section 2.3.1.
  private static func isGzip(_ bytes: [UInt8]) -> Bool {
    bytes.count >= 2 && bytes[0] == 0x1F && bytes[1] == 0x8B
  }

  private static func read(_ descriptor: borrowing Descriptor) throws(GzipError) -> [UInt8] {
    let number = descriptor.number
    var result: Int64 = 0
    // SAFETY: the call writes inside the room that the initializer gives, and the count is what it wrote.
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: inputBytes) { buffer, count in
      result = unsafe clinux_read_file(number, buffer.baseAddress, buffer.count)
      count = max(0, Int(result))
    }
    if result < 0 { throw .system(SystemError(operation: "read a file", number: Int32(-result))) }
    return bytes
  }
}
