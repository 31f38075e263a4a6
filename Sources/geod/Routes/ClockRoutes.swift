// Engine time: asked by everybody, moved by whoever replays a trace.

import Access
import Bedrock
import Transport

/// The routes of the clock.
enum ClockRoutes {
  static let all = [get, put]

  static let get = Route(
    method: "GET", path: "/v1/clock", rule: .tenant(.everyone),
    summary: "Engine time, and where it comes from",
    documentation: Documentation.get
  ) { call in
    .answer(answer(call))
  }

  static let put = Route(
    method: "PUT", path: "/v1/clock", rule: .tenant(.admin),
    summary: "Move the clock of a server with --clock trace forward", bodyBytesMax: 1024,
    documentation: Documentation.put
  ) { call in
    var reader = FieldReader(try call.json())
    let time = reader.whole("time", in: 0...Instant.latest.milliseconds, else: nil)
    try call.valid { () throws(FieldErrors) in try reader.finish() }
    switch call.server.clock.move(to: Instant(milliseconds: time)) {
    case .moved:
      return .answer(answer(call))
    case .notATraceClock:
      throw Problem(.conflict, "the clock can be moved only when the server runs with --clock trace")
    case .backwards(let now):
      let fault = FieldError(
        field: "time", code: .conflict, message: "engine time never runs backwards; it is \(now.milliseconds)"
      )
      throw Problem(.conflict, fault.phrase, errors: [fault])
    }
  }

  private static func answer(_ call: borrowing RouteCall) -> HTTPResponse {
    let clock = call.server.clock
    return Envelope.success(requestID: call.requestID) { json in write(clock, &json) }
  }

  /// Writes a clock as it stands now.
  static func write(_ clock: EngineClock, _ json: inout JSONWriter) {
    json.beginObject()
    json.key("mode")
    switch clock.mode {
    case .real: json.string("real" as StaticString)
    case .scaled(let factor, _):
      json.string("scaled" as StaticString)
      json.key("scale")
      json.number(factor, decimals: 3)
    case .trace: json.string("trace" as StaticString)
    }
    json.key("time")
    json.integer(clock.now().milliseconds)
    json.endObject()
  }
}
