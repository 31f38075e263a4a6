// The model's erasures.

import Bedrock
@testable import TripStore

extension ModelStore {
  func erasures(of tenant: ClientID) throws(StoreError) -> [ErasureRecord] {
    (content[tenant]?.erasures.values).map { $0.sorted { $0.pseudonym < $1.pseudonym } } ?? []
  }

  func beginErasure(_ record: ErasureRecord, of tenant: ClientID) throws(StoreError) {
    try StoreLimits.check(record)
    try change(tenant) { (tenant) throws(StoreError) in
      guard tenant.erasures[record.pseudonym] == nil else { throw .exists }
      tenant.erasures[record.pseudonym] = record
    }
  }

  func endErasure(
    _ pseudonym: ClientID, of tenant: ClientID, audit: AuditDraft
  ) throws(StoreError) -> Bool {
    try StoreLimits.check(audit)
    let isThere = try change(tenant) { (tenant) throws(StoreError) in
      tenant.erasures.removeValue(forKey: pseudonym) != nil
    }
    if isThere { _ = try appendAudit(audit, of: tenant) }
    return isThere
  }

  func bookings(naming person: ClientID, of tenant: ClientID) throws(StoreError) -> [ClientID] {
    guard let life = content[tenant]?.life else { return [] }
    let text = Array(person.text.utf8)
    func names(_ bytes: [UInt8]) -> Bool {
      text.count <= bytes.count
        && (0...(bytes.count - text.count)).contains { Array(bytes[$0..<($0 + text.count)]) == text }
    }
    func names(_ string: String?) -> Bool { string.map { names(Array($0.utf8)) } ?? false }
    var found: Set<ClientID> = []
    for (id, record) in life.bookings
    where record.booking.technician == person || names(record.booking.document) { found.insert(id) }
    for (id, records) in life.events where records.contains(where: { names($0.event.document) }) {
      found.insert(id)
    }
    for record in life.offers.values where names(record.offer.document) { found.insert(record.booking) }
    for (id, drafts) in life.assignments where drafts.values.contains(where: { $0.technician == person }) {
      found.insert(id)
    }
    for record in life.trips.values where record.trip.technician == person || names(record.trip.document) {
      found.insert(record.booking)
    }
    for record in life.summaries.values where names(record.summary.document) { found.insert(record.booking) }
    for (id, records) in life.decisions where records.values.contains(where: { names($0.document) }) {
      found.insert(id)
    }
    for record in life.idempotency.values where names(record.entry.key) || names(record.entry.response) {
      found.insert(record.booking)
    }
    for message in life.outbox where names(message.record.message.document) || names(message.failed?.reason) {
      found.insert(message.record.booking)
    }
    for record in life.shares.values where names(record.share.createdBy?.text) {
      found.insert(record.share.booking)
    }
    return found.sorted()
  }

  func bookings(for customer: ClientID, of tenant: ClientID) throws(StoreError) -> [ClientID] {
    (content[tenant]?.life.bookings.values.filter { $0.booking.customer == customer }.map(\.booking.id) ?? [])
      .sorted()
  }

  func summaries(of booking: ClientID, tenant: ClientID) throws(StoreError) -> [TripSummaryRecord] {
    (content[tenant]?.life.summaries.values.filter { $0.booking == booking } ?? [])
      .sorted { $0.summary.trip < $1.summary.trip }
  }

  func rewrite(
    _ booking: ClientID, of tenant: ClientID, as pseudonym: ClientID?, _ rewriting: BookingRewriting
  ) throws(StoreError) -> Int {
    guard let pseudonym else {
      var copy = content[tenant]?.life ?? ModelLife()
      return try copy.rewrite(booking, rewriting)
    }
    return try change(tenant) { (tenant) throws(StoreError) in
      guard tenant.erasures[pseudonym] != nil else { throw .fatal(reason: "an erasure that has not begun") }
      return try tenant.life.rewrite(booking, rewriting)
    }
  }

