// Bookings: placed, read, offered, assigned, moved, called off.

import Access
import Bedrock
import Engine
import Transport
import Trips
import TripStore

/// The routes of bookings.
enum BookingRoutes {
  static let all = [
    place, get, list, events, decisions, offer, withdraw, assign, release, reschedule, cancel, noShow,
  ]

  private static let writers: RoleSet = [.service, .dispatcher, .admin]
  private static let readers: RoleSet = [.service, .dispatcher, .admin, .analyst]
  /// Who may know by which name the client knows the customer.
  private static let customerReaders: RoleSet = [.service, .dispatcher, .admin]

  static let place = Route(
    method: "POST", path: "/v1/bookings", rule: .tenant(writers),
    summary: "Place a booking; technicians are asked from now on", bodyBytesMax: BookingInput.bytesMax,
    documentation: Documentation.place
  ) { call in
    let value = try call.json()
    let now = call.server.clock.now()
    let (given, terms) = try call.valid { () throws(FieldErrors) in try BookingInput.terms(value, now: now) }
    let (id, tenant) = (given ?? ClientID(trusted: ServerContext.newID().description), call.caller.tenant)
    var transition = try Transition(call, status: 201) { host, context, now in
      host.withEngine { engine, actions in engine.place(id, terms, as: context, now: now, into: &actions) }
    }
    if given != nil {
      // What has left service is known to the store alone.
      transition.unless = { store throws(StoreError) in
        try store.booking(id, of: tenant) == nil ? nil : .exists
      }
    }
    return .transition(transition)
  }

  static let get = Route(
    method: "GET", path: "/v1/bookings/{id}", rule: .tenant(readers),
    summary: "One booking with its offer, assignment, trip, SLA clock and expected arrival",
    documentation: Documentation.get
  ) { call in
    let id = try call.id("id")
    let (tenant, requestID) = (call.caller.tenant, call.requestID)
    let showsCustomer = customerReaders.contains(call.caller.role)
    return .onHomeElseStore(
      home: { host, now in
        var isThere = false
        let response = Envelope.success(requestID: requestID) { json in
          isThere = host.withEngine { engine, _ in
            engine.writeBooking(id, showsCustomer: showsCustomer, now: now, &json)
          }
          if !isThere { json.null() }
        }
        return isThere ? response : nil
      },
      store: { store throws(StoreError) in
        try BookingReads.booking(
          id, of: tenant, showsCustomer: showsCustomer, from: store, requestID: requestID)
      })
  }

  static let list = Route(
    method: "GET", path: "/v1/bookings", rule: .tenant(readers),
    summary: "Bookings as they were last changed, the latest placed first, page by page",
    documentation: Documentation.list
  ) { call in
    let query = try call.valid { () throws(FieldErrors) in
      var reader = try QueryReader(call.request.head)
      let query = BookingReads.query(&reader)
      try reader.finish()
      return query
    }
    let (tenant, requestID) = (call.caller.tenant, call.requestID)
    let showsCustomer = customerReaders.contains(call.caller.role)
    return .onStore { store throws(StoreError) in
      .answer(
        try BookingReads.page(
          query, of: tenant, showsCustomer: showsCustomer, from: store, requestID: requestID))
    }
  }

  static let events = Route(
    method: "GET", path: "/v1/bookings/{id}/events", rule: .tenant(readers),
    summary: "Everything that has happened to a booking, in order, page by page",
    documentation: Documentation.events
  ) { call in
    let id = try call.id("id")
    let (after, limit) = try call.valid { () throws(FieldErrors) in
      var reader = try QueryReader(call.request.head)
      let page = (Int64(reader.read(eventsAfter)), reader.read(eventsLimit))
      try reader.finish()
      return page
    }
    let (tenant, requestID) = (call.caller.tenant, call.requestID)
    return .onStore { store throws(StoreError) in
      try BookingReads.events(
        of: id, after: after, limit: limit, tenant: tenant, from: store, requestID: requestID)
    }
  }

  static let decisions = Route(
    method: "GET", path: "/v1/bookings/{id}/decisions", rule: .tenant(readers),
    summary: "Why technicians were asked for a booking, the oldest decision first, page by page",
    documentation: Documentation.decisions
  ) { call in
    let id = try call.id("id")
    let (after, limit) = try call.valid { () throws(FieldErrors) in
      var reader = try QueryReader(call.request.head)
      let page = (Int64(reader.read(decisionsAfter)), reader.read(decisionsLimit))
      try reader.finish()
      return page
    }
    let (tenant, requestID) = (call.caller.tenant, call.requestID)
    return .onStore { store throws(StoreError) in
      try BookingReads.decisions(
        of: id, after: after, limit: limit, tenant: tenant, from: store, requestID: requestID)
    }
  }

