// What phones say: read the same by a fresh and by a used decoder, within the limits, and the same again when it is
// written anew.

import Bedrock
import Foundation
import TrackHub

enum FixJSONTarget {
  /// What a decoder makes of a text.
  private struct Reading: Equatable {
    var message: ClientMessage?
    var fixes: [Fix] = []
    var fault: FieldError?

    init(_ text: [UInt8], _ decoder: inout ClientMessageDecoder) {
      do throws(FieldError) {
        let message = try decoder.decode(text.span)
        if case .fixes = message { fixes = decoder.fixes }
        if case .fix(let fix) = message { fixes = [fix] }
        self.message = message
      } catch {
        fault = error
      }
    }

    init(_ text: [UInt8]) {
      var decoder = ClientMessageDecoder()
      self.init(text, &decoder)
    }
  }

  static func check(_ input: FuzzInput) throws(FuzzFault) -> FuzzTarget.Verdict {
    let text = input.payload
    let reading = Reading(text)
    var used = ClientMessageDecoder()
    _ = Reading(Array(#"{"type":"fixes","items":[{"seq":1,"t":2,"lat":3,"lon":4}]}"#.utf8), &used)
    try FuzzFault.unlessEqual(Reading(text, &used), reading, "a used decoder reads otherwise")
    guard let message = reading.message else {
      try FuzzFault.unless(reading.fault?.message.text.isEmpty == false, "a fault without words")
      return .refused
    }
    try checkLimits(message, reading.fixes)
    try checkCuts(input, reading)
    let isEndless = reading.fixes.contains { fix in numbers(of: fix).contains { $0.isInfinite } }
    // A number beyond all doubles is read as infinite, for its verdict; Foundation refuses it.
    if !isEndless, (try? JSONSerialization.jsonObject(with: Data(text))) as? [String: Any] == nil {
      throw FuzzFault(description: "no JSON for Foundation")
    }
    let again = Reading(ClientText.of(message, reading.fixes))
    try FuzzFault.unlessEqual(again, reading, "another message when written anew")
    return .read
  }

  private static func checkLimits(_ message: ClientMessage, _ fixes: [Fix]) throws(FuzzFault) {
    for fix in fixes {
      try FuzzFault.unless(fix.sequence < 1 << 53, "sequence \(fix.sequence)")
      try FuzzFault.unless((0..<1 << 53).contains(fix.time.milliseconds), "time \(fix.time)")
      try FuzzFault.unless(!numbers(of: fix).contains { $0.isNaN }, "no number in \(fix)")
    }
    func check(_ text: String?, _ bytesMax: Int) throws(FuzzFault) {
      guard let text else { return }
      try FuzzFault.unless((1...bytesMax).contains(text.utf8.count), "a text of \(text.utf8.count) bytes")
    }
    switch message {
    case .hello(let hello):
      if case .token(let token) = hello.proof { try check(token, ClientMessageDecoder.tokenLengthMax) }
      try FuzzFault.unless(
        hello.resume.count <= ClientMessageDecoder.resumeMax, "\(hello.resume.count) topics")
      for item in hello.resume { try check(item.topic, ClientMessageDecoder.topicLengthMax) }
    case .fixes(let count):
      try FuzzFault.unless((1...ClientMessageDecoder.batchMax).contains(count), "\(count) fixes")
      try FuzzFault.unless(count == fixes.count, "\(count) fixes are \(fixes.count)")
    case .subscribe(let topic, _), .unsubscribe(let topic):
      try check(topic, ClientMessageDecoder.topicLengthMax)
    case .decline(_, let reason, _), .trip(_, _, let reason, _):
      try check(reason, ClientMessageDecoder.reasonLengthMax)
    case .fix, .accept, .bye: break
    }
  }

  /// White space around a message changes nothing, and a message that is cut off is none.
  private static func checkCuts(_ input: FuzzInput, _ reading: Reading) throws(FuzzFault) {
    let spaced = [0x20, 0x0A] + input.payload + [0x0D, 0x09, 0x20]
    try FuzzFault.unlessEqual(Reading(spaced), reading, "white space changes the message")
    let end = input.payload.lastIndex(of: 0x7D) ?? 0
    for cut in input.cuts + [end] where cut <= end {
      try FuzzFault.unless(
        Reading(Array(input.payload[..<cut])).message == nil, "a message when cut at \(cut)")
    }
  }

  private static func numbers(of fix: Fix) -> [Double] {
    [
      fix.latitudeDegrees, fix.longitudeDegrees, fix.accuracyMeters, fix.speedMetersPerSecond,
      fix.headingDegrees,
      fix.altitudeMeters, fix.batteryFraction,
    ].compactMap(\.self)
  }
}

/// Messages as text, with numbers to the last bit.
private enum ClientText {
  static func of(_ message: ClientMessage, _ fixes: [Fix]) -> [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    json.key("type")
    json.string(message.kind.rawValue)
    switch message {
    case .hello(let hello): write(hello, &json)
    case .fix(let fix): write(fix, &json)
    case .fixes:
      json.key("items")
      json.beginArray()
      for fix in fixes {
        json.beginObject()
        write(fix, &json)
        json.endObject()
      }
      json.endArray()
    case .subscribe(let topic, let since):
      member("topic", topic, &json)
      if let since {
        json.key("since")
        json.beginObject()
        write(since, &json)
        json.endObject()
      }
    case .unsubscribe(let topic): member("topic", topic, &json)
    case .accept(let offer, _): member("offer", offer.description, &json)
    case .decline(let offer, let reason, _):
      member("offer", offer.description, &json)
      member("reason", reason, &json)
    case .trip(let id, let action, let reason, _):
      member("id", id.description, &json)
      member("action", action.rawValue, &json)
      member("reason", reason, &json)
    case .bye: break
    }
    member("ref", message.ref?.description, &json)
    json.endObject()
    return json.finish()
  }

  private static func member(_ name: String, _ text: String?, _ json: inout JSONWriter) {
    guard let text else { return }
    json.key(dynamic: name)
    json.string(text)
  }

  private static func number(_ name: String, _ value: Double?, _ json: inout JSONWriter) {
    guard let value else { return }
    json.key(dynamic: name)
    json.raw(Array((value.isInfinite ? (value < 0 ? "-1e999" : "1e999") : value.description).utf8))
  }

  private static func write(_ place: EventOffset, _ json: inout JSONWriter) {
    json.key("epoch")
    json.integer(Int64(place.epoch))
    json.key("offset")
    json.integer(Int64(place.offset))
  }

  private static func write(_ hello: Hello, _ json: inout JSONWriter) {
    switch hello.proof {
    case .token(let token): member("token", token, &json)
    case .share(let key): member("share", key.text, &json)
    }
    member("device", hello.device.description, &json)
    json.key("resume")
    json.beginArray()
    for item in hello.resume {
      json.beginObject()
      member("topic", item.topic, &json)
      write(item.since, &json)
      json.endObject()
    }
    json.endArray()
  }

  private static func write(_ fix: Fix, _ json: inout JSONWriter) {
    json.key("seq")
    json.integer(Int64(fix.sequence))
    json.key("t")
    json.integer(fix.time.milliseconds)
    number("lat", fix.latitudeDegrees, &json)
    number("lon", fix.longitudeDegrees, &json)
    number("acc", fix.accuracyMeters, &json)
    number("spd", fix.speedMetersPerSecond, &json)
    number("hdg", fix.headingDegrees, &json)
    number("alt", fix.altitudeMeters, &json)
    number("bat", fix.batteryFraction, &json)
    member("src", "\(fix.source.name)", &json)
  }
}
