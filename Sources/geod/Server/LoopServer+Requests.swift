// The life of an HTTP request: found, allowed, carried out where it must be, answered where it came from.

import Access
import Bedrock
import Dispatch
import Foundation
import Transport
import TripStore

extension LoopServer {
  func bodyLimitBytes(for head: HTTPRequestHead, _ loop: inout LoopControl) -> Int {
    guard case .found(let route, _) = server.router.match(method: head.method, path: head.path) else {
      return loop.limits.bodyBytesMax
    }
    return route.bodyBytesMax
  }

  func request(_ request: HTTPRequest, on connection: ConnectionID, _ loop: inout LoopControl) {
    var address = ReplyAddress(
      loop: seat.index, token: request.token, requestID: Self.requestID(request.headers),
      words: server.languages.book(for: request.headers), route: "none", method: request.method,
      startedNanoseconds: DispatchTime.now().uptimeNanoseconds)
    do {
      if case .refused(let seconds) = server.limit(
        address: request.peer, nowMilliseconds: loop.nowMilliseconds)
      {
        throw Problem.rateLimited(retryAfterSeconds: seconds, what: "requests of one address")
      }
      let (route, parameters) = try find(request)
      address.route = route.path
      let arrived = ArrivedRequest(request: request, route: route, parameters: parameters, address: address)
      if lines[connection] != nil {
        lines[connection]?.append(arrived)
      } else if !begin(arrived, on: connection, &loop) {
        lines[connection] = [arrived]
      }
    } catch {
      fail(error, address, &loop)
    }
  }

  /// Lets the route's handler look at the request, and goes where it says.
  func handle(
    _ call: RouteCall, _ route: Route, _ address: ReplyAddress, _ loop: inout LoopControl
  ) throws {
    publishReport(&loop, onlyFor: route)
    try route.checkQuery(call)
    let outcome = try route.handle(call)
    if case .webSocket = outcome {
      try upgrade(call.request, &loop)
    } else {
      follow(outcome, claims: call.claims, address, &loop)
    }
  }

  private func find(_ request: HTTPRequest) throws -> (Route, [String: String]) {
    switch server.router.match(method: request.method, path: request.path) {
    case .found(let route, let parameters):
      return (route, parameters)
    case .methodNotAllowed(let allowed):
      var problem = Problem(.methodNotAllowed, "allowed here: \(allowed.joined(separator: ", "))")
      problem.headers.append(("Allow", allowed.joined(separator: ", ")))
      throw problem
    case .unknownMethod:
      throw Problem(.notImplemented, "there is no such method here")
    case .none:
      throw Problem(.notFound, "there is no such path; the interface begins at /v1/")
    }
  }

  /// Goes where the outcome says.
  private func follow(
    _ outcome: RouteOutcome, claims: Claims?, _ address: ReplyAddress, _ loop: inout LoopControl
  ) {
    if case .answer(let response) = outcome {
      respond(response, address, &loop)
      return
    }
    guard let claims, let home = server.directory.home(of: claims.tenant) else {
      preconditionFailure("work for a tenant that is not being served")
    }
    switch outcome {
    case .answer, .webSocket: break
    case .onHome(let work):
      send(work, claims.tenant, home, address, &loop)
    case .onStore(let work):
      postToStore(work, claims.tenant, home, address, &loop)
    case .onHomeElseStore(let read, let work):
      if home == seat.index, tenants[claims.tenant] != nil {
        readOrAsk(read, work, tenant: claims.tenant, address, &loop)
      } else if !post(.read(tenant: claims.tenant, read, else: work, address), to: home) {
        fail(Problem.overloaded, address, &loop)
      }
    case .transition(let transition):
      start(transition, claims.tenant, home, address, &loop)
    }
  }

