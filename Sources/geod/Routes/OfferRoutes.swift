// Offers are answered by the technicians who were asked; the same as the WebSocket commands `accept` and
// `decline`.

import Access
import Bedrock
import Engine
import Transport
import Trips

/// The routes of offers.
enum OfferRoutes {
  static let all = [accept, decline]

  static let accept = Route(
    method: "POST", path: "/v1/offers/{offer}:accept", rule: .tenant(.technician),
    summary: "Take an offer; exactly one accept wins", bodyBytesMax: BookingInput.bytesMax,
    documentation: Documentation.accept
  ) { call in
    try answer(call, accepts: true)
  }

  static let decline = Route(
    method: "POST", path: "/v1/offers/{offer}:decline", rule: .tenant(.technician),
    summary: "Decline an offer", bodyBytesMax: BookingInput.bytesMax,
    documentation: Documentation.decline
  ) { call in
    try answer(call, accepts: false)
  }

  private static func answer(_ call: borrowing RouteCall, accepts: Bool) throws -> RouteOutcome {
    let offer = try call.uuid("offer")
    let technician = call.caller.subject
    var reader = FieldReader(try call.jsonOrEmpty())
    let reason = accepts ? Note.none : BookingInput.reason(&reader, isRequired: false)
    try call.valid { () throws(FieldErrors) in try reader.finish() }
    return .transition(
      try Transition(call) { host, context, now in
        host.withEngine { engine, actions in
          engine.answer(
            offer: offer, technician: technician, accepts: accepts, reason: reason, as: context, now: now,
            into: &actions)
        }
      })
  }
}
