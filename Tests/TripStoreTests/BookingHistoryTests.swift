// Random lives of bookings on a store and on the model at once: every answer must be the same.

import Bedrock
import TestSupport
import Testing

@testable import TripStore

@Suite("Histories of bookings")
struct BookingHistoryTests {
  @Test(arguments: StoreUnderTest.real)
  func aStoreAnswersLikeTheModel(_ kind: StoreUnderTest) throws {
    for seed in Seeds.all("booking-histories") + [1, 2, 3] {
      try kind.withPlace { place throws in
        var history = BookingHistory(seed: seed, place: place)
        var answers: Set<String> = []
        for step in 0..<600 {
          let (expected, found) = try history.step()
          try #require(expected == found, "GEOD_SEED=\(seed), step \(step)")
          answers.insert(String(found.prefix { $0 != "(" && $0 != ":" }))
        }
        // A history in which everything is refused would prove nothing.
        for needed in [
          "TransitionReceipt", "threw changed meanwhile", "threw exists already", "taken", "true", "shared",
          "ended true", "endpoint",
        ] {
          #expect(answers.contains(needed), "GEOD_SEED=\(seed): never \(needed)")
        }
      }
    }
  }
}

/// The same calls on two stores. Few identifiers and short times, so that everything meets.
private struct BookingHistory {
  private typealias Call = (any Store) throws(StoreError) -> String

  private var random: SeededRandom
  private let place: StorePlaceUnderTest
  private let model = ModelStore()
  private var real: (any Store)?
  private var time: Int64 = 0
  private var messages = 0
  private let tenants = ["red", "blue"].map(ClientID.init(trusted:))

  init(seed: UInt64, place: StorePlaceUnderTest) {
    random = SeededRandom(seed: seed)
    self.place = place
  }

  /// A few random calls in one transaction, which may fail; returns what both stores answered, as text.
  mutating func step() throws -> (String, String) {
    if random.chance(0.01) { real = nil }
    let isFirst = time == 0
    time += Int64(random.below(20)) * 3_600_000 + 1
    let store = try real ?? place.open()
    real = store
    if isFirst {
      for tenant in tenants {
        try model.addTenant(Sample.tenant(tenant))
        try store.addTenant(Sample.tenant(tenant))
        for store in [model, store] as [any Store] {
          try Sample.put(Sample.endpoint(ClientID(trusted: "h0")), of: tenant, to: store)
        }
      }
    }
    let count = random.chance(0.2) ? 3 : 1
    let calls = try (0..<count).map { _ in try call(isAlone: count == 1) }
    guard calls.count > 1 else { return (answer(calls[0], model), answer(calls[0], store)) }
    let fails = random.chance(0.4)
    return (together(calls, fails: fails, model), together(calls, fails: fails, store))
  }

  private func answer(_ call: Call, _ store: any Store) -> String {
    do throws(StoreError) { return try call(store) } catch { return "threw \(error)" }
  }

  private func together(_ calls: [Call], fails: Bool, _ store: any Store) -> String {
    answer(
      { store throws(StoreError) in
        try store.transaction { () throws(StoreError) in
          let answers = calls.map { answer($0, store) }.joined(separator: ";")
          if fails { throw .fatal(reason: answers) }
          return answers
        }
      }, store)
  }

  private mutating func call(isAlone: Bool) throws -> Call {
    let tenant = tenants[random.below(tenants.count)]
    let now = Instant(milliseconds: time)
    switch random.below(13) {
    case 0..<5: return try commit(tenant, now)
    case 5: return outbox(tenant, now)
    // Retention is no part of a transaction, and a day of points that was made stays when one is taken back.
    case 6 where isAlone: return points(tenant, now)
    case 7 where isAlone: return retention(now)
    case 8: return try shares(tenant, now)
    case 9: return endpoints(tenant, now)
    case 10: return outbox(tenant, now)
    default: return reading(tenant)
    }
  }

