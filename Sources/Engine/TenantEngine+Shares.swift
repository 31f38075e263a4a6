// Shares: a link shows a customer one booking at one assignment. It is looked up by its hash, checked before
// everything that is published, and ends in the same step as the assignment.

public import Bedrock
public import TrackHub
import Trips

extension TenantEngine {
  /// Makes a link for the present assignment of a booking. It is answered when the share is durable: its document
  /// has everything but the secret, which the host keeps.
  public mutating func share(
    _ booking: ClientID, hash: ShareHash, lifetimeMilliseconds: Int64, as context: WishContext,
    now time: Instant, into actions: inout ActionList
  ) {
    observe(time)
    guard let slot = desk.table.slot(of: booking), let life = desk.table[slot].life else {
      return reply(context, .fault(Self.noBooking))
    }
    guard let assignment = life.booking.liveAssignment else {
      return reply(context, .fault(Self.noAssignment))
    }
    let limit = Int64(settings.shares.hoursMax) * 3_600_000
    let share = Share(
      id: desk.newID(at: now), hash: hash, booking: booking, assignmentVersion: assignment.version,
      expiresAt: now.advanced(byMilliseconds: min(lifetimeMilliseconds, limit)))
    let number = desk.nextOrder()
    desk.shareFlights[number] = ShareFlight(kind: .begin(share), context: context)
    desk.orders.append(
      .share(ShareOrder(number: number, share: share, at: now, actor: context.actor.id)))
  }

  /// Ends a share before its time. Who looks through it sees nothing more from now on, also when the store is slow.
  public mutating func endShare(
    _ id: UUIDv7, of booking: ClientID, as context: WishContext, now time: Instant,
    into actions: inout ActionList
  ) {
    observe(time)
    guard let share = desk.shares[id] ?? desk.shares.revoked(id), share.booking == booking else {
      return reply(context, .fault(Self.noShare))
    }
    closeViewers(of: id, reason: "revoked", into: &actions)
    desk.shares.noteRevoked(share)
    let number = desk.nextOrder()
    desk.shareFlights[number] = ShareFlight(kind: .end(id), context: context)
    desk.orders.append(.endShare(EndShareOrder(number: number, share: id, at: now, actor: context.actor.id)))
  }

  /// The shares of a booking that open something, as a JSON array.
  public mutating func writeShares(of booking: ClientID, now time: Instant, _ json: inout JSONWriter) {
    observe(time)
    json.beginArray()
    for share in desk.shares.shares(of: booking) { Self.write(share, &json) }
    json.endArray()
  }

  mutating func settleShare(
    _ flight: ShareFlight, _ verdict: StoreVerdict, into actions: inout ActionList
  ) {
    // The assignment ended while the share was on its way.
    if verdict == .changed { return reply(flight.context, .fault(Self.noAssignment)) }
    guard verdict == .durable else {
      desk.counters.storeFaults += 1
      return reply(flight.context, .unavailable)
    }
    switch flight.kind {
    case .end(let id):
      desk.shares.forgetRevoked(id)
      reply(flight.context, .done(Array("{}".utf8)))
    case .begin(let share):
      // The booking may have gone to somebody else while the share was on its way to the store.
      guard let slot = desk.table.slot(of: share.booking),
        desk.table[slot].life?.booking.liveAssignment?.version == share.assignmentVersion
      else { return reply(flight.context, .fault(Self.noAssignment)) }
      desk.shares.add(share)
      desk.alarms.set(.share(share.id), at: share.expiresAt)
      var json = JSONWriter()
      Self.write(share, &json)
      reply(flight.context, .done(json.finish()))
    }
  }

  private static func write(_ share: Share, _ json: inout JSONWriter) {
    json.beginObject()
    json.member("id", share.id.description)
    json.member("booking", share.booking.text)
    json.member("assignmentVersion", Int64(share.assignmentVersion))
    json.member("expiresAt", share.expiresAt.milliseconds)
    json.endObject()
  }

  /// Opens the session of somebody who holds a share.
  /// - Throws: `notFound` when the share opens nothing (any more).
  public mutating func openShareViewer(
    _ hash: ShareHash, label: String, now time: Instant, into actions: inout ActionList
  ) throws(FieldError) -> SessionID {
    observe(time)
    guard let share = desk.shares.share(withHash: hash), now < share.expiresAt else { throw Self.noShare }
    let session = sessions.open(SessionTable.Session(share: share.id))
    hub.open(session)
    desk.shares.look(sessions.key(of: session), through: share.id)
    ServerMessages.welcome(
      session: label, epoch: epoch, now: now, lastSequence: nil, contract: settings.contract,
      to: session, into: &actions)
    return session
  }

