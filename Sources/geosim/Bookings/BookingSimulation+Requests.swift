// What services, control rooms and customers' links want, and what they are answered.

import Bedrock
import Engine
import GeoIndex
import TrackHub
import Trips

extension BookingSimulation {
  /// A request on its way to the engine.
  struct Request {
    enum Wish {
      case place(BookingTerms)
      case ask(BookingWish)
      case share(key: [UInt8], milliseconds: Int64)
      case endShare(UUIDv7)
      case answer(offer: UUIDv7, technician: ClientID, accepts: Bool)
    }

    var booking: ClientID
    var wish: Wish
    var actor: Party
    var key: WishContext.Key?
    var expecting: UInt32?
    /// Another request under the same key.
    var isClash = false
  }

  mutating func runRequests() throws(BrokenPromise) {
    guard planned.contains(where: { $0.at <= now }) else { return }
    let due = planned.filter { $0.at <= now }.map(\.request)
    planned.removeAll { $0.at <= now }
    for request in due { try send(request) }
  }

  /// Plans a request, and sometimes its repetition, or another one under its key.
  mutating func plan(_ request: Request) {
    var request = request
    switch request.wish {
    case .share, .endShare: break
    default:
      if random.chance(0.5) {
        lastKey += 1
        request.key = WishContext.Key(text: "k\(lastKey)", requestHash: [UInt8(lastKey & 127)])
      }
    }
    planned.append((now, request))
    guard request.key != nil else { return }
    if random.chance(0.3) { planned.append((now + Int64(random.below(20_000)), request)) }
    if random.chance(0.1) {
      request.isClash = true
      request.key?.requestHash = [255]
      planned.append((now + Int64(random.below(3_000)), request))
    }
  }

  private mutating func send(_ request: Request) throws(BrokenPromise) {
    lastTicket += 1
    let ticket = lastTicket
    pending[ticket] = request
    // As in the daemon: the store is asked for the key first.
    if let key = request.key, let known = store.keys[key.text] {
      let outcome: BookingAnswer.Outcome =
        known.requestHash == key.requestHash ? .repeated(known.answer) : .otherRequest
      return try answered(ticket, outcome)
    }
    // And for the name; sometimes not, as if two had crossed.
    if case .place = request.wish, store.rows[request.booking] != nil, random.chance(0.7) {
      return try answered(ticket, .exists)
    }
    let context = WishContext(
      actor: request.actor, expecting: request.expecting, key: request.key, origin: .request(Ticket(ticket)))
    if case .endShare(let share) = request.wish { oracle.shares[share]?.isRevoked = true }
    try call { engine, actions, now in
      switch request.wish {
      case .place(let terms):
        engine.place(request.booking, terms, as: context, now: now, into: &actions)
      case .ask(let wish):
        engine.ask(wish, of: request.booking, as: context, now: now, into: &actions)
      case .share(let key, let milliseconds):
        engine.share(
          request.booking, hash: Self.hash(key), lifetimeMilliseconds: milliseconds, as: context, now: now,
          into: &actions)
      case .endShare(let share):
        engine.endShare(share, of: request.booking, as: context, now: now, into: &actions)
      case .answer(let offer, let technician, let accepts):
        engine.answer(
          offer: offer, technician: technician, accepts: accepts, as: context, now: now, into: &actions)
      }
    }
  }

  /// The engine has answered a request.
  mutating func answered(_ ticket: UInt64, _ outcome: BookingAnswer.Outcome) throws(BrokenPromise) {
    guard let request = pending.removeValue(forKey: ticket) else {
      throw BrokenPromise(.answers, "a request is answered twice: \(outcome)")
    }
    report.answers += 1
    switch outcome {
    case .done(let document): try done(request, document)
    case .repeated(let document): try repeated(request, document)
    case .lookUp(let key, let requestHash):
      guard let known = store.keys[key] else {
        throw BrokenPromise(.answers, "the key \(key) was used and the store does not know it")
      }
      if known.requestHash == requestHash { try repeated(request, known.answer) }
    case .unavailable, .uncertain, .busy:
      // Another link would have another key: nobody makes this one again.
      if case .share = request.wish { return }
      // Wishes may have changed meanwhile, but the key says that it is the same one.
      if request.key != nil || random.chance(0.5) {
        planned.append((now + 500 + Int64(random.below(4_000)), request))
      }
    case .otherRequest:
      guard request.isClash || answers(of: request) else {
        throw BrokenPromise(.answers, "the first request under a key is taken for another one")
      }
    case .exists:
      guard store.rows[request.booking] != nil || engine.standing(of: request.booking) != nil else {
        throw BrokenPromise(.answers, "\(request.booking) exists nowhere")
      }
    case .refused, .fault, .nobody: break
    }
  }

