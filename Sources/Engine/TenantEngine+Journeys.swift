// The trip of a technician under way: its fixes become its track, its arrival, its expected time, and what
// viewers see move.

import Bedrock
import GeoIndex
import TrackHub
import Trips

extension TenantEngine {
  /// A technician has set out.
  mutating func beginJourney(_ trip: UUIDv7, _ place: GeoPoint, _ slot: Int) {
    guard let life = desk.table[slot].life, let known = life.trip(trip),
      let assignment = life.booking.liveAssignment
    else { preconditionFailure("no such trip") }
    var journey = Journey(
      trip: trip, booking: desk.table[slot].id, place: place,
      detector: ArrivalDetector(place: place, thresholds: settings.arrival.thresholds),
      promise: ArrivalPromise(window: life.booking.terms.window, madeAt: assignment.since))
    if let technician = technicians.roster.slot(of: known.terms.technician),
      let position = technicians.position(of: technician),
      position.ageMilliseconds(at: now) <= Self.departureAgeMaxMilliseconds
    {
      journey.departure = departure(from: position.point, to: place, at: known.startedAt)
    }
    let isKnown = journey.departure != nil
    desk.journeys.begin(journey, of: known.terms.technician)
    if isKnown { lookAtPromise(slot) }
  }

  private func departure(from point: GeoPoint, to place: GeoPoint, at time: Instant) -> Journey.Departure {
    let meters = Geodesic.distanceMeters(point, place)
    return Journey.Departure(
      madeAt: time, straightMeters: meters,
      estimate: travelTimes.estimate(straightMeters: meters, departure: time))
  }

  /// Nobody waits for the arrival any more. When there was one, it teaches the travel times.
  mutating func endWatching(_ trip: UUIDv7, _ slot: Int) {
    desk.journeys.change(trip) { $0.detector = nil }
    guard let arrivedAt = desk.table[slot].life?.trip(trip)?.arrivedAt,
      let departure = desk.journeys[trip]?.departure
    else { return }
    travelTimes.learn(
      straightMeters: departure.straightMeters,
      seconds: Double(arrivedAt.milliseconds(since: departure.madeAt)) / 1000, departure: departure.madeAt)
  }

  /// An accepted fix, perhaps of somebody who travels: then it is kept, added to the track, looked at for the
  /// arrival, and shown.
  mutating func follow(
    _ fix: Fix, _ technician: UInt32, _ device: DeviceSlot, at position: Position, _ session: SessionID
  ) {
    let id = technicians.roster.id(of: technician)
    guard desk.journeys.isTravelling(id),
      let name = technicians.roster.devices(of: technician).first(where: { $0.slot == device })?.name
    else { return }
    sessions.setHasTripFixes(true, session)
    var kept: [TripFix] = []
    var found: [(booking: ClientID, trip: UUIDv7, at: Instant)] = []
    let model = travelTimes
    desk.journeys.forEach(of: id) { journey in
      kept.append(TripFix(fix, position, trip: journey.trip, device: name))
      journey.refused.accepted(fix.sequence, of: device.index)
      if let arrivedAt = journey.observe(position, model) {
        found.append((journey.booking, journey.trip, arrivedAt))
      }
    }
    desk.points.gather(kept)
    desk.arrivals += found
    showTrips(of: id, at: position)
  }

  /// Arrivals that positions have proven become wishes, with the time at which the stay began.
  mutating func noteArrivals(into actions: inout ActionList) {
    guard !desk.arrivals.isEmpty else { return }
    var found: [(booking: ClientID, trip: UUIDv7, at: Instant)] = []
    swap(&found, &desk.arrivals)
    for arrival in found {
      guard let slot = desk.table.slot(of: arrival.booking),
        let trip = desk.table[slot].life?.trip(arrival.trip)
      else { continue }
      // The fix's time is the device's: never before the trip began, never in the future.
      let observed = min(max(arrival.at, trip.since), now)
      enqueue(.trip(arrival.trip, .arrive(.positions)), .engine, slot, observed: observed, into: &actions)
    }
  }

