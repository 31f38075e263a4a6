// Bookings change: requests get tickets, the engine's orders go to the store, outcomes come back, tickets
// are answered.

import Bedrock
import Dispatch
import Engine
import Transport
import TripStore

extension LoopServer {
  /// A request wants a transition. A key that it carries, and what only the store can know, is looked up first.
  func start(
    _ transition: Transition, _ tenant: ClientID, _ home: Int, _ address: ReplyAddress,
    _ loop: inout LoopControl
  ) {
    // Rather than pretend, and rather than let everybody find out by waiting.
    if let problem = server.readiness.storeProblem { return fail(problem, address, &loop) }
    guard transition.key != nil || transition.unless != nil else {
      return forward(transition, tenant, home, address, &loop)
    }
    let (server, mailboxes) = (server, seat.mailboxes)
    let accepted = server.store.post(for: tenant) { store throws(StoreError) -> HTTPResponse? in
      if let key = transition.key {
        let record = try store.idempotency(key.text, of: tenant)
        if let response = TransitionAnswer.response(record, key, transition.finish, to: address) {
          return response
        }
      }
      guard let outcome = try transition.unless?(store) else { return nil }
      return TransitionAnswer.response(outcome, transition.finish, to: address)
    } then: { result in
      server.noteStore(result, doing: "looking up a request", requestID: address.requestID)
      switch result {
      case .success(let response?):
        server.deliver(.reply(response, address), to: mailboxes[address.loop])
      case .success(nil):
        server.deliver(.transition(tenant: tenant, transition, address), to: mailboxes[home])
      case .failure(let error):
        server.deliver(.reply(address.failure(Problem(error)), address), to: mailboxes[address.loop])
      }
    }
    if !accepted { fail(Problem.overloaded, address, &loop) }
  }

  private func forward(
    _ transition: Transition, _ tenant: ClientID, _ home: Int, _ address: ReplyAddress,
    _ loop: inout LoopControl
  ) {
    if home == seat.index, tenants[tenant] != nil {
      begin(transition, tenant: tenant, address, &loop)
    } else if !post(.transition(tenant: tenant, transition, address), to: home) {
      fail(Problem.overloaded, address, &loop)
    }
  }

  /// Tells the engine what is wanted. This is the tenant's home.
  func begin(
    _ transition: Transition, tenant: ClientID, _ address: ReplyAddress, _ loop: inout LoopControl
  ) {
    guard let host = tenants[tenant] else { preconditionFailure("work for a tenant that lives elsewhere") }
    touch(host)
    let ticket = host.take(
      TenantHost.PendingAnswer(
        address: address, finish: transition.finish, afterwards: transition.afterwards))
    let context = WishContext(
      actor: transition.actor, expecting: transition.expecting, key: transition.key, origin: .request(ticket))
    do {
      try transition.begin(host, context, server.clock.now())
    } catch {
      _ = host.pending(ticket)
      deliverAnswer(response(to: error, address), address, &loop)
    }
  }

  /// Answers what the engine has decided, and carries its orders to the store.
  func settle(_ host: TenantHost, _ loop: inout LoopControl) {
    for answer in host.takeAnswers() {
      guard let pending = host.pending(answer.ticket) else { continue }
      let (address, finish) = (pending.address, pending.finish)
      if let afterwards = pending.afterwards, case .fault(let fault) = answer.outcome,
        fault.code == .notFound,
        ["booking", "trip"].contains(fault.field)
      {
        askAfterwards(afterwards, host.id, answer.outcome, finish, address, &loop)
        continue
      }
      if let response = TransitionAnswer.response(answer.outcome, finish, to: address) {
        deliverAnswer(response, address, &loop)
      } else if case .lookUp(let key, let requestHash) = answer.outcome {
        lookUp(WishContext.Key(text: key, requestHash: requestHash), host.id, finish, address, &loop)
      }
    }
    for order in host.takeOrders() { send(order, host) }
  }

  private func send(_ order: StoreOrder, _ host: TenantHost) {
    let (server, mailbox, tenant) = (server, seat.mailboxes[seat.index], host.id)
    let posted = DispatchTime.now().uptimeNanoseconds
    let isOfPoints = if case .points = order { true } else { false }
    let accepted = StoreOrders.post(
      order, of: tenant, leasesMax: host.settings.offers.leasesMax, to: server.store,
      points: server.points, noting: { server.noteOrder($0, isOfPoints: isOfPoints) },
      onQueued: { server.webhooks.bell.ring(tenant) }
    ) { outcome in
      server.deliver(.stored(tenant: tenant, outcome, postedNanoseconds: posted), to: mailbox)
    }
    if !accepted { unpostedOrders.append((StoreOrders.unposted(order), tenant)) }
  }

  /// The store has carried an order out, or not.
  func stored(_ outcome: StoreOrderOutcome, tenant: ClientID) {
    guard let host = tenants[tenant] else { preconditionFailure("an order of a tenant that lives elsewhere") }
    touch(host)
    let now = server.clock.now()
    host.withEngine { engine, actions in
      switch outcome {
      case .settled(let number, let verdict): engine.settle(number, verdict, now: now, into: &actions)
      case .points(let number, let isDurable):
        engine.settlePoints(number, isDurable: isDurable, now: now, into: &actions)
      case .search(let sought, let verdict):
        engine.settleSearch(verdict, for: sought, now: now, into: &actions)
      case .reading(let booking, let reading):
        let verdict: TenantEngine.ReadingVerdict =
          switch reading {
          case .success(let found?): .found(found)
          case .success(nil): .absent
          case .failure: .unavailable
          }
        engine.settleReading(verdict, of: booking, now: now, into: &actions)
      }
    }
  }

  /// What a request names is not in service: the store knows whether it has ended or never was.
  private func askAfterwards(
    _ afterwards: @escaping @Sendable (any Store) throws(StoreError) -> Problem?,
    _ tenant: ClientID, _ outcome: BookingAnswer.Outcome, _ finish: @escaping Transition.Finish,
    _ address: ReplyAddress, _ loop: inout LoopControl
  ) {
    let (server, mailboxes) = (server, seat.mailboxes)
    let accepted = server.store.post(for: tenant, afterwards) { result in
      server.noteStore(result, doing: "looking up what has ended", requestID: address.requestID)
      let response: HTTPResponse? =
        switch result {
        case .success(let problem?): address.failure(problem)
        case .success(nil): TransitionAnswer.response(outcome, finish, to: address)
        case .failure(let error): address.failure(Problem(error))
        }
      guard let response else { preconditionFailure("what is not there needs no second look") }
      server.deliver(.reply(response, address), to: mailboxes[address.loop])
    }
    if !accepted { deliverAnswer(response(to: Problem.overloaded, address), address, &loop) }
  }

  /// The key of a request was used before this life of the engine: the store has the answer.
  private func lookUp(
    _ key: WishContext.Key, _ tenant: ClientID, _ finish: @escaping Transition.Finish,
    _ address: ReplyAddress, _ loop: inout LoopControl
  ) {
    let (server, mailboxes) = (server, seat.mailboxes)
    let accepted = server.store.post(for: tenant) { store throws(StoreError) in
      try store.idempotency(key.text, of: tenant)
    } then: { result in
      server.noteStore(result, doing: "looking up a request", requestID: address.requestID)
      let found = try? result.get()
      let response =
        TransitionAnswer.response(found ?? nil, key, finish, to: address)
        ?? address.failure(Problem.overloaded)
      server.deliver(.reply(response, address), to: mailboxes[address.loop])
    }
    if !accepted { deliverAnswer(response(to: Problem.overloaded, address), address, &loop) }
  }
}
