// Bookings and what belongs to them out of rows, the same for both databases.

internal import Bedrock

extension BookingRecord {
  /// id, version, event_count, placed_ms, changed_ms, state, technician, due_ms, ended_ms, document, customer
  init(row: some StoreRow) throws(StoreError) {
    let booking = BookingDraft(
      id: try row.clientID(0, "a booking's identifier"), state: row.text(5),
      technician: try row.optionalClientID(6, "a technician's identifier"),
      customer: try row.optionalClientID(10, "a customer's identifier"), dueAt: row.optionalTime(7),
      endedAt: row.optionalTime(8), document: row.bytes(9))
    self.init(
      version: row.integer(1), eventCount: row.integer(2), placedAt: row.time(3), changedAt: row.time(4),
      booking: booking)
  }
}

extension Lease {
  /// technician, place
  init(row: some StoreRow) throws(StoreError) {
    self.init(technician: try row.clientID(0, "a technician's identifier"), place: Int(row.integer(1)))
  }
}

extension LeaseRecord {
  /// technician, place, offer, booking, deadline_ms
  init(row: some StoreRow) throws(StoreError) {
    self.init(
      lease: try Lease(row: row), offer: try row.serverID(2, "an offer's identifier"),
      booking: try row.clientID(3, "a booking's identifier"), deadline: row.time(4))
  }
}

extension AssignmentDraft {
  /// version, technician, since_ms, ended_ms
  init(row: some StoreRow) throws(StoreError) {
    self.init(
      version: row.integer(0), technician: try row.clientID(1, "a technician's identifier"),
      since: row.time(2), endedAt: row.optionalTime(3))
  }
}

extension TripRecord {
  /// booking, id, technician, state, started_ms, ended_ms, document
  init(row: some StoreRow) throws(StoreError) {
    let trip = TripDraft(
      id: try row.serverID(1, "a trip's identifier"),
      technician: try row.clientID(2, "a technician's identifier"),
      state: row.text(3), startedAt: row.time(4), endedAt: row.optionalTime(5), document: row.bytes(6))
    self.init(booking: try row.clientID(0, "a booking's identifier"), trip: trip)
  }
}

extension UnsealedTrip {
  /// tenant, trip, ended_ms
  init(row: some StoreRow) throws(StoreError) {
    self.init(
      tenant: try row.clientID(0, "a tenant's identifier"), trip: try row.serverID(1, "a trip's identifier"),
      endedAt: row.time(2))
  }
}

extension ShareRecord {
  /// id, hash, booking, assignment_version, created_ms, created_by, expires_ms, ended_ms
  init(row: some StoreRow) throws(StoreError) {
    let share = ShareDraft(
      id: try row.serverID(0, "a share's identifier"), hash: row.bytes(1),
      booking: try row.clientID(2, "a booking's identifier"), assignmentVersion: row.integer(3),
      expiresAt: row.time(6), createdBy: try row.optionalClientID(5, "a person's identifier"))
    self.init(share: share, createdAt: row.time(4), endedAt: row.optionalTime(7))
  }
}