  private mutating func commit(_ tenant: ClientID, _ now: Instant) throws -> Call {
    let index = random.below(8)
    let booking = ClientID(trusted: "b\(index)")
    // Usually on the version that is there, and about what is the booking's own.
    let version = try model.booking(booking, of: tenant)?.version ?? 0
    let isLate = random.chance(0.1)
    var transition = Sample.transition(
      booking.text, after: isLate ? version + 1 : version, state: ["open", "offering"][random.below(2)],
      at: now,
      endedAt: random.chance(0.2) ? now : nil)
    transition.events = (0..<random.below(3)).map { Sample.event("e\($0)") }
    if random.chance(0.4) {
      let technicians = (0..<4).filter { _ in random.chance(0.2) }.map { "t\($0)" }
      transition.offers = [Sample.offer(100 + own(index), to: technicians, place: random.below(2))]
    }
    if random.chance(0.4) {
      let end = random.chance(0.5) ? now : nil
      let version = Int64(1 + random.below(8))
      transition.assignments = [Sample.assignment(version, "t\(version % 2)", endedAt: end)]
    }
    if random.chance(0.4) {
      let number = 200 + own(index)
      transition.trips = [Sample.trip(number, "t1", endedAt: random.chance(0.5) ? now : nil)]
      if random.chance(0.5) {
        transition.summary = TripSummaryDraft(trip: Sample.id(number), endedAt: now, document: [])
      }
    }
    for _ in 0..<random.below(3) {
      messages += 1
      let number = random.chance(0.03) ? 1 : messages
      if !transition.outbox.contains(where: { $0.id == Sample.id(number) }) {
        transition.outbox.append(Sample.message(number))
      }
    }
    if random.chance(0.2) {
      transition.decision = Sample.decision(
        Int(random.below(9)), wave: Int64(1 + random.below(3)), [UInt8(random.below(9))])
    }
    if random.chance(0.2) {
      transition.idempotency = IdempotencyDraft(key: "k\(random.below(40))", requestHash: [1], response: [2])
    }
    if random.chance(0.2) {
      let note = ChangeNote(actor: "a", at: now, reason: "")
      transition.audit = AuditDraft(note: note, action: "x.y")
    }
    let made = transition
    return { store throws(StoreError) in "\(try store.commit(made, of: tenant))" }
  }

  /// The number of one of the three things of a kind that a booking has, rarely of another booking.
  private mutating func own(_ booking: Int) -> Int {
    (random.chance(0.05) ? random.below(8) : booking) * 3 + random.below(3)
  }

  private mutating func endpoints(_ tenant: ClientID, _ now: Instant) -> Call {
    let id = anyEndpoint()
    let draft = EndpointDraft(
      id: id, url: "https://example.com", kinds: random.chance(0.2) ? ["other"] : nil,
      isActive: random.chance(0.8))
    let secret = [UInt8](repeating: UInt8(random.below(256)), count: 16)
    let note = Sample.note(now.milliseconds)
    let changing = random.below(10)
    return { store throws(StoreError) in
      var answer = "endpoint:"
      switch changing {
      case 0: answer += "\(try store.deleteEndpoint(id, of: tenant, note: note))"
      case 1, 2:
        answer += String(
          describing: try store.rotateSecret(
            of: id, to: secret, previousUntil: now.advanced(byMilliseconds: 1000), tenant: tenant, note: note)
        )
      default:
        answer +=
          "\(try store.putEndpoint(draft, secret: secret, of: tenant, expectedVersion: nil, note: note))"
      }
      return answer + "\(try store.endpoints(of: tenant)) \(try store.relayTenants())"
    }
  }

  private mutating func anyEndpoint() -> ClientID { ClientID(trusted: "h\(random.below(3))") }

  private mutating func outbox(_ tenant: ClientID, _ now: Instant) -> Call {
    let queued = model.content[tenant]?.life.outbox ?? []
    // Usually a message that was taken or given up, with the attempt that it has.
    let settled = queued.filter { $0.record.attempt > 0 }
    let message = settled.isEmpty ? nil : settled[random.below(settled.count)]
    let id = message?.record.message.id ?? Sample.id(1)
    let endpoint = random.chance(0.1) ? anyEndpoint() : message?.endpoint ?? anyEndpoint()
    let attempt = (message?.record.attempt ?? 1) + (random.chance(0.2) ? 1 : 0)
    let next = random.chance(0.5) ? now.advanced(byMilliseconds: 1000) : nil
    let limit = 1 + random.below(5)
    let settling = random.below(4)
    return { store throws(StoreError) in
      switch settling {
      case 0:
        guard limit > 1 else {
          return "all:\(try store.resendAll(to: endpoint, of: tenant, limit: 2, at: now))"
        }
        return "\(try store.resend(id, to: endpoint, of: tenant, at: now))"
      case 1:
        return String(
          describing: try store.markFailed(
            id, to: endpoint, attempt: attempt, of: tenant, at: now, nextAttemptAt: next, reason: "r"))
      default:
        // What is taken is settled in the same breath, or left for later.
        let until = now.advanced(byMilliseconds: 3_600_000)
        let taken = try store.takeOutbox(for: endpoint, of: tenant, limit: limit, now: now, until: until)
        for record in taken where record.sequence % 3 == 0 {
          _ = try store.markDelivered(
            record.message.id, to: endpoint, attempt: record.attempt, of: tenant, at: now)
        }
        let dueAt = String(describing: try store.outboxDueAt(for: endpoint, of: tenant))
        return "taken:\(taken) \(dueAt) \(try store.outboxBacklog(for: endpoint, of: tenant))"
      }
    }
  }

