// What a daemon does around the engine: greets, decodes, carries out actions, watches its sockets.

import Bedrock
import Engine
import TrackHub

extension Simulation {
  /// A viewer with more than this waiting is blocked, and let go again when little is left.
  static let blockAboveBytes = 8_192
  static let unblockBelowBytes = 2_048
  /// What may wait for one viewer at most: what was there when it was not yet blocked, and one turn's frames
  /// from subscribing and from flushing.
  static let waitingBytesLimit = blockAboveBytes + 3 * TopicHub.bytesPerFlushMax

  mutating func deliver(_ delivery: Delivery) throws(BrokenPromise) {
    switch delivery {
    case .atServer(let connection, let message):
      guard !connections[connection].isClosed else { return }
      try receive(message, connection)
    case .atClient(let connection, let frame):
      guard let value = FrameValue(frame[...]) else { throw BrokenPromise(text: "a frame that is not JSON") }
      try read(value, connection)
    case .brokenAtServer(let connection):
      guard !connections[connection].isClosed else { return }
      if let session = connections[connection].session { engine.close(session) }
      unseat(connection)
    case .closedAtClient(let connection, _):
      disconnected(connections[connection].client)
    }
  }

  private mutating func unseat(_ connection: ConnectionNumber) {
    if let session = connections[connection].session { seats[Int(session.index)] = nil }
    connections[connection].session = nil
    connections[connection].isClosed = true
  }

  private mutating func receive(_ bytes: [UInt8], _ connection: ConnectionNumber) throws(BrokenPromise) {
    let message: ClientMessage
    do throws(FieldError) {
      message = try decoder.decode(bytes.span)
    } catch {
      throw BrokenPromise(text: "a good message was refused: \(error)")
    }
    guard let session = connections[connection].session else {
      guard case .hello(let hello) = message else { throw BrokenPromise(text: "a client without hello") }
      try greet(hello, connection)
      return
    }
    switch message {
    case .fix(let fix): try take(fix, session, connection)
    case .fixes:
      for fix in decoder.fixes { try take(fix, session, connection) }
    case .subscribe(let topic, let since): try subscribe(session, topic, since)
    case .bye:
      if let id = engine.technician(of: session) { oracle.leave(id.text) }
      engine.goodbye(session, now: instant)
    case .hello, .unsubscribe, .accept, .decline, .trip:
      throw BrokenPromise(text: "no client says this here")
    }
  }

  private mutating func greet(_ hello: Hello, _ connection: ConnectionNumber) throws(BrokenPromise) {
    guard case .token(let token) = hello.proof else {
      throw BrokenPromise(text: "no client has a share here")
    }
    let session: SessionID
    if token == "viewer" {
      session = engine.openViewer(label: "c\(connection)", now: instant, into: &actions)
    } else {
      do throws(FieldError) {
        session = try engine.openPhone(
          technician: ClientID(token, field: "token"), device: hello.device, label: "c\(connection)",
          now: instant, into: &actions)
      } catch {
        connections[connection].isClosed = true
        network.closeFromServer(connection, code: CloseCode.token.rawValue, at: now)
        return
      }
    }
    while seats.count <= Int(session.index) { seats.append(nil) }
    guard seats[Int(session.index)] == nil else {
      throw BrokenPromise(text: "session \(session.index) was given to a second connection")
    }
    seats[Int(session.index)] = connection
    connections[connection].session = session
    for topic in hello.resume { try subscribe(session, topic.topic, topic.since) }
  }

  private mutating func subscribe(
    _ session: SessionID, _ name: String, _ since: EventOffset?
  ) throws(BrokenPromise) {
    do throws(FieldError) {
      try engine.subscribe(
        session, to: Topic(name, field: "topic"), name: name, since: since, now: instant, into: &actions)
    } catch {
      guard error.code == .notFound else { throw BrokenPromise(text: "subscribing to \(name): \(error)") }
      ServerMessages.error(error, to: session, into: &actions)
    }
  }

