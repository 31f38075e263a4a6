// Walking through a JSON object key by key, with errors that carry the path of the field.

import Bedrock

/// Steps through the members of one JSON object.
///
/// It holds a cursor, not the text. The callers decide what each key means; unknown keys are refused by
/// them, because a misspelt optional field that is ignored is a silent loss.
struct ObjectReader {
  var cursor: JSONCursor
  let path: FieldPath
  private var isFirst = true
  private var isDone = false
  private var hasType = false

  /// Where an object stands in a message. Made into text only when an error needs it.
  enum FieldPath {
    case message
    case item(Int)
    case resumeItem(Int)
    case since

    var prefix: String {
      switch self {
      case .message: ""
      case .item(let index): "items[\(index)]."
      case .resumeItem(let index): "resume[\(index)]."
      case .since: "since."
      }
    }

    var objectName: String { prefix.isEmpty ? "message" : String(prefix.dropLast()) }
  }

  /// A key as it stands in the text.
  struct Key {
    let range: Range<Int>
    let escaped: Bool

    /// Whether the key is this word. Keys with escapes never equal a known word: no client has a reason
    /// to escape them.
    func equals(_ word: StaticString, _ text: borrowing Span<UInt8>) -> Bool {
      !escaped && JSONCursor.equals(word, text, range)
    }

    func name(_ text: borrowing Span<UInt8>) -> String {
      String((JSONCursor.text(text, (range, escaped)) ?? "?").prefix(64))
    }
  }

  /// Begins with the object at the cursor.
  init(
    _ text: borrowing Span<UInt8>, at cursor: JSONCursor = JSONCursor(), path: FieldPath
  ) throws(FieldError) {
    self.cursor = cursor
    self.path = path
    do throws(JSONCursor.Fault) {
      try self.cursor.expect(0x7B, in: text)
    } catch {
      throw Self.error(error, field: path.objectName, wanted: "an object")
    }
  }

  /// The next key, with the cursor before its value; nil at the object's end. A top-level object must
  /// end the text.
  mutating func nextKey(_ text: borrowing Span<UInt8>) throws(FieldError) -> Key? {
    guard !isDone else { return nil }
    do throws(JSONCursor.Fault) {
      if try cursor.skip(0x7D, in: text) {
        isDone = true
        if case .message = path, !cursor.isAtEnd(text) {
          throw JSONCursor.Fault.unexpected(at: cursor.position)
        }
        return nil
      }
      if !isFirst { try cursor.expect(0x2C, in: text) }
      isFirst = false
      let token = try cursor.string(text)
      try cursor.expect(0x3A, in: text)
      return Key(range: token.range, escaped: token.escaped)
    } catch {
      throw Self.error(error, field: path.objectName, wanted: "a member or the end of the object")
    }
  }

  /// Takes the value of `type`, which was read before; every other key is unknown here.
  mutating func takeType(_ key: Key, _ text: borrowing Span<UInt8>) throws(FieldError) {
    guard case .message = path, key.equals("type", text) else { throw unknown(key, text) }
    guard !hasType else { throw duplicate(key, text) }
    hasType = true
    try skip(text)
  }

  /// Steps over the value.
  mutating func skip(_ text: borrowing Span<UInt8>) throws(FieldError) {
    do throws(JSONCursor.Fault) {
      try cursor.skipValue(text)
    } catch {
      throw Self.error(error, field: path.objectName, wanted: "well-formed JSON")
    }
  }

  /// Takes a text value as it stands between its quotes, to be compared with known words in place.
  mutating func token(
    _ key: Key, _ text: borrowing Span<UInt8>
  ) throws(FieldError) -> (range: Range<Int>, escaped: Bool) {
    do throws(JSONCursor.Fault) {
      return try cursor.string(text)
    } catch {
      throw Self.error(error, field: field(key, text), wanted: "a string")
    }
  }

