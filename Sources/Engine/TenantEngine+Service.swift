// Bookings come into service when the engine starts, and leave it when they have ended.

public import Bedrock
import GeoIndex
public import TrackHub
public import Trips

extension TenantEngine {
  /// Takes a booking into service that the store has: its offers are waited for, its trip goes on.
  /// - Parameters:
  ///   - version: how many transitions are durable.
  ///   - points: what the store has of its trip under way, in the order of time.
  public mutating func restore(
    _ life: BookingLife, version: Int64, points: [TripFix], now time: Instant,
    into actions: inout ActionList
  ) {
    observe(time)
    let slot = desk.table.open(life.booking.id)
    desk.table.set(life, version: version, at: slot)
    enterService(slot, points: points, into: &actions)
  }

  /// Takes a share back that the store has. One whose assignment is over, or will never be, opens nothing.
  public mutating func restore(_ share: Share, now time: Instant) {
    observe(time)
    guard now < share.expiresAt, let slot = desk.table.slot(of: share.booking),
      desk.table[slot].life?.booking.shareVersion == share.assignmentVersion
    else { return }
    desk.shares.add(share)
    desk.alarms.set(.share(share.id), at: share.expiresAt)
  }

  /// Everything that follows from the state of a booking, set up anew.
  /// - Parameter known: what is known of a journey that may be the one that goes on.
  mutating func enterService(
    _ slot: Int, points: [TripFix] = [], known: Journey? = nil, into actions: inout ActionList
  ) {
    guard let life = desk.table[slot].life else { preconditionFailure("a booking without a life") }
    openTopics(slot)
    if let offer = life.liveOffer {
      desk.leases.restore(offer)
      for technician in offer.waiting { refreshLoad(of: technician) }
      desk.alarms.set(.offer(offer.id), at: offer.terms.deadline)
    }
    if let assignment = life.booking.liveAssignment {
      desk.jobs.begin(life.booking.id, of: assignment.technician)
      refreshLoad(of: assignment.technician)
      openTrip(assignment.trip, slot)
    }
    if let trip = life.liveTrip { resumeJourney(trip, points, known, life, slot) }
    // What the clock reads now was told before.
    lookAtSLA(slot, tells: false)
    // Not at once: bookings that are restored after this one may keep technicians busy.
    if life.booking.state == .open { lookAgain(slot) }
    if life.booking.state.isFinal {
      desk.table[slot].isForgetting = true
      desk.alarms.set(.forget(life.booking.id), at: now.advanced(byMilliseconds: Self.lingerMilliseconds))
    }
  }

  /// A trip goes on after a restart: what is durable tells everything, also an arrival that nobody noticed.
  /// What the customer was promised is made anew of the first durable point and of what is expected now. One that was known
  /// all the time keeps what its fixes have added up to.
  private mutating func resumeJourney(
    _ trip: Trip, _ points: [TripFix], _ known: Journey?, _ life: BookingLife, _ slot: Int
  ) {
    let promisedAt = life.booking.liveAssignment?.since ?? trip.startedAt
    var journey = Journey(
      trip: trip.id, booking: desk.table[slot].id, place: trip.terms.place,
      detector: trip.state == .enRoute
        ? ArrivalDetector(place: trip.terms.place, thresholds: settings.arrival.thresholds) : nil,
      promise: ArrivalPromise(window: life.booking.terms.window, madeAt: promisedAt))
    let model = travelTimes
    var arrivedAt: Instant?
    for fix in points {
      let position = Position(
        point: GeoPoint(latitudeAngle: fix.latitudeAngle, longitudeAngle: fix.longitudeAngle),
        fixTime: fix.time, receivedAt: fix.time, accuracyMeters: fix.accuracyMeters)
      arrivedAt = journey.observe(position, model) ?? arrivedAt
    }
    if let departure = journey.departure {
      _ = journey.promise.observe(ArrivalForecast(departure.estimate, at: departure.madeAt))
    }
    if let known, known.trip == trip.id { journey.goOn(from: known) }
    desk.journeys.begin(journey, of: trip.terms.technician)
    lookAtPromise(slot)
    if let arrivedAt { desk.arrivals.append((journey.booking, trip.id, arrivedAt)) }
  }

