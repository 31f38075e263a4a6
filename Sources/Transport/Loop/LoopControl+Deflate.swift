// Packed messages in the loop: who packs for whom.

extension LoopControl {
  /// The packed form of a larger message is not kept for the next one.
  static let packedBytesMax = 256 * 1024

  /// Makes a fresh WebSocket read and write packed messages as was agreed on.
  mutating func pack(_ id: ConnectionID, _ agreement: DeflateAgreement) {
    guard let limits = limits.deflate else { return }
    connections[id.slot].decoder.inflater = MessageInflater(agreement, limits)
    guard agreement.mayCompress else { return }
    if agreement.keepsContext {
      connections[id.slot].deflater = MessageDeflater(
        windowBits: agreement.windowBits, keepsContext: true, limits)
    } else {
      connections[id.slot].deflater = sharedDeflater(agreement.windowBits, limits)
    }
  }

  /// Queues the packed form of a message; false when it is to be sent as it is.
  mutating func appendPacked(
    _ opcode: WebSocketDecoder.Opcode, _ payload: Span<UInt8>, _ mask: UInt32?, to id: ConnectionID
  ) -> Bool {
    guard let deflater = connections[id.slot].deflater else { return false }
    // Taken out of this value while it is read, so that the queue may change meanwhile.
    var output = packed
    packed = []
    let count = deflater.deflate(payload, into: &output)
    if let count {
      let short = output.span.extracting(0..<count)
      connections[id.slot].outbox.append(opcode, short, mask: mask, isPacked: true, pool: &pool)
      counters.messagesDeflated += 1
    }
    if output.count <= Self.packedBytesMax { packed = output }
    return count != nil
  }

  /// What a connection from another loop packs with here: its own context comes along, a shared one stays there. A loop
  /// that packs nothing by itself goes on with what was agreed on.
  mutating func own(_ deflater: MessageDeflater) -> MessageDeflater {
    deflater.keepsContext
      ? deflater : sharedDeflater(deflater.windowBits, limits.deflate ?? DeflateLimits())
  }

  /// Without context a message is packed in one go, so that one deflater serves all connections of the loop.
  private mutating func sharedDeflater(_ windowBits: Int, _ limits: DeflateLimits) -> MessageDeflater {
    if sharedDeflaters.isEmpty { sharedDeflaters = [MessageDeflater?](repeating: nil, count: 16) }
    if let shared = sharedDeflaters[windowBits] { return shared }
    let fresh = MessageDeflater(windowBits: windowBits, keepsContext: false, limits)
    sharedDeflaters[windowBits] = fresh
    return fresh
  }
}
