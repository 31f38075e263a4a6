// The life of a WebSocket client: handshake, hello, messages, end.

import Access
import Bedrock
import Engine
import TrackHub
import Transport
import Trips

extension LoopServer {
  /// The subprotocol of the JSON messages.
  static let subprotocol = "geod.v1.json"
  /// How long a client may take until its `hello`.
  static let helloMilliseconds: Int64 = 5_000

  /// Answers a request for a WebSocket.
  func upgrade(_ request: HTTPRequest, _ loop: inout LoopControl) throws {
    guard let offer = request.webSocketOffer else {
      throw Problem(.unsupportedProtocol, "this path speaks WebSocket; send an upgrade request")
    }
    guard offer.subprotocols.isEmpty || offer.subprotocols.contains(Self.subprotocol) else {
      throw Problem(
        .malformed, "the subprotocol must be \(Self.subprotocol)",
        errors: [
          FieldError(
            field: "Sec-WebSocket-Protocol", code: .notAllowed, message: "must offer \(Self.subprotocol)")
        ])
    }
    _ = loop.upgradeToWebSocket(
      request.token, subprotocol: offer.subprotocols.isEmpty ? nil : Self.subprotocol)
    report.answers[.init(route: "/ws", status: 101), default: 0] += 1
  }

  func webSocketOpened(_ connection: ConnectionID, _ loop: inout LoopControl) {
    clients[connection] = newClient(connection, loop)
    loop.schedule(afterMilliseconds: Self.helloMilliseconds, token: Timer.hello(connection))
  }

  private func newClient(_ connection: ConnectionID, _ loop: borrowing LoopControl) -> LoopClient {
    LoopClient(
      connection: connection, burst: server.configuration.fixBurstPerSession,
      nowMilliseconds: loop.nowMilliseconds)
  }

  func message(
    _ payload: Span<UInt8>, isText: Bool, on connection: ConnectionID, _ loop: inout LoopControl
  ) {
    guard let client = clients[connection] else { return }
    var ref: ClientID?
    guard isText else {
      guard isWithinRate(cost: 1, client, &loop) else { return }
      let fault = FieldError(
        field: "message", code: .notAllowed, message: "binary messages are not spoken here; send JSON text")
      refuse(client, fault, &loop)
      return
    }
    do throws(FieldError) {
      let message = try decoder.decode(payload)
      ref = message.ref
      guard isWithinRate(message, client, &loop) else { return }
      switch client.stage {
      case .greeting: try greet(message, client, &loop)
      case .proving, .waiting:
        throw FieldError(field: "type", code: .conflict, message: "wait for welcome before sending more")
      case .seated(let host, let session, let claims):
        touch(host)
        try handle(message, client, host, session, claims, &loop)
      }
    } catch {
      guard isWithinRate(cost: 1, client, &loop) else { return }
      refuse(client, error, ref: ref, &loop)
    }
  }

  /// Carries out a message of a client that is in its tenant.
  private func handle(
    _ message: ClientMessage, _ client: LoopClient, _ host: TenantHost, _ session: SessionID,
    _ claims: Claims, _ loop: inout LoopControl
  ) throws(FieldError) {
    if client.isGuest {
      guard [.sub, .unsub, .bye].contains(message.kind) else {
        throw FieldError(field: "type", code: .notAllowed, message: "a share may only watch")
      }
    } else if let refusal = AccessTable.rule(for: message.kind).refusal(claims, technician: claims.subject) {
      throw FieldError(field: "type", code: .notAllowed, message: refusal.phrase)
    }
    let now = server.clock.now()
    switch message {
    case .hello:
      throw FieldError(field: "type", code: .conflict, message: "hello was said already")
    case .fix(let fix):
      host.withEngine { engine, _ in _ = engine.receive(fix, from: session, now: now) }
    case .fixes:
      host.withEngine { engine, _ in
        for fix in decoder.fixes { engine.receive(fix, from: session, now: now) }
      }
    case .subscribe(let name, let since):
      do throws(FieldError) {
        try watch(name, since: since, client, host, session, claims, now)
      } catch {
        refuse(client, error, topic: name, &loop)
      }
    case .unsubscribe(let name):
      do throws(FieldError) {
        let topic = try Topic(name, field: "topic")
        try host.withEngine { engine, _ throws(FieldError) in try engine.unsubscribe(session, from: topic) }
      } catch {
        refuse(client, error, topic: name, &loop)
      }
    case .accept(let offer, let ref):
      host.withEngine { engine, actions in
        engine.answer(
          offer: offer, accepts: true, reason: .none, from: session, ref: ref, now: now, into: &actions)
      }
    case .decline(let offer, let reason, let ref):
      let note = try reason.map { text throws(FieldError) in try Note(text, field: "reason") } ?? .none
      host.withEngine { engine, actions in
        engine.answer(
          offer: offer, accepts: false, reason: note, from: session, ref: ref, now: now, into: &actions)
      }
    case .trip(let id, let action, let reason, let ref):
      let note = try reason.map { text throws(FieldError) in try Note(text, field: "reason") } ?? .none
      host.withEngine { engine, actions in
        engine.move(
          trip: id, TripStep(action, reason: note), from: session, ref: ref, now: now, into: &actions)
      }
    case .bye:
      host.withEngine { engine, _ in engine.goodbye(session, now: now) }
      // What came in the same turn is acknowledged before the end. The host stays on the list of this turn.
      _ = tellNow(host, &loop)
      loop.close(client.connection, .normal, reason: "bye")
    }
  }

