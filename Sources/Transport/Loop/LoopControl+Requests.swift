// Requests in: from bytes to `LoopHandler.request`, with the refusals on the way.
//
// SAFETY: see LoopControl+Read; the span lives during one call of the parser.

extension LoopControl {
  /// Parses and hands out requests until the bytes are used up or the pipeline is full.
  @unsafe mutating func processHTTP<Handler: LoopHandler>(
    _ bytes: UnsafeBufferPointer<UInt8>, _ id: ConnectionID, _ handler: Handler
  ) {
    var offset = 0
    while connections.contains(id), connections[id.slot].phase == .http,
      let exchange = connections[id.slot].http
    {
      if exchange.isOver { return }
      if mustPause(id, exchange) {
        connections[id.slot].flags.insert(.isPaused)
        unsafe connections[id.slot].parked = Array(bytes[offset...])
        updateInterest(id)
        return arm(id)
      }
      let start = offset
      let event = unsafe exchange.parser.next(Span(_unsafeElements: bytes), at: &offset)
      exchange.stretchBytes += offset - start
      notePosition(exchange)
      switch event {
      case .needsMore: return arm(id)
      case .head(let head): takeHead(head, exchange, id, handler)
      case .body(let range): unsafe exchange.body.append(contentsOf: bytes[range])
      case .end: takeRequest(exchange, id, handler)
      case .refused(let refusal): refuse(refusal, exchange, id, handler)
      }
    }
    guard offset < bytes.count, isOpenWebSocket(id) else { return }
    // The handler accepted the upgrade at once: what came behind it are frames, to be told after the opening.
    connections[id.slot].flags.insert(.isPaused)
    unsafe connections[id.slot].parked = Array(bytes[offset...])
    resumeIfPaused(id)
  }

  private func mustPause(_ id: ConnectionID, _ exchange: HTTPExchange) -> Bool {
    exchange.pending.count >= limits.pipelinedRequestsMax || exchange.awaitsUpgrade
      || connections[id.slot].outbox.count > limits.outboundHighBytes
  }

  private func notePosition(_ exchange: HTTPExchange) {
    let position = exchange.parser.position
    guard position != exchange.position else { return }
    let since = exchange.since
    exchange.beginStretch(nowMilliseconds)
    // The first request's head is measured from the accept: a connection that sends nothing is no better.
    if position == .head, exchange.firstNumber == 0, exchange.pending.isEmpty { exchange.since = since }
    exchange.position = position
  }

  private mutating func takeHead<Handler: LoopHandler>(
    _ head: HTTPRequestHead, _ exchange: HTTPExchange, _ id: ConnectionID, _ handler: Handler
  ) {
    exchange.head = head
    exchange.body = []
    let limit = handler.bodyLimitBytes(for: head, &self)
    guard connections.contains(id), connections[id.slot].http === exchange else { return }
    if let refusal = exchange.parser.limitBody(bytesMax: limit) {
      return refuse(refusal, exchange, id, handler)
    }
    if let length = head.contentLength { exchange.body.reserveCapacity(min(length, Self.receiveBytes)) }
    if head.expectsContinue { writeContinue(id, exchange) }
  }

  private mutating func takeRequest<Handler: LoopHandler>(
    _ exchange: HTTPExchange, _ id: ConnectionID, _ handler: Handler
  ) {
    guard let head = exchange.head else { preconditionFailure("a request ends that has no head") }
    exchange.head = nil
    exchange.owesContinue = false
    let body = exchange.body
    exchange.body = []
    let offer: WebSocketOffer?
    do {
      offer = try WebSocketHandshake.offer(in: head)
    } catch {
      return refuse(error, exchange, id, handler)
    }
    let token = RequestToken(connection: id, number: exchange.nextNumber)
    exchange.pending.append(
      HTTPExchange.Pending(
        isHead: head.method == "HEAD", minorVersion: head.minorVersion, keepsAlive: head.keepsAlive,
        prefersGzip: head.headers.prefersGzip, offer: offer))
    if !head.keepsAlive { exchange.isOver = true }
    counters.requests += 1
    let request = HTTPRequest(
      head: head, body: body, token: token, peer: connections[id.slot].peer, webSocketOffer: offer)
    handler.request(request, on: id, &self)
  }

  /// Queues the answer to something that was refused, behind those still owed, and reads no more.
  mutating func refuse<Handler: LoopHandler>(
    _ refusal: HTTPRefusal, _ exchange: HTTPExchange, _ id: ConnectionID, _ handler: Handler
  ) {
    counters.requestsRefused += 1
    exchange.isOver = true
    exchange.position = .between
    exchange.owesContinue = false
    var response = handler.refusedRequest(refusal, on: id)
    response.closesConnection = true
    if refusal.reason == .unsupportedWebSocketVersion {
      response.headers.append("Sec-WebSocket-Version", "13")
    }
    exchange.pending.append(
      HTTPExchange.Pending(
        answer: .ready(response), isHead: refusal.method == "HEAD",
        minorVersion: refusal.head?.minorVersion ?? 1, keepsAlive: false))
    writeReadyAnswers(id)
    if connections.contains(id) { arm(id) }
  }

  /// Answers the requests that came too slowly.
  mutating func refuseSlow<Handler: LoopHandler>(_ slow: [ConnectionID], _ handler: Handler) {
    for id in slow where connections.contains(id) {
      guard let exchange = connections[id.slot].http else { continue }
      refuse(exchange.parser.giveUp(), exchange, id, handler)
    }
  }
}
