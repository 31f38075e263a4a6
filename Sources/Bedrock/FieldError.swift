// What a caller did wrong, in one shape for every door: HTTP bodies, query strings, WebSocket frames,
// imports, configuration files and the command line.

/// One fault in one field of an input.
///
/// `message` says what the limit is and what would be right; it never repeats secrets or positions, so
/// that it may be logged.
public struct FieldError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The path of the field in the words of the wire, such as `items[3].lat` or `fix.jumpSpeedMax`.
  public var field: String
  /// The kind of fault; stable, for programs.
  public var code: Code
  /// One sentence for people, which can be said in several languages. Programs go by `code`.
  public var message: Phrase
  /// The limits that an `outOfRange` value of a document should have kept, where they are numbers.
  public var limits: ClosedRange<Double>?

  /// Describes one fault.
  public init(field: String, code: Code, message: Phrase) {
    self.field = field
    self.code = code
    self.message = message
  }

  /// `field: message`, in English.
  public var description: String { "\(field): \(message)" }

  /// `field: message`, in any language.
  public var phrase: Phrase { "\(field): \(message)" }

  /// The kinds of faults that an input can have. The raw value is the code on the wire.
  public enum Code: String, Hashable, Sendable, CaseIterable {
    /// The field is required and absent.
    case missing
    /// The value has another JSON type than the field takes.
    case wrongType
    /// The value lies outside the stated limits.
    case outOfRange
    /// The text is longer or shorter than allowed.
    case badLength
    /// The text has characters or a shape that the field does not take.
    case badFormat
    /// The value is not one of the allowed ones.
    case notAllowed
    /// The field is not known here.
    case unknownField
    /// The field occurs twice.
    case duplicateField
    /// Two fields, or two entries, contradict each other.
    case conflict
    /// The named thing does not exist.
    case notFound
    /// There are more entries than the limit.
    case tooMany
    /// The input is not well-formed at all (truncated or invalid JSON).
    case malformed
  }
}

/// All the faults found in one input; nothing of that input was applied.
public struct FieldErrors: Error, Hashable, Sendable, CustomStringConvertible {
  /// At least one fault, in the order of the input.
  public var errors: [FieldError]

  /// Wraps the faults. `errors` must not be empty.
  public init(_ errors: [FieldError]) {
    precondition(!errors.isEmpty, "FieldErrors without an error")
    self.errors = errors
  }

  /// Wraps one fault.
  public init(field: String, code: FieldError.Code, message: Phrase) {
    self.errors = [FieldError(field: field, code: code, message: message)]
  }

  /// The faults, one after the other, separated by semicolons.
  public var description: String {
    errors.map(\.description).joined(separator: "; ")
  }
}
