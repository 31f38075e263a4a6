// The trips that are under way, by who travels: what their fixes add up to.

import Bedrock
import GeoIndex
import Trips

/// A trip while it is under way.
struct Journey {
  let trip: UUIDv7
  let booking: ClientID
  let place: GeoPoint
  /// Until the arrival.
  var detector: ArrivalDetector?
  var track = TrackAccumulator()
  var refused = RefusedNumbers()
  /// What was expected when the technician set out: made of the first position known then.
  var departure: Departure?
  /// What the customer is promised.
  var promise: ArrivalPromise
  /// When the promise is looked at without a fix; an earlier alarm replaces a later one.
  var promiseAlarmAt: Instant?

  struct Departure {
    var madeAt: Instant
    var straightMeters: Double
    var estimate: TravelTime
  }
}

/// Journeys by technician. Most have one; nothing forbids several.
struct JourneyTable {
  private var byTechnician: [ClientID: [Journey]] = [:]
  private var technicians: [UUIDv7: ClientID] = [:]

  var isEmpty: Bool { technicians.isEmpty }
  var count: Int { technicians.count }

  func isTravelling(_ technician: ClientID) -> Bool { byTechnician[technician] != nil }

  mutating func begin(_ journey: Journey, of technician: ClientID) {
    precondition(technicians[journey.trip] == nil, "a trip began twice")
    technicians[journey.trip] = technician
    byTechnician[technician, default: []].append(journey)
  }

  mutating func remove(_ trip: UUIDv7) {
    guard let technician = technicians.removeValue(forKey: trip) else { return }
    byTechnician[technician]?.removeAll { $0.trip == trip }
    if byTechnician[technician]?.isEmpty == true { byTechnician[technician] = nil }
  }

  subscript(trip: UUIDv7) -> Journey? {
    technicians[trip].flatMap { byTechnician[$0]?.first { $0.trip == trip } }
  }

  /// Changes a journey in place; nothing when it is not under way.
  mutating func change(_ trip: UUIDv7, _ body: (inout Journey) -> Void) {
    guard let technician = technicians[trip],
      let index = byTechnician[technician]?.firstIndex(where: { $0.trip == trip })
    else { return }
    byTechnician[technician]?.withJourney(index, body)
  }

  /// Changes all journeys of a technician in place.
  mutating func forEach(of technician: ClientID, _ body: (inout Journey) -> Void) {
    guard let count = byTechnician[technician]?.count else { return }
    for index in 0..<count { byTechnician[technician]?.withJourney(index, body) }
  }
}

extension [Journey] {
  fileprivate mutating func withJourney(_ index: Int, _ body: (inout Journey) -> Void) {
    body(&self[index])
  }
}
