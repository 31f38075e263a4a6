// Reading what technicians decide: accepting and declining offers, moving trips on. These messages are rare,
// so that texts may be built for their values.

import Bedrock

/// Reads `accept`, `decline` and `trip`.
enum CommandReader {
  static func accept(
    _ object: inout ObjectReader, _ text: borrowing Span<UInt8>
  ) throws(FieldError) -> ClientMessage {
    var members = Members()
    while let key = try object.nextKey(text) {
      if try members.takeID("offer", &object, key, text) { continue }
      if try members.takeReference(&object, key, text) { continue }
      try object.takeType(key, text)
    }
    return .accept(offer: try members.requiredID("offer"), ref: members.ref)
  }

  static func decline(
    _ object: inout ObjectReader, _ text: borrowing Span<UInt8>
  ) throws(FieldError) -> ClientMessage {
    var members = Members()
    while let key = try object.nextKey(text) {
      if try members.takeID("offer", &object, key, text) { continue }
      if try members.takeReason(&object, key, text) { continue }
      if try members.takeReference(&object, key, text) { continue }
      try object.takeType(key, text)
    }
    return .decline(
      offer: try members.requiredID("offer"), reason: members.reason, ref: members.ref)
  }

  static func trip(
    _ object: inout ObjectReader, _ text: borrowing Span<UInt8>
  ) throws(FieldError) -> ClientMessage {
    var members = Members()
    var action: TripAction?
    while let key = try object.nextKey(text) {
      if try members.takeID("id", &object, key, text) { continue }
      if try members.takeReason(&object, key, text) { continue }
      if try members.takeReference(&object, key, text) { continue }
      guard key.equals("action", text) else {
        try object.takeType(key, text)
        continue
      }
      guard action == nil else { throw object.duplicate(key, text) }
      action = try tripAction(&object, key, text)
    }
    let id = try members.requiredID("id")
    guard let action else {
      throw FieldError(field: "action", code: .missing, message: "must say what becomes of the trip")
    }
    guard members.reason == nil || action == .cancel else {
      throw FieldError(field: "reason", code: .conflict, message: "only the action cancel has a reason")
    }
    return .trip(id: id, action: action, reason: members.reason, ref: members.ref)
  }

  private static func tripAction(
    _ object: inout ObjectReader, _ key: ObjectReader.Key, _ text: borrowing Span<UInt8>
  ) throws(FieldError) -> TripAction {
    let token = try object.token(key, text)
    if let action = JSONCursor.text(text, token).flatMap(TripAction.init(rawValue:)) { return action }
    let known = TripAction.allCases.map(\.rawValue).joined(separator: ", ")
    throw FieldError(field: "action", code: .notAllowed, message: "must be one of \(known)")
  }

  /// The members that several commands have.
  private struct Members {
    var id: UUIDv7?
    var reason: String?
    var ref: ClientID?

    /// Takes the identifier if the key is its name.
    mutating func takeID(
      _ name: StaticString, _ object: inout ObjectReader, _ key: ObjectReader.Key,
      _ text: borrowing Span<UInt8>
    ) throws(FieldError) -> Bool {
      guard key.equals(name, text) else { return false }
      guard id == nil else { throw object.duplicate(key, text) }
      let value = try object.string(key, text, lengthMax: 256)
      id = try Topic.uuid(value, field: object.field(key, text))
      return true
    }

    mutating func takeReason(
      _ object: inout ObjectReader, _ key: ObjectReader.Key, _ text: borrowing Span<UInt8>
    ) throws(FieldError) -> Bool {
      guard key.equals("reason", text) else { return false }
      guard reason == nil else { throw object.duplicate(key, text) }
      reason = try object.string(key, text, lengthMax: ClientMessageDecoder.reasonLengthMax)
      return true
    }

    mutating func takeReference(
      _ object: inout ObjectReader, _ key: ObjectReader.Key, _ text: borrowing Span<UInt8>
    ) throws(FieldError) -> Bool {
      guard key.equals("ref", text) else { return false }
      guard ref == nil else { throw object.duplicate(key, text) }
      ref = try ClientID(try object.string(key, text, lengthMax: 256), field: "ref")
      return true
    }

    func requiredID(_ name: StaticString) throws(FieldError) -> UUIDv7 {
      guard let id else {
        throw FieldError(field: "\(name)", code: .missing, message: "must name what this is about")
      }
      return id
    }
  }
}
