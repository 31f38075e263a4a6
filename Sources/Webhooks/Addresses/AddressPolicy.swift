// Where messages may go: to public addresses, and where the operator says so.

public import Transport

/// Decides about an address at the moment of connecting, after names were looked up.
///
/// A tenant chooses the addresses of its webhooks, but the connections come from inside the operator's network. So
/// nothing is reached that is not reachable for everybody: the special-purpose registries of IANA (RFC 6890 and its
/// successors) are refused, for IPv6 everything outside of global unicast, and addresses that carry an IPv4 address
/// are judged by that.
public struct AddressPolicy: Sendable {
  /// What the operator allows beyond public addresses. Plain HTTP is allowed there only.
  public let allowed: [AddressRange]

  /// Public addresses, and `allowed`.
  public init(allowed: [AddressRange] = []) {
    self.allowed = allowed
  }

  /// Whether a connection may be made. O(ranges).
  /// - Parameter isPlain: without TLS.
  public func admits(_ address: PeerAddress, isPlain: Bool) -> Bool {
    let target = Self.carried(by: address) ?? address
    if allowed.contains(where: { $0.contains(address) || $0.contains(target) }) { return true }
    return !isPlain && Self.isPublic(target)
  }

  /// Whether everybody can reach the address.
  static func isPublic(_ address: PeerAddress) -> Bool {
    if address.isIPv4 { return !specialIPv4.contains { $0.contains(address) } }
    return globalUnicast.contains(address) && !specialIPv6.contains { $0.contains(address) }
  }

  /// The IPv4 address that a translator reaches under an IPv6 address (NAT64, RFC 6052 section 2.1). Those in
  /// `::ffff:0:0/96` are IPv4 addresses already.
  private static func carried(by address: PeerAddress) -> PeerAddress? {
    guard translated.contains(address) else { return nil }
    return PeerAddress(high: 0, low: 0xFFFF_0000_0000 | (address.low & 0xFFFF_FFFF), port: address.port)
  }

  private static let translated = AddressRange(trusted: "64:ff9b::/96")
  private static let globalUnicast = AddressRange(trusted: "2000::/3")

  /// The IANA IPv4 Special-Purpose Address Registry, multicast and what is reserved.
  private static let specialIPv4 = [
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
    "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24",
    "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
  ].map(AddressRange.init(trusted:))

  /// What of global unicast is special (IANA IPv6 Special-Purpose Address Registry): protocol assignments with Teredo
  /// and ORCHID, documentation, 6to4.
  private static let specialIPv6 = ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"]
    .map(AddressRange.init(trusted:))
}
