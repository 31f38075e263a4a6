// What a daemon does around the engine: decodes, carries out actions, takes orders to the store and answers back.
// Everything is done behind every single call, so that whatever leaves the engine is compared with that very moment.

import Bedrock
import Engine
import TrackHub
import Trips

extension BookingSimulation {
  /// A viewer with more than this waiting is blocked, and let go again when little is left.
  private static let blockAboveBytes = 8_192
  private static let unblockBelowBytes = 2_048

  /// Calls the engine, and takes everything out of it.
  mutating func call(
    _ body: (inout TenantEngine, inout ActionList, Instant) throws(BrokenPromise) -> Void
  ) throws(BrokenPromise) {
    try body(&engine, &actions, instant)
    for order in engine.takeOrders() {
      try oracle.ordered(order, engine, settings, now: now)
      store.post(order, leasesMax: settings.offers.leasesMax, now: now)
    }
    for answer in engine.takeAnswers() { try answered(answer.ticket.value, answer.outcome) }
    try perform()
  }

  /// The store has said what came of an order.
  mutating func tell(_ outcome: StoreOutcome) throws(BrokenPromise) {
    try oracle.told(outcome)
    switch outcome {
    case .settled(let number, let verdict, let booking):
      try call { engine, actions, now in engine.settle(number, verdict, now: now, into: &actions) }
      if let booking { oracle.observe(booking, engine) }
    case .points(let number, let isDurable):
      try call { engine, actions, now in
        engine.settlePoints(number, isDurable: isDurable, now: now, into: &actions)
      }
    case .reading(let booking, let verdict):
      try call { engine, actions, now in
        engine.settleReading(verdict, of: booking, now: now, into: &actions)
      }
      oracle.observe(booking, engine)
    }
  }

  private mutating func perform() throws(BrokenPromise) {
    guard !actions.isEmpty else { return }
    for action in actions.actions {
      switch action {
      case .send(let session, let range):
        guard let connection = seats[Int(session.index)] else { continue }
        let frame = Array(actions.bytes[range])
        guard let value = FrameValue(frame[...]) else {
          throw BrokenPromise(.frames, "a frame that is not JSON: \(String(decoding: frame, as: UTF8.self))")
        }
        report.frames += 1
        for byte in frame { hash.combine(UInt64(byte)) }
        try check(value, to: connections[connection].client)
        network.sendToClient(frame, connection, at: now)
      case .close(let session, let code, _):
        guard let connection = seats[Int(session.index)] else { continue }
        unseat(connection)
        network.closeFromServer(connection, code: code, at: now)
        if case .watcher(let number) = connections[connection].client, code == CloseCode.forbidden.rawValue {
          watchers[number].isGone = true
        }
      }
    }
    actions.removeAll()
    oracle.noteLiveShares(engine, now: instant)
  }

  mutating func unseat(_ connection: ConnectionNumber) {
    if let session = connections[connection].session { seats[Int(session.index)] = nil }
    connections[connection].session = nil
    connections[connection].isClosed = true
  }

  mutating func deliver(_ delivery: Delivery) throws(BrokenPromise) {
    switch delivery {
    case .atServer(let connection, let message):
      guard !connections[connection].isClosed else { return }
      try receive(message, connection)
    case .atClient(let connection, let frame):
      guard let value = FrameValue(frame[...]) else { return }
      try read(value, connection)
    case .brokenAtServer(let connection):
      guard !connections[connection].isClosed else { return }
      let session = connections[connection].session
      unseat(connection)
      if let session { try call { engine, _, _ in engine.close(session) } }
    case .closedAtClient(let connection, _):
      disconnected(connections[connection].client)
    }
  }