  /// Whether a secret opens anything now.
  public func isShareLive(_ hash: ShareHash, now: Instant) -> Bool {
    desk.shares.share(withHash: hash).map { now < $0.expiresAt } ?? false
  }

  /// Begins the one topic of a share's session.
  mutating func subscribeShare(
    _ session: SessionID, since: EventOffset?, into actions: inout ActionList
  ) throws(FieldError) -> TopicHub.SubscribeOutcome {
    guard let id = sessions[session].share, let share = desk.shares[id], now < share.expiresAt,
      let slot = desk.table.slot(of: share.booking), let life = desk.table[slot].life,
      life.booking.liveAssignment?.version == share.assignmentVersion
    else { throw Self.noShare }
    let subject = desk.table[slot].shareSubject ?? hub.openSubject(.share(desk.nextOrder().value))
    desk.table[slot].shareSubject = subject
    let content = customerContent(life)
    return hub.subscribe(
      toSubject: subject, since: since, session: session, state: { json in content.write(&json) },
      into: &actions)
  }

  /// What customers see of a booking now. Where the technician is concerns them from setting out to the end of
  /// the work: before, and after, it is nobody's business.
  func customerContent(_ life: BookingLife) -> CustomerContent {
    let technician = life.booking.liveAssignment.flatMap { technicians.roster.slot(of: $0.technician) }
    let isUnderWay = life.booking.state == .inTrip
    return CustomerContent(
      life: life, technician: technician.flatMap { profiles[Int($0)] },
      position: isUnderWay ? watchedPosition(life) : nil, eta: eta(life))
  }

  /// An assignment is over: so are its shares, before anything about the next one is published.
  mutating func endShares(_ version: UInt32, _ slot: Int, into actions: inout ActionList) {
    if let subject = desk.table[slot].shareSubject {
      if let life = desk.table[slot].life, life.booking.state.isFinal {
        let status = CustomerStatus(life)
        hub.publish(subject, kind: "status", at: now) { json in
          json.key("status")
          json.string(status.name)
        }
        flushViewers(into: &actions)
      }
      desk.table[slot].shareSubject = nil
      hub.closeSubject(subject, reason: endReason(slot), into: &actions)
    }
    desk.shares.forgetRevoked(of: desk.table[slot].id)
    for share in desk.shares.shares(of: desk.table[slot].id) where share.assignmentVersion <= version {
      close(desk.shares.remove(share.id), into: &actions)
    }
  }

  /// A share's time is over.
  mutating func expireShare(_ id: UUIDv7, into actions: inout ActionList) {
    desk.shares.forgetRevoked(id)
    guard let share = desk.shares[id], share.expiresAt <= now else { return }
    closeViewers(of: id, reason: "expired", into: &actions)
  }

  /// Tells viewers what they are owed before a topic ends in the middle of a turn. Shares whose time is over are not
  /// among them, although nobody has looked at the alarms in this turn.
  mutating func flushViewers(into actions: inout ActionList) {
    for share in desk.shares.expired(at: now) { expireShare(share, into: &actions) }
    tellViewers(into: &actions)
  }

  private mutating func closeViewers(of id: UUIDv7, reason: StaticString, into actions: inout ActionList) {
    let viewers = desk.shares.remove(id)
    for key in viewers where sessions.isOpen(key) {
      ServerMessages.topicEnded(topic: "share", reason: reason, to: key.id, into: &actions)
    }
    close(viewers, into: &actions)
  }

  private mutating func close(_ viewers: [SessionKey], into actions: inout ActionList) {
    for key in viewers where sessions.isOpen(key) {
      actions.close(key.id, code: .forbidden, reason: "the share has ended")
      close(key.id)
    }
  }

  /// What somebody is told whose share opens nothing.
  public static let noShare = FieldError(
    field: "share", code: .notFound, message: "opens nothing: it has ended, has expired or never was")
  static let noAssignment = FieldError(
    field: "booking", code: .conflict, message: "nobody has the booking now; a share shows an assignment")
}
