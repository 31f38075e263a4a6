// Trips move on, and are read: live while they are under way, as they were afterwards.

import Access
import Bedrock
import Engine
import Transport
import Trips
import TripStore

/// The routes of trips.
enum TripRoutes {
  static let all = [list, get, track, start, arrive, begin, complete, cancel]

  private static let travellers: RoleSet = [.technician, .service, .dispatcher, .admin]

  private static let readers: RoleSet = [.technician, .service, .dispatcher, .admin, .analyst]

  static let list = Route(
    method: "GET", path: "/v1/trips", rule: .ownTrip(readers),
    summary: "Trips as they were last changed, the latest started first, page by page",
    documentation: Documentation.list
  ) { call in
    let requestID = call.requestID
    let list: TripList
    do throws(FieldErrors) {
      list = try TripList(call)
    } catch {
      throw Problem(error)
    }
    return .onStore { store throws(StoreError) in .answer(try list.page(from: store, requestID: requestID)) }
  }

  static let get = Route(
    method: "GET", path: "/v1/trips/{trip}", rule: .ownTrip(readers),
    summary: "One trip: live while it is under way, with its summary afterwards",
    documentation: Documentation.get
  ) { call in
    let trip = try call.uuid("trip")
    let technician = call.caller.role == .technician ? call.caller.subject : nil
    let (tenant, requestID) = (call.caller.tenant, call.requestID)
    return .onHomeElseStore(
      home: { host, now in
        var isThere = false
        let response = Envelope.success(requestID: requestID) { json in
          isThere = host.withEngine { engine, _ in
            engine.writeTrip(trip, for: technician, now: now, &json)
          }
          if !isThere { json.null() }
        }
        return isThere ? response : nil
      },
      store: { store throws(StoreError) in
        try TripReads.trip(trip, of: tenant, onlyFor: technician, from: store, requestID: requestID)
      })
  }

  static let track = Route(
    method: "GET", path: "/v1/trips/{trip}/track", rule: .ownTrip(readers),
    summary: "The track of a trip as GeoJSON, GPX, CSV or an encoded polyline, page by page",
    documentation: Documentation.track
  ) { call in
    let (trip, tenant, requestID) = (try call.uuid("trip"), call.caller.tenant, call.requestID)
    let technician = call.caller.role == .technician ? call.caller.subject : nil
    let accepted = TrackReads.Form(accepting: call.request.headers["Accept"])
    let track = try call.valid { () throws(FieldErrors) in
      var reader = try QueryReader(call.request.head)
      let named = reader.read(TrackItems.format).flatMap(TrackReads.Form.init)
      let cursor = PageCursor(list: .trackPoints, tenant: tenant)
      let track = TrackReads(
        trip: trip, form: named ?? accepted ?? .geojson, tenant: tenant, technician: technician,
        after: reader.place(TrackItems.after, cursor, TrackReads.place),
        limit: reader.read(TrackItems.limit))
      try reader.finish()
      return track
    }
    return .onStore { store throws(StoreError) in try track.answer(from: store, requestID: requestID) }
  }

  static let start = Route(
    method: "POST", path: "/v1/trips/{trip}:start", rule: .ownTrip(travellers),
    summary: "The technician sets out", bodyBytesMax: BookingInput.bytesMax,
    documentation: Documentation.start
  ) { call in try move(call) { _ in .start } }

  static let arrive = Route(
    method: "POST", path: "/v1/trips/{trip}:arrive", rule: .ownTrip(travellers),
    summary: "The technician is there; positions tell it by themselves otherwise",
    bodyBytesMax: BookingInput.bytesMax,
    documentation: Documentation.arrive
  ) { call in try move(call) { _ in .arrive(.said) } }

  static let begin = Route(
    method: "POST", path: "/v1/trips/{trip}:begin", rule: .ownTrip(travellers),
    summary: "The work begins", bodyBytesMax: BookingInput.bytesMax,
    documentation: Documentation.begin
  ) { call in try move(call) { _ in .begin } }

  static let complete = Route(
    method: "POST", path: "/v1/trips/{trip}:complete", rule: .ownTrip(travellers),
    summary: "The work is done; the summary is written", bodyBytesMax: BookingInput.bytesMax,
    documentation: Documentation.complete
  ) { call in try move(call) { _ in .complete } }

  static let cancel = Route(
    method: "POST", path: "/v1/trips/{trip}:cancel", rule: .ownTrip(travellers),
    summary: "Break the trip off; the booking is open again", bodyBytesMax: BookingInput.bytesMax,
    documentation: Documentation.cancel
  ) { call in
    try move(call) { reader in .cancel(reason: BookingInput.reason(&reader, isRequired: false)) }
  }

  private static func move(
    _ call: borrowing RouteCall, _ read: (inout FieldReader) -> TripStep
  ) throws -> RouteOutcome {
    let trip = try call.uuid("trip")
    var reader = FieldReader(try call.jsonOrEmpty())
    let step = read(&reader)
    let expecting = BookingInput.expectedVersion(&reader)
    try call.valid { () throws(FieldErrors) in try reader.finish() }
    let technician = call.caller.role == .technician ? call.caller.subject : nil
    var transition = try Transition(call, expecting: expecting) { host, context, now in
      host.withEngine { engine, actions in
        engine.move(trip: trip, step, technician: technician, as: context, now: now, into: &actions)
      }
    }
    let tenant = call.caller.tenant
    transition.afterwards = { store throws(StoreError) in
      guard let record = try store.trip(trip, of: tenant),
        technician == nil || record.trip.technician == technician
      else { return nil }
      return TransitionAnswer.hasEnded(record.trip.state)
    }
    return .transition(transition)
  }
}
