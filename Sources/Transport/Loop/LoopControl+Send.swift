// Messages out: queued here, written once per turn.

extension LoopControl {
  /// Queues a text message, which must be UTF-8. Written at the end of the turn, all messages of the turn in
  /// one system call. O(bytes), no allocation while the queue's block is large enough.
  @discardableResult
  public mutating func send(text: Span<UInt8>, to connection: ConnectionID) -> SendResult {
    enqueue(.text, text, to: connection)
  }

  /// Queues a text message.
  @discardableResult
  public mutating func send(text: String, to connection: ConnectionID) -> SendResult {
    let bytes = Array(text.utf8)
    return enqueue(.text, bytes.span, to: connection)
  }

  /// Queues a binary message.
  @discardableResult
  public mutating func send(binary: Span<UInt8>, to connection: ConnectionID) -> SendResult {
    enqueue(.binary, binary, to: connection)
  }

  /// Queues a message that was encoded once with `WebSocketFrame.encode` for many connections of the server
  /// role; for connections of the client role it is encoded again, because masks are theirs alone. To a server's
  /// connections it goes as it is, also where packing was agreed on: copied when it is short, and otherwise kept once
  /// for all queues. No allocation for a short one while the queue's block is large enough.
  @discardableResult
  public mutating func send(frame: borrowing WebSocketFrame, to connection: ConnectionID) -> SendResult {
    guard admits(frame.bytes.count, connection) else { return .refused }
    if connections[connection.slot].isClient {
      let payload = frame.bytes.span.extracting(frame.payloadStart..<frame.bytes.count)
      return enqueue(frame.isText ? .text : .binary, payload, to: connection)
    }
    connections[connection.slot].outbox.append(shared: frame.bytes, pool: &pool)
    counters.queuedBytes += frame.bytes.count
    return queued(connection)
  }

  /// The bytes that wait to be written to this connection.
  public func outboundBytes(of connection: ConnectionID) -> Int {
    connections.contains(connection) ? connections[connection.slot].outbox.count : 0
  }

  private mutating func enqueue(
    _ opcode: WebSocketDecoder.Opcode, _ payload: Span<UInt8>, to id: ConnectionID
  ) -> SendResult {
    guard admits(payload.count, id) else { return .refused }
    appendFrame(opcode, payload, to: id)
    return queued(id)
  }

  /// Whether a message may be queued. A queue that would pass the hard limit is closed instead: its reader
  /// does not read, and memory is for the others.
  private mutating func admits(_ bytes: Int, _ id: ConnectionID) -> Bool {
    guard isOpenWebSocket(id) else { return false }
    guard connections[id.slot].outbox.count + bytes + 14 > limits.outboundHardBytes else { return true }
    counters.slowReadersClosed += 1
    failWebSocket(id, limits.slowReaderCode)
    return false
  }

  private mutating func queued(_ id: ConnectionID) -> SendResult {
    counters.messagesOut += 1
    markDirty(id)
    guard connections[id.slot].outbox.count > limits.outboundHighBytes else { return .queued }
    if !connections[id.slot].flags.contains(.wasToldBlocked) {
      connections[id.slot].flags.insert(.wasToldBlocked)
      notices.append(.blocked(id))
    }
    return .queuedOverMark
  }

  /// Queues a frame of any kind without looking at limits.
  mutating func appendFrame(_ opcode: WebSocketDecoder.Opcode, _ payload: Span<UInt8>, to id: ConnectionID) {
    let before = connections[id.slot].outbox.count
    let mask = connections[id.slot].isClient ? masks.next() : nil
    if opcode.isControl || !appendPacked(opcode, payload, mask, to: id) {
      connections[id.slot].outbox.append(opcode, payload, mask: mask, pool: &pool)
    }
    counters.queuedBytes += connections[id.slot].outbox.count - before
  }

  /// Queues the answer to a ping, unless pongs pile up: whoever pings without reading is not answered.
  mutating func answerPing(_ payload: [UInt8], to id: ConnectionID) {
    guard connections[id.slot].outbox.count < limits.outboundHighBytes else { return }
    appendFrame(.pong, payload.span, to: id)
    markDirty(id)
  }

  mutating func markDirty(_ id: ConnectionID) {
    guard !connections[id.slot].flags.contains(.isDirty) else { return }
    connections[id.slot].flags.insert(.isDirty)
    dirty.append(id)
  }
}

/// What became of a message that was to be sent.
public enum SendResult: Sendable {
  /// Queued.
  case queued
  /// Queued, and the queue is over its mark: `outboundBlocked` has been or will be called.
  case queuedOverMark
  /// Not queued: no such open WebSocket, or its queue is full and it is being closed.
  case refused
}