  static let offer = Route(
    method: "POST", path: "/v1/bookings/{id}:offer", rule: .tenant(writers),
    summary: "Ask technicians now: those named, or the best ones", bodyBytesMax: BookingInput.bytesMax,
    documentation: Documentation.offer
  ) { call in
    try wish(call) { reader in .offer(technicians: BookingInput.technicians(&reader)) }
  }

  static let withdraw = Route(
    method: "POST", path: "/v1/bookings/{id}:withdraw", rule: .tenant(writers),
    summary: "Take the live offer back and open the booking again", bodyBytesMax: BookingInput.bytesMax,
    documentation: Documentation.withdraw
  ) { call in
    try wish(call) { _ in .withdraw }
  }

  static let assign = Route(
    method: "POST", path: "/v1/bookings/{id}:assign", rule: .tenant(writers),
    summary: "Give the booking to a technician by hand, with a reason; audited",
    bodyBytesMax: BookingInput.bytesMax,
    documentation: Documentation.assign
  ) { call in
    try wish(call) { reader in
      let technician = reader.id("technician", isRequired: true)
      let reason = BookingInput.reason(&reader, isRequired: true)
      return technician.map { .assign(technician: $0, reason: reason) }
    }
  }

  static let release = Route(
    method: "POST", path: "/v1/bookings/{id}:release", rule: .tenant(writers),
    summary: "Take the booking from its technician before the trip has begun, with a reason",
    bodyBytesMax: BookingInput.bytesMax,
    documentation: Documentation.release
  ) { call in
    try wish(call) { reader in .release(reason: BookingInput.reason(&reader, isRequired: true)) }
  }

  static let reschedule = Route(
    method: "POST", path: "/v1/bookings/{id}:reschedule", rule: .tenant(writers),
    summary: "Agree on another window and other promises; an assignment stays",
    bodyBytesMax: BookingInput.bytesMax,
    documentation: Documentation.reschedule
  ) { call in
    try wish(call) { reader in
      let window = BookingInput.window(&reader, now: nil)
      let sla = BookingInput.sla(&reader)
      let reason = BookingInput.reason(&reader, isRequired: false)
      return window.map { .reschedule(window: $0, sla: sla, reason: reason) }
    }
  }

  static let cancel = Route(
    method: "POST", path: "/v1/bookings/{id}:cancel", rule: .tenant(writers),
    summary: "Call the booking off", bodyBytesMax: BookingInput.bytesMax,
    documentation: Documentation.cancel
  ) { call in
    try wish(call) { reader in .cancel(reason: BookingInput.reason(&reader, isRequired: false)) }
  }

  static let noShow = Route(
    method: "POST", path: "/v1/bookings/{id}:noShow", rule: .tenant(writers),
    summary: "Record that the technician was there and the customer was not",
    bodyBytesMax: BookingInput.bytesMax,
    documentation: Documentation.noShow
  ) { call in
    try wish(call) { reader in .noShow(reason: BookingInput.reason(&reader, isRequired: false)) }
  }

  /// Reads the body of a command on a booking; `read` returns nil when it has noted a fault.
  private static func wish(
    _ call: borrowing RouteCall, _ read: (inout FieldReader) -> BookingWish?
  ) throws -> RouteOutcome {
    let id = try call.id("id")
    var reader = FieldReader(try call.jsonOrEmpty())
    let wish = read(&reader)
    let expecting = BookingInput.expectedVersion(&reader)
    try call.valid { () throws(FieldErrors) in try reader.finish() }
    guard let wish else { preconditionFailure("a wish that cannot be read has a fault") }
    var transition = try Transition(call, expecting: expecting) { host, context, now in
      host.withEngine { engine, actions in
        engine.ask(wish, of: id, as: context, now: now, into: &actions)
      }
    }
    let tenant = call.caller.tenant
    transition.afterwards = { store throws(StoreError) in
      try store.booking(id, of: tenant).map { TransitionAnswer.hasEnded($0.booking.state) }
    }
    return .transition(transition)
  }

  static let noBooking = Problem(
    .notFound, "there is no booking with this identifier",
    errors: [FieldError(field: "id", code: .notFound, message: "names no booking of the tenant")])
}
