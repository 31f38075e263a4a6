// Query strings and percent-encoding (RFC 3986 section 2.1, and the form encoding of HTML for `+`).

import Bedrock

/// Why a query could not be decoded.
public struct QueryError: Error, Sendable, Equatable {
  /// The position of the item, from 0.
  public var position: Int
}

/// The `name=value` items of a query, decoded, in order.
public struct QueryItems: Sendable, Equatable {
  /// Names and values; an item without `=` has an empty value.
  public var items: [Item] = []

  /// One item.
  public struct Item: Sendable, Equatable {
    /// The decoded name.
    public var name: String
    /// The decoded value.
    public var value: String
  }

  /// Decodes what stands behind the `?`. Empty items (`a=1&&b=2`) are skipped. O(length).
  public init(_ raw: String) throws(QueryError) {
    var position = 0
    for part in raw.utf8.split(separator: UInt8(ascii: "&")) {
      let equals = part.firstIndex(of: UInt8(ascii: "=")) ?? part.endIndex
      let rest = equals == part.endIndex ? part[equals...] : part[part.index(after: equals)...]
      guard let name = PercentEncoding.decode(part[..<equals], plusIsSpace: true),
        let value = PercentEncoding.decode(rest, plusIsSpace: true)
      else { throw QueryError(position: position) }
      items.append(Item(name: name, value: value))
      position += 1
    }
  }

  /// The first value of that name, or nil. Names are case-sensitive.
  public subscript(name: String) -> String? { items.first { $0.name == name }?.value }

  /// Every value of that name, in order.
  public func values(_ name: String) -> [String] { items.filter { $0.name == name }.map(\.value) }
}

/// Percent-encoding.
public enum PercentEncoding {
  private static let digits = Array("0123456789ABCDEF".utf8)

  /// The text that the escapes stand for; nil for a bad escape, a NUL, or bytes that are not UTF-8.
  public static func decode(_ text: some StringProtocol) -> String? { decode(text.utf8, plusIsSpace: false) }

  /// Escapes everything but the unreserved characters (RFC 3986 section 2.3), so that the result may
  /// stand in a path segment, a query name or a query value.
  public static func encode(_ text: some StringProtocol) -> String {
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: bytes.append(byte)
      default: bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  static func decode(_ bytes: some Sequence<UInt8>, plusIsSpace: Bool) -> String? {
    var decoded: [UInt8] = []
    var iterator = bytes.makeIterator()
    while let byte = iterator.next() {
      switch byte {
      case UInt8(ascii: "%"):
        guard let high = iterator.next().flatMap(HexText.value),
          let low = iterator.next().flatMap(HexText.value),
          high | low != 0
        else { return nil }
        decoded.append(high << 4 | low)
      case UInt8(ascii: "+") where plusIsSpace: decoded.append(ASCII.space)
      case 0: return nil
      default: decoded.append(byte)
      }
    }
    return String(validating: decoded, as: UTF8.self)
  }
}
