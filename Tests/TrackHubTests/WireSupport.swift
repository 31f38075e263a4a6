// What the tests of the wire share: texts to messages, frames to Foundation's values.

import Bedrock
import Foundation
import TrackHub

enum Wire {
  /// Decodes one message with a fresh decoder.
  static func decode(_ text: String) throws(FieldError) -> ClientMessage {
    try decode(Array(text.utf8))
  }

  static func decode(_ bytes: [UInt8]) throws(FieldError) -> ClientMessage {
    var decoder = ClientMessageDecoder()
    return try decoder.decode(bytes.span)
  }

  /// The fault of a text, or nil when it has none.
  static func fault(_ text: String) -> FieldError? {
    do throws(FieldError) {
      _ = try decode(text)
      return nil
    } catch {
      return error
    }
  }

  /// The frames that were sent to a session, as Foundation reads them.
  static func frames(_ actions: borrowing ActionList, to session: SessionID) throws -> [[String: Any]] {
    var frames: [[String: Any]] = []
    for action in actions.actions {
      guard case .send(let target, let range) = action, target == session else { continue }
      frames.append(try object(Array(actions.bytes[range])))
    }
    return frames
  }

  static func object(_ bytes: [UInt8]) throws -> [String: Any] {
    let value = try JSONSerialization.jsonObject(with: Data(bytes))
    guard let object = value as? [String: Any] else { throw CocoaError(.coderReadCorrupt) }
    return object
  }
}

extension Dictionary where Key == String, Value == Any {
  func text(_ key: String) -> String? { self[key] as? String }
  func number(_ key: String) -> Double? { (self[key] as? NSNumber)?.doubleValue }
  func whole(_ key: String) -> Int? { (self[key] as? NSNumber)?.intValue }
  func objects(_ key: String) -> [[String: Any]]? { self[key] as? [[String: Any]] }
}