  /// Whether the clashing request has come first, so that this one is the other.
  private func answers(of request: Request) -> Bool {
    guard let key = request.key else { return false }
    if let known = store.keys[key.text] { return known.requestHash != key.requestHash }
    return true
  }

  private mutating func done(_ request: Request, _ document: [UInt8]) throws(BrokenPromise) {
    switch request.wish {
    case .place, .ask, .answer:
      guard store.has(document, of: request.booking) else {
        throw BrokenPromise(.nothingLost, "an answer about \(request.booking) that is not durable")
      }
      guard let key = request.key, let known = store.keys[key.text] else { return }
      guard known.answer == document, oracle.answers[key.text] == nil else {
        throw BrokenPromise(.answers, "the request \(key.text) is carried out twice")
      }
      oracle.answers[key.text] = document
    case .share(let key, _):
      guard let value = FrameValue(document[...]), let id = value["id"]?.text.flatMap({ UUIDv7($0) }),
        let share = store.madeShares[id],
        let life = engine.standing(of: request.booking)?.life,
        life.booking.shareVersion == share.assignmentVersion
      else { throw BrokenPromise(.nothingLost, "a share that is not durable, or of nothing") }
      oracle.shares[id] = BookingOracle.GivenShare(
        share: share, key: key, technician: life.booking.liveAssignment?.technician)
      report.shares += 1
      if life.booking.liveAssignment == nil { report.earlyShares += 1 }
      addWatcher(.share(id, key), ["share"], rate: random.chance(0.3) ? 1_500 : 1_000_000)
    case .endShare(let share):
      guard store.shares[share] == nil else {
        throw BrokenPromise(.staleShare, "the share \(share) has not ended in the store")
      }
      oracle.shares[share]?.isEnded = true
    }
  }

  private mutating func repeated(_ request: Request, _ document: [UInt8]) throws(BrokenPromise) {
    report.repetitions += 1
    guard let key = request.key else {
      throw BrokenPromise(.answers, "a request without a key is taken for a repetition")
    }
    if let first = oracle.answers[key.text], first != document {
      throw BrokenPromise(.answers, "the request \(key.text) is answered in two ways")
    }
    guard store.has(document, of: request.booking) else {
      throw BrokenPromise(.nothingLost, "a repeated answer about \(request.booking) that is not durable")
    }
  }

  // MARK: - What is wanted

  /// A customer wants something done, now or later in the day.
  mutating func placeBooking() {
    placedCount += 1
    let id = ClientID(trusted: "booking-\(placedCount)")
    let start = instant.advanced(byMilliseconds: random.chance(0.1) ? 7_200_000 + 120_000 : 0)
    let arriveBy = instant.advanced(byMilliseconds: Int64(60_000 + random.below(600_000)))
    guard let place = try? GeoPoint(latitudeDegrees: somewhere(24.7), longitudeDegrees: somewhere(46.7)),
      let window = try? TimeWindow(
        start: start, end: start.advanced(byMilliseconds: 3_600_000), field: "window"),
      let sla = try? SLATerms(
        assignBy: random.chance(0.3) ? instant.advanced(byMilliseconds: 90_000) : nil,
        arriveBy: random.chance(0.5) ? arriveBy : nil)
    else { preconditionFailure("terms within their limits") }
    var preferences = BookingPreferences()
    if random.chance(0.2) { preferences.picked = phones[random.below(phones.count)].id }
    let blocked = phones[random.below(phones.count)].id
    if random.chance(0.2), blocked != preferences.picked { preferences.blocked = [blocked] }
    let skills = random.chance(0.3) ? [ClientID(trusted: "locks")] : []
    guard
      let terms = try? BookingTerms(
        place: place, skillsRequired: skills, window: window, sla: sla, preferences: preferences)
    else { preconditionFailure("terms within their limits") }
    if random.chance(0.3) { addWatcher(.token, ["booking:\(id.text)"], rate: 1_000_000) }
    plan(Request(booking: id, wish: .place(terms), actor: Party(.service)))
    // Somebody who does not wait for the first answer.
    if random.chance(0.05) {
      let cancel = Request.Wish.ask(.cancel(reason: .none))
      planned.append((now, Request(booking: id, wish: cancel, actor: Party(.service))))
    }
  }

