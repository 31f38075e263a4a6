// Identifiers that clients choose: technicians, devices, zones, tenants.

/// A tenant-scoped name chosen by a client: 1 to 64 characters of `[A-Za-z0-9._-]`.
///
/// Inside the engine every one of them is mapped to a dense slot; the text appears only at the border.
public struct ClientID: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The text, already checked.
  public let text: String

  /// The longest identifier, in characters (all of them ASCII).
  public static let lengthMax = 64

  /// Checks `text`.
  /// - Parameter field: how to name the field in the error.
  /// - Throws: `badLength` or `badFormat` for that field.
  public init(_ text: some StringProtocol, field: String) throws(FieldError) {
    let count = text.utf8.count
    guard (1...Self.lengthMax).contains(count) else {
      throw FieldError(
        field: field, code: .badLength,
        message: "must have 1 to \(Self.lengthMax) characters, has \(count)")
    }
    guard text.utf8.allSatisfy(Self.isAllowed) else {
      throw FieldError(
        field: field, code: .badFormat, message: "may have only the characters A-Z a-z 0-9 . _ -")
    }
    self.text = String(text)
  }

  /// Wraps a text of the program's own making. A bad one is a bug of ours and stops the process.
  public init(trusted text: String) {
    precondition(
      (1...Self.lengthMax).contains(text.utf8.count) && text.utf8.allSatisfy(Self.isAllowed),
      "not a client identifier")
    self.text = text
  }

  /// Whether `byte` may occur in an identifier.
  @inlinable
  public static func isAllowed(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2E, 0x5F, 0x2D: true
    default: false
    }
  }

  /// By bytes.
  public static func < (a: ClientID, b: ClientID) -> Bool { a.text < b.text }

  /// The text.
  public var description: String { text }
}
