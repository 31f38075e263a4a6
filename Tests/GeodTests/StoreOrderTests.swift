// Orders of the engine on a real store: every part arrives, and every fault has its verdict.

import Bedrock
import Testing
import TripStore

@testable import Engine
@testable import Trips
@testable import geod

@Suite("Store orders")
struct StoreOrderTests {
  private typealias Sample = OrderSamples
  private let tenant = OrderSamples.tenant

  @Test("a commit arrives in the store in all its parts")
  func allParts() throws {
    let bench = try StoreBench()
    let hook = EndpointDraft(id: Sample.id("hook"), url: "https://example.com/")
    _ = try bench.store.putEndpoint(
      hook, secret: [UInt8](repeating: 1, count: 32), of: tenant, expectedVersion: 0,
      note: ChangeNote(actor: "noura", at: Sample.at(0), reason: ""))
    var booking = try Sample("b")
    var placing = booking.place()
    placing.repetition = .init(key: "k1", requestHash: [1, 2], answer: [3])
    placing.messages = [Sample.uuid(900)]
    #expect(bench.verdict(.commit(placing)) == .durable)
    var offer = try booking.step(Sample.offer(1, "t1", "t2"))
    offer.decision = [7]
    #expect(bench.verdict(.commit(offer)) == .durable)
    #expect(try bench.store.liveLeases(of: tenant).map(\.lease.technician.text) == ["t1", "t2"])
    let accept = try booking.step(
      .accept(offer: Sample.uuid(1), technician: Sample.id("t1"), trip: Sample.uuid(101)))
    #expect(bench.verdict(.commit(accept)) == .durable)
    #expect(bench.verdict(.commit(try booking.step(.startTrip(Sample.uuid(101)), at: 60))) == .durable)
    let arrive = try booking.step(.arrive(trip: Sample.uuid(101), .said), at: 120)
    #expect(bench.verdict(.commit(arrive)) == .durable)
    #expect(bench.verdict(.commit(try booking.step(.begin(trip: Sample.uuid(101)), at: 180))) == .durable)
    var complete = try booking.step(.complete(trip: Sample.uuid(101)), at: 240)
    complete.summary = TripSummary(try #require(booking.life.trips.last), track: TrackAccumulator())
    complete.audit = .init(
      actor: Party(.dispatcher, Sample.id("noura")), action: "trip.complete", reason: Note(trusted: "called"))
    #expect(bench.verdict(.commit(complete)) == .durable)

    let id = Sample.id("b")
    let record = try #require(try bench.store.booking(id, of: tenant))
    #expect(record.version == 7 && record.booking.state == "completed")
    #expect(record.booking.technician == Sample.id("t1") && record.booking.endedAt == Sample.at(240))
    #expect(record.booking.dueAt == Sample.at(3600) && record.booking.document == complete.document)
    let stored = try bench.store.events(of: id, after: 0, limit: 100, tenant: tenant)
    let events = try stored.map { try TripEvent(bytes: $0.event.document) }
    #expect(try BookingLife(folding: events) == booking.life)
    #expect(stored.first?.event.kind == "booking.placed" && stored.last?.event.kind == "booking.tripChanged")
    #expect(try bench.store.offers(of: id, tenant: tenant).map(\.offer.state) == ["accepted"])
    #expect(try bench.store.liveLeases(of: tenant) == [])
    let assignments = try bench.store.assignments(of: id, tenant: tenant)
    #expect(assignments.map(\.endedAt) == [Sample.at(240)] && assignments.first?.since == Sample.at(1))
    let trip = try #require(try bench.store.trip(Sample.uuid(101), of: tenant)).trip
    #expect(trip.state == "completed" && trip.startedAt == Sample.at(60) && trip.endedAt == Sample.at(240))
    let summary = try #require(try bench.store.summary(of: Sample.uuid(101), tenant: tenant)).summary
    #expect(summary.endedAt == Sample.at(240))
    let written = try JSON(summary.document)
    #expect(written["enRouteMilliseconds"].int == 60_000 && written["booking"].string == "b")
    let decisions = try bench.store.decisions(of: id, after: 0, limit: 9, tenant: tenant)
    #expect(decisions.map(\.document) == [[7]] && decisions.first?.offer == Sample.uuid(1))
    #expect(decisions.first?.wave == 1)
    let answer = try #require(try bench.store.idempotency("k1", of: tenant)).entry
    #expect(answer.requestHash == [1, 2] && answer.response == [3])
    let audit = try #require(try bench.store.audit(of: tenant, before: nil, limit: 5).first).entry
    #expect(audit.action == "trip.complete" && audit.target == "b" && audit.note.reason == "called")
    #expect(audit.note.actor == "noura" && audit.oldVersion == 6 && audit.newVersion == 7)
    let messages = try bench.store.takeOutbox(
      for: hook.id, of: tenant, limit: 9, now: Sample.at(1), until: Sample.at(2))
    #expect(messages.map(\.message.id) == [Sample.uuid(900)], "only the first order has messages")
    let message = try JSON(try #require(messages.first).message.document)
    #expect(message["kind"].string == "booking.placed" && message["booking"].string == "b")
  }

  @Test("a version that is not there is told as changed, a used key and a broken rule apart")
  func verdicts() throws {
    let bench = try StoreBench()
    var (first, second) = (try Sample("b"), try Sample("c"))
    var placing = first.place()
    placing.repetition = .init(key: "k", requestHash: [1], answer: [])
    #expect(bench.verdict(.commit(placing)) == .durable)
    placing.repetition = nil
    #expect(bench.verdict(.commit(placing)) == .changed)
    var other = second.place()
    other.repetition = .init(key: "k", requestHash: [2], answer: [])
    #expect(bench.verdict(.commit(other)) == .keyUsed)
    other.repetition?.key = "k2"
    #expect(bench.verdict(.commit(other)) == .durable)
    #expect(bench.verdict(.commit(try first.step(Sample.offer(1, "t1")))) == .durable)
    var busy = try second.step(Sample.offer(2, "t1"))
    #expect(bench.verdict(.commit(busy)) == .exists, "t1 is being asked already")
    busy.repetition = .init(key: "k3", requestHash: [], answer: [])
    #expect(bench.verdict(.commit(busy)) == .exists, "the key is free: it is the lease")
    #expect(try bench.store.idempotency("k3", of: tenant) == nil)
    busy.document = [UInt8](repeating: 32, count: StoreLimits.documentBytesMax + 1)
    #expect(bench.verdict(.commit(busy)) == .refused)
  }

  @Test("an order that a store cannot begin has certainly not happened, and can be given again")
  func away() throws {
    var options = SQLiteStore.Options()
    options.busyTimeoutMilliseconds = 20
    let bench = try StoreBench(options: options)
    var booking = try Sample("b")
    let placing = booking.place()
    try bench.store.transaction { () throws(StoreError) in
      // Another process that does not let go.
      _ = try bench.store.appendAudit(
        AuditDraft(note: ChangeNote(actor: "x", at: Sample.at(0), reason: ""), action: "x.y"), of: tenant)
      #expect(bench.verdict(.commit(placing)) == .refused)
      guard
        case .points(_, false) = bench.outcome(
          .points(PointOrder(number: OrderNumber(2), points: [Sample.fix(1, 1, second: 0)])))
      else { Issue.record("points without a store are durable"); return }
      guard case .reading(_, .failure) = bench.outcome(.read(Sample.id("b"))) else {
        Issue.record("a booking was read without a store")
        return
      }
    }
    #expect(bench.verdict(.commit(placing)) == .durable, "it had not happened")
  }

  @Test("an order for which there is no room has certainly not happened")
  func unposted() throws {
    let bench = try StoreBench()
    bench.worker.stop()
    var booking = try Sample("b")
    #expect(bench.verdict(.commit(booking.place())) == .refused)
    guard case .reading(let id, .failure) = bench.outcome(.read(Sample.id("b"))) else {
      Issue.record("a booking was read from a stopped store")
      return
    }
    #expect(id == Sample.id("b"))
  }

  @Test("several live offers of a technician take the lowest free places, up to the tenant's bound")
  func places() throws {
    let bench = try StoreBench()
    var bookings = try ["a", "b", "c", "d"].map { try Sample($0) }
    func offer(_ index: Int, _ request: LifeRequest) throws -> StoreVerdict? {
      bench.verdict(.commit(try bookings[index].step(request)), leasesMax: 2)
    }
    func places() throws -> [String] {
      try bench.store.liveLeases(of: tenant).map {
        "\($0.booking) \($0.lease.technician) \($0.lease.place)"
      }
    }
    for index in bookings.indices {
      #expect(bench.verdict(.commit(bookings[index].place()), leasesMax: 2) == .durable)
    }
    #expect(try offer(0, Sample.offer(1, "t1")) == .durable)
    #expect(try offer(1, Sample.offer(2, "t2", "t1")) == .durable)
    #expect(try places() == ["a t1 0", "b t1 1", "b t2 0"])
    #expect(try offer(2, Sample.offer(3, "t2", "t1")) == .exists)
    // One declines, the other keeps a place; the freed one is the next to be given.
    #expect(
      try offer(1, .decline(offer: Sample.uuid(2), technician: Sample.id("t2"), reason: .none)) == .durable)
    #expect(try offer(0, .withdraw(offer: Sample.uuid(1))) == .durable)
    #expect(try places() == ["b t1 1"])
    #expect(try offer(3, Sample.offer(4, "t1")) == .durable)
    #expect(try places() == ["d t1 0", "b t1 1"])
  }

  @Test("points are stored once, come back as they were, and what a device did not say stays unsaid")
  func points() throws {
    let bench = try StoreBench()
    let fixes = [
      Sample.fix(1, 3, second: 30, accuracy: 4.5), Sample.fix(1, .max, second: 10),
      Sample.fix(2, 1, second: 5),
    ]
    let order = StoreOrder.points(PointOrder(number: OrderNumber(1), points: fixes))
    for _ in 0..<2 {
      guard case .points(let number, true) = bench.outcome(order) else {
        Issue.record("points are not durable")
        return
      }
      #expect(number.value == 1)
    }
    var found: [TripFix] = []
    try bench.store.forEachPoint(of: Sample.uuid(1), tenant: tenant) { (point) throws(StoreError) in
      if point.sequence == 3 { #expect(point.accuracyMeters == 4.5 && point.headingDegrees == nil) }
      found.append(TripFix(point))
    }
    #expect(found.map(\.sequence) == [.max, 3] && found.map(\.time) == [Sample.at(10), Sample.at(30)])
    #expect(found[0].accuracyMeters.isNaN && found[1].accuracyMeters == 4.5)
    #expect(found[1].latitudeAngle == fixes[0].latitudeAngle && found[1].speedMetersPerSecond == 8.5)
  }

  @Test("a booking is read with its whole log; none is nil; a log that is none is corrupt")
  func reading() throws {
    let bench = try StoreBench()
    guard case .reading(_, .success(nil)) = bench.outcome(.read(Sample.id("b"))) else {
      Issue.record("a booking that is not there was read")
      return
    }
    var booking = try Sample("b")
    _ = bench.verdict(.commit(booking.place()))
    let window = try TimeWindow(start: Sample.at(0), end: Sample.at(9000), field: "window")
    let request = LifeRequest.reschedule(window: window, sla: .none, reason: .none)
    // More events than a page has.
    for round in 0..<20 {
      var order = try booking.step(request, at: Int64(round))
      for _ in 1..<60 { order = try add(booking.step(request, at: Int64(round)), to: order) }
      #expect(bench.verdict(.commit(order)) == .durable)
      booking.settle(version: Int64(round) + 2)
    }
    guard case .reading(let id, .success(let reading?)) = bench.outcome(.read(Sample.id("b"))) else {
      Issue.record("the booking was not read")
      return
    }
    #expect(id == Sample.id("b") && reading.version == 21 && reading.events.count == 1201)
    #expect(try BookingLife(folding: reading.events) == booking.life)

    var broken = TransitionRecord(
      booking: BookingDraft(id: Sample.id("c"), state: "open", document: []), expectedVersion: 0,
      at: Sample.at(0))
    broken.events = [EventDraft(kind: "booking.placed", at: Sample.at(0), document: [9, 9])]
    _ = try bench.store.commit(broken, of: tenant)
    guard case .reading(_, .failure(.corrupt)) = bench.outcome(.read(Sample.id("c"))) else {
      Issue.record("a log that is none was read")
      return
    }
  }

  /// Two steps as one order.
  private func add(_ next: CommitOrder, to order: CommitOrder) -> CommitOrder {
    var order = order
    order.events += next.events
    order.life = next.life
    return order
  }

  @Test("a share is kept, told apart from one that came too late, and ended as often as one likes")
  func shares() throws {
    let bench = try StoreBench()
    var booking = try Sample("b")
    _ = bench.verdict(.commit(booking.place()))
    let share = Share(
      id: Sample.uuid(1), hash: ShareHash([UInt8](repeating: 5, count: 32)), booking: Sample.id("b"),
      assignmentVersion: 1, expiresAt: Sample.at(600))
    func order(_ number: UInt64, _ share: Share) -> StoreOrder {
      .share(
        ShareOrder(
          number: OrderNumber(number), share: share, at: Sample.at(10), actor: Sample.id("backend")))
    }
    var late = share
    late.assignmentVersion = 2
    #expect(bench.verdict(order(1, late)) == .changed, "neither the present assignment nor the next one")
    let assign = LifeRequest.assign(technician: Sample.id("t1"), trip: Sample.uuid(101), reason: .none)
    #expect(bench.verdict(.commit(try booking.step(assign))) == .durable)
    #expect(bench.verdict(order(2, share)) == .durable)
    #expect(bench.verdict(order(3, share)) == .exists)
    let found = try #require(try bench.store.share(hash: share.hash.bytes))
    #expect(found.tenant == tenant && found.share.share.createdBy == Sample.id("backend"))
    let end = StoreOrder.endShare(
      EndShareOrder(number: OrderNumber(4), share: share.id, at: Sample.at(20)))
    for _ in 0..<2 { #expect(bench.verdict(end) == .durable) }
    #expect(try bench.store.shares(of: Sample.id("b"), tenant: tenant).map(\.endedAt) == [Sample.at(20)])
    let rows = try bench.store.audit(of: tenant, before: nil, limit: 9).map(\.entry)
    #expect(rows.map(\.action) == ["share.end", "share.create"])
    #expect(rows.map(\.note.actor) == [StoreOrders.ownName, "backend"])
  }
}
