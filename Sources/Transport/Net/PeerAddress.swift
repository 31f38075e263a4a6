// The other end of a socket.

import Bedrock
internal import CLinux

/// An IPv4 or IPv6 address with port. No allocation.
public struct PeerAddress: Hashable, Sendable, CustomStringConvertible {
  /// The first eight bytes of the address in network order; IPv4 is `::ffff:a.b.c.d` (RFC 4291 section 2.5.5.2).
  public let high: UInt64
  /// The last eight bytes.
  public let low: UInt64
  /// The port in host order.
  public var port: UInt16

  /// 127.0.0.1 with this port; 0 takes a free one when listening.
  public static func loopback(port: UInt16) -> PeerAddress {
    PeerAddress(high: 0, low: 0xFFFF_7F00_0001, port: port)
  }

  /// Parses a numeric address (`127.0.0.1`, `::1`, `::`, `0.0.0.0`); nil for names and anything else.
  public init?(_ address: String, port: UInt16) {
    if let v4 = Self.parseIPv4(address) {
      self.init(high: 0, low: 0xFFFF_0000_0000 | UInt64(v4), port: port)
    } else if let groups = Self.parseIPv6(address) {
      self.init(
        high: groups[..<4].reduce(0) { $0 << 16 | UInt64($1) },
        low: groups[4...].reduce(0) { $0 << 16 | UInt64($1) }, port: port)
    } else {
      return nil
    }
  }

  /// The address with these 16 bytes.
  public init(high: UInt64, low: UInt64, port: UInt16) {
    self.high = high
    self.low = low
    self.port = port
  }

  /// Asks the system's resolver for a name or numeric address; at most 16 answers, IPv4 first. Blocks: never
  /// on a loop.
  public static func resolve(_ host: String, port: UInt16) throws(ClientError) -> [PeerAddress] {
    if let numeric = PeerAddress(host, port: port) { return [numeric] }
    var bytes = [UInt8](repeating: 0, count: 16 * 16)
    // SAFETY: the array has room for the 16 addresses that the call is allowed to write.
    let count = unsafe clinux_resolve(host, &bytes, 16)
    guard count > 0 else { throw .unresolvable(host) }
    let all = (0..<Int(count)).map {
      PeerAddress(networkOrder: bytes[($0 * 16)..<($0 * 16 + 16)], port: port)
    }
    return all.filter(\.isIPv4) + all.filter { !$0.isIPv4 }
  }

  /// Whether this is an IPv4 address.
  public var isIPv4: Bool { high == 0 && low >> 32 == 0xFFFF }

  /// Whether this is the machine itself: 127.0.0.0/8 or ::1.
  public var isLoopback: Bool { isIPv4 ? (low >> 24) & 0xFF == 127 : high == 0 && low == 1 }

  /// The address in canonical text (RFC 5952 for IPv6), without port.
  public var host: String { isIPv4 ? ipv4Text : ipv6Text }

  /// `a.b.c.d:port` or `[v6]:port`.
  public var description: String { isIPv4 ? "\(host):\(port)" : "[\(host)]:\(port)" }

  private var ipv4Text: String {
    "\((low >> 24) & 0xFF).\((low >> 16) & 0xFF).\((low >> 8) & 0xFF).\(low & 0xFF)"
  }

  /// RFC 5952 section 4: lower case, no leading zeros, the longest run of two or more zero groups as `::`.
  private var ipv6Text: String {
    let groups = (0..<8).map {
      UInt16(truncatingIfNeeded: ($0 < 4 ? high : low) >> UInt64(48 - 16 * ($0 % 4)))
    }
    var best = 0..<0
    var start = 0
    while start < 8 {
      var end = start
      while end < 8, groups[end] == 0 { end += 1 }
      if end - start > max(1, best.count) { best = start..<end }
      start = max(end, start + 1)
    }
    let text = groups.map { String($0, radix: 16) }
    if best.isEmpty { return text.joined(separator: ":") }
    return text[..<best.lowerBound].joined(separator: ":") + "::"
      + text[best.upperBound...].joined(separator: ":")
  }
}

extension PeerAddress {
  /// The 16 bytes that CLinux takes.
  var networkOrder: [UInt8] {
    (0..<16).map { UInt8(truncatingIfNeeded: ($0 < 8 ? high : low) >> UInt64(56 - 8 * ($0 % 8))) }
  }

  init(networkOrder bytes: some Collection<UInt8>, port: UInt16) {
    self.init(
      high: bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) },
      low: bytes.suffix(8).reduce(0) { $0 << 8 | UInt64($1) }, port: port)
  }

  private static func parseIPv4(_ text: some StringProtocol) -> UInt32? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    var address: UInt32 = 0
    for part in parts {
      guard (1...3).contains(part.utf8.count), part.utf8.allSatisfy(ASCII.isDigit),
        part.utf8.count == 1 || part.utf8.first != UInt8(ascii: "0"), let byte = UInt8(part)
      else { return nil }
      address = address << 8 | UInt32(byte)
    }
    return address
  }

  private static func parseIPv6(_ text: String) -> [UInt16]? {
    guard text.utf8.count <= 45, text.contains(":") else { return nil }
    var text = Substring(text)
    if let colon = text.lastIndex(of: ":"), text[colon...].contains(".") {
      guard let v4 = parseIPv4(text[text.index(after: colon)...]) else { return nil }
      text = text[...colon] + String(v4 >> 16, radix: 16) + ":" + String(v4 & 0xFFFF, radix: 16)
    }
    guard let gap = firstGap(text) else {
      let groups = parseGroups(text)
      return groups?.count == 8 ? groups : nil
    }
    guard let left = parseGroups(text[..<gap.lowerBound]), let right = parseGroups(text[gap.upperBound...]),
      left.count + right.count < 8
    else { return nil }
    return left + [UInt16](repeating: 0, count: 8 - left.count - right.count) + right
  }

  private static func firstGap(_ text: Substring) -> Range<Substring.Index>? {
    var index = text.startIndex
    while index < text.endIndex {
      let next = text.index(after: index)
      if text[index] == ":", next < text.endIndex, text[next] == ":" {
        return index..<text.index(after: next)
      }
      index = next
    }
    return nil
  }

  private static func parseGroups(_ text: Substring) -> [UInt16]? {
    if text.isEmpty { return [] }
    var groups: [UInt16] = []
    for part in text.split(separator: ":", omittingEmptySubsequences: false) {
      guard (1...4).contains(part.utf8.count), part.utf8.allSatisfy({ HexText.value($0) != nil }),
        let group = UInt16(part, radix: 16)
      else { return nil }
      groups.append(group)
    }
    return groups
  }
}
