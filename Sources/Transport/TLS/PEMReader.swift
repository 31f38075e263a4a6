// PEM text from files, and OpenSSL's readers of it.

internal import CLinux
internal import COpenSSL

/// Reads certificates and keys. What it returns belongs to the caller, who frees it.
enum PEMReader {
  /// No certificate file is longer; the system's list of roots has about a quarter of this.
  static let bytesMax = 1 << 20

  /// The content of a regular file. One that `isSecret` must not be open to others than its owner and group; mode and
  /// content are those of the same open file, so that it cannot be exchanged in between.
  static func file(_ path: String, isSecret: Bool = false) throws(TLSFault) -> [UInt8] {
    let operation = "read \(path)"
    let descriptor: Descriptor
    var othersMay: Int32 = 0
    do {
      // SAFETY: the path is a NUL-terminated copy that lives during the call, which writes one number.
      descriptor = Descriptor(
        owning: try SystemError.check(unsafe clinux_open_regular(path, &othersMay), operation))
    } catch {
      throw .unreadable(error)
    }
    if isSecret, othersMay != 0 { throw .readableByOthers }
    var content: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 16 * 1024)
    while content.count <= bytesMax {
      // SAFETY: the call writes at most `chunk.count` bytes into the array, which outlives it.
      let count = unsafe clinux_read_file(descriptor.number, &chunk, chunk.count)
      if count < 0 { throw .unreadable(SystemError(operation: operation, number: Int32(-count))) }
      if count == 0 { break }
      content += chunk[..<Int(count)]
    }
    return content
  }

  /// Every certificate of a text, in its order; nil when there is none or one is damaged.
  ///
  /// SAFETY: each X509 that is returned has one reference, which the caller must free; on failure all are freed
  /// here.
  @unsafe static func certificates(_ text: [UInt8]) -> [OpaquePointer]? {
    var found: [OpaquePointer] = unsafe []
    let isWhole = unsafe withBuffer(text) { bio in
      while let one = unsafe PEM_read_bio_X509(bio, nil, noPassword, nil) { unsafe found.append(one) }
      // The end of the text shows as "no start line"; anything else is damage.
      return ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE
    }
    if isWhole, unsafe !found.isEmpty { return unsafe found }
    for index in unsafe found.indices { unsafe X509_free(found[index]) }
    return nil
  }

  /// The private key of a text; nil when there is none or it is encrypted. SAFETY: one reference, the caller's.
  @unsafe static func privateKey(_ text: [UInt8]) -> OpaquePointer? {
    var key: OpaquePointer?
    _ = unsafe withBuffer(text) { bio in
      unsafe key = PEM_read_bio_PrivateKey(bio, nil, noPassword, nil)
      return true
    }
    return unsafe key
  }

  /// Answers "no password" where OpenSSL would ask the terminal.
  private static let noPassword:
    @convention(c) (UnsafeMutablePointer<CChar>?, Int32, Int32, UnsafeMutableRawPointer?) -> Int32 = {
      _, _, _, _ in -1
    }

  /// Lends a text to OpenSSL's readers for the duration of `read`.
  private static func withBuffer(_ text: [UInt8], _ read: (OpaquePointer) -> Bool) -> Bool {
    ERR_clear_error()
    defer { ERR_clear_error() }
    // SAFETY: the BIO only reads `text`, in place, and is freed before this returns.
    return unsafe text.withUnsafeBytes { bytes in
      guard let bio = unsafe BIO_new_mem_buf(bytes.baseAddress, Int32(bytes.count)) else { return false }
      defer { unsafe BIO_free(bio) }
      return unsafe read(bio)
    }
  }
}