  func rewriteAudit(
    naming person: ClientID, of tenant: ClientID, after: Int64, limit: Int, as pseudonym: ClientID?,
    _ rewriting: (AuditDraft) throws(StoreError) -> AuditDraft
  ) throws(StoreError) -> (last: Int64?, changed: Int) {
    let limit = StoreLimits.auditPage(limit)
    guard var rows = content[tenant]?.audit else { return (nil, 0) }
    var (last, seen, changed) = (Int64?.none, 0, 0)
    for index in rows.indices where rows[index].sequence > after && seen < limit {
      let entry = rows[index].entry
      let texts = [
        entry.note.actor, entry.note.reason, entry.target, String(decoding: entry.detail, as: UTF8.self),
      ]
      guard texts.contains(where: { $0.contains(person.text) }) else { continue }
      seen += 1
      last = rows[index].sequence
      rows[index].entry = try rewriting(entry)
      if rows[index].entry != entry { changed += 1 }
    }
    if pseudonym != nil { content[tenant]?.audit = rows }
    return (last, changed)
  }

  func removePoints(of trip: UUIDv7, tenant: ClientID, limit: Int) throws(StoreError) -> Int {
    try change(tenant) { (tenant) throws(StoreError) in
      let keys = tenant.points.keys.filter { $0.trip == trip }
        .sorted { ($0.day, $0.device, $0.sequence) < ($1.day, $1.device, $1.sequence) }.prefix(limit)
      for key in keys { tenant.points[key] = nil }
      return keys.count
    }
  }
}

extension ModelLife {
  /// Rewrites in place; returns how many rows that were.
  fileprivate mutating func rewrite(
    _ booking: ClientID, _ rewriting: BookingRewriting
  ) throws(StoreError) -> Int {
    var changed = 0
    func count<Value: Equatable>(_ new: Value, _ old: Value) -> Value {
      if new != old { changed += 1 }
      return new
    }
    for record in trips.values
    where record.booking == booking && rewriting.removesChains(record.trip.technician) {
      changed += seals[record.trip.id]?.chains.count ?? 0
      seals[record.trip.id]?.chains = []
    }
    if let old = bookings[booking] {
      var new = old
      new.booking.technician = old.booking.technician.map(rewriting.technician)
      new.booking.document = try rewriting.document(old.booking.document)
      bookings[booking] = count(new, old)
      new.booking.customer = old.booking.customer.map(rewriting.customer)
      if new.booking.customer != old.booking.customer { changed += 1 }
      bookings[booking] = new
    }
    for index in events[booking]?.indices ?? 0..<0 {
      guard let old = events[booking]?[index].event.document else { continue }
      events[booking]?[index].event.document = count(try rewriting.event(old), old)
    }
    for (id, old) in offers where old.booking == booking {
      offers[id]?.offer.document = count(try rewriting.document(old.offer.document), old.offer.document)
    }
    for (version, old) in assignments[booking] ?? [:] {
      assignments[booking]?[version]?.technician = count(rewriting.technician(old.technician), old.technician)
    }
    for (id, old) in trips where old.booking == booking {
      var new = old
      new.trip.technician = rewriting.technician(old.trip.technician)
      new.trip.document = try rewriting.document(old.trip.document)
      trips[id] = count(new, old)
    }
    for (id, old) in summaries where old.booking == booking {
      summaries[id]?.summary.document = count(
        try rewriting.summary(old.summary.document), old.summary.document)
    }
    for (version, old) in decisions[booking] ?? [:] {
      decisions[booking]?[version]?.document = count(try rewriting.document(old.document), old.document)
    }
    try rewriteBeside(booking, rewriting, &changed)
    return changed
  }

  /// Answers, messages and shares.
  private mutating func rewriteBeside(
    _ booking: ClientID, _ rewriting: BookingRewriting, _ changed: inout Int
  ) throws(StoreError) {
    for (key, old) in idempotency where old.booking == booking {
      var new: IdempotencyRecord? = old
      new?.entry.response = try rewriting.document(old.entry.response)
      if rewriting.removesKey(key) { new = nil }
      if new != old { changed += 1 }
      idempotency[key] = new
    }
    for index in outbox.indices where outbox[index].record.booking == booking {
      let old = (outbox[index].record.message.document, outbox[index].failed?.reason)
      let new = (try rewriting.document(old.0), old.1.map(rewriting.text))
      if new != old { changed += 1 }
      outbox[index].record.message.document = new.0
      if let reason = new.1 { outbox[index].failed?.reason = reason }
    }
    for (id, old) in shares where old.share.booking == booking {
      let isTheirs = old.share.createdBy.map { rewriting.text($0.text) != $0.text } ?? false
      guard isTheirs || rewriting.removesShares else { continue }
      shares[id] = nil
      changed += 1
    }
  }
}
