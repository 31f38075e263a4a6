// What a rate limit counts by: a token's subject, or an address.

public import Bedrock
#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// The key of one bucket: a hash that nobody outside of the process can aim at.
public struct RateKey: Hashable, Sendable {
  /// Never 0.
  let hash: UInt64

  /// One caller, whichever tokens and addresses it uses.
  public init(tenant: ClientID, subject: ClientID) {
    // Swift's hasher is keyed with random bits per process (SipHash), so keys cannot be made to collide.
    var hasher = Hasher()
    hasher.combine(tenant)
    hasher.combine(subject)
    self.init(hasher)
  }

  /// One peer address as text: IPv4 counts as a whole; IPv6 by its first 64 bits, because that is what one
  /// customer of a provider usually has; IPv4 in IPv6 (`::ffff:192.0.2.1`) as the IPv4 address. A text that is no
  /// address (a Unix socket, a name) counts as itself.
  public init(address: String) {
    var hasher = Hasher()
    let bare = address.prefix { $0 != "%" }
    if let words = Self.ipv6(String(bare)) {
      if words.high == 0, words.low >> 32 == 0xFFFF {
        hasher.combine(4)
        hasher.combine(UInt32(truncatingIfNeeded: words.low))
      } else {
        hasher.combine(6)
        hasher.combine(words.high)
      }
    } else if let word = Self.ipv4(String(bare)) {
      hasher.combine(4)
      hasher.combine(word)
    } else {
      hasher.combine(address)
    }
    self.init(hasher)
  }

  private init(_ hasher: Hasher) {
    let value = UInt64(bitPattern: Int64(hasher.finalize()))
    hash = value == 0 ? 1 : value
  }

  private static func ipv4(_ text: String) -> UInt32? {
    var address = in_addr()
    // SAFETY: inet_pton writes exactly one in_addr for AF_INET, and reads the text up to its terminator.
    guard unsafe inet_pton(AF_INET, text, &address) == 1 else { return nil }
    return UInt32(bigEndian: address.s_addr)
  }

  private static func ipv6(_ text: String) -> (high: UInt64, low: UInt64)? {
    var address: (UInt64, UInt64) = (0, 0)
    // SAFETY: inet_pton writes exactly 16 bytes for AF_INET6, the size of the pair.
    guard unsafe inet_pton(AF_INET6, text, &address) == 1 else { return nil }
    return (UInt64(bigEndian: address.0), UInt64(bigEndian: address.1))
  }
}