  private mutating func take(
    _ fix: Fix, _ session: SessionID, _ connection: ConnectionNumber
  ) throws(BrokenPromise) {
    // The session may have ended in this turn, before its socket was closed.
    guard let id = engine.technician(of: session),
      let judgement = engine.receive(fix, from: session, now: instant)
    else { return }
    try oracle.judged(fix, of: id.text, judgement, now: instant)
    connections[connection].owesAcknowledgement = true
    if judgement.verdict != .accepted {
      connections[connection].refused.append((fix.sequence, "\(judgement.verdict.code)"))
    }
    hash.combine(fix.sequence)
    hash.combine(UInt64(judgement.verdict.rawValue))
  }

  /// Carries out what the engine wants, as the daemon does at the end of a turn.
  mutating func perform() throws(BrokenPromise) {
    for action in actions.actions {
      switch action {
      case .send(let session, let range):
        // The socket of an ended session is gone; its last frames go nowhere.
        guard let connection = seats[Int(session.index)] else { continue }
        let frame = Array(actions.bytes[range])
        frames += 1
        framesBytes += frame.count
        for byte in frame { hash.combine(UInt64(byte)) }
        if case .phone(let phone) = connections[connection].client {
          try checkAcknowledgement(frame, connection, phones[phone].id)
        }
        network.sendToClient(frame, connection, at: now)
      case .close(let session, let code, _):
        guard let connection = seats[Int(session.index)] else { continue }
        unseat(connection)
        network.closeFromServer(connection, code: code, at: now)
      }
    }
    actions.removeAll()
    for connection in seats {
      guard let connection, connections[connection].owesAcknowledgement else { continue }
      throw BrokenPromise(text: "connection \(connection) was not acknowledged")
    }
  }

  private mutating func checkAcknowledgement(
    _ frame: [UInt8], _ connection: ConnectionNumber, _ id: String
  ) throws(BrokenPromise) {
    guard let value = FrameValue(frame[...]) else { throw BrokenPromise(text: "a frame that is not JSON") }
    guard value["type"]?.text == "ack" else { return }
    let refused = value["refused"]?.list.map { ($0["seq"]?.whole ?? 0, $0["code"]?.text ?? "") } ?? []
    let expected = connections[connection].refused
    guard connections[connection].owesAcknowledgement,
      value["seq"]?.whole == oracle.accounts[id]?.lastSequence, refused.count == expected.count,
      zip(refused, expected).allSatisfy({ $0.0 == $1.sequence && $0.1 == $1.code })
    else { throw BrokenPromise(text: "\(id) was acknowledged with \(value) instead of \(expected)") }
    connections[connection].owesAcknowledgement = false
    connections[connection].refused = []
  }

  /// Blocks and unblocks by what waits in the sockets, and sees to it that this is bounded.
  mutating func regulate() throws(BrokenPromise) {
    for connection in seats {
      guard let connection, let session = connections[connection].session else { continue }
      let waiting = network.waitingBytes(connection)
      waitingBytesMax = max(waitingBytesMax, waiting)
      guard waiting <= Self.waitingBytesLimit else {
        throw BrokenPromise(text: "\(waiting) bytes wait for connection \(connection)")
      }
      if waiting > Self.blockAboveBytes, !connections[connection].isBlocked {
        connections[connection].isBlocked = true
        engine.block(session)
      } else if waiting < Self.unblockBelowBytes, connections[connection].isBlocked {
        connections[connection].isBlocked = false
        engine.unblock(session)
      }
    }
  }

  /// The daemon stops in order and starts again from its snapshot, with other slots and another epoch.
  mutating func restart() throws(BrokenPromise) {
    restarts += 1
    let snapshot = engine.snapshot()
    epoch += 1
    engine = TenantEngine(settings: settings, now: instant, epoch: epoch, entropy: epoch)
    for account in oracle.accounts.values.sorted(by: { $0.profile.id > $1.profile.id }) {
      engine.put(account.profile, now: instant)
    }
    let positions = oracle.accounts.values.count { $0.position != nil }
    guard engine.restore(snapshot) == positions else {
      throw BrokenPromise(text: "not all \(positions) positions came back from the snapshot")
    }
    oracle.restart()
    actions.removeAll()
    for connection in connections.indices where !connections[connection].isClosed {
      connections[connection].session = nil
      connections[connection].isClosed = true
      network.closeFromServer(connection, code: CloseCode.draining.rawValue, at: now)
    }
    seats = []
  }
}
