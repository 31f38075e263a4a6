// What can be watched, and how it is spelled.

public import Bedrock
public import GeoIndex

/// A thing that viewers subscribe to.
public enum Topic: Sendable, Hashable {
  /// One technician: position, presence, status, events.
  case technician(ClientID)
  /// Everybody inside a box.
  case map(GeoBox)

  /// The kinds of topics; the raw value is the word before the colon.
  public enum Kind: String, Sendable, CaseIterable {
    /// See ``Topic/technician(_:)``.
    case technician
    /// See ``Topic/map(_:)``.
    case map
  }

  /// The topic's kind.
  public var kind: Kind {
    switch self {
    case .technician: .technician
    case .map: .map
    }
  }

  /// Reads `technician:{id}` or `map:{west},{south},{east},{north}` (degrees, the order of RFC 7946
  /// section 5; a box whose west is greater than its east crosses the antimeridian).
  public init(_ text: String, field: String) throws(FieldError) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let kind = Kind(rawValue: String(parts[0])) else {
      let known = Kind.allCases.map { $0.rawValue + ":" }.joined(separator: " or ")
      throw FieldError(field: field, code: .notAllowed, message: "must begin with \(known)")
    }
    switch kind {
    case .technician:
      self = .technician(try ClientID(parts[1], field: field))
    case .map:
      self = .map(try Self.box(parts[1], field: field))
    }
  }

  private static func box(_ text: Substring, field: String) throws(FieldError) -> GeoBox {
    let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map(decimal)
    guard numbers.count == 4, let west = numbers[0], let south = numbers[1], let east = numbers[2],
      let north = numbers[3]
    else {
      throw FieldError(
        field: field, code: .badFormat, message: "a map is map:west,south,east,north in degrees")
    }
    do {
      return try GeoBox(
        southDegrees: south, westDegrees: west, northDegrees: north, eastDegrees: east)
    } catch {
      throw FieldError(field: field, code: error.code, message: "\(error.field) \(error.message)")
    }
  }

  /// A decimal number; the standard library would take hexadecimal ones and words too.
  private static func decimal(_ text: Substring) -> Double? {
    text.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x2E } ? Double(text) : nil
  }
}
