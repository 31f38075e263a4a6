// Bytes in: from a socket's readability to the handler's callbacks.
//
// SAFETY: in this file, the buffers that are passed down are `receiveBuffer`, filled for this read, or an array
// that was taken out of its connection; neither is touched by anything that a handler can call, so spans made
// from them stay valid while the loop is handed to the handler.

extension LoopControl {
  /// Reads once and processes what came. Level-triggered epoll brings us back for more.
  mutating func readable<Handler: LoopHandler>(_ id: ConnectionID, _ handler: Handler) {
    // While reading pauses only a broken connection reports.
    if connections[id.slot].flags.contains(.isPaused) { return end(id) }
    let wire = connections[id.slot].wire
    let outcome = unsafe wire.read(into: UnsafeMutableRawBufferPointer(receiveBuffer))
    if wire.isWaiting { markDirty(id) }
    switch outcome {
    case .moved(let count):
      counters.bytesIn += UInt64(count)
      if count == Self.receiveBytes || wire.hasEnded { noteUnread(id) }
      unsafe process(UnsafeMutableBufferPointer(rebasing: receiveBuffer[..<count]), id, handler)
    case .blocked, .crossed: break
    case .ended: connections[id.slot].flags.contains(.peerEnded) ? end(id) : peerEnded(id)
    case .broken: end(id)
    }
  }

  /// Processes bytes of a connection in its present phase.
  @unsafe mutating func process<Handler: LoopHandler>(
    _ bytes: UnsafeMutableBufferPointer<UInt8>, _ id: ConnectionID, _ handler: Handler
  ) {
    switch connections[id.slot].phase {
    case .webSocket, .closing: unsafe processWebSocket(bytes, id, handler)
    case .http: unsafe processHTTP(UnsafeBufferPointer(bytes), id, handler)
    case .connecting: unsafe readHandshake(Span(_unsafeElements: UnsafeBufferPointer(bytes)), id)
    case .finishing, .lingering, .securing, .free: break
    }
  }

  /// The peer has ended its direction. An HTTP client may still want its answers.
  private mutating func peerEnded(_ id: ConnectionID) {
    connections[id.slot].flags.insert(.peerEnded)
    switch connections[id.slot].phase {
    case .http:
      if let exchange = connections[id.slot].http, !exchange.pending.isEmpty {
        exchange.isOver = true
        exchange.position = .between
        return updateInterest(id)
      }
      // Answered, and not yet sent.
      if !connections[id.slot].outbox.isEmpty { return finish(id) }
    case .finishing where !connections[id.slot].outbox.isEmpty: return updateInterest(id)
    default: break
    }
    end(id)
  }

  /// Messages, as many as the bytes have.
  @unsafe private mutating func processWebSocket<Handler: LoopHandler>(
    _ bytes: UnsafeMutableBufferPointer<UInt8>, _ id: ConnectionID, _ handler: Handler
  ) {
    connections[id.slot].since = nowMilliseconds
    connections[id.slot].flags.remove(.wasPinged)
    var span = unsafe MutableSpan(_unsafeElements: bytes)
    var offset = 0
    while true {
      switch connections[id.slot].decoder.next(&span, at: &offset) {
      case .needsMore: return
      case .message(let range, let isText):
        unsafe tell(UnsafeBufferPointer(rebasing: bytes[range]), isText, offset, bytes, id, handler)
      case .assembledMessage(let isText):
        let message = connections[id.slot].decoder.takeAssembled()
        if let inflater = connections[id.slot].decoder.inflater {
          counters.messagesInflated += inflater.takeCount()
        }
        unsafe message.withUnsafeBufferPointer { unsafe tell($0, isText, offset, bytes, id, handler) }
      case .ping(let payload):
        if connections[id.slot].phase == .webSocket { answerPing(payload, to: id) }
      case .pong: break
      case .close(let code, _): return peerClosed(id, code: code)
      case .failed(let failure):
        counters.protocolFailures += 1
        if failure == .tooBig, connections[id.slot].decoder.isPacked { counters.inflationsRefused += 1 }
        return failWebSocket(id, failure.closeCode)
      }
      guard connections.contains(id) else { return }
      let phase = connections[id.slot].phase
      guard phase == .webSocket || phase == .closing else { return }
    }
  }

  /// Hands one message to the handler; what stands behind it in `bytes` travels along if it is detached.
  @unsafe private mutating func tell<Handler: LoopHandler>(
    _ payload: UnsafeBufferPointer<UInt8>, _ isText: Bool, _ offset: Int,
    _ bytes: UnsafeMutableBufferPointer<UInt8>, _ id: ConnectionID, _ handler: Handler
  ) {
    guard connections[id.slot].phase == .webSocket else { return }
    counters.messagesIn += 1
    tellingMessage = id
    unsafe unreadRest = UnsafeBufferPointer(rebasing: bytes[offset...])
    let span = unsafe Span(_unsafeElements: payload)
    handler.message(span, isText: isText, on: id, &self)
    tellingMessage = nil
    unsafe unreadRest = UnsafeBufferPointer(start: nil, count: 0)
  }

  /// Continues a connection whose reading paused: parked bytes first, then the socket.
  mutating func resume<Handler: LoopHandler>(_ id: ConnectionID, _ handler: Handler) {
    guard connections.contains(id), connections[id.slot].flags.contains(.isResuming) else { return }
    connections[id.slot].flags.subtract([.isResuming, .isPaused])
    connections[id.slot].http?.beginStretch(nowMilliseconds)
    var parked = connections[id.slot].parked
    connections[id.slot].parked = []
    if !parked.isEmpty {
      unsafe parked.withUnsafeMutableBufferPointer { unsafe process($0, id, handler) }
    }
    guard connections.contains(id) else { return }
    updateInterest(id)
    noteUnread(id)
    arm(id)
  }
}
