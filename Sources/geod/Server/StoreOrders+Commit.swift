// A commit of the engine as a transition of the store.

import Bedrock
import Engine
import Trips
import TripStore

extension StoreOrders {
  /// Makes the transition durable, or says why nothing happened.
  /// - Returns: the verdict, and how many messages to webhooks were queued.
  /// - Throws: faults after which nobody can say more than the verdict of the fault.
  static func commit(
    _ order: CommitOrder, of tenant: ClientID, leasesMax: Int, to store: any Store
  ) throws(StoreError) -> (verdict: StoreVerdict, queuedCount: Int) {
    var places = LeasePlaces(tenant: tenant, leasesMax: leasesMax, offers: order.offers.map(\.offer.id))
    let transition: TransitionRecord
    do throws(StoreError) {
      transition = try TransitionRecord(order, &places, in: store)
      return (.durable, try store.commit(transition, of: tenant).queuedCount)
    } catch {
      // The commit has taken itself back; what stood in its way is still there to be seen.
      guard case .exists = error, let repetition = order.repetition else { throw error }
      return (try store.idempotency(repetition.key, of: tenant) == nil ? .exists : .keyUsed, 0)
    }
  }
}

/// Gives every waiting technician of an offer a place among the technician's live offers.
///
/// Where a tenant asks one at a time it is place 0, unseen, so that a second live offer breaks a rule of the data and
/// is refused. Where it allows several it is the lowest place that no other offer holds; no place is `exists`.
struct LeasePlaces {
  private let tenant: ClientID
  private let leasesMax: Int
  /// The offers of the transition: they give their leases back before they take new ones.
  private let offers: [UUIDv7]
  private var given: Set<Lease> = []

  init(tenant: ClientID, leasesMax: Int, offers: [UUIDv7]) {
    precondition((1...StoreLimits.leasePlacesMax).contains(leasesMax), "1 to 8 live offers per technician")
    self.tenant = tenant
    self.leasesMax = leasesMax
    self.offers = offers
  }

  /// The lease of a technician. O(log n) in all leases.
  mutating func take(for technician: ClientID, in store: any Store) throws(StoreError) -> Lease {
    guard leasesMax > 1 else { return Lease(technician: technician) }
    let held = try store.liveLeases(ofTechnician: technician, tenant: tenant)
      .filter { !offers.contains($0.offer) }.map(\.lease.place)
    for place in 0..<leasesMax where !held.contains(place) {
      let lease = Lease(technician: technician, place: place)
      if given.insert(lease).inserted { return lease }
    }
    throw .exists
  }
}

extension TransitionRecord {
  /// The transition of an order.
  fileprivate init(
    _ order: CommitOrder, _ places: inout LeasePlaces, in store: any Store
  ) throws(StoreError) {
    let booking = order.life.booking
    self.init(
      booking: BookingDraft(order), expectedVersion: order.expectedVersion, at: order.at)
    events = order.events.map { event in
      EventDraft(kind: "\(event.change.name)", at: event.time.applied, document: event.bytes)
    }
    outbox = Self.messages(order)
    for (offer, document) in order.offers {
      var leases: [Lease] = []
      for technician in offer.waiting { leases.append(try places.take(for: technician, in: store)) }
      offers.append(
        OfferDraft(
          id: offer.id, state: "\(offer.state.name)", deadline: offer.terms.deadline, leases: leases,
          document: document))
    }
    assignments = order.assignments.map { assignment in
      AssignmentDraft(
        version: Int64(assignment.version), technician: assignment.technician, since: assignment.since,
        endedAt: assignment.endedAt)
    }
    trips = order.trips.map { trip, document in
      TripDraft(
        id: trip.id, technician: trip.terms.technician, state: "\(trip.state.name)",
        startedAt: trip.startedAt, endedAt: trip.state.isFinal ? trip.endedAt : nil, document: document)
    }
    summary = order.summary.map { summary in
      TripSummaryDraft(
        trip: summary.trip, endedAt: summary.span.end, document: Self.json { summary.write(to: &$0) })
    }
    if let document = order.decision, let offer = order.life.liveOffer {
      decision = DecisionDraft(offer: offer.id, wave: Int64(offer.terms.wave), document: document)
    }
    idempotency = order.repetition.map { repetition in
      IdempotencyDraft(
        key: repetition.key, requestHash: repetition.requestHash, response: repetition.answer)
    }
    audit = order.audit.map { AuditDraft($0, of: booking.id, order) }
  }

  private static func messages(_ order: CommitOrder) -> [OutboxDraft] {
    guard !order.messages.isEmpty else { return [] }
    precondition(order.messages.count == order.events.count, "every event has its message")
    return zip(order.messages, order.events).map { id, event in
      OutboxDraft(id: id, kind: "\(event.change.name)", document: json { event.write(to: &$0) })
    }
  }

  private static func json(_ write: (inout JSONWriter) -> Void) -> [UInt8] {
    var json = JSONWriter()
    write(&json)
    return json.finish()
  }
}

extension BookingDraft {
  /// The booking after an order.
  fileprivate init(_ order: CommitOrder) {
    let booking = order.life.booking
    // Who has it; of one that was carried out to its end, who had it.
    let wasCarriedOut = booking.state == .completed || booking.state == .noShow
    let assignment = wasCarriedOut ? booking.assignment : booking.liveAssignment
    self.init(
      id: booking.id, state: "\(booking.state.name)", technician: assignment?.technician,
      customer: booking.terms.customer, dueAt: order.dueAt,
      endedAt: booking.state.isFinal ? order.at : nil, document: order.document)
  }
}

extension AuditDraft {
  /// The row of an order.
  fileprivate init(_ audit: CommitOrder.AuditNote, of booking: ClientID, _ order: CommitOrder) {
    var json = JSONWriter()
    json.beginObject()
    json.key("actorKind")
    json.string(audit.actor.kind.name)
    json.endObject()
    let note = ChangeNote(
      actor: audit.actor.id?.text ?? "\(audit.actor.kind.name)", at: order.at, reason: audit.reason.text)
    self.init(
      note: note, action: audit.action, target: booking.text, oldVersion: order.expectedVersion,
      newVersion: order.expectedVersion + 1, detail: json.finish())
  }
}
