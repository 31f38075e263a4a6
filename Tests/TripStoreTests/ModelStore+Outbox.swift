// The model's outbox, points and retention.

import Bedrock
@testable import TripStore

/// How a point is known.
struct ModelPointKey: Hashable {
  var trip: UUIDv7
  var device: ClientID
  var sequence: Int64
  var day: Int64

  init(_ point: TrackPoint) {
    trip = point.trip
    device = point.device
    sequence = point.sequence
    day = PointDay(of: point.at).number
  }
}

extension ModelStore {
  func takeOutbox(
    for endpoint: ClientID, of tenant: ClientID, limit: Int, now: Instant, until: Instant
  ) throws(StoreError) -> [OutboxRecord] {
    let limit = StoreLimits.page(limit, max: StoreLimits.outboxPageMax)
    return try change(tenant) { (tenant) throws(StoreError) in
      let due = tenant.life.outbox.indices.filter {
        tenant.life.outbox[$0].endpoint == endpoint && (tenant.life.outbox[$0].dueAt ?? .latest) <= now
      }
      let first = due.sorted {
        let (a, b) = (tenant.life.outbox[$0], tenant.life.outbox[$1])
        return (a.dueAt ?? .latest, a.record.sequence) < (b.dueAt ?? .latest, b.record.sequence)
      }.prefix(limit)
      return first.map { index in
        tenant.life.outbox[index].record.attempt += 1
        tenant.life.outbox[index].dueAt = until
        return tenant.life.outbox[index].record
      }
    }
  }

  func outboxDueAt(for endpoint: ClientID, of tenant: ClientID) throws(StoreError) -> Instant? {
    content[tenant]?.life.outbox.filter { $0.endpoint == endpoint }.compactMap(\.dueAt).min()
  }

  /// The place of a message that was taken with that attempt.
  private func taken(_ id: UUIDv7, _ endpoint: ClientID, _ attempt: Int, _ life: ModelLife) -> Int? {
    life.outbox.firstIndex {
      $0.endpoint == endpoint && $0.record.message.id == id && $0.record.attempt == attempt
        && $0.dueAt != nil
    }
  }

  func markDelivered(
    _ id: UUIDv7, to endpoint: ClientID, attempt: Int, of tenant: ClientID, at: Instant
  ) throws(StoreError) -> Bool {
    try change(tenant) { (tenant) throws(StoreError) in
      guard let index = taken(id, endpoint, attempt, tenant.life) else { return false }
      let message = tenant.life.outbox.remove(at: index)
      tenant.life.promote(message.record.booking, to: endpoint, at: at)
      return true
    }
  }

  func markFailed(
    _ id: UUIDv7, to endpoint: ClientID, attempt: Int, of tenant: ClientID, at: Instant,
    nextAttemptAt: Instant?, reason: String
  ) throws(StoreError) -> Bool {
    try StoreLimits.check(reason, "the reason")
    return try change(tenant) { (tenant) throws(StoreError) in
      guard let index = taken(id, endpoint, attempt, tenant.life) else { return false }
      tenant.life.outbox[index].dueAt = nextAttemptAt
      if nextAttemptAt == nil {
        tenant.life.outbox[index].failed = (at, reason)
        tenant.life.promote(tenant.life.outbox[index].record.booking, to: endpoint, at: at)
      }
      return true
    }
  }

  func outboxBacklog(
    for endpoint: ClientID, of tenant: ClientID
  ) throws(StoreError) -> OutboxBacklog {
    let all = content[tenant]?.life.outbox.filter { $0.endpoint == endpoint } ?? []
    let waiting = all.filter { $0.failed == nil }
    return OutboxBacklog(
      waiting: min(waiting.count, StoreLimits.outboxCountMax),
      dead: min(all.count - waiting.count, StoreLimits.outboxCountMax),
      oldestQueuedAt: waiting.first?.record.queuedAt)
  }

  func deadLetters(
    of endpoint: ClientID, tenant: ClientID, after: Int64, limit: Int
  ) throws(StoreError) -> [DeadLetterRecord] {
    let all = content[tenant]?.life.outbox.filter { $0.endpoint == endpoint } ?? []
    let dead: [DeadLetterRecord] = all.compactMap { message in
      message.failed.map {
        DeadLetterRecord(record: message.record, failedAt: $0.at, reason: $0.reason)
      }
    }
    let page = dead.filter { $0.record.sequence > after }
    return Array(page.prefix(StoreLimits.page(limit, max: StoreLimits.outboxPageMax)))
  }