  /// A kilometre around the middle.
  mutating func somewhere(_ middle: Double) -> Double { middle + random.double(in: -0.009...0.009) }

  /// Somebody wants something of a booking in service; often it is impossible.
  mutating func wishSomething() {
    let bookings = engine.bookingsInService
    guard !bookings.isEmpty else { return }
    let booking = bookings[random.below(bookings.count)]
    guard let life = engine.standing(of: booking)?.life else { return }
    let dispatcher = Party(.dispatcher, ClientID(trusted: "noura"))
    let technician = phones[random.below(phones.count)].id
    let reason = Note(trusted: "a call")
    let wish: BookingWish
    switch random.below(20) {
    case 0, 1: wish = .cancel(reason: reason)
    case 2...4: wish = .assign(technician: technician, reason: reason)
    case 5, 6:
      let start = instant.advanced(byMilliseconds: Int64(random.below(600_000)))
      guard
        let window = try? TimeWindow(
          start: start, end: start.advanced(byMilliseconds: 3_600_000), field: "window")
      else { return }
      wish = .reschedule(window: window, sla: .none, reason: reason)
    case 7: wish = .withdraw
    case 8: wish = .release(reason: reason)
    case 9, 10: wish = .offer(technicians: nil)
    case 11, 12:
      let other = phones[random.below(phones.count)].id
      wish = .offer(technicians: Array(Set([technician, other])).sorted())
    case 13: wish = .noShow(reason: reason)
    case 14:
      guard let trip = life.booking.liveAssignment?.trip else { return }
      wish = .trip(trip, random.chance(0.5) ? .complete : .cancel(reason: reason))
    default:
      guard let offer = life.liveOffer ?? life.offers.last else { return }
      let asked = offer.terms.technicians[random.below(offer.terms.technicians.count)]
      let answer = Request.Wish.answer(offer: offer.id, technician: asked, accepts: random.chance(0.7))
      return plan(Request(booking: booking, wish: answer, actor: Party(.technician, asked)))
    }
    let expecting = random.chance(0.3) ? life.booking.version - UInt32(random.below(2)) : nil
    plan(Request(booking: booking, wish: .ask(wish), actor: dispatcher, expecting: expecting))
  }

  /// A customer is sent a link, or a link is taken back.
  mutating func shareSomething() {
    let open = oracle.shares.keys.sorted().filter { oracle.isLive($0, engine, now: instant) }
    if !open.isEmpty, random.chance(0.3) {
      let share = open[random.below(open.count)]
      guard let booking = oracle.shares[share]?.share.booking else { return }
      return plan(Request(booking: booking, wish: .endShare(share), actor: Party(.service)))
    }
    let alive = engine.bookingsInService.filter {
      engine.standing(of: $0)?.life?.booking.state.isFinal == false
    }
    guard !alive.isEmpty else { return }
    shareCount += 1
    let key = (0..<16).map { UInt8(truncatingIfNeeded: $0 == 0 ? shareCount : shareCount >> 8) }
    let milliseconds = Int64(20_000 + random.below(200_000))
    plan(
      Request(
        booking: alive[random.below(alive.count)], wish: .share(key: key, milliseconds: milliseconds),
        actor: Party(.service)))
  }
}
