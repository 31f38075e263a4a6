// Shares: links for customers, made and ended by the booking service.

import Access
import Bedrock
import Engine
import TrackHub
import Transport

/// The routes of shares.
enum ShareRoutes {
  static let all = [make, list, end]

  private static let makers: RoleSet = [.service, .dispatcher, .admin]

  /// How long a share may be asked for: up to a month.
  static let minutesLimits: ClosedRange<Int64> = 1...44_640
  /// How long a share lives that nobody has given a time: a day.
  static let minutesDefault: Int64 = 1_440

  static let make = Route(
    method: "POST", path: "/v1/bookings/{id}/shares", rule: .tenant(makers),
    summary: "Make a link for the present or next assignment of a booking; its key is told once",
    bodyBytesMax: BookingInput.bytesMax,
    documentation: Documentation.make
  ) { call in
    let id = try call.id("id")
    var reader = FieldReader(try call.jsonOrEmpty())
    let minutes = reader.whole("minutes", in: minutesLimits, else: minutesDefault)
    try call.valid { () throws(FieldErrors) in try reader.finish() }
    if call.request.headers["Idempotency-Key"] != nil {
      // A repetition would have to tell the key again, which is kept nowhere.
      throw Problem(
        FieldErrors(
          field: "Idempotency-Key", code: .notAllowed,
          message: "is not possible here: a share's key is told once; make another share"))
    }
    let key = ShareKey(bytes: SecureRandom.bytes(ShareKey.byteCount))
    let hash = ShareHash(key)
    var transition = try Transition(call, status: 201) { host, context, now in
      host.withEngine { engine, actions in
        engine.share(
          id, hash: hash, lifetimeMilliseconds: minutes * 60_000, as: context, now: now, into: &actions)
      }
    }
    let base = call.server.configuration.publicURL
    transition.finish = { document, requestID in
      Envelope.success(status: 201, requestID: requestID) { json in
        json.beginObject()
        json.key("share")
        json.raw(document)
        json.key("key")
        json.string(key.text)
        json.key("path")
        json.string("/t/\(key.text)")
        if let base {
          json.key("url")
          json.string("\(base)/t/\(key.text)")
        }
        json.endObject()
      }
    }
    return .transition(transition)
  }

  static let list = Route(
    method: "GET", path: "/v1/bookings/{id}/shares", rule: .tenant(makers),
    summary: "The shares of a booking that open something",
    documentation: Documentation.list
  ) { call in
    let id = try call.id("id")
    let requestID = call.requestID
    return .onHome { host, now in
      guard host.withEngine({ engine, _ in engine.hasBooking(id) }) else { throw BookingRoutes.noBooking }
      return Envelope.success(requestID: requestID) { json in
        host.withEngine { engine, _ in engine.writeShares(of: id, now: now, &json) }
      }
    }
  }

  static let end = Route(
    method: "DELETE", path: "/v1/bookings/{id}/shares/{share}", rule: .tenant(makers),
    summary: "End a share: whoever looks through it sees nothing from now on",
    documentation: Documentation.end
  ) { call in
    let (id, share) = (try call.id("id"), try call.uuid("share"))
    return .transition(
      try Transition(call) { host, context, now in
        host.withEngine { engine, actions in
          engine.endShare(share, of: id, as: context, now: now, into: &actions)
        }
      })
  }
}

extension ShareHash {
  /// The hash under which a share's key is known.
  init(_ key: ShareKey) { self.init(Digest.sha256(key.bytes)) }
}
