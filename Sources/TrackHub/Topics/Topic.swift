// What can be watched, and how it is spelled.

public import Bedrock
public import GeoIndex

/// A thing that viewers subscribe to.
public enum Topic: Sendable, Hashable {
  /// One technician: position, presence, status, events.
  case technician(ClientID)
  /// Everybody inside a box.
  case map(GeoBox)
  /// How many are where, cell by cell.
  case clusters(ClusterView)
  /// One booking, with its offers and its trip.
  case booking(ClientID)
  /// One trip and the positions of its technician.
  case trip(UUIDv7)
  /// What a control room has to know of all bookings.
  case ops
  /// The booking of the session's own share. The viewer cannot say which one; the share says it.
  case share

  /// The kinds of topics; the raw value is the word before the colon, or the whole name.
  public enum Kind: String, Sendable, CaseIterable {
    /// See ``Topic/technician(_:)``.
    case technician
    /// See ``Topic/map(_:)``.
    case map
    /// See ``Topic/clusters(_:)``.
    case clusters
    /// See ``Topic/booking(_:)``.
    case booking
    /// See ``Topic/trip(_:)``.
    case trip
    /// See ``Topic/ops``.
    case ops
    /// See ``Topic/share``.
    case share

    /// How topics of this kind are spelled.
    public var spelling: String {
      switch self {
      case .technician: "technician:{id}"
      case .map: "map:{west},{south},{east},{north}"
      case .clusters: "clusters:{west},{south},{east},{north}@{level}"
      case .booking: "booking:{id}"
      case .trip: "trip:{uuid}"
      case .ops: "ops"
      case .share: "share"
      }
    }

    /// Whether a colon and something more follow the word.
    var hasContent: Bool { self != .ops && self != .share }
  }

  /// The topic's kind.
  public var kind: Kind {
    switch self {
    case .technician: .technician
    case .map: .map
    case .clusters: .clusters
    case .booking: .booking
    case .trip: .trip
    case .ops: .ops
    case .share: .share
    }
  }

  /// Reads a topic's name. Each kind is spelled as ``Kind/spelling`` says: the corners of a map in degrees, in
  /// the order of RFC 7946 section 5 (a box whose west is greater than its east crosses the antimeridian);
  /// the UUID of a trip in lower case, so that a trip has one name.
  public init(_ text: String, field: String) throws(FieldError) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard let kind = Kind(rawValue: String(parts[0])), kind.hasContent == (parts.count == 2) else {
      let known = Kind.allCases.map(\.spelling).joined(separator: " or ")
      throw FieldError(field: field, code: .notAllowed, message: "must be \(known)")
    }
    switch kind {
    case .technician:
      self = .technician(try ClientID(parts[1], field: field))
    case .map:
      self = .map(try Self.box(parts[1], field: field))
    case .clusters:
      self = .clusters(try ClusterView(parts[1], field: field))
    case .booking:
      self = .booking(try ClientID(parts[1], field: field))
    case .trip:
      let id = try Self.uuid(parts[1], field: field)
      guard id.description == parts[1] else { throw Self.badUUID(field) }
      self = .trip(id)
    case .ops:
      self = .ops
    case .share:
      self = .share
    }
  }

  /// Reads an identifier that the server has made.
  static func uuid(_ text: some StringProtocol, field: String) throws(FieldError) -> UUIDv7 {
    guard let id = UUIDv7(text) else { throw badUUID(field) }
    return id
  }

  private static func badUUID(_ field: String) -> FieldError {
    FieldError(
      field: field, code: .badFormat,
      message: "must be an identifier that the server gave: a UUID of version 7")
  }

  static func box(_ text: Substring, field: String) throws(FieldError) -> GeoBox {
    let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map(decimal)
    guard numbers.count == 4, let west = numbers[0], let south = numbers[1], let east = numbers[2],
      let north = numbers[3]
    else {
      throw FieldError(
        field: field, code: .badFormat, message: "a box is west,south,east,north in degrees")
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
