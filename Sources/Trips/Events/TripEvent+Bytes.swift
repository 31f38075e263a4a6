// The compact form of an event for the store. Tags are given once and never again to something else.

import Bedrock

/// Why bytes are not an event.
public enum TripEventError: Error, Hashable, Sendable {
  /// They end too early, or a text is not UTF-8.
  case truncated
  /// They were written by a newer geod.
  case unknownFormat(UInt8)
  /// A number, text or choice that no event has.
  case invalid
  /// Something stands behind the event.
  case trailing
}

extension TripEvent {
  /// The format that is written, the first byte. Older ones stay readable.
  public static let format: UInt8 = 1

  /// The binary form: about 60 bytes for most events. The same event has the same bytes on every machine.
  public var bytes: [UInt8] {
    var writer = EventWriter()
    writer.byte(Self.format)
    writer.clientID(booking)
    writer.number(number)
    writer.instant(time.observed)
    writer.instant(time.applied)
    writer.byte(actor.kind.rawValue)
    writer.optional(actor.id)
    switch change {
    case .booking(let change): writer.change(change)
    case .offer(let id, let change): writer.change(change, id)
    case .trip(let id, let change): writer.change(change, id)
    }
    return writer.bytes
  }

  /// Reads the binary form.
  /// - Throws: what is wrong with the bytes; nothing is guessed.
  public init(bytes: [UInt8]) throws(TripEventError) {
    var reader = EventReader(bytes)
    let format = try reader.byte()
    guard format == Self.format else { throw .unknownFormat(format) }
    let booking = try reader.clientID()
    let number = try reader.number64()
    let (observed, applied) = (try reader.instant(), try reader.instant())
    guard number > 0, observed <= applied else { throw .invalid }
    let actor = Party(try reader.choice(Party.Kind.self), try reader.optionalClientID())
    let change = try reader.change()
    guard reader.isAtEnd else { throw .trailing }
    self.init(
      booking: booking, number: number, time: ChangeTime(observed: observed, applied: applied),
      actor: actor, change: change)
  }
}

/// The tags of the changes.
private enum Tag: UInt8 {
  case placed = 1
  case offered = 2
  case offerEnded = 3
  case nobodyLeft = 4
  case bookingAccepted = 5
  case assigned = 6
  case released = 7
  case rescheduled = 8
  case bookingCancelled = 9
  case noShow = 10
  case tripChanged = 11
  /// As `placed`, with the customer behind the terms.
  case placedForCustomer = 12
  /// As `placed`, with the customer, if there is one, and the zones behind the terms.
  case placedInZones = 13
  case offerMade = 32
  case offerAccepted = 33
  case offerDeclined = 34
  case offerTimedOut = 35
  case offerWithdrawn = 36
  case tripStarted = 64
  case tripArrived = 65
  case tripBegan = 66
  case tripCompleted = 67
  case tripCancelled = 68
}

extension EventWriter {
  private mutating func tag(_ tag: Tag) { byte(tag.rawValue) }

  fileprivate mutating func change(_ change: BookingChange) {
    switch change {
    case .placed(let terms):
      // The oldest form that says everything.
      if !terms.zones.isEmpty {
        tag(.placedInZones)
        self.terms(terms)
        optional(terms.customer)
        list(terms.zones)
      } else if let customer = terms.customer {
        tag(.placedForCustomer)
        self.terms(terms)
        clientID(customer)
      } else {
        tag(.placed)
        self.terms(terms)
      }
    case .offered(let offer, let technicians):
      tag(.offered)
      uuid(offer)
      list(technicians)
    case .offerEnded(let offer, let how):
      tag(.offerEnded)
      uuid(offer)
      byte(how.rawValue)
    case .nobodyLeft:
      tag(.nobodyLeft)
    case .accepted(let offer, let technician, let trip):
      tag(.bookingAccepted)
      uuid(offer)
      clientID(technician)
      uuid(trip)
    case .assigned(let technician, let trip, let reason):
      tag(.assigned)
      clientID(technician)
      uuid(trip)
      note(reason)
    case .released(let reason):
      tag(.released)
      note(reason)
    case .rescheduled(let window, let sla, let reason):
      tag(.rescheduled)
      self.window(window)
      self.sla(sla)
      note(reason)
    case .cancelled(let reason):
      tag(.bookingCancelled)
      note(reason)
    case .noShow(let reason):
      tag(.noShow)
      note(reason)
    case .tripChanged(let trip, let state):
      tag(.tripChanged)
      uuid(trip)
      byte(state.rawValue)
    }
  }

