// Records of accounts, zones, messages and points out of rows. The statements of both databases name the columns in the
// same order; the tests of the contract hold both to it.

internal import Bedrock

extension TenantRecord {
  /// id, name_ar, name_en, time_zone, created_ms
  init(row: some StoreRow) throws(StoreError) {
    self.init(
      id: try row.clientID(0, "a tenant's identifier"), nameArabic: row.text(1), nameEnglish: row.text(2),
      timeZone: row.text(3), createdAt: row.time(4))
  }
}

extension TechnicianRecord {
  /// id, version, profile, updated_ms
  init(row: some StoreRow) throws(StoreError) {
    self.init(
      id: try row.clientID(0, "a technician's identifier"), version: row.integer(1), profile: row.bytes(2),
      updatedAt: row.time(3))
  }
}

extension AuditRecord {
  /// sequence, at_ms, actor, reason, action, target, old_version, new_version, detail
  init(row: some StoreRow) {
    self.init(
      sequence: row.integer(0),
      entry: AuditDraft(
        note: ChangeNote(actor: row.text(2), at: row.time(1), reason: row.text(3)), action: row.text(4),
        target: row.text(5), oldVersion: row.optionalInteger(6), newVersion: row.optionalInteger(7),
        detail: row.bytes(8)))
  }
}

extension ZoneRecord {
  /// id, version, updated_ms, points, properties, geometry
  init(row: some StoreRow) throws(StoreError) {
    self.init(
      zone: ZoneDraft(
        id: try row.clientID(0, "a zone's identifier"), properties: row.bytes(4), geometry: row.bytes(5),
        pointCount: Int(row.integer(3))),
      version: row.integer(1), updatedAt: row.time(2))
  }
}

extension ZoneStanding {
  /// id, version, points
  init(row: some StoreRow) throws(StoreError) {
    self.init(
      id: try row.clientID(0, "a zone's identifier"), version: row.integer(1),
      pointCount: Int(row.integer(2)))
  }
}

extension EndpointRecord {
  /// id, version, url, kinds, is_active, secret, previous_secret, previous_until_ms, created_ms, updated_ms
  init(row: some StoreRow) throws(StoreError) {
    let previous = row.optionalTime(7).map { EndpointSecrets.Previous(secret: row.bytes(6), until: $0) }
    self.init(
      endpoint: EndpointDraft(
        id: try row.clientID(0, "an endpoint's identifier"), url: row.text(2),
        kinds: row.optionalText(3)?.split(separator: ",").map(String.init), isActive: row.integer(4) == 1),
      secrets: EndpointSecrets(current: row.bytes(5), previous: previous), version: row.integer(1),
      createdAt: row.time(8), updatedAt: row.time(9))
  }
}

extension OutboxRecord {
  /// sequence, id, booking, kind, queued_ms, attempt, resent_ms, resent_attempts, document
  init(row: some StoreRow) throws(StoreError) {
    self.init(
      sequence: row.integer(0), booking: try row.clientID(2, "a booking's identifier"),
      attempt: Int(row.integer(5)), queuedAt: row.time(4),
      resent: row.optionalTime(6).map { OutboxRecord.Resent(at: $0, attempts: Int(row.integer(7))) },
      message: OutboxDraft(
        id: try row.serverID(1, "a message's identifier"), kind: row.text(3), document: row.bytes(8)))
  }
}

extension TrackPoint {
  /// device, sequence, at_ms, latitude, longitude, accuracy, speed, heading
  init(row: some StoreRow, of trip: UUIDv7) throws(StoreError) {
    guard let latitude = Int32(exactly: row.integer(3)), let longitude = Int32(exactly: row.integer(4)) else {
      throw .corrupt(what: "a track point")
    }
    self.init(
      trip: trip, device: try row.clientID(0, "a device's identifier"), sequence: row.integer(1),
      at: row.time(2), latitudeAngle: latitude, longitudeAngle: longitude,
      accuracyMeters: row.optionalReal(5), speedMetersPerSecond: row.optionalReal(6),
      headingDegrees: row.optionalReal(7))
  }
}
