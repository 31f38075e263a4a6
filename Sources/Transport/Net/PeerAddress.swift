// The other end of a socket.

/// An IPv4 or IPv6 address with port. 24 bytes, no allocation.
public struct PeerAddress: Hashable, Sendable, CustomStringConvertible {
  /// The first eight bytes of the address in network order; IPv4 is `::ffff:a.b.c.d` (RFC 4291 section 2.5.5.2).
  var high: UInt64
  /// The last eight bytes.
  var low: UInt64
  /// The port in host order.
  public var port: UInt16

  /// Parses a numeric address (`127.0.0.1`, `::1`, `::`, `0.0.0.0`); nil for names and anything else.
  public init?(_ address: String, port: UInt16) {
    preconditionFailure("not written yet")
  }

  /// Asks the system's resolver for a name or numeric address. Blocks: never on a loop.
  public static func resolve(_ host: String, port: UInt16) throws(ClientError) -> [PeerAddress] {
    preconditionFailure("not written yet")
  }

  /// Whether this is an IPv4 address.
  public var isIPv4: Bool { high == 0 && low >> 32 == 0xFFFF }

  /// The address in canonical text (RFC 5952 for IPv6), without port.
  public var host: String {
    preconditionFailure("not written yet")
  }

  /// `a.b.c.d:port` or `[v6]:port`.
  public var description: String { isIPv4 ? "\(host):\(port)" : "[\(host)]:\(port)" }
}
