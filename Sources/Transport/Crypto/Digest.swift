// Digests and message authentication by OpenSSL. This folder and the TLS room are the only code that
// sees OpenSSL's types; nothing of them leaves.

internal import COpenSSL

/// Hashes and message authentication codes. Every call fails only when OpenSSL cannot allocate or was
/// built without the algorithm, which is a broken installation and stops the process.
public enum Digest {
  /// SHA-1, 20 bytes. Only for the handshake of RFC 6455, which prescribes it; it protects nothing.
  public static func sha1(_ bytes: [UInt8]) -> [UInt8] {
    unsafe digest(bytes, EVP_sha1(), length: 20)
  }

  /// SHA-256, 32 bytes (FIPS 180-4).
  public static func sha256(_ bytes: [UInt8]) -> [UInt8] {
    unsafe digest(bytes, EVP_sha256(), length: 32)
  }

  /// HMAC with SHA-256, 32 bytes (RFC 2104).
  public static func hmacSHA256(key: [UInt8], _ bytes: [UInt8]) -> [UInt8] {
    var code = [UInt8](repeating: 0, count: 32)
    var length: UInt32 = 0
    // SAFETY: all three buffers outlive the call; OpenSSL writes at most EVP_MAX_MD_SIZE bytes, which
    // for SHA-256 is the 32 that `code` has.
    let computed =
      unsafe HMAC(EVP_sha256(), key, Int32(key.count), bytes, bytes.count, &code, &length) != nil
    precondition(computed && length == 32, "OpenSSL could not compute an HMAC")
    return code
  }

  /// Compares without telling by its duration where the difference is.
  public static func constantTimeEquals(_ a: [UInt8], _ b: [UInt8]) -> Bool {
    guard a.count == b.count else { return false }
    // SAFETY: both buffers have `a.count` bytes.
    return unsafe CRYPTO_memcmp(a, b, a.count) == 0
  }

  private static func digest(_ bytes: [UInt8], _ algorithm: OpaquePointer?, length: Int) -> [UInt8] {
    var code = [UInt8](repeating: 0, count: length)
    var written: UInt32 = 0
    // SAFETY: `code` has the digest's length; OpenSSL reports what it wrote and it is compared.
    let result = unsafe EVP_Digest(bytes, bytes.count, &code, &written, algorithm, nil)
    precondition(result == 1 && Int(written) == length, "OpenSSL could not compute a digest")
    return code
  }
}
