// Writing a SignatureKey as text.

internal import COpenSSL

extension SignatureKey {
  /// The public half as PEM (SubjectPublicKeyInfo).
  public var publicPEM: String {
    unsafe Self.text { bio in unsafe PEM_write_bio_PUBKEY(bio, handle) }
  }

  /// The private key as PEM (PKCS #8, not encrypted: keep it secret); nil when only the public half is there.
  public var privatePEM: String? {
    guard canSign else { return nil }
    return unsafe Self.text { bio in
      unsafe PEM_write_bio_PKCS8PrivateKey(bio, handle, nil, nil, 0, nil, nil)
    }
  }

  /// What `write` put into a memory buffer.
  static func text(_ write: (OpaquePointer) -> Int32) -> String {
    guard let bio = unsafe BIO_new(BIO_s_mem()) else { preconditionFailure("OpenSSL has no memory") }
    defer { unsafe BIO_free(bio) }
    precondition(unsafe write(bio) == 1, "OpenSSL could not write a key")
    var bytes = [UInt8](repeating: 0, count: unsafe BIO_ctrl_pending(bio))
    // SAFETY: BIO_read writes at most `bytes.count` bytes, which is what the buffer holds.
    let count = unsafe BIO_read(bio, &bytes, Int32(bytes.count))
    precondition(Int(count) == bytes.count, "OpenSSL could not read its own buffer")
    return String(decoding: bytes, as: UTF8.self)
  }
}