  private mutating func receive(_ bytes: [UInt8], _ connection: ConnectionNumber) throws(BrokenPromise) {
    let message: ClientMessage
    do throws(FieldError) { message = try decoder.decode(bytes.span) } catch {
      throw BrokenPromise(.frames, "a good message was refused: \(error)")
    }
    guard let session = connections[connection].session else {
      guard case .hello(let hello) = message else { throw BrokenPromise(.frames, "a client without hello") }
      return try greet(hello, connection)
    }
    switch message {
    case .fix(let fix):
      guard let id = engine.technician(of: session) else { return }
      var judgement: FixJudgement?
      try call { engine, _, now in judgement = engine.receive(fix, from: session, now: now) }
      if judgement?.verdict == .accepted { oracle.accepted(fix, of: id) }
    case .subscribe(let topic, let since): try subscribe(session, topic, since)
    case .accept(let offer, let ref):
      try call { engine, actions, now in
        engine.answer(
          offer: offer, accepts: true, reason: .none, from: session, ref: ref, now: now, into: &actions)
      }
    case .decline(let offer, _, let ref):
      try call { engine, actions, now in
        engine.answer(
          offer: offer, accepts: false, reason: .none, from: session, ref: ref, now: now, into: &actions)
      }
    case .trip(let trip, let action, _, let ref):
      let step: TripStep =
        switch action {
        case .start: .start
        case .arrive: .arrive(.said)
        case .begin: .begin
        case .complete: .complete
        case .cancel: .cancel(reason: Note(trusted: "flat tyre"))
        }
      try call { engine, actions, now in
        engine.move(trip: trip, step, from: session, ref: ref, now: now, into: &actions)
      }
    case .fixes, .bye, .hello, .unsubscribe: throw BrokenPromise(.frames, "no client says this here")
    }
  }

  private mutating func greet(_ hello: Hello, _ connection: ConnectionNumber) throws(BrokenPromise) {
    var session: SessionID?
    let label = "c\(connection)"
    // The seat is taken before the welcome is sent, so the frames find their socket.
    do throws(FieldError) {
      switch hello.proof {
      case .token("viewer"):
        session = engine.openViewer(label: label, now: instant, into: &actions)
      case .token(let token):
        session = try engine.openPhone(
          technician: ClientID(token, field: "token"), device: hello.device, label: label, now: instant,
          into: &actions)
      case .share(let key):
        session = try engine.openShareViewer(Self.hash(key.bytes), label: label, now: instant, into: &actions)
      }
    } catch {
      if case .watcher(let number) = connections[connection].client { watchers[number].isGone = true }
    }
    guard let session else {
      connections[connection].isClosed = true
      return network.closeFromServer(connection, code: CloseCode.token.rawValue, at: now)
    }
    // A phone that comes back closes its old session, whose socket has to be found first.
    while seats.count <= Int(session.index) { seats.append(nil) }
    guard seats[Int(session.index)] == nil else {
      throw BrokenPromise(.agreement, "session \(session.index) was given to a second connection")
    }
    seats[Int(session.index)] = connection
    connections[connection].session = session
    try call { _, _, _ in }
    for topic in hello.resume { try subscribe(session, topic.topic, topic.since) }
  }

  /// What the engine knows of a share's key. A real one would be hashed.
  static func hash(_ key: [UInt8]) -> ShareHash {
    ShareHash(key + Array(repeating: 0, count: 32 - key.count))
  }

  private mutating func subscribe(
    _ session: SessionID, _ name: String, _ since: EventOffset?
  ) throws(BrokenPromise) {
    try call { engine, actions, now throws(BrokenPromise) in
      do throws(FieldError) {
        try engine.subscribe(
          session, to: Topic(name, field: "topic"), name: name, since: since, now: now, into: &actions)
      } catch {
        guard error.code == .notFound else {
          throw BrokenPromise(.frames, "subscribing to \(name): \(error)")
        }
        ServerMessages.error(error, to: session, into: &actions)
      }
    }
  }

  /// Blocks and unblocks by what waits in the sockets.
  mutating func regulate() {
    for connection in seats {
      guard let connection, let session = connections[connection].session else { continue }
      let waiting = network.waitingBytes(connection)
      if waiting > Self.blockAboveBytes, !connections[connection].isBlocked {
        connections[connection].isBlocked = true
        engine.block(session)
      } else if waiting < Self.unblockBelowBytes, connections[connection].isBlocked {
        connections[connection].isBlocked = false
        engine.unblock(session)
      }
    }
  }
}
