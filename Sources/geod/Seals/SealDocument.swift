// Summaries with their seals, as callers see them.

import Bedrock
import TripStore

/// Writes the summary of a trip.
enum SealDocument {
  /// The stored summary with the member `chain`: null while the trip is not sealed, then when that was and, for each
  /// device, the number of fixes and the head of their chain.
  static func write(summary document: [UInt8], _ seal: TripSeal?, to json: inout JSONWriter) {
    json.beginObject()
    json.members(of: document)
    json.key("chain")
    write(seal, to: &json)
    json.endObject()
  }

  private static func write(_ seal: TripSeal?, to json: inout JSONWriter) {
    guard let seal else { return json.null() }
    json.beginObject()
    json.key("sealedAt")
    json.integer(seal.sealedAt.milliseconds)
    json.key("devices")
    json.beginArray()
    for chain in seal.chains {
      json.beginObject()
      json.key("device")
      json.string(chain.device.text)
      json.key("fixCount")
      json.integer(chain.fixCount)
      json.key("head")
      json.string(HexText.encode(chain.head))
      json.endObject()
    }
    json.endArray()
    json.endObject()
  }
}
