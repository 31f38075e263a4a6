// A range of addresses as operators write it: 10.0.0.0/8, fd00::/8, 127.0.0.1.

public import Transport

/// A block of IPv4 or IPv6 addresses with a common prefix (CIDR, RFC 4632 section 3.1 and RFC 4291 section 2.3).
public struct AddressRange: Hashable, Sendable {
  private let high: UInt64
  private let low: UInt64
  /// How many of the 128 bits are fixed; IPv4 addresses have the last 32.
  private let prefixBits: Int

  /// Reads `ADDRESS/BITS`, or an address alone.
  /// - Returns: nil for anything else, also when bits behind the prefix are set: who writes `10.1.2.3/8` may mean
  ///   another range than the one that it would be.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let address = PeerAddress(String(parts[0]), port: 0) else { return nil }
    let width = address.isIPv4 ? 32 : 128
    var bits = width
    if parts.count == 2 {
      guard parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(parts[1]),
        (0...width).contains(number)
      else { return nil }
      bits = number
    }
    high = address.high
    low = address.low
    prefixBits = bits + (128 - width)
    let mask = Self.mask(prefixBits)
    guard high & ~mask.high == 0, low & ~mask.low == 0 else { return nil }
  }

  /// A range that is written in the program.
  init(trusted text: String) {
    guard let range = AddressRange(text) else { preconditionFailure("\(text) is no range") }
    self = range
  }

  /// Whether the address lies in the range. An IPv4 range holds IPv4 addresses only, however they are written.
  public func contains(_ address: PeerAddress) -> Bool {
    let mask = Self.mask(prefixBits)
    return address.high & mask.high == high && address.low & mask.low == low
  }

  private static func mask(_ bits: Int) -> (high: UInt64, low: UInt64) {
    // Shifting by the whole width gives 0 for both of them.
    (~(~UInt64(0) >> UInt64(min(bits, 64))), ~(~UInt64(0) >> UInt64(max(bits - 64, 0))))
  }
}
