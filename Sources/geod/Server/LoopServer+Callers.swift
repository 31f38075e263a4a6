// Between a request and its route: who asks, whether they may, and what waits behind a signature.

import Access
import Bedrock
import Transport

extension LoopServer {
  /// Finds out who asks, and carries the request out. False when a signature has to be waited for.
  func begin(
    _ arrived: ArrivedRequest, on connection: ConnectionID, _ loop: inout LoopControl
  ) -> Bool {
    do {
      guard arrived.route.rule.needsToken else {
        try admitMachine(arrived)
        try carryOut(arrived, for: nil, &loop)
        return true
      }
      switch try authenticate(try bearerToken(arrived.request.headers)) {
      case .verified(let claims): try carryOut(arrived, for: claims, &loop)
      case .unproven(let pending):
        guard prove(pending, for: .request(connection)) else { throw Problem.overloaded }
        return false
      }
    } catch {
      fail(error, arrived.address, &loop)
    }
    return true
  }

  private func authenticate(_ token: String) throws -> TokenCheck {
    do throws(TokenError) {
      return try check(token, remembers: true)
    } catch {
      throw Problem(error)
    }
  }

  /// The signature of a connection's first waiting request was checked: it goes on, and those behind it follow as far as
  /// they can.
  func goOn(with verdict: Result<Claims, TokenError>, on connection: ConnectionID, _ loop: inout LoopControl)
  {
    guard var line = lines.removeValue(forKey: connection), let first = line.first else {
      preconditionFailure("a verdict for a connection that does not wait for one")
    }
    // Who has hung up is not there to be believed.
    guard loop.peer(of: connection) != nil else { return }
    line.removeFirst()
    do {
      switch verdict {
      case .success(let claims):
        tokens.remember(claims, of: try bearerToken(first.request.headers))
        try carryOut(first, for: claims, &loop)
      case .failure(let error): throw Problem(error)
      }
    } catch {
      fail(error, first.address, &loop)
    }
    while let next = line.first, begin(next, on: connection, &loop) { line.removeFirst() }
    if !line.isEmpty { lines[connection] = line }
  }

  /// Does what an allowed request asks for.
  private func carryOut(
    _ arrived: ArrivedRequest, for claims: Claims?, _ loop: inout LoopControl
  ) throws {
    if let claims { try admit(arrived, claims, &loop) }
    let call = RouteCall(
      request: arrived.request, requestID: arrived.address.requestID, claims: claims,
      parameters: arrived.parameters, server: server)
    // Nothing is done for a tenant that does not exist, whatever the token says.
    if let claims, server.directory.home(of: claims.tenant) == nil {
      load(claims.tenant, then: .request(arrived.route, call, arrived.address), &loop)
    } else {
      try handle(call, arrived.route, arrived.address, &loop)
    }
  }

  /// Checks where a request without a token comes from.
  private func admitMachine(_ arrived: ArrivedRequest) throws {
    if arrived.route.rule.scope == .machine, !arrived.request.peer.isLoopback,
      !server.configuration.metricsAreOpen
    {
      throw Problem(.forbidden, "only callers on the server's own machine may see this")
    }
  }

  /// Checks the caller's rate and the rule of the route.
  private func admit(_ arrived: ArrivedRequest, _ claims: Claims, _ loop: inout LoopControl) throws {
    if case .refused(let seconds) = server.limit(caller: claims, nowMilliseconds: loop.nowMilliseconds) {
      throw Problem.rateLimited(retryAfterSeconds: seconds, what: "requests of one token")
    }
    let named = arrived.parameters["id"].flatMap { try? ClientID($0, field: "id") }
    if let refusal = arrived.route.rule.refusal(claims, tenant: named, technician: named) {
      throw Problem(.forbidden, refusal.phrase, errors: [refusal])
    }
  }
}
