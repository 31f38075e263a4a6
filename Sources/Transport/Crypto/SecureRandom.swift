// Entropy for keys, masks, identifiers and tokens.

internal import COpenSSL

/// The operating system's entropy by OpenSSL's generator.
public enum SecureRandom {
  /// `count` unpredictable bytes. Without entropy the process stops: nothing secret may be guessable.
  public static func bytes(_ count: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    // SAFETY: OpenSSL writes exactly `count` bytes into a buffer of that size.
    let result = unsafe RAND_bytes(&bytes, Int32(count))
    precondition(result == 1, "OpenSSL has no entropy")
    return bytes
  }

  /// 64 unpredictable bits.
  public static func word() -> UInt64 {
    bytes(8).reduce(0) { $0 << 8 | UInt64($1) }
  }
}
