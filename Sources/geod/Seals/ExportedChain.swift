// The heads of a trip's chains out of a file: the summary as it was exported, or the answer about the trip.

import Bedrock
import Foundation
import TripStore

/// Reads what `SealDocument` has written.
enum ExportedChain {
  /// Reads the heads of a trip.
  /// - Throws: a sentence with the file's name when it is not the summary of that trip, or not sealed.
  static func read(_ path: String, trip: UUIDv7) throws -> [TripChain] {
    let data = try Data(contentsOf: URL(fileURLWithPath: path))
    guard let value = try? JSONValue.parse(Array(data), field: "summary"), let summary = summary(in: value)
    else { throw CommandFailure("\(path): is not the summary of a trip") }
    guard summary["trip"] == .string(trip.description) else {
      throw CommandFailure("\(path): is the summary of another trip")
    }
    guard case .object(let chain)? = summary["chain"], case .array(let devices)? = chain["devices"] else {
      throw CommandFailure("\(path): the trip is not sealed yet")
    }
    return try devices.map { device in
      guard let chain = Self.chain(device) else {
        throw CommandFailure("\(path): has a chain that cannot be read")
      }
      return chain
    }
  }

  /// The summary: the object itself, its member `summary`, or that of its member `data`.
  private static func summary(in value: JSONValue) -> [String: JSONValue]? {
    guard case .object(let members) = value else { return nil }
    if members["chain"] != nil { return members }
    for name in ["summary", "data"] {
      if let inner = members[name], let found = summary(in: inner) { return found }
    }
    return nil
  }

  private static func chain(_ value: JSONValue) -> TripChain? {
    guard case .object(let members) = value, case .string(let name)? = members["device"],
      let device = try? ClientID(name, field: "device"), case .number(let number)? = members["fixCount"],
      let count = Int64(exactly: number), count > 0, case .string(let text)? = members["head"],
      let head = HexText.decode(text), head.count == TripChain.headBytes
    else { return nil }
    return TripChain(device: device, fixCount: count, head: head)
  }
}
