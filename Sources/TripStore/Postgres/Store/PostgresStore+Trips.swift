// Reading offers, leases, assignments, trips and their summaries from Postgres.

public import Bedrock

extension PostgresStore {
  /// See `BookingStore`. As of one moment; O(log n) in all offers, and O(m) in those of the booking.
  public func offers(of booking: ClientID, tenant: ClientID) throws(StoreError) -> [OfferRecord] {
    try app.reading { () throws(StoreError) in
      var leases: [UUIDv7: [Lease]] = [:]
      try enqueue(.leases, of: tenant, [.id(booking)]) { (row) throws(StoreError) in
        leases[try row.serverID(2, "an offer's identifier"), default: []].append(try Lease(row: row))
      }
      return try list(.offers, of: tenant, [.id(booking)]) { (row) throws(StoreError) in
        let id = try row.serverID(0, "an offer's identifier")
        let offer = OfferDraft(
          id: id, state: row.text(1), deadline: row.time(2), leases: leases[id] ?? [], document: row.bytes(3))
        return OfferRecord(booking: booking, offer: offer)
      }
    }
  }

  /// See `BookingStore`.
  public func booking(ofOffer offer: UUIDv7, tenant: ClientID) throws(StoreError) -> ClientID? {
    try first(.bookingOfOffer, of: tenant, [.uuid(offer)]) { (row) throws(StoreError) in
      try row.clientID(0, "a booking's identifier")
    }
  }

  /// See `BookingStore`. O(n) in the leases.
  public func liveLeases(of tenant: ClientID) throws(StoreError) -> [LeaseRecord] {
    try list(.liveLeases, of: tenant, [], LeaseRecord.init(row:))
  }

  /// See `BookingStore`. O(log n) in all leases.
  public func liveLeases(
    ofTechnician technician: ClientID, tenant: ClientID
  ) throws(StoreError) -> [LeaseRecord] {
    try list(.liveLeasesOfTechnician, of: tenant, [.id(technician)], LeaseRecord.init(row:))
  }

  /// See `BookingStore`.
  public func assignments(
    of booking: ClientID, tenant: ClientID
  ) throws(StoreError) -> [AssignmentDraft] {
    try list(.assignments, of: tenant, [.id(booking)], AssignmentDraft.init(row:))
  }

  /// See `BookingStore`.
  public func liveAssignment(
    of booking: ClientID, tenant: ClientID
  ) throws(StoreError) -> AssignmentDraft? {
    try first(.liveAssignment, of: tenant, [.id(booking)], AssignmentDraft.init(row:))
  }

  /// See `BookingStore`.
  public func trip(_ id: UUIDv7, of tenant: ClientID) throws(StoreError) -> TripRecord? {
    try first(.trip, of: tenant, [.uuid(id)], TripRecord.init(row:))
  }

  /// See `BookingStore`.
  public func trips(of booking: ClientID, tenant: ClientID) throws(StoreError) -> [TripRecord] {
    try list(.tripsOfBooking, of: tenant, [.id(booking)], TripRecord.init(row:))
  }

  /// See `BookingStore`.
  public func summary(of trip: UUIDv7, tenant: ClientID) throws(StoreError) -> TripSummaryRecord? {
    try first(.summary, of: tenant, [.uuid(trip)]) { (row) throws(StoreError) in
      TripSummaryRecord(
        booking: try row.clientID(0, "a booking's identifier"),
        summary: TripSummaryDraft(trip: trip, endedAt: row.time(1), document: row.bytes(2)))
    }
  }
}