  func resend(
    _ id: UUIDv7, to endpoint: ClientID, of tenant: ClientID, at: Instant
  ) throws(StoreError) -> Bool {
    try change(tenant) { (tenant) throws(StoreError) in
      guard tenant.endpoints[endpoint]?.endpoint.isActive == true else { return false }
      let index = tenant.life.outbox.firstIndex {
        $0.endpoint == endpoint && $0.record.message.id == id && $0.failed != nil
      }
      guard let index else { return false }
      var message = tenant.life.outbox.remove(at: index)
      tenant.revision += 1
      message.failed = nil
      message.record.sequence = tenant.revision
      message.record.resent = .init(at: at, attempts: message.record.attempt)
      tenant.life.outbox.append(message)
      tenant.life.promote(message.record.booking, to: endpoint, at: at)
      return true
    }
  }

  func resendAll(
    to endpoint: ClientID, of tenant: ClientID, limit: Int, at: Instant
  ) throws(StoreError) -> Int {
    let limit = StoreLimits.page(limit, max: StoreLimits.outboxPageMax)
    _ = try change(tenant) { (_) throws(StoreError) in }
    let letters = try deadLetters(of: endpoint, tenant: tenant, after: 0, limit: limit)
    var count = 0
    for letter in letters
    where try resend(letter.record.message.id, to: endpoint, of: tenant, at: at) {
      count += 1
    }
    return count
  }

  func appendPoints(_ points: [TrackPoint], of tenant: ClientID) throws(StoreError) -> Int {
    try StoreLimits.check(points)
    return try change(tenant) { (tenant) throws(StoreError) in
      var added = 0
      for point in points {
        let key = ModelPointKey(point)
        pointDays.insert(key.day)
        guard tenant.points[key] == nil else { continue }
        tenant.points[key] = point
        added += 1
      }
      return added
    }
  }

  func forEachPoint(
    of trip: UUIDv7, tenant: ClientID, _ body: (TrackPoint) throws(StoreError) -> Void
  ) throws(StoreError) {
    let found = content[tenant]?.points.values.filter { $0.trip == trip } ?? []
    let sorted = found.sorted { ($0.at, $0.device, $0.sequence) < ($1.at, $1.device, $1.sequence) }
    for point in sorted { try body(point) }
  }

  func points(
    of trip: UUIDv7, after: PointPlace?, limit: Int, tenant: ClientID
  ) throws(StoreError) -> [TrackPoint] {
    var found: [TrackPoint] = []
    try forEachPoint(of: trip, tenant: tenant) { (point) throws(StoreError) in
      if let after, (point.at, point.device, point.sequence) <= (after.at, after.device, after.sequence) {
        return
      }
      found.append(point)
    }
    return Array(found.prefix(StoreLimits.page(limit, max: StoreLimits.pointPageMax)))
  }

  func databaseTime() throws(StoreError) -> Instant? { nil }

  func retain(
    _ policy: RetentionPolicy, now: Instant, dryRun: Bool
  ) throws(StoreError) -> RetentionReport {
    let before = (content, pointDays)
    defer { if dryRun { (content, pointDays) = before } }
    var round = RetentionRound(policy, now: now)
    let days = pointDays.sorted().map(PointDay.init(number:))
    for day in round.drop(days) {
      pointDays.remove(day.number)
      for id in content.keys {
        let kept = content[id]?.points.filter { $0.key.day != day.number }
        content[id]?.points = kept ?? [:]
      }
    }
    for id in content.keys.sorted() {
      try change(id) { (tenant) throws(StoreError) in
        for day in round.trimmed(days, of: id) {
          round.note(tenant.trim(day, round.rowsLeft), .points, of: id)
        }
        for kind in RetentionKind.allCases where kind != .points {
          let limit = round.limit(kind, of: id)
          round.note(tenant.remove(kind, before: limit, atMost: round.rowsLeft), kind, of: id)
        }
      }
    }
    return round.report
  }
}

extension ModelStore {
  func makePointDays(from first: Instant, count: Int) throws(StoreError) {
    pointDays.formUnion(PointDay.days(from: first, count: count).map(\.number))
  }