  private mutating func points(_ tenant: ClientID, _ now: Instant) -> Call {
    let trip = random.below(4)
    let batch = (0..<(1 + random.below(6))).map { _ in
      let back = Int64(random.below(48)) * 3_600_000
      return Sample.point(
        trip, Int64(random.below(30)), at: Instant(milliseconds: max(0, now.milliseconds - back)))
    }
    let limit = 1 + random.below(5)
    let place: PointPlace? =
      random.chance(0.5)
      ? nil : PointPlace(at: batch[0].at, device: batch[0].device, sequence: Int64(random.below(30)))
    return { store throws(StoreError) in
      var answer = "\(try store.appendPoints(batch, of: tenant))"
      try store.forEachPoint(of: Sample.id(trip), tenant: tenant) { (point) throws(StoreError) in
        answer += ":\(point)"
      }
      let page = try store.points(of: Sample.id(trip), after: place, limit: limit, tenant: tenant)
      return answer + ":\(page)"
    }
  }

  private mutating func shares(_ tenant: ClientID, _ now: Instant) throws -> Call {
    let booking = ClientID(trusted: "b\(random.below(8))")
    let live = model.content[tenant]?.life.shareVersion(of: booking) ?? 1
    var share = Sample.share(
      300 + random.below(60), expiresAt: now.milliseconds + 1 + Int64(random.below(200)) * 3_600_000)
    share.booking = booking
    share.assignmentVersion = random.chance(0.1) ? live + 1 : live
    // Usually one that is there.
    let known = (model.content[tenant]?.life.shares.keys).map { $0.sorted() } ?? []
    let id = known.isEmpty || random.chance(0.1) ? Sample.id(1) : known[random.below(known.count)]
    let made = share
    let note = Sample.note(now.milliseconds)
    let isEnding = random.chance(0.3)
    return { store throws(StoreError) in
      var answer = "ended \(isEnding ? try store.endShare(id, of: tenant, note: note) : false)"
      if !isEnding {
        try store.putShare(made, of: tenant, note: note)
        answer = "shared:\(String(describing: try store.share(hash: made.hash)))"
      }
      try store.forEachLiveShare(of: tenant, now: now) { (record) throws(StoreError) in answer += "\(record)"
      }
      return answer
    }
  }

  private mutating func retention(_ now: Instant) -> Call {
    var policy = RetentionPolicy()
    for kind in RetentionKind.allCases { policy.standard[kind] = 1 + random.below(20) }
    policy.terms[tenants[0]] = RetentionTerms()
    policy.terms[tenants[0]]?[.points] = 1 + random.below(20)
    policy.rowsMax = 1 + random.below(6)
    let made = policy
    return { store throws(StoreError) in
      let planned = try store.retain(made, now: now, dryRun: true)
      let report = try store.retain(made, now: now, dryRun: false)
      guard planned.entries == report.entries, planned.droppedDays == report.droppedDays else {
        throw .corrupt(what: "the plan of \(report)")
      }
      // Sets have no order, and the report has none that is printed alike.
      return
        "\(report.droppedDays) \(report.entries.map { "\($0.tenant) \($0.kind) \($0.rows)" }) \(report.isBounded)"
    }
  }

  private mutating func reading(_ tenant: ClientID) -> Call {
    let booking = ClientID(trusted: "b\(random.below(8))")
    let number = 200 + random.below(24)
    let endpoint = anyEndpoint()
    let key = "k\(random.below(20))"
    let query = BookingQuery(
      state: random.chance(0.5) ? "open" : nil,
      from: random.chance(0.5) ? Instant(milliseconds: time / 2) : nil,
      limit: 1 + random.below(5))
    return { store throws(StoreError) in
      var all = "\(String(describing: try store.booking(booking, of: tenant)))"
      all += "\(try store.bookings(query, of: tenant))"
      all += "\(try store.events(of: booking, after: 1, limit: 5, tenant: tenant))"
      all += "\(try store.offers(of: booking, tenant: tenant))\(try store.liveLeases(of: tenant))"
      all += "\(try store.assignments(of: booking, tenant: tenant))"
      all += "\(String(describing: try store.liveAssignment(of: booking, tenant: tenant)))"
      all += "\(String(describing: try store.trip(Sample.id(number), of: tenant)))"
      all += "\(try store.trips(of: booking, tenant: tenant))"
      all += "\(String(describing: try store.summary(of: Sample.id(number), tenant: tenant)))"
      all += "\(try store.shares(of: booking, tenant: tenant))"
      all += "\(try store.decisions(of: booking, after: 0, limit: 9, tenant: tenant))"
      all += "\(String(describing: try store.idempotency(key, of: tenant)))"
      all += "\(try store.deadLetters(of: endpoint, tenant: tenant, after: 0, limit: 9))"
      all += "\(try store.audit(of: tenant, before: nil, limit: 9))"
      try store.forEachLiveBooking(of: tenant) { (record) throws(StoreError) in all += "\(record)" }
      return all
    }
  }
}
