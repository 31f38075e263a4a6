// gzip (RFC 1952) of whole byte arrays: request and answer bodies.

internal import CZlib

/// What is wrong with compressed or missing data.
public enum GzipError: Error, Sendable, Equatable {
  /// The file could not be opened or read.
  case system(SystemError)
  /// Not gzip, damaged, or cut off.
  case damaged
  /// The unpacked data are longer than the stated limit.
  case tooLarge
  /// A line is longer than the stated limit.
  case lineTooLong
}

/// gzip of whole byte arrays.
public enum Gzip {
  /// Packs. `level` 1 (fast) to 9 (small).
  ///
  /// SAFETY: zlib reads `bytes` and writes `packed`, both for the length of the call; `deflateBound` states the
  /// most that one call can write.
  public static func compress(_ bytes: [UInt8], level: Int = 6) -> [UInt8] {
    precondition((1...9).contains(level), "a level of zlib")
    precondition(bytes.count <= Int(UInt32.max), "bodies are far smaller than 4 GB")
    var stream = unsafe z_stream()
    let version = ZLIB_VERSION
    let size = unsafe Int32(MemoryLayout<z_stream>.size)
    let prepared = unsafe deflateInit2_(
      &stream, Int32(level), Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY, version, size)
    precondition(prepared == Z_OK, "zlib has no memory")
    defer { unsafe _ = deflateEnd(&stream) }
    var input = bytes
    let bound = unsafe Int(deflateBound(&stream, UInt(bytes.count)))
    return unsafe [UInt8](unsafeUninitializedCapacity: bound) { output, count in
      unsafe input.withUnsafeMutableBufferPointer { input in
        unsafe stream.next_in = input.baseAddress
        unsafe stream.avail_in = UInt32(input.count)
        unsafe stream.next_out = output.baseAddress
        unsafe stream.avail_out = UInt32(bound)
        let result = unsafe deflate(&stream, Z_FINISH)
        precondition(result == Z_STREAM_END, "zlib's bound holds")
      }
      count = unsafe bound - Int(stream.avail_out)
    }
  }

  /// Unpacks one or more members; throws `tooLarge` beyond `bytesMax`, before memory for it is taken.
  public static func decompress(_ bytes: [UInt8], bytesMax: Int) throws(GzipError) -> [UInt8] {
    var inflater = try Inflater(source: .memory(bytes))
    var unpacked: [UInt8] = []
    while try inflater.refill() {
      if unpacked.count + inflater.output.count > bytesMax { throw .tooLarge }
      unpacked += inflater.output
    }
    return unpacked
  }
}