  /// Does work on the store's thread; the answer, or what the engine must hear, follows.
  private func postToStore(
    _ work: @escaping StoreWork, _ tenant: ClientID, _ home: Int, _ address: ReplyAddress,
    _ loop: inout LoopControl
  ) {
    if let problem = server.readiness.storeProblem {
      return deliverAnswer(response(to: problem, address), address, &loop)
    }
    let (server, mailboxes) = (server, seat.mailboxes)
    let accepted = server.store.post(for: tenant, work) { result in
      server.noteStore(result, doing: "a request", requestID: address.requestID)
      switch result {
      case .success(.answer(let response)):
        server.deliver(.reply(response, address), to: mailboxes[address.loop])
      case .success(.problem(let problem)):
        server.deliver(.reply(address.failure(problem), address), to: mailboxes[address.loop])
      case .success(.onHome(let work)):
        server.deliver(.work(tenant: tenant, work, address), to: mailboxes[home])
      case .success(.later(let work)):
        work { server.deliver(.reply($0, address), to: mailboxes[address.loop]) }
      case .failure(let error):
        server.deliver(.reply(address.failure(Problem(error)), address), to: mailboxes[address.loop])
      }
    }
    if !accepted { deliverAnswer(response(to: Problem.overloaded, address), address, &loop) }
  }

  /// Answers from what is in service, or lets the store answer. This is the tenant's home.
  func readOrAsk(
    _ read: @Sendable (TenantHost, Instant) throws -> HTTPResponse?, _ work: @escaping StoreWork,
    tenant: ClientID, _ address: ReplyAddress, _ loop: inout LoopControl
  ) {
    guard let host = tenants[tenant] else { preconditionFailure("work for a tenant that lives elsewhere") }
    do {
      if let response = try read(host, server.clock.now()) {
        deliverAnswer(response, address, &loop)
      } else {
        postToStore(work, tenant, seat.index, address, &loop)
      }
    } catch {
      deliverAnswer(response(to: error, address), address, &loop)
    }
  }

  private func send(
    _ work: @escaping HomeWork, _ tenant: ClientID, _ home: Int, _ address: ReplyAddress,
    _ loop: inout LoopControl
  ) {
    // A tenant whose seat is still in this loop's own mailbox is reached behind it.
    if home == seat.index, tenants[tenant] != nil {
      perform(work, tenant: tenant, address, &loop)
    } else if !post(.work(tenant: tenant, work, address), to: home) {
      fail(Problem.overloaded, address, &loop)
    }
  }

  /// Does work on the tenant's engine; this is its home.
  func perform(
    _ work: HomeWork, tenant: ClientID, _ address: ReplyAddress, _ loop: inout LoopControl
  ) {
    guard let host = tenants[tenant] else { preconditionFailure("work for a tenant that lives elsewhere") }
    touch(host)
    let response: HTTPResponse
    do {
      response = try work(host, server.clock.now())
    } catch {
      response = self.response(to: error, address)
    }
    deliverAnswer(response, address, &loop)
  }

  /// Answers a request, here or on the loop where it arrived.
  func deliverAnswer(_ response: HTTPResponse, _ address: ReplyAddress, _ loop: inout LoopControl) {
    if address.loop == seat.index {
      respond(response, address, &loop)
    } else {
      deliver(.reply(response, address), to: address.loop)
    }
  }

  /// Sends an answer to its loop, later when there is no room for it now.
  func deliver(_ mail: LoopMail, to loop: Int) {
    if !post(mail, to: loop) { undelivered.append((mail, loop)) }
  }

