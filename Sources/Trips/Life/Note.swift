// What people write when they decide something: short, checked at the border, kept in the log.

public import Bedrock

/// A reason or remark in a person's words: at most 255 bytes of UTF-8, possibly empty.
///
/// The bound is the counted text of the event log, so a note always fits.
public struct Note: Hashable, Sendable, CustomStringConvertible {
  /// The text as it was written.
  public let text: String

  /// The longest note, in bytes of UTF-8.
  public static let bytesMax = 255

  /// Nothing was said.
  public static let none = Note(trusted: "")

  /// Checks a text.
  /// - Parameter field: how to name the field in the error.
  /// - Throws: `badLength` for that field.
  public init(_ text: some StringProtocol, field: String) throws(FieldError) {
    guard text.utf8.count <= Self.bytesMax else {
      throw FieldError(
        field: field, code: .badLength,
        message: "must have at most \(Self.bytesMax) bytes of UTF-8, has \(text.utf8.count)")
    }
    self.text = String(text)
  }

  /// Wraps a text of the program's own making. One that is too long is a bug of ours and stops the process.
  public init(trusted text: String) {
    precondition(text.utf8.count <= Self.bytesMax, "a note that is too long")
    self.text = text
  }

  /// Whether nothing was said.
  public var isEmpty: Bool { text.isEmpty }

  /// The text.
  public var description: String { text }
}
