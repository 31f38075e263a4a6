// Reading acknowledgements: the message that a phone gets most.

/// A fix that was not accepted, as an acknowledgement lists it.
public struct RefusedFix: Sendable, Equatable {
  /// The fix's number.
  public var sequence: UInt64
  /// The verdict's word.
  public var code: String

  /// Describes a refusal.
  public init(sequence: UInt64, code: String) {
    self.sequence = sequence
    self.code = code
  }
}

/// Reads `{"type":"ack","seq":N,"refused":[{"seq":N,"code":"..."}]}`. Kept and reused: an acknowledgement without
/// refusals costs no allocation.
public struct AckScanner: Sendable {
  /// The refusals of the acknowledgement that was read last.
  public private(set) var refused: [RefusedFix] = []

  /// A scanner.
  public init() {}

  /// Reads one message. Members may come in any order; unknown ones are stepped over.
  /// - Returns: `seq`, up to which everything was judged; nil when the message is malformed, of which nothing
  ///   may be used then.
  public mutating func scan(_ text: borrowing Span<UInt8>) -> UInt64? {
    refused.removeAll(keepingCapacity: true)
    var cursor = FrameCursor()
    var sequence: Int64?
    cursor.beginObject(text)
    while let key = cursor.nextKey(text) {
      if FrameCursor.equals("seq", text, key) {
        sequence = cursor.integer(text)
      } else if FrameCursor.equals("refused", text, key) {
        cursor.beginArray(text)
        while cursor.nextElement(text) {
          guard let entry = Self.refusal(&cursor, text) else { return nil }
          refused.append(entry)
        }
      } else {
        cursor.skipValue(text)
      }
    }
    guard !cursor.isBroken, let sequence else { return nil }
    return UInt64(exactly: sequence)
  }

  private static func refusal(_ cursor: inout FrameCursor, _ text: borrowing Span<UInt8>) -> RefusedFix? {
    var sequence: Int64?
    var code: Range<Int>?
    cursor.beginObject(text)
    while let key = cursor.nextKey(text) {
      if FrameCursor.equals("seq", text, key) {
        sequence = cursor.integer(text)
      } else if FrameCursor.equals("code", text, key) {
        code = cursor.string(text)
      } else {
        cursor.skipValue(text)
      }
    }
    guard !cursor.isBroken, let code, let sequence = sequence.flatMap(UInt64.init(exactly:)) else {
      return nil
    }
    return RefusedFix(sequence: sequence, code: FrameCursor.string(text, code))
  }
}