  /// Looks a tenant up in the store, seats it when it is there, and goes on with what waited for it.
  func load(_ tenant: ClientID, then waiting: Waiting, _ loop: inout LoopControl) {
    // Whoever comes while the store is away comes again.
    if server.readiness.isStoreAway { return goOn(waiting, .failed, &loop) }
    let (server, mailboxes, index) = (server, seat.mailboxes, seat.index)
    let accepted = server.store.post(for: tenant) { store throws(StoreError) -> TenantReading in
      // After a start all phones of a tenant come at once: one reading is enough for them.
      if server.directory.home(of: tenant) != nil { return .isSeated }
      let seed = try TenantSeed.load(tenant, from: store, now: server.clock.now())
      return seed.map { TenantReading.seed($0) } ?? .absent
    } then: { result in
      // That reading works does not say that writing does.
      if case .failure = result { server.noteStore(result, doing: "loading a tenant") }
      let lookup: TenantLookup
      switch result {
      case .success(.isSeated): lookup = .found
      case .success(.seed(let seed)):
        let isSeated = server.directory.add(tenant) { mailboxes[$0].post(.seat(seed)) }
        lookup = isSeated ? .found : .failed
      case .success(.absent): lookup = .none
      case .failure: lookup = .failed
      }
      server.deliver(.tenantLoaded(lookup, then: waiting), to: mailboxes[index])
    }
    if !accepted { goOn(waiting, .failed, &loop) }
  }

  func goOn(_ waiting: Waiting, _ lookup: TenantLookup, _ loop: inout LoopControl) {
    switch (waiting, lookup) {
    case (.request(let route, let call, let address), .found):
      do {
        try handle(call, route, address, &loop)
      } catch {
        fail(error, address, &loop)
      }
    case (.request(_, _, let address), .none):
      fail(Problem(.forbidden, Self.noTenant.phrase, errors: [Self.noTenant]), address, &loop)
    case (.request(_, _, let address), .failed):
      fail(server.readiness.storeProblem ?? Problem(.unavailable(reason: "")), address, &loop)
    case (.hello(let connection, let arrival), _):
      tenantLoaded(lookup, connection, arrival, &loop)
    }
  }

  /// What a good token of a tenant that is not there is told.
  static let noTenant = FieldError(
    field: "token.tenant", code: .notFound, message: "names a tenant that does not exist")

  func respond(_ response: HTTPResponse, _ address: ReplyAddress, _ loop: inout LoopControl) {
    loop.respond(to: address.token, response)
    let nanoseconds = DispatchTime.now().uptimeNanoseconds - address.startedNanoseconds
    report.requestMicroseconds[address.route, default: Histogram()].record(nanoseconds / 1000)
    report.answers[.init(route: address.route, status: response.status), default: 0] += 1
    server.log.write(
      response.status >= 500 ? .warning : .info, "request",
      [
        "requestId": .text(address.requestID), "method": .text(address.method),
        "route": .text(address.route), "status": .whole(Int64(response.status)),
        "microseconds": .whole(Int64(nanoseconds / 1000)),
      ])
  }

  func fail(_ error: any Error, _ address: ReplyAddress, _ loop: inout LoopControl) {
    respond(response(to: error, address), address, &loop)
  }

  func response(to error: any Error, _ address: ReplyAddress) -> HTTPResponse {
    guard let problem = error as? Problem else {
      preconditionFailure("a route threw something that is not a problem: \(error)")
    }
    return address.failure(problem)
  }

  func refusedRequest(_ refusal: HTTPRefusal, on connection: ConnectionID) -> HTTPResponse {
    let requestID = Self.requestID(refusal.head?.headers)
    report.answers[.init(route: "none", status: refusal.status), default: 0] += 1
    server.log.info(
      "request refused",
      [
        "requestId": .text(requestID), "status": .whole(Int64(refusal.status)),
        "reason": .text(refusal.reason.rawValue),
      ])
    return Envelope.failure(
      Problem(refusal), status: refusal.status, in: server.languages.book(for: refusal.head?.headers),
      requestID: requestID)
  }

  func fullAnswer() -> HTTPResponse {
    report.answers[.init(route: "none", status: Problem.overloaded.kind.status), default: 0] += 1
    return Envelope.failure(
      .overloaded, in: server.languages.book(for: nil), requestID: Self.requestID(nil))
  }

  /// The caller's `X-Request-Id`, when it is a sane one, or a fresh one.
  private static func requestID(_ headers: HTTPHeaders?) -> String {
    if let given = headers?["X-Request-Id"], (try? ClientID(given, field: "")) != nil { return given }
    return ServerContext.newID().description
  }
}