  /// A technician may have another number of live offers from now on.
  mutating func renewLeases() {
    desk.leases = LeaseBook(leasesMax: settings.offers.leasesMax)
    for slot in desk.table.occupiedSlots {
      // A lease that was taken for a step under way belongs to it.
      if let leases = desk.table[slot].flight?.leases {
        desk.leases.follow(leases.technicians.map { .takeLease(technician: $0, offer: leases.offer) })
      }
      if let offer = desk.table[slot].life?.liveOffer { desk.leases.restore(offer) }
    }
    for technician in technicians.roster.occupiedSlots {
      refreshLoad(of: technicians.roster.id(of: technician))
    }
  }

  /// What is durable takes the place of what was known.
  /// - Parameter points: those of its trip under way; nil when nobody has read them, and a trip that goes on here is as
  ///   far as its fixes were followed.
  mutating func replace(
    _ life: BookingLife, version: Int64, _ slot: Int, points: [TripFix]? = nil, into actions: inout ActionList
  ) {
    let before = desk.table[slot].life
    let followed = before?.liveTrip.flatMap { desk.journeys[$0.id] }
    // What customers look at is the assignment, and it may be the same.
    let shareVersion = life.booking.shareVersion
    leaveService(
      slot, keepsShares: shareVersion != nil && shareVersion == before?.booking.shareVersion, into: &actions)
    desk.table.set(life, version: version, at: slot)
    enterService(slot, points: points ?? [], known: points == nil ? followed : nil, into: &actions)
    publishStatus(life, before, slot)
    refreshShare(slot)
    if let before { tellReplaced(before, life, slot, into: &actions) }
  }

  /// Undoes what ``enterService(_:points:known:into:)`` has set up.
  mutating func leaveService(_ slot: Int, keepsShares: Bool = false, into actions: inout ActionList) {
    guard let life = desk.table[slot].life else { return }
    if let assignment = life.booking.liveAssignment {
      desk.jobs.end(life.booking.id, of: assignment.technician)
      refreshLoad(of: assignment.technician)
    }
    if !keepsShares { endShares(life.booking.assignmentVersion + 1, slot, into: &actions) }
    if let offer = life.liveOffer {
      for technician in offer.waiting {
        desk.leases.release(technician, from: offer.id)
        refreshLoad(of: technician)
      }
    }
    if let trip = life.liveTrip { desk.journeys.remove(trip.id) }
    closeTrip(slot, into: &actions)
    if let subject = desk.table[slot].subject {
      desk.table[slot].subject = nil
      endTopic(subject, slot, into: &actions)
    }
  }

  /// Writes a booking in service with its clock, expected time and promise; false, and nothing written, when it is not.
  /// - Parameter showsCustomer: whether whoever reads it may know who the customer is.
  public mutating func writeBooking(
    _ id: ClientID, showsCustomer: Bool = false, now time: Instant, _ json: inout JSONWriter
  ) -> Bool {
    observe(time)
    guard let slot = desk.table.slot(of: id), let life = desk.table[slot].life else { return false }
    let mark = desk.table[slot].mark
    json.beginObject()
    BookingDocument.writeMembers(life, &json)
    if showsCustomer, let customer = life.booking.terms.customer { json.member("customer", customer.text) }
    if let mark {
      json.key("slaMark")
      json.string(mark.name)
    }
    eta(life)?.write(&json)
    promise(life)?.write(&json)
    json.endObject()
    return true
  }

  /// Writes the trip of a booking in service; false, and nothing written, when it is not, or not the technician's.
  public mutating func writeTrip(
    _ id: UUIDv7, for technician: ClientID?, now time: Instant, _ json: inout JSONWriter
  ) -> Bool {
    observe(time)
    guard let slot = desk.table.slot(ofTrip: id), let life = desk.table[slot].life,
      let trip = life.trip(id), technician == nil || trip.terms.technician == technician
    else { return false }
    json.beginObject()
    json.key("trip")
    json.raw(BookingDocument.encode(trip))
    if let journey = desk.journeys[id] {
      json.key("distanceMeters")
      json.number(journey.track.distanceMeters, decimals: 1)
      json.member("fixCount", Int64(journey.track.fixCount))
    }
    if life.booking.liveAssignment?.trip == id { eta(life)?.write(&json) }
    json.endObject()
    return true
  }

  /// Whether a booking is in service.
  public func hasBooking(_ id: ClientID) -> Bool { desk.table.slot(of: id) != nil }
}
