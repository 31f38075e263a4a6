// A technician's phone: it makes reports, keeps them until they are acknowledged, and loses its network.

import Bedrock
import Scene
import TrackHub

/// The client side of a phone. It keeps every report until it is acknowledged.
struct SimulatedPhone {
  /// The number in the fleet.
  let technician: Int
  let id: String
  var faults: FaultModel
  /// When the next report is due.
  var nextReport: Int64
  /// Present for the whole run, or a guest who comes and goes.
  let isGuest: Bool
  var exists = true

  var connection: ConnectionNumber?
  var isWelcomed = false
  var reconnectAt: Int64 = 0
  /// Reports that were not acknowledged, by rising number.
  var outbox: [FixReport] = []
  var acknowledged: UInt64 = 0

  /// Milliseconds between two reports. Five seconds is also the shortest time after which a receiver may be
  /// called frozen, so that every frozen report deserves its verdict.
  static let intervalMilliseconds: Int64 = 5_000
  static let batchMax = 20

  /// `hello`, with the identifier where a token would be.
  func hello() -> [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    json.key("type")
    json.string("hello" as StaticString)
    json.key("token")
    json.string(id)
    json.key("device")
    json.string("phone" as StaticString)
    json.endObject()
    return json.finish()
  }

  static let bye = Array(#"{"type":"bye"}"#.utf8)

  /// One report as `fix`, several as `fixes`.
  static func message(_ reports: ArraySlice<FixReport>) -> [UInt8] {
    var json = JSONWriter()
    if reports.count == 1, let report = reports.first {
      write(report, isMessage: true, &json)
      return json.finish()
    }
    json.beginObject()
    json.key("type")
    json.string("fixes" as StaticString)
    json.key("items")
    json.beginArray()
    for report in reports { write(report, isMessage: false, &json) }
    json.endArray()
    json.endObject()
    return json.finish()
  }

  private static func write(_ report: FixReport, isMessage: Bool, _ json: inout JSONWriter) {
    json.beginObject()
    if isMessage {
      json.key("type")
      json.string("fix" as StaticString)
    }
    json.key("seq")
    json.integer(report.sequence)
    json.key("t")
    json.integer(report.deviceTime.milliseconds)
    // Every digit, so that the engine judges exactly what the model made.
    json.key("lat")
    json.raw(Array(report.fix.latitudeDegrees.description.utf8))
    json.key("lon")
    json.raw(Array(report.fix.longitudeDegrees.description.utf8))
    json.key("acc")
    json.raw(Array(report.fix.accuracyMeters.description.utf8))
    json.key("spd")
    json.raw(Array(report.fix.speedMetersPerSecond.description.utf8))
    json.key("hdg")
    json.raw(Array(report.fix.headingDegrees.description.utf8))
    json.key("bat")
    json.raw(Array(report.fix.batteryFraction.description.utf8))
    json.key("src")
    json.string(report.mock ? "mock" as StaticString : "gps")
    json.endObject()
  }

  /// A frame of the server has arrived.
  /// - Returns: messages to send.
  mutating func read(_ frame: FrameValue, resendsAll: Bool) throws(BrokenPromise) -> [[UInt8]] {
    switch frame["type"]?.text {
    case "welcome":
      guard let last = frame["lastSeq"]?.whole else { throw BrokenPromise(text: "a welcome without lastSeq") }
      guard last >= acknowledged else {
        throw BrokenPromise(
          text: "\(id) is welcomed with \(last) after an acknowledgement of \(acknowledged)")
      }
      isWelcomed = true
      // Some phones trust `lastSeq`, others send again whatever was not acknowledged.
      if !resendsAll { drop(upTo: last) }
      return stride(from: 0, to: outbox.count, by: Self.batchMax).map {
        Self.message(outbox[$0..<min(outbox.count, $0 + Self.batchMax)])
      }
    case "ack":
      guard let last = frame["seq"]?.whole, last >= acknowledged else {
        throw BrokenPromise(text: "the acknowledgements of \(id) run back from \(acknowledged)")
      }
      drop(upTo: last)
      return []
    default:
      throw BrokenPromise(text: "\(id) does not understand \(frame)")
    }
  }

  private mutating func drop(upTo sequence: UInt64) {
    acknowledged = sequence
    outbox.removeAll { UInt64($0.sequence) <= sequence }
  }
}