  private func watch(
    _ name: String, since: EventOffset?, _ client: LoopClient, _ host: TenantHost, _ session: SessionID,
    _ claims: Claims, _ now: Instant
  ) throws(FieldError) {
    let topic = try Topic(name, field: "topic")
    var technician: ClientID?
    if case .technician(let id) = topic { technician = id }
    if client.isGuest {
      guard topic == .share else {
        throw FieldError(field: "topic", code: .notAllowed, message: "a share shows the topic share")
      }
    } else if let refusal = AccessTable.rule(for: topic.kind).refusal(claims, technician: technician) {
      throw FieldError(field: "topic", code: .notAllowed, message: refusal.phrase)
    }
    try host.withEngine { engine, actions throws(FieldError) in
      try engine.subscribe(session, to: topic, name: name, since: since, now: now, into: &actions)
    }
  }

  /// The first message must be a hello with a good token. Shares are not served yet.
  private func greet(
    _ message: ClientMessage, _ client: LoopClient, _ loop: inout LoopControl
  ) throws(FieldError) {
    guard case .hello(let hello) = message else {
      throw FieldError(field: "type", code: .notAllowed, message: "the first message must be hello")
    }
    guard case .token(let token) = hello.proof else {
      if case .share(let key) = hello.proof { lookUp(key, client, hello.resume, &loop) }
      return
    }
    do throws(TokenError) {
      switch try check(token, remembers: false) {
      case .verified(let claims): letIn(client, claims, hello, &loop)
      case .unproven(let pending):
        client.stage = .proving(hello)
        if !prove(pending, for: .hello(client.connection)) {
          loop.close(client.connection, .tryAgainLater, reason: "too much work is waiting")
        }
      }
    } catch {
      end(client, .token, FieldErrorFrame(error.fieldError), &loop)
    }
  }

  /// The token of a `hello` is good.
  func letIn(_ client: LoopClient, _ claims: Claims, _ hello: Hello, _ loop: inout LoopControl) {
    if let refusal = AccessTable.rule(for: .hello).refusal(claims) {
      end(client, .forbidden, FieldErrorFrame(refusal), &loop)
      return
    }
    let arrival = Arrival(
      claims: claims, device: hello.device, resume: hello.resume, label: Self.sessionLabel())
    client.stage = .waiting
    if server.directory.home(of: claims.tenant) == nil {
      load(claims.tenant, then: .hello(client.connection, arrival), &loop)
    } else {
      tenantLoaded(.found, client.connection, arrival, &loop)
    }
  }

  /// The tenant is there (or is not): in it goes, here or on the tenant's home loop.
  func tenantLoaded(
    _ lookup: TenantLookup, _ connection: ConnectionID, _ arrival: Arrival, _ loop: inout LoopControl
  ) {
    guard let client = clients[connection] else { return }
    if case .none = lookup {
      end(client, .forbidden, FieldErrorFrame(Self.noTenant), &loop)
      return
    }
    guard case .found = lookup, let home = server.directory.home(of: arrival.claims.tenant) else {
      loop.close(connection, .tryAgainLater, reason: "the token's tenant could not be looked up")
      return
    }
    guard home != seat.index else {
      if tenants[arrival.claims.tenant] != nil {
        take(client, arrival, &loop)
      } else if !post(.tenantLoaded(.found, then: .hello(connection, arrival)), to: home) {
        // Behind the tenant's seat, which is still in this loop's own mailbox.
        loop.close(connection, .tryAgainLater, reason: "too much work is waiting")
      }
      return
    }
    guard let detached = loop.detach(connection) else { return }
    clients[connection] = nil
    // A full mailbox drops the connection, which closes the socket: the client tries again.
    _ = post(.adopt(detached, arrival), to: home)
  }

  func adopt(_ detached: DetachedConnection, _ arrival: Arrival, _ loop: inout LoopControl) {
    guard let connection = loop.adopt(detached) else { return }
    let client = newClient(connection, loop)
    clients[connection] = client
    take(client, arrival, &loop)
  }