  /// Takes a text value of 1 to `lengthMax` bytes.
  mutating func string(
    _ key: Key, _ text: borrowing Span<UInt8>, lengthMax: Int
  ) throws(FieldError) -> String {
    let token = try token(key, text)
    do throws(JSONCursor.Fault) {
      guard let value = JSONCursor.text(text, token) else {
        throw JSONCursor.Fault.badString(at: token.range.lowerBound)
      }
      guard (1...lengthMax).contains(value.utf8.count) else { throw JSONCursor.Fault.badLength }
      return value
    } catch {
      if case .badLength = error {
        throw FieldError(
          field: field(key, text), code: .badLength, message: "must have 1 to \(lengthMax) bytes")
      }
      throw Self.error(error, field: field(key, text), wanted: "a string")
    }
  }

  /// Takes a number.
  mutating func number(_ key: Key, _ text: borrowing Span<UInt8>) throws(FieldError) -> Double {
    do throws(JSONCursor.Fault) {
      return try cursor.number(text)
    } catch {
      throw Self.error(error, field: field(key, text), wanted: "a number (NaN and infinity are not)")
    }
  }

  /// Takes a whole number of `0...9_007_199_254_740_991`, which every JSON reader represents exactly.
  mutating func whole(_ key: Key, _ text: borrowing Span<UInt8>) throws(FieldError) -> UInt64 {
    let value = try number(key, text)
    guard value >= 0, value <= 9_007_199_254_740_991, value == value.rounded(.towardZero) else {
      throw FieldError(
        field: field(key, text), code: .outOfRange,
        message: "must be a whole number from 0 to 9007199254740991")
    }
    return UInt64(value)
  }

  /// Takes the `[` of an array.
  mutating func beginArray(_ key: Key, _ text: borrowing Span<UInt8>) throws(FieldError) {
    do throws(JSONCursor.Fault) {
      try cursor.expect(0x5B, in: text)
    } catch {
      throw Self.error(error, field: field(key, text), wanted: "an array")
    }
  }

  /// Moves to the next element of an array that was begun; false at its end, which is taken.
  mutating func nextElement(_ text: borrowing Span<UInt8>, isFirst: Bool) throws(FieldError) -> Bool {
    do throws(JSONCursor.Fault) {
      if try cursor.skip(0x5D, in: text) { return false }
      if !isFirst { try cursor.expect(0x2C, in: text) }
      return true
    } catch {
      throw Self.error(error, field: path.objectName, wanted: "an element or the end of the array")
    }
  }

  /// The path of a key, for an error.
  func field(_ key: Key, _ text: borrowing Span<UInt8>) -> String {
    path.prefix + key.name(text)
  }

  /// The error for a key that this object does not have.
  func unknown(_ key: Key, _ text: borrowing Span<UInt8>) -> FieldError {
    FieldError(
      field: field(key, text), code: .unknownField, message: "is not a field of this message")
  }

  /// The error for a key that occurs twice.
  func duplicate(_ key: Key, _ text: borrowing Span<UInt8>) -> FieldError {
    FieldError(field: field(key, text), code: .duplicateField, message: "occurs twice")
  }

  private static func error(
    _ fault: JSONCursor.Fault, field: String, wanted: Phrase
  ) -> FieldError {
    switch fault {
    case .truncated:
      FieldError(field: field, code: .malformed, message: "the message ends too early; wanted \(wanted)")
    case .unexpected(let place), .notANumber(let place):
      FieldError(field: field, code: .wrongType, message: "must be \(wanted), at byte \(place)")
    case .badString(let place):
      FieldError(
        field: field, code: .malformed, message: "has an invalid character or escape at byte \(place)")
    case .badLength:
      FieldError(field: field, code: .badLength, message: "has a length that is not allowed")
    case .tooDeep:
      FieldError(
        field: field, code: .malformed,
        message: "is nested more than \(JSONCursor.depthMax) levels deep")
    }
  }
}
