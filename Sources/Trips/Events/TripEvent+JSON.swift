// The form of an event for viewers, webhooks and exports. Who may see which event is decided elsewhere.

public import Bedrock
import GeoIndex

extension TripEvent {
  /// Appends the event as one object: `booking`, `number`, `kind`, `t` (observed) and `appliedT` in Unix
  /// milliseconds, `actor`, and the members of the change.
  public func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("booking", booking)
    json.key("number")
    json.integer(Int64(clamping: number))
    json.key("kind")
    json.string(change.name)
    json.member("t", time.observed)
    json.member("appliedT", time.applied)
    json.key("actor")
    json.beginObject()
    json.key("kind")
    json.string(actor.kind.name)
    if let id = actor.id { json.member("id", id) }
    json.endObject()
    switch change {
    case .booking(let change):
      change.writeMembers(to: &json)
    case .offer(let id, let change):
      json.member("offer", id)
      change.writeMembers(to: &json)
    case .trip(let id, let change):
      json.member("trip", id)
      change.writeMembers(to: &json)
    }
    json.endObject()
  }
}

extension BookingChange {
  fileprivate func writeMembers(to json: inout JSONWriter) {
    switch self {
    case .placed(let terms):
      terms.writeMembers(to: &json)
    case .offered(let offer, let technicians):
      json.member("offer", offer)
      json.member("technicians", technicians)
    case .offerEnded(let offer, let how):
      json.member("offer", offer)
      json.member("outcome", how.name)
    case .nobodyLeft:
      break
    case .accepted(let offer, let technician, let trip):
      json.member("offer", offer)
      json.member("technician", technician)
      json.member("trip", trip)
    case .assigned(let technician, let trip, let reason):
      json.member("technician", technician)
      json.member("trip", trip)
      json.member("reason", reason)
    case .released(let reason), .cancelled(let reason), .noShow(let reason):
      json.member("reason", reason)
    case .rescheduled(let window, let sla, let reason):
      json.member("window", window)
      json.member("sla", sla)
      json.member("reason", reason)
    case .tripChanged(let trip, let state):
      json.member("trip", trip)
      json.member("state", state.name)
    }
  }
}

extension OfferChange {
  fileprivate func writeMembers(to json: inout JSONWriter) {
    switch self {
    case .made(let terms):
      json.member("technicians", terms.technicians)
      json.member("deadline", terms.deadline)
      json.key("wave")
      json.integer(terms.wave)
    case .accepted(let technician):
      json.member("technician", technician)
    case .declined(let technician, let reason):
      json.member("technician", technician)
      json.member("reason", reason)
    case .timedOut, .withdrawn:
      break
    }
  }
}

extension TripChange {
  fileprivate func writeMembers(to json: inout JSONWriter) {
    switch self {
    case .started(let terms):
      json.member("technician", terms.technician)
      json.key("assignmentVersion")
      json.integer(Int64(terms.assignmentVersion))
      json.member(place: terms.place)
    case .arrived(let source):
      json.member("source", source.name)
    case .began, .completed:
      break
    case .cancelled(let reason):
      json.member("reason", reason)
    }
  }
}

extension BookingTerms {
  /// Appends the members of the terms to an open object.
  public func writeMembers(to json: inout JSONWriter) {
    json.member(place: place)
    json.member("skillsRequired", skillsRequired)
    json.member("skillsPreferred", skillsPreferred)
    json.member("window", window)
    json.member("sla", sla)
    json.key("preferences")
    json.beginObject()
    if let picked = preferences.picked { json.member("picked", picked) }
    json.member("blocked", preferences.blocked)
    json.endObject()
    json.member("textReferences", textReferences)
    json.member("zones", zones)
  }
}

extension JSONWriter {
  fileprivate mutating func member(_ name: StaticString, _ value: ClientID) {
    key(name)
    string(value.text)
  }

  fileprivate mutating func member(_ name: StaticString, _ value: UUIDv7) {
    key(name)
    string(value.description)
  }

  fileprivate mutating func member(_ name: StaticString, _ value: Instant) {
    key(name)
    integer(value.milliseconds)
  }

  fileprivate mutating func member(_ name: StaticString, _ value: StaticString) {
    key(name)
    string(value)
  }

  /// A reason that nobody gave is left out.
  fileprivate mutating func member(_ name: StaticString, _ value: Note) {
    if value.isEmpty { return }
    key(name)
    string(value.text)
  }

  fileprivate mutating func member(_ name: StaticString, _ values: [ClientID]) {
    key(name)
    beginArray()
    for value in values { string(value.text) }
    endArray()
  }

  fileprivate mutating func member(_ name: StaticString, _ window: TimeWindow) {
    key(name)
    beginObject()
    member("start", window.start)
    member("end", window.end)
    endObject()
  }

  fileprivate mutating func member(_ name: StaticString, _ sla: SLATerms) {
    key(name)
    beginObject()
    if let assignBy = sla.assignBy { member("assignBy", assignBy) }
    if let arriveBy = sla.arriveBy { member("arriveBy", arriveBy) }
    endObject()
  }

  fileprivate mutating func member(place: GeoPoint) {
    key("lat")
    number(place.latitudeDegrees, decimals: 7)
    key("lon")
    number(place.longitudeDegrees, decimals: 7)
  }
}
