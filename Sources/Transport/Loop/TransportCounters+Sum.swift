// The totals of several loops.

extension TransportCounters {
  /// Adds the totals and levels of another loop.
  public static func += (total: inout TransportCounters, other: TransportCounters) {
    total.accepted += other.accepted
    total.connectionsRefused += other.connectionsRefused
    total.connectsBegun += other.connectsBegun
    total.closed += other.closed
    total.adopted += other.adopted
    total.detached += other.detached
    total.descriptorsExhausted += other.descriptorsExhausted
    total.bytesIn += other.bytesIn
    total.bytesOut += other.bytesOut
    total.flushes += other.flushes
    total.requests += other.requests
    total.requestsRefused += other.requestsRefused
    total.messagesIn += other.messagesIn
    total.messagesOut += other.messagesOut
    total.messagesInflated += other.messagesInflated
    total.messagesDeflated += other.messagesDeflated
    total.inflationsRefused += other.inflationsRefused
    total.protocolFailures += other.protocolFailures
    total.slowReadersClosed += other.slowReadersClosed
    total.timeouts += other.timeouts
    total.handshakesBegun += other.handshakesBegun
    total.handshakesFailed += other.handshakesFailed
    total.handshakesNotTLS += other.handshakesNotTLS
    total.handshakesResumed += other.handshakesResumed
    total.handshakesInFlight += other.handshakesInFlight
    total.turns += other.turns
    total.connections += other.connections
    total.webSockets += other.webSockets
    total.queuedBytes += other.queuedBytes
  }
}