  /// Shows the technician's movement on the topics of the trips.
  private mutating func showTrips(of technician: ClientID, at position: Position) {
    var bookings: [ClientID] = []
    desk.journeys.forEach(of: technician) { bookings.append($0.booking) }
    for booking in bookings {
      guard let slot = desk.table.slot(of: booking), let life = desk.table[slot].life else { continue }
      if life.booking.terms.sla.arriveBy != nil, life.booking.tripState == .enRoute { lookAtSLA(slot) }
      let arrival = eta(life)
      if let arrival { keepPromise(arrival, slot) }
      let promise = promise(life)
      let (subject, tripSubject) = (desk.table[slot].subject, desk.table[slot].tripSubject)
      for subject in [subject, tripSubject].compactMap({ $0 }) {
        hub.setPosition(subject) { json in
          ServerMessages.writePosition(position, &json)
          arrival?.write(&json)
          promise?.write(&json)
        }
      }
      guard let share = desk.table[slot].shareSubject else { continue }
      hub.setPosition(share) { json in
        ServerMessages.writePosition(position.forCustomers, &json)
        arrival?.write(&json)
        promise?.write(&json)
      }
    }
  }

  /// When the technician of a booking is expected; nil unless they are on the way and it is known where.
  func eta(_ life: BookingLife) -> Arrival? {
    guard life.booking.tripState == .enRoute, let assignment = life.booking.liveAssignment,
      let technician = technicians.roster.slot(of: assignment.technician),
      let position = technicians.position(of: technician)
    else { return nil }
    let meters = Geodesic.distanceMeters(position.point, life.booking.terms.place)
    return Arrival(
      madeAt: now, estimate: travelTimes.estimate(straightMeters: meters, departure: now))
  }

  /// What is kept of the trip that ends with a step.
  func summary(of step: LifeStep) -> TripSummary? {
    for effect in step.effects {
      guard case .summarize(let id) = effect, let trip = step.life.trip(id) else { continue }
      let journey = desk.journeys[id]
      return TripSummary(
        trip, track: journey?.track ?? TrackAccumulator(), refusedCount: journey?.refused.count ?? 0,
        eta: journey?.departure.map { ($0.madeAt, $0.estimate) })
    }
    return nil
  }

  /// A position that is older says nothing about where somebody sets out.
  private static let departureAgeMaxMilliseconds: Int64 = 120_000
}

extension Journey {
  /// Keeps what fixes have added up to while the booking was read anew. What ended meanwhile stays ended.
  mutating func goOn(from known: Journey) {
    track = known.track
    refused = known.refused
    departure = known.departure
    promise = known.promise
    if detector != nil { detector = known.detector ?? detector }
  }

  /// Adds a fix.
  /// - Returns: when the technician arrived, with the fix that proves it.
  mutating func observe(_ position: Position, _ model: TravelTimeModel) -> Instant? {
    if departure == nil, detector != nil {
      let meters = Geodesic.distanceMeters(position.point, place)
      departure = Departure(
        madeAt: position.fixTime, straightMeters: meters,
        estimate: model.estimate(straightMeters: meters, departure: position.fixTime))
    }
    track.add(position.point, at: position.fixTime)
    let accuracy = position.accuracyMeters.isFinite ? Double(position.accuracyMeters) : nil
    return detector?.observe(position.point, at: position.fixTime, accuracyMeters: accuracy)?.arrivedAt
  }
}

extension TripFix {
  /// The fix as it is kept.
  init(_ fix: Fix, _ position: Position, trip: UUIDv7, device: ClientID) {
    self.init(
      trip: trip, device: device, sequence: fix.sequence, time: position.fixTime,
      latitudeAngle: position.point.latitudeAngle, longitudeAngle: position.point.longitudeAngle,
      accuracyMeters: position.accuracyMeters, speedMetersPerSecond: position.speedMetersPerSecond,
      headingDegrees: position.headingDegrees)
  }
}
