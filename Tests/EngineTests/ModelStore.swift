// A store in memory that keeps what orders say as the contract promises, and misbehaves on request.

import Bedrock
import Engine
import Trips

/// The rules of the shipped store: versions, keys, leases; and nothing that was not ordered.
struct ModelStore {
  /// What becomes of an order.
  enum Fate {
    case served
    /// It is full: nothing happens, and that is certain.
    case refused
    /// It is carried out and nobody knows.
    case doneInDoubt
    /// Nothing happens and nobody knows.
    case undoneInDoubt
  }

  struct Row {
    var version: Int64
    var events: [TripEvent]
    var life: BookingLife
    var documents: [[UInt8]]
  }

  var rows: [ClientID: Row] = [:]
  var keys: [String: CommitOrder.Repetition] = [:]
  var points: [TripFix] = []
  var shares: [UUIDv7: Share] = [:]
  var summaries: [TripSummary] = []
  var audit: [CommitOrder.AuditNote] = []
  var leasesMax = 1
  /// Orders that were not carried out yet, in their order.
  var waiting: [StoreOrder] = []

  /// How many leases the offers in the store have.
  var leases: [ClientID: Int] {
    var leases: [ClientID: Int] = [:]
    for row in rows.values {
      for technician in row.life.liveOffer?.waiting ?? [] { leases[technician, default: 0] += 1 }
    }
    return leases
  }

  mutating func commit(_ order: CommitOrder) -> StoreVerdict {
    let id = order.life.booking.id
    let old = rows[id]
    guard old?.version ?? 0 == order.expectedVersion else { return .changed }
    if let key = order.repetition?.key, keys[key] != nil { return .keyUsed }
    rows[id] = Row(
      version: order.expectedVersion + 1, events: (old?.events ?? []) + order.events, life: order.life,
      documents: (old?.documents ?? []) + [order.document])
    guard leases.values.allSatisfy({ $0 <= leasesMax }) else {
      rows[id] = old
      return .exists
    }
    if let repetition = order.repetition { keys[repetition.key] = repetition }
    if let summary = order.summary { summaries.append(summary) }
    if let note = order.audit { audit.append(note) }
    let version = order.life.booking.shareVersion
    shares = shares.filter { $0.value.booking != id || $0.value.assignmentVersion == version }
    return .durable
  }

  mutating func put(_ share: Share) -> StoreVerdict {
    guard rows[share.booking]?.life.booking.shareVersion == share.assignmentVersion else { return .changed }
    shares[share.id] = share
    return .durable
  }

  mutating func append(_ order: PointOrder) {
    for point in order.points
    where !points.contains(where: {
      $0.trip == point.trip && $0.device == point.device && $0.sequence == point.sequence
    }) {
      points.append(point)
    }
  }

  func search(for sought: BookingSought) -> SearchVerdict {
    let found = rows.values.first { row in
      switch sought {
      case .booking(let id): row.life.booking.id == id
      case .offer(let id): row.life.offer(id) != nil
      case .trip(let id): row.life.trip(id) != nil
      }
    }
    guard let found, !found.life.booking.state.isFinal else { return .absent }
    let points = points.filter { $0.trip == found.life.liveTrip?.id }
    return .found(StoredBooking(life: found.life, version: found.version, points: points))
  }

  func reading(of booking: ClientID) -> TenantEngine.ReadingVerdict {
    rows[booking].map { .found(BookingReading(version: $0.version, events: $0.events)) } ?? .absent
  }
}