  func holdings(
    of tenant: ClientID, terms: RetentionTerms, now: Instant
  ) throws(StoreError) -> [RetentionHolding] {
    guard let found = content[tenant] else {
      return RetentionKind.allCases.map { RetentionHolding(kind: $0, count: 0, due: 0, oldest: nil) }
    }
    let days = Set(found.points.keys.map(\.day)).sorted().map(PointDay.init(number:))
    return [RetentionHolding(pointDays: days, limit: terms.limit(.points, now: now))]
      + RetentionKind.allCases.filter { $0 != .points }.map { kind in
        let times = found.times(of: kind)
        return RetentionHolding(
          kind: kind, count: times.count, due: times.count { $0 < terms.limit(kind, now: now) },
          oldest: times.min())
      }
  }
}

extension ModelStore.Tenant {
  fileprivate func times(of kind: RetentionKind) -> [Instant] {
    switch kind {
    case .points: []
    case .summaries: life.summaries.values.map(\.summary.endedAt)
    case .decisions: life.decisions.values.flatMap { $0.values.map(\.at) }
    case .audit: audit.map(\.entry.note.at)
    case .idempotencyKeys: life.idempotency.values.map(\.createdAt)
    case .deadLetters: life.outbox.compactMap { $0.failed?.at }
    case .bookings: life.bookings.values.compactMap(\.booking.endedAt)
    }
  }

  mutating func trim(_ day: PointDay, _ rowsMax: Int) -> Int {
    let keys = points.keys.filter { $0.day == day.number }
      .sorted { ($0.trip, $0.device, $0.sequence) < ($1.trip, $1.device, $1.sequence) }.prefix(rowsMax)
    for key in keys { points[key] = nil }
    return keys.count
  }

  mutating func remove(_ kind: RetentionKind, before limit: Instant, atMost rowsMax: Int) -> Int {
    switch kind {
    case .points: return 0
    case .summaries:
      let due = life.summaries.values.filter { $0.summary.endedAt < limit }
        .sorted { ($0.summary.endedAt, $0.summary.trip) < ($1.summary.endedAt, $1.summary.trip) }
        .prefix(rowsMax)
      for record in due {
        life.summaries[record.summary.trip] = nil
        life.seals[record.summary.trip] = nil
      }
      return due.count
    case .decisions:
      let all = life.decisions.flatMap { booking, records in records.values.map { (booking, $0) } }
      let due = all.filter { $0.1.at < limit }
        .sorted { ($0.1.at, $0.0, $0.1.version) < ($1.1.at, $1.0, $1.1.version) }.prefix(rowsMax)
      for (booking, record) in due { life.decisions[booking]?[record.version] = nil }
      return due.count
    case .audit:
      let due = audit.filter { $0.entry.note.at < limit }
        .sorted { ($0.entry.note.at, $0.sequence) < ($1.entry.note.at, $1.sequence) }.prefix(rowsMax)
      let gone = Set(due.map(\.sequence))
      audit.removeAll { gone.contains($0.sequence) }
      return due.count
    case .idempotencyKeys:
      let due = life.idempotency.values.filter { $0.createdAt < limit }
        .sorted { ($0.createdAt, $0.entry.key) < ($1.createdAt, $1.entry.key) }.prefix(rowsMax)
      for record in due { life.idempotency[record.entry.key] = nil }
      return due.count
    case .deadLetters:
      let due = life.outbox.compactMap { message in
        message.failed.map { (at: $0.at, message.record.sequence) }
      }
      .filter { $0.at < limit }.sorted { $0 < $1 }.prefix(rowsMax)
      let gone = Set(due.map(\.1))
      life.outbox.removeAll { gone.contains($0.record.sequence) }
      return due.count
    case .bookings:
      let due = life.bookings.values
        .filter { record in
          (record.booking.endedAt ?? .latest) < limit
            && !life.outbox.contains { $0.record.booking == record.booking.id && $0.failed == nil }
        }
        .sorted {
          ($0.booking.endedAt ?? .latest, $0.booking.id) < ($1.booking.endedAt ?? .latest, $1.booking.id)
        }.prefix(rowsMax)
      for record in due { life.forget(record.booking.id) }
      return due.count
    }
  }
}

extension ModelLife {
  mutating func forget(_ booking: ClientID) {
    bookings[booking] = nil
    events[booking] = nil
    assignments[booking] = nil
    offers = offers.filter { $0.value.booking != booking }
    trips = trips.filter { $0.value.booking != booking }
    shares = shares.filter { $0.value.share.booking != booking }
    outbox.removeAll { $0.record.booking == booking }
  }
}
