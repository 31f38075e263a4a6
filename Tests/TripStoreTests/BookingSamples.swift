// Transitions for tests: short, and different enough to be told apart.

import Bedrock
@testable import TripStore

extension Sample {
  /// The server's identifier with that number; rises with it.
  static func id(_ number: Int) -> UUIDv7 {
    UUIDv7(at: Instant(milliseconds: Int64(number)), random: (UInt64(number), 7))
  }

  /// A moment, in days and milliseconds since 1970.
  static func day(_ days: Int64, _ milliseconds: Int64 = 0) -> Instant {
    Instant(milliseconds: days * 86_400_000 + milliseconds)
  }

  static func transition(
    _ booking: String, after version: Int64 = 0, state: String = "open", technician: String? = nil,
    at: Instant = Instant(milliseconds: 1000), endedAt: Instant? = nil
  ) -> TransitionRecord {
    let draft = BookingDraft(
      id: ClientID(trusted: booking), state: state, technician: technician.map(ClientID.init(trusted:)),
      dueAt: at.advanced(byMilliseconds: 60_000), endedAt: endedAt,
      document: Array("\(booking) \(version)".utf8))
    return TransitionRecord(booking: draft, expectedVersion: version, at: at)
  }

  static func event(_ kind: String) -> EventDraft {
    EventDraft(kind: kind, at: Instant(milliseconds: 5), document: Array(kind.utf8))
  }

  static func message(_ number: Int) -> OutboxDraft {
    OutboxDraft(id: id(number), kind: "booking.changed", document: [UInt8(truncatingIfNeeded: number)])
  }

  static let hook = ClientID(trusted: "hook")
  static let secret = [UInt8](repeating: 7, count: 32)

  static func endpoint(_ id: ClientID = hook, kinds: [String]? = nil, isActive: Bool = true) -> EndpointDraft
  {
    EndpointDraft(id: id, url: "https://example.com/\(id)", kinds: kinds, isActive: isActive)
  }

  /// Puts an endpoint, whatever is there.
  static func put(_ draft: EndpointDraft = endpoint(), of tenant: ClientID = red, to store: any Store) throws
  {
    _ = try store.putEndpoint(draft, secret: secret, of: tenant, expectedVersion: nil, note: note)
  }

  static func offer(_ number: Int, to technicians: [String], place: Int = 0) -> OfferDraft {
    OfferDraft(
      id: id(number), state: technicians.isEmpty ? "withdrawn" : "pending",
      deadline: Instant(milliseconds: 30_000),
      leases: technicians.map { Lease(technician: ClientID(trusted: $0), place: place) }, document: [1, 2])
  }

  static func decision(_ offer: Int, wave: Int64 = 1, _ document: [UInt8] = [9]) -> DecisionDraft {
    DecisionDraft(offer: id(offer), wave: wave, document: document)
  }

  static func assignment(
    _ version: Int64, _ technician: String, endedAt: Instant? = nil
  ) -> AssignmentDraft {
    AssignmentDraft(
      version: version, technician: ClientID(trusted: technician), since: Instant(milliseconds: version),
      endedAt: endedAt)
  }

  static func trip(_ number: Int, _ technician: String, endedAt: Instant? = nil) -> TripDraft {
    TripDraft(
      id: id(number), technician: ClientID(trusted: technician),
      state: endedAt == nil ? "enRoute" : "completed", startedAt: Instant(milliseconds: 3), endedAt: endedAt,
      document: [UInt8(truncatingIfNeeded: number)])
  }

  /// A share of the first assignment of the booking `b`, with a hash of its own.
  static func share(_ number: Int, expiresAt milliseconds: Int64) -> ShareDraft {
    let hash = (0..<ShareDraft.hashBytes).map { UInt8(truncatingIfNeeded: number >> ($0 % 2 * 8)) }
    return ShareDraft(
      id: id(number), hash: hash, booking: ClientID(trusted: "b"), assignmentVersion: 1,
      expiresAt: Instant(milliseconds: milliseconds), createdBy: ClientID(trusted: "d1"))
  }

  static func note(_ milliseconds: Int64) -> ChangeNote {
    ChangeNote(actor: "d1", at: Instant(milliseconds: milliseconds), reason: "")
  }

  static func point(_ trip: Int, _ sequence: Int64, at: Instant, device: String = "phone") -> TrackPoint {
    TrackPoint(
      trip: id(trip), device: ClientID(trusted: device), sequence: sequence, at: at,
      latitudeAngle: .min + Int32(sequence), longitudeAngle: .max - Int32(sequence),
      accuracyMeters: sequence % 2 == 0 ? nil : 4.1, speedMetersPerSecond: 0.1 * Double(sequence),
      headingDegrees: sequence % 3 == 0 ? nil : 359.9)
  }
}

/// All points of a trip.
func points(of trip: Int, _ tenant: ClientID, in store: any Store) throws -> [TrackPoint] {
  var found: [TrackPoint] = []
  try store.forEachPoint(of: Sample.id(trip), tenant: tenant) { (point) throws(StoreError) in
    found.append(point)
  }
  return found
}

/// All bookings of a tenant that have not ended.
func liveBookings(of tenant: ClientID, in store: any Store) throws -> [BookingRecord] {
  var found: [BookingRecord] = []
  try store.forEachLiveBooking(of: tenant) { (record) throws(StoreError) in found.append(record) }
  return found
}