  fileprivate mutating func change(_ change: OfferChange, _ offer: UUIDv7) {
    switch change {
    case .made(let terms):
      tag(.offerMade)
      uuid(offer)
      list(terms.technicians)
      instant(terms.deadline)
      count(terms.wave)
    case .accepted(let technician):
      tag(.offerAccepted)
      uuid(offer)
      clientID(technician)
    case .declined(let technician, let reason):
      tag(.offerDeclined)
      uuid(offer)
      clientID(technician)
      note(reason)
    case .timedOut:
      tag(.offerTimedOut)
      uuid(offer)
    case .withdrawn:
      tag(.offerWithdrawn)
      uuid(offer)
    }
  }

  fileprivate mutating func change(_ change: TripChange, _ trip: UUIDv7) {
    switch change {
    case .started(let terms):
      tag(.tripStarted)
      uuid(trip)
      clientID(terms.technician)
      number(terms.assignmentVersion)
      point(terms.place)
    case .arrived(let source):
      tag(.tripArrived)
      uuid(trip)
      byte(source.rawValue)
    case .began:
      tag(.tripBegan)
      uuid(trip)
    case .completed:
      tag(.tripCompleted)
      uuid(trip)
    case .cancelled(let reason):
      tag(.tripCancelled)
      uuid(trip)
      note(reason)
    }
  }
}

extension EventReader {
  fileprivate mutating func change() throws(TripEventError) -> LifeChange {
    let tag = try choice(Tag.self)
    switch tag.rawValue {
    case ..<32: return .booking(try bookingChange(tag))
    case ..<64: return .offer(try uuid(), try offerChange(tag))
    default: return .trip(try uuid(), try tripChange(tag))
    }
  }

  private mutating func bookingChange(_ tag: Tag) throws(TripEventError) -> BookingChange {
    switch tag {
    case .placed: .placed(try terms())
    case .placedForCustomer: .placed(try terms(before: .customer))
    case .placedInZones: .placed(try terms(before: .perhapsCustomerAndZones))
    case .offered: .offered(offer: try uuid(), technicians: try list())
    case .offerEnded: .offerEnded(offer: try uuid(), how: try choice(BookingChange.OfferEnd.self))
    case .nobodyLeft: .nobodyLeft
    case .bookingAccepted: .accepted(offer: try uuid(), technician: try clientID(), trip: try uuid())
    case .assigned: .assigned(technician: try clientID(), trip: try uuid(), reason: try note())
    case .released: .released(reason: try note())
    case .rescheduled: .rescheduled(window: try window(), sla: try sla(), reason: try note())
    case .bookingCancelled: .cancelled(reason: try note())
    case .noShow: .noShow(reason: try note())
    case .tripChanged: .tripChanged(trip: try uuid(), to: try choice(TripState.self))
    default: throw .invalid
    }
  }

  private mutating func offerChange(_ tag: Tag) throws(TripEventError) -> OfferChange {
    switch tag {
    case .offerMade: .made(try offerTerms())
    case .offerAccepted: .accepted(technician: try clientID())
    case .offerDeclined: .declined(technician: try clientID(), reason: try note())
    case .offerTimedOut: .timedOut
    case .offerWithdrawn: .withdrawn
    default: throw .invalid
    }
  }

  private mutating func tripChange(_ tag: Tag) throws(TripEventError) -> TripChange {
    switch tag {
    case .tripStarted:
      .started(
        TripTerms(technician: try clientID(), assignmentVersion: try number32(), place: try point()))
    case .tripArrived: .arrived(try choice(TripChange.ArrivalSource.self))
    case .tripBegan: .began
    case .tripCompleted: .completed
    case .tripCancelled: .cancelled(reason: try note())
    default: throw .invalid
    }
  }

  private mutating func offerTerms() throws(TripEventError) -> OfferTerms {
    let (technicians, deadline, wave) = (try list(), try instant(), try count())
    guard (1...OfferTerms.techniciansMax).contains(technicians.count),
      Set(technicians).count == technicians.count, wave > 0
    else { throw .invalid }
    return OfferTerms(technicians: technicians, deadline: deadline, wave: wave)
  }
}
