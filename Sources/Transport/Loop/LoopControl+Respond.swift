// Answers: ready in any order, written in the order of the requests.

extension LoopControl {
  /// Answers a request. The answer is written when its turn in the pipeline has come. O(size).
  public mutating func respond(to token: RequestToken, _ response: HTTPResponse) {
    guard connections.contains(token.connection),
      let exchange = connections[token.connection.slot].http, let index = exchange.owedIndex(token.number)
    else { return }
    exchange.pending[index].answer = .ready(response)
    if index == 0 { writeReadyAnswers(token.connection) }
  }

  /// Accepts the `webSocketOffer` of a request. `subprotocol` must be one of those offered.
  /// `webSocketOpened` follows, unless the connection ends before. Returns false when the request had no
  /// offer, was answered already or its connection is gone.
  @discardableResult
  public mutating func upgradeToWebSocket(_ token: RequestToken, subprotocol: String? = nil) -> Bool {
    guard connections.contains(token.connection),
      let exchange = connections[token.connection.slot].http, let index = exchange.owedIndex(token.number),
      let offer = exchange.pending[index].offer
    else { return false }
    precondition(subprotocol.map(offer.subprotocols.contains) ?? true, "a subprotocol that was offered")
    exchange.pending[index].answer = .upgrade(subprotocol: subprotocol)
    if index == 0 { writeReadyAnswers(token.connection) }
    return true
  }

  /// Writes the answers that are ready and whose turn it is.
  mutating func writeReadyAnswers(_ id: ConnectionID) {
    guard let exchange = connections[id.slot].http else { return }
    while let first = exchange.pending.first {
      switch first.answer {
      case .owed: return
      case .upgrade(let subprotocol): return openAsServer(id, accepting: first.offer, subprotocol)
      case .ready(let response):
        let isLast = exchange.isOver && exchange.pending.count == 1
        let closes = response.closesConnection || !first.keepsAlive || isDraining || isLast
        write(response, for: first, closes: closes, to: id)
        exchange.pending.removeFirst()
        exchange.firstNumber &+= 1
        if closes { return finish(id) }
      }
    }
    if exchange.isOver { return finish(id) }
    if exchange.position == .between { exchange.since = nowMilliseconds }
    if exchange.owesContinue { writeContinue(id, exchange) }
    resumeIfPaused(id)
    arm(id)
  }

  /// Sends `100 Continue`, at once or behind the answers that are still owed.
  mutating func writeContinue(_ id: ConnectionID, _ exchange: HTTPExchange) {
    exchange.owesContinue = !exchange.pending.isEmpty
    guard !exchange.owesContinue else { return }
    appendRaw(HTTPResponseEncoder.continueAnswer, to: id)
    exchange.beginStretch(nowMilliseconds)
  }

  /// Notes that parked bytes may be processed, if reading pauses and nothing speaks against it.
  mutating func resumeIfPaused(_ id: ConnectionID) {
    let connection = connections[id.slot].flags
    guard connection.contains(.isPaused), !connection.contains(.isResuming) else { return }
    connections[id.slot].flags.insert(.isResuming)
    notices.append(.resume(id))
  }

  private mutating func write(
    _ response: HTTPResponse, for request: HTTPExchange.Pending, closes: Bool, to id: ConnectionID
  ) {
    let response = response.coded(prefersGzip: request.prefersGzip, limits)
    scratch.removeAll(keepingCapacity: scratch.capacity <= Self.receiveBytes)
    HTTPResponseEncoder.append(
      response, isHead: request.isHead, minorVersion: request.minorVersion, closes: closes,
      date: date.current(), to: &scratch)
    appendScratch(to: id)
  }

  private mutating func openAsServer(
    _ id: ConnectionID, accepting offer: WebSocketOffer?, _ subprotocol: String?
  ) {
    let deflate = limits.deflate.flatMap { DeflateAgreement.choose(offer?.extensions ?? [], $0) }
    scratch.removeAll(keepingCapacity: true)
    HTTPResponseEncoder.appendSwitch(
      accept: WebSocketHandshake.accept(key: offer?.key ?? ""), subprotocol: subprotocol,
      extensions: deflate?.answer, to: &scratch)
    appendScratch(to: id)
    connections[id.slot].http = nil
    open(id, role: .server, deflate)
  }

  /// Makes a connection an open WebSocket and notes that it is to be told.
  mutating func open(_ id: ConnectionID, role: WebSocketRole, _ deflate: DeflateAgreement?) {
    connections[id.slot].decoder = WebSocketDecoder(role: role, messageBytesMax: limits.messageBytesMax)
    if let deflate { pack(id, deflate) }
    connections[id.slot].phase = .webSocket
    connections[id.slot].flags.formUnion([.owesClosed, .isOpening])
    connections[id.slot].since = nowMilliseconds
    counters.webSockets += 1
    notices.append(.opened(id))
    resumeIfPaused(id)
    arm(id)
    if isDraining { close(id, .draining) }
  }

  private mutating func appendScratch(to id: ConnectionID) {
    let bytes = scratch
    scratch = []
    appendRaw(bytes, to: id)
    scratch = bytes
  }

  /// Queues bytes as they are.
  mutating func appendRaw(_ bytes: [UInt8], to id: ConnectionID) {
    if connections[id.slot].outbox.isEmpty, connections[id.slot].phase == .http {
      connections[id.slot].since = nowMilliseconds
    }
    connections[id.slot].outbox.append(bytes.span, pool: &pool)
    counters.queuedBytes += bytes.count
    markDirty(id)
  }
}
