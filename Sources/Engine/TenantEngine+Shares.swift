// Shares: a link shows a customer one booking at one assignment, live or to come. It is looked up by its hash, checked
// before everything that is published, and ends in the same step as the assignment, or with a booking that never
// had it.

public import Bedrock
public import TrackHub
import Trips

extension TenantEngine {
  /// Makes a link for the present assignment of a booking, or for the next one while nobody has it. It is answered when the share is durable: its document
  /// has everything but the secret, which the host keeps.
  public mutating func share(
    _ booking: ClientID, hash: ShareHash, lifetimeMilliseconds: Int64, as context: WishContext,
    now time: Instant, into actions: inout ActionList
  ) {
    observe(time)
    guard let slot = desk.table.slot(of: booking), let life = desk.table[slot].life else {
      return reply(context, .fault(Self.noBooking))
    }
    guard let version = life.booking.shareVersion else { return reply(context, .fault(Self.hasEnded)) }
    let limit = Int64(settings.shares.hoursMax) * 3_600_000
    let share = Share(
      id: desk.newID(at: now), hash: hash, booking: booking, assignmentVersion: version,
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
    if verdict == .changed { return reply(flight.context, .fault(Self.hasEnded)) }
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
        desk.table[slot].life?.booking.shareVersion == share.assignmentVersion
      else { return reply(flight.context, .fault(Self.hasEnded)) }
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
      life.booking.shareVersion == share.assignmentVersion
    else { throw Self.noShare }
    let subject = desk.table[slot].shareSubject ?? hub.openSubject(.share(desk.nextOrder().value))
    desk.table[slot].shareSubject = subject
    let content = customerContent(life, at: share.assignmentVersion)
    return hub.subscribe(
      toSubject: subject, since: since, session: session, state: { json in content.write(&json) },
      into: &actions)
  }

  /// What customers see of a booking now, at one assignment. Where the technician is concerns them from setting out to
  /// the end of the work: before, and after, it is nobody's business.
  func customerContent(_ life: BookingLife, at version: UInt32) -> CustomerContent {
    let assignment = life.booking.assignment.flatMap { $0.version == version ? $0 : nil }
    let technician = assignment.flatMap { $0.isLive ? technicians.roster.slot(of: $0.technician) : nil }
    let isUnderWay = life.booking.state == .inTrip
    return CustomerContent(
      life: life, assignment: assignment,
      technician: technician.flatMap { profiles[Int($0)] }.map { TechnicianCard($0, settings, now: now) },
      position: isUnderWay ? watchedPosition(life) : nil, eta: eta(life), promise: promise(life),
      settings: settings)
  }

  /// What later viewers see first; written only while somebody looks.
  mutating func refreshShare(_ slot: Int) {
    guard let subject = desk.table[slot].shareSubject, hub.isWatched(subject),
      let life = desk.table[slot].life, let version = life.booking.shareVersion
    else { return }
    let content = customerContent(life, at: version)
    hub.setState(subject) { json in content.write(&json) }
  }

  /// A profile has changed or is gone: so has what customers see of the technician who comes to them.
  mutating func refreshShares(of technician: ClientID) {
    for booking in desk.jobs.bookings(of: technician) {
      if let slot = desk.table.slot(of: booking) { refreshShare(slot) }
    }
  }

  /// The settings have changed: so has what customers see. O(bookings).
  mutating func refreshAllShares() {
    for slot in desk.table.occupiedSlots { refreshShare(slot) }
  }

  /// An assignment is over, or will never be: so are its shares, before anything about the next one is published.
  mutating func endShares(_ version: UInt32, _ slot: Int, into actions: inout ActionList) {
    if let subject = desk.table[slot].shareSubject {
      if let life = desk.table[slot].life, life.booking.state.isFinal {
        let content = customerContent(life, at: version)
        hub.publish(subject, kind: "status", at: now) { json in content.writeChange(&json) }
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
  static let hasEnded = FieldError(
    field: "booking", code: .conflict, message: "has ended, or the assignment has that the share was for")
}