  /// Opens the session.
  private func take(_ client: LoopClient, _ arrival: Arrival, _ loop: inout LoopControl) {
    guard let host = tenants[arrival.claims.tenant] else {
      preconditionFailure("a client came to a loop where its tenant does not live")
    }
    touch(host)
    let now = server.clock.now()
    let claims = arrival.claims
    do throws(FieldError) {
      let session = try host.withEngine { engine, actions throws(FieldError) in
        if let share = arrival.share {
          return try engine.openShareViewer(share, label: arrival.label, now: now, into: &actions)
        }
        if claims.role == .technician {
          return try engine.openPhone(
            technician: claims.subject, device: arrival.device, label: arrival.label, now: now, into: &actions
          )
        }
        return engine.openViewer(label: arrival.label, now: now, into: &actions)
      }
      host.bind(session, to: client.connection)
      client.stage = .seated(host, session, claims)
      client.isGuest = arrival.share != nil
      client.expires = client.isGuest ? nil : claims.expires
      server.log.info(
        "session opened",
        [
          "session": .text(arrival.label), "tenant": .text(claims.tenant.text),
          "role": .text(client.isGuest ? "share" : claims.role.rawValue),
          "subject": .text(claims.subject.text),
        ])
      for topic in arrival.resume { resume(topic, client, host, session, claims, now, &loop) }
    } catch {
      end(client, .forbidden, FieldErrorFrame(error), &loop)
    }
  }

  private func resume(
    _ topic: TopicResume, _ client: LoopClient, _ host: TenantHost, _ session: SessionID, _ claims: Claims,
    _ now: Instant, _ loop: inout LoopControl
  ) {
    do throws(FieldError) {
      try watch(topic.topic, since: topic.since, client, host, session, claims, now)
    } catch {
      let fault = FieldError(field: "resume.\(error.field)", code: error.code, message: error.message)
      refuse(client, fault, topic: topic.topic, &loop)
    }
  }

  func webSocketClosed(_ connection: ConnectionID, code: UInt16?, _ loop: inout LoopControl) {
    guard let client = clients.removeValue(forKey: connection) else { return }
    guard case .seated(let host, let session, _) = client.stage else { return }
    host.unbind(session)
    host.withEngine { engine, _ in engine.close(session) }
  }

  func outboundBlocked(_ connection: ConnectionID, _ loop: inout LoopControl) {
    guard case .seated(let host, let session, _) = clients[connection]?.stage else { return }
    host.withEngine { engine, _ in engine.block(session) }
  }

  func outboundDrained(_ connection: ConnectionID, _ loop: inout LoopControl) {
    guard case .seated(let host, let session, _) = clients[connection]?.stage else { return }
    host.withEngine { engine, _ in engine.unblock(session) }
    touch(host)
  }

  static func sessionLabel() -> String {
    HexText.encode(UInt64.random(in: .min ... .max))
  }
}

/// An error that is told before a connection is closed.
struct FieldErrorFrame {
  let bytes: [UInt8]
  let reason: String

  init(_ error: FieldError) {
    bytes = ServerMessages.errorFrame(code: error.code.rawValue, field: error.field, message: error.message)
    reason = error.description
  }
}

extension LoopServer {
  /// Tells a client that a message was refused; the connection goes on.
  func refuse(
    _ client: LoopClient, _ error: FieldError, topic: String? = nil, ref: ClientID? = nil,
    _ loop: inout LoopControl
  ) {
    report.refusedMessages[error.code.rawValue, default: 0] += 1
    let frame = ServerMessages.errorFrame(
      code: error.code.rawValue, field: error.field, message: error.message, topic: topic, ref: ref)
    loop.send(text: frame.span, to: client.connection)
  }

  /// Tells a client why, and closes the connection.
  func end(
    _ client: LoopClient, _ code: CloseCode, _ error: FieldErrorFrame, _ loop: inout LoopControl
  ) {
    report.refusedMessages["close\(code.rawValue)", default: 0] += 1
    loop.send(text: error.bytes.span, to: client.connection)
    loop.close(client.connection, WebSocketCloseCode(rawValue: code.rawValue), reason: error.reason)
  }

  /// Whether the client may send this message now; otherwise it is closed.
  private func isWithinRate(
    _ message: ClientMessage, _ client: LoopClient, _ loop: inout LoopControl
  ) -> Bool {
    var cost = 1.0
    if case .fixes(let count) = message { cost = Double(count) }
    return isWithinRate(cost: cost, client, &loop)
  }

  private func isWithinRate(cost: Double, _ client: LoopClient, _ loop: inout LoopControl) -> Bool {
    let rate = server.configuration.fixesPerSecondPerSession
    guard rate > 0 else { return true }
    let isAllowed = client.bucket.take(
      cost, ratePerSecond: rate, burst: server.configuration.fixBurstPerSession,
      nowMilliseconds: loop.nowMilliseconds)
    if !isAllowed {
      let fault = FieldError(
        field: "message", code: .tooMany, message: "more than \(rate) messages or fixes per second")
      end(client, .rate, FieldErrorFrame(fault), &loop)
    }
    return isAllowed
  }
}
