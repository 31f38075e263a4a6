// Signing and verifying with a SignatureKey, and the two forms of an ECDSA signature.

internal import COpenSSL

extension SignatureKey {
  /// The bytes of an ES256 signature: r and s of 32 bytes each, big end first (RFC 7518, 3.4).
  private static let es256Length = 64
  private static let es256Half = 32

  /// Signs `message`. Nil when the private half is not there.
  public func sign(_ message: [UInt8]) -> [UInt8]? {
    guard canSign else { return nil }
    let context = unsafe EVP_MD_CTX_new()
    defer { unsafe EVP_MD_CTX_free(context) }
    var length = 0
    // SAFETY: the first call asks for the largest length, the second writes at most that many bytes and
    // says how many.
    let started = unsafe EVP_DigestSignInit(context, nil, EVP_sha256(), nil, handle) == 1
    let measured = unsafe started && EVP_DigestSign(context, nil, &length, message, message.count) == 1
    precondition(measured, "OpenSSL could not begin a signature")
    var signature = [UInt8](repeating: 0, count: length)
    let signed = unsafe EVP_DigestSign(context, &signature, &length, message, message.count) == 1
    precondition(signed, "OpenSSL could not sign")
    signature.removeLast(signature.count - length)
    return algorithm == .es256 ? Self.joined(der: signature) : signature
  }

  /// Whether `signature` is this key's over `message`. Anything malformed is simply not.
  public func verify(_ signature: [UInt8], of message: [UInt8]) -> Bool {
    defer { ERR_clear_error() }
    guard let der = algorithm == .es256 ? Self.der(joined: signature) : signature else { return false }
    let context = unsafe EVP_MD_CTX_new()
    defer { unsafe EVP_MD_CTX_free(context) }
    // SAFETY: both buffers outlive the call, which reads the stated counts.
    let started = unsafe EVP_DigestVerifyInit(context, nil, EVP_sha256(), nil, handle) == 1
    precondition(started, "OpenSSL could not begin to verify")
    return unsafe EVP_DigestVerify(context, der, der.count, message, message.count) == 1
  }

  /// From r and s side by side to the DER sequence that OpenSSL takes; nil for another length.
  private static func der(joined signature: [UInt8]) -> [UInt8]? {
    guard signature.count == es256Length else { return nil }
    let parsed = unsafe ECDSA_SIG_new()
    defer { unsafe ECDSA_SIG_free(parsed) }
    // SAFETY: the slices have 32 bytes each; ECDSA_SIG_set0 takes over both numbers, and only when it
    // succeeds, which it does for numbers that are there.
    let r = unsafe BN_bin2bn(Array(signature.prefix(es256Half)), Int32(es256Half), nil)
    let s = unsafe BN_bin2bn(Array(signature.suffix(es256Half)), Int32(es256Half), nil)
    let taken = unsafe ECDSA_SIG_set0(parsed, r, s) == 1
    precondition(taken, "OpenSSL could not hold a signature")
    // SAFETY: the first call measures, the second writes exactly that many bytes and moves the pointer, which is
    // a copy.
    let length = unsafe i2d_ECDSA_SIG(parsed, nil)
    precondition(length > 0, "OpenSSL could not write a signature")
    var bytes = [UInt8](repeating: 0, count: Int(length))
    unsafe bytes.withUnsafeMutableBufferPointer { buffer in
      var cursor = buffer.baseAddress
      _ = unsafe i2d_ECDSA_SIG(parsed, &cursor)
    }
    return bytes
  }

  /// From the DER sequence that OpenSSL made to r and s side by side.
  private static func joined(der: [UInt8]) -> [UInt8] {
    // SAFETY: d2i reads at most `der.count` bytes from a copy of the pointer.
    let parsed = unsafe der.withUnsafeBufferPointer { buffer in
      var cursor = buffer.baseAddress
      return unsafe d2i_ECDSA_SIG(nil, &cursor, buffer.count)
    }
    defer { unsafe ECDSA_SIG_free(parsed) }
    precondition(unsafe parsed != nil, "OpenSSL could not read its own signature")
    // SAFETY: r and s belong to `parsed`; BN_bn2binpad writes exactly 32 bytes or fails.
    var halves = [[UInt8]](repeating: [UInt8](repeating: 0, count: es256Half), count: 2)
    let r = unsafe BN_bn2binpad(ECDSA_SIG_get0_r(parsed), &halves[0], Int32(es256Half))
    let s = unsafe BN_bn2binpad(ECDSA_SIG_get0_s(parsed), &halves[1], Int32(es256Half))
    precondition(r == es256Half && s == es256Half, "a P-256 signature has two numbers of 32 bytes")
    return halves[0] + halves[1]
  }
}
