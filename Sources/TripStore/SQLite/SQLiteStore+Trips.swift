// Reading offers, leases, assignments, trips and their summaries from SQLite.

public import Bedrock

extension SQLiteStore {
  /// See `BookingStore`. O(log n) in all offers, and one look per offer of the booking.
  public func offers(of booking: ClientID, tenant: ClientID) throws(StoreError) -> [OfferRecord] {
    var records: [OfferRecord] = []
    try connection.forEach(.offers, [.text(tenant.text), .text(booking.text)]) {
      (row) throws(StoreError) in
      let offer = OfferDraft(
        id: try row.serverID(0, "an offer's identifier"), state: row.text(1), deadline: row.time(2),
        leases: [],
        document: row.bytes(3))
      records.append(OfferRecord(booking: booking, offer: offer))
    }
    for index in records.indices {
      records[index].offer.leases = try leases(of: records[index].offer.id, tenant: tenant)
    }
    return records
  }

  /// See `BookingStore`.
  public func booking(ofOffer offer: UUIDv7, tenant: ClientID) throws(StoreError) -> ClientID? {
    try connection.first(.bookingOfOffer, [.text(tenant.text), .id(offer)]) { (row) throws(StoreError) in
      try row.clientID(0, "a booking's identifier")
    }
  }

  private func leases(of offer: UUIDv7, tenant: ClientID) throws(StoreError) -> [Lease] {
    var leases: [Lease] = []
    try connection.forEach(.leases, [.text(tenant.text), .id(offer)]) { (row) throws(StoreError) in
      leases.append(try Lease(row: row))
    }
    return leases
  }

  /// See `BookingStore`. O(n) in the leases.
  public func liveLeases(of tenant: ClientID) throws(StoreError) -> [LeaseRecord] {
    try leases(.liveLeases, [.text(tenant.text)])
  }

  /// See `BookingStore`. O(log n) in all leases.
  public func liveLeases(
    ofTechnician technician: ClientID, tenant: ClientID
  ) throws(StoreError) -> [LeaseRecord] {
    try leases(.liveLeasesOfTechnician, [.text(tenant.text), .text(technician.text)])
  }

  private func leases(_ query: SQLiteQuery, _ values: [SQLiteValue]) throws(StoreError) -> [LeaseRecord] {
    var records: [LeaseRecord] = []
    try connection.forEach(query, values) { (row) throws(StoreError) in
      records.append(try LeaseRecord(row: row))
    }
    return records
  }

  /// See `BookingStore`.
  public func assignments(
    of booking: ClientID, tenant: ClientID
  ) throws(StoreError) -> [AssignmentDraft] {
    var records: [AssignmentDraft] = []
    try connection.forEach(.assignments, [.text(tenant.text), .text(booking.text)]) {
      (row) throws(StoreError) in
      records.append(try AssignmentDraft(row: row))
    }
    return records
  }

  /// See `BookingStore`.
  public func liveAssignment(
    of booking: ClientID, tenant: ClientID
  ) throws(StoreError) -> AssignmentDraft? {
    try connection.first(
      .liveAssignment, [.text(tenant.text), .text(booking.text)], AssignmentDraft.init(row:))
  }

  /// See `BookingStore`.
  public func trip(_ id: UUIDv7, of tenant: ClientID) throws(StoreError) -> TripRecord? {
    try connection.first(.trip, [.text(tenant.text), .id(id)], TripRecord.init(row:))
  }

  /// See `BookingStore`.
  public func trips(of booking: ClientID, tenant: ClientID) throws(StoreError) -> [TripRecord] {
    var records: [TripRecord] = []
    try connection.forEach(.tripsOfBooking, [.text(tenant.text), .text(booking.text)]) {
      (row) throws(StoreError) in
      records.append(try TripRecord(row: row))
    }
    return records
  }

  /// See `BookingStore`.
  public func summary(of trip: UUIDv7, tenant: ClientID) throws(StoreError) -> TripSummaryRecord? {
    try connection.first(.summary, [.text(tenant.text), .id(trip)]) { (row) throws(StoreError) in
      TripSummaryRecord(
        booking: try row.clientID(0, "a booking's identifier"),
        summary: TripSummaryDraft(trip: trip, endedAt: row.time(1), document: row.bytes(2)))
    }
  }
}
