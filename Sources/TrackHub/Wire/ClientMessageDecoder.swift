// From the bytes of a WebSocket message to a ClientMessage. Every fault names the field.

public import Bedrock

/// Reads clients' messages.
///
/// A decoder is kept by its loop and reused: the fixes of a batch are read into one array that keeps its
/// capacity, so that reading fixes allocates nothing. A message with any fault is refused as a whole.
public struct ClientMessageDecoder: Sendable {
  /// The fixes of the last `fixes` message, the oldest first.
  public private(set) var fixes: [Fix] = []

  /// The most fixes that one `fixes` message may carry.
  public static let batchMax = 500
  /// The most topics that one `hello` may resume.
  public static let resumeMax = 64
  /// The longest token in bytes.
  public static let tokenLengthMax = 4096
  /// The longest topic name in bytes.
  public static let topicLengthMax = 256
  /// The longest reason in bytes.
  public static let reasonLengthMax = 255

  /// A decoder with room for a usual backlog.
  public init() {
    fixes.reserveCapacity(64)
  }

  /// Reads one message. O(its length).
  /// - Throws: the first fault, with the field's path and what would be right.
  public mutating func decode(_ text: borrowing Span<UInt8>) throws(FieldError) -> ClientMessage {
    let kind = try Self.kind(of: text)
    var object = try ObjectReader(text, path: .message)
    switch kind {
    case .hello: return .hello(try HelloReader.hello(&object, text))
    case .fix: return .fix(try FixReader.read(&object, text))
    case .fixes: return .fixes(count: try readBatch(&object, text))
    case .sub:
      let (topic, since) = try HelloReader.subscription(&object, text)
      return .subscribe(topic: topic, since: since)
    case .unsub:
      return .unsubscribe(topic: try HelloReader.subscription(&object, text).topic)
    case .accept: return try CommandReader.accept(&object, text)
    case .decline: return try CommandReader.decline(&object, text)
    case .trip: return try CommandReader.trip(&object, text)
    case .bye:
      while let key = try object.nextKey(text) { try object.takeType(key, text) }
      return .bye
    }
  }

  /// Finds `type` at the top level. It usually stands first, so that this costs a few bytes.
  private static func kind(of text: borrowing Span<UInt8>) throws(FieldError) -> ClientMessage.Kind {
    var object = try ObjectReader(text, path: .message)
    while let key = try object.nextKey(text) {
      guard key.equals("type", text) else {
        try object.skip(text)
        continue
      }
      if let kind = plainKind(try object.token(key, text), text) { return kind }
      let known = ClientMessage.Kind.allCases.map(\.rawValue).joined(separator: ", ")
      throw FieldError(field: "type", code: .notAllowed, message: "must be one of \(known)")
    }
    throw FieldError(field: "type", code: .missing, message: "every message names its type")
  }

  /// Compares in place: no text is built for the words that make up nearly all traffic.
  private static func plainKind(
    _ token: (range: Range<Int>, escaped: Bool), _ text: borrowing Span<UInt8>
  ) -> ClientMessage.Kind? {
    if JSONCursor.equals("fix", text, token.range) { return .fix }
    if JSONCursor.equals("fixes", text, token.range) { return .fixes }
    return JSONCursor.text(text, token).flatMap(ClientMessage.Kind.init(rawValue:))
  }

  private mutating func readBatch(
    _ object: inout ObjectReader, _ text: borrowing Span<UInt8>
  ) throws(FieldError) -> Int {
    fixes.removeAll(keepingCapacity: true)
    var found = false
    while let key = try object.nextKey(text) {
      guard key.equals("items", text) else {
        try object.takeType(key, text)
        continue
      }
      guard !found else { throw object.duplicate(key, text) }
      found = true
      try object.beginArray(key, text)
      while try object.nextElement(text, isFirst: fixes.isEmpty) {
        guard fixes.count < Self.batchMax else {
          throw FieldError(
            field: "items", code: .tooMany, message: "at most \(Self.batchMax) fixes in one message")
        }
        var item = try ObjectReader(text, at: object.cursor, path: .item(fixes.count))
        fixes.append(try FixReader.read(&item, text))
        object.cursor = item.cursor
      }
    }
    guard found else {
      throw FieldError(field: "items", code: .missing, message: "must be an array of fixes")
    }
    guard !fixes.isEmpty else {
      throw FieldError(field: "items", code: .badLength, message: "must have at least one fix")
    }
    return fixes.count
  }
}
