// The loop as its handler sees it, and the state behind it. What a handler may ask is in the extensions:
// +Respond, +Send, +Close, +Detach, +Connect; what the loop does on its own is in EventLoop and its rooms.

/// One loop's connections, clock and queues. Passed to every callback of the handler; it cannot be copied or
/// kept, so nothing outside the loop's thread can reach a connection.
///
/// Calls that name a connection that is gone do nothing. No call blocks, and none calls the handler: what a
/// call causes is noted and told when the running callback has returned.
///
/// SAFETY: `receiveBuffer` is `receiveBytes` long, belongs to this value and is freed with it. `unreadRest`
/// points into it, or into the array that is being processed, and is empty outside of `message` callbacks.
@safe public struct LoopControl: ~Copyable {
  /// Which loop of its group this is, from 0.
  public let index: Int
  /// The limits of this loop's connections.
  public let limits: TransportLimits
  /// Monotonic milliseconds, read once per turn.
  public internal(set) var nowMilliseconds: Int64
  /// Running totals of this loop since its start.
  public internal(set) var counters = TransportCounters()
  /// Whether the group drains: nothing is accepted, and every HTTP answer closes its connection.
  public internal(set) var isDraining = false

  /// What happened and is to be told, in order.
  enum Notice {
    case opened(ConnectionID)
    case closed(ConnectionID, code: UInt16?)
    case connectFailed(ConnectionID, ConnectFailure)
    case blocked(ConnectionID)
    case drained(ConnectionID)
    /// Parked bytes may be processed and reading goes on.
    case resume(ConnectionID)
  }

  static let receiveBytes = 64 * 1024

  /// The certificate for new connections; nil to speak without TLS.
  let tls: TLSSlot?
  /// The connections of all loops of the group.
  let total: ConnectionTotal
  let poller: Poller
  /// Wakes the loop for its next deadline.
  var alarm: LoopAlarm
  var connections = ConnectionSlab()
  var wheel: DeadlineWheel
  var dueEntries: [DeadlineWheel.Entry] = []
  var timers = TimerHeap()
  var notices: [Notice] = []
  /// Connections with something to write at the end of the turn.
  var dirty: [ConnectionID] = []
  /// Connections whose wires have bytes that epoll does not see.
  var unread: [ConnectionID] = []
  /// When so many TLS handshakes were unfinished that nobody was accepted; long ago when that never was.
  var pressedAt = Int64.min / 2
  /// Until when nobody is accepted, because not even somebody could be sent away.
  var acceptsAgainAt = Int64.min
  /// Steps of TLS handshakes in this turn.
  var handshakeSteps = 0
  var pool = BlockPool()
  var masks = MaskSource()
  var date = DateCache()
  var scratch: [UInt8] = []
  /// The packed form of the message that is being queued.
  var packed: [UInt8] = []
  /// For the connections that keep no context, by the bits of their windows.
  var sharedDeflaters: [MessageDeflater?] = []
  let receiveBuffer: UnsafeMutableBufferPointer<UInt8>
  /// Whose message is being told, and what was read behind it.
  var tellingMessage: ConnectionID?
  var unreadRest = unsafe UnsafeBufferPointer<UInt8>(start: nil, count: 0)

  init(
    index: Int, limits: TransportLimits, tls: TLSSlot? = nil, total: ConnectionTotal = ConnectionTotal()
  ) throws(SystemError) {
    // Both before anything else: what cannot be copied cannot be left half made.
    let poller = try Poller()
    let alarm = try LoopAlarm()
    self.index = index
    self.total = total
    self.tls = tls
    self.limits = limits
    limits.deflate?.check()
    self.poller = poller
    self.alarm = alarm
    let now = SystemClock.monotonicMilliseconds()
    self.nowMilliseconds = now
    self.wheel = DeadlineWheel(now: now)
    unsafe self.receiveBuffer = .allocate(capacity: Self.receiveBytes)
    unsafe self.receiveBuffer.initialize(repeating: 0)
  }

  deinit { unsafe receiveBuffer.deallocate() }
}

extension LoopControl {
  /// Calls `timer` with this token after at least so many milliseconds. Timers cannot be taken back: the
  /// handler ignores tokens that it does not expect any more. O(log timers).
  public mutating func schedule(afterMilliseconds delay: Int64, token: UInt64) {
    timers.insert(token: token, at: nowMilliseconds + max(0, delay))
  }

  /// Who is at the other end; nil when the connection is gone.
  public func peer(of connection: ConnectionID) -> PeerAddress? {
    connections.contains(connection) ? connections[connection.slot].peer : nil
  }

  /// Whether this names an open WebSocket (not one in its close handshake).
  public func isOpenWebSocket(_ connection: ConnectionID) -> Bool {
    connections.contains(connection) && connections[connection.slot].phase == .webSocket
  }
}

/// Masks for the client role (RFC 6455 section 5.3: unpredictable), drawn from the system in blocks.
struct MaskSource {
  private var bytes: [UInt8] = []

  mutating func next() -> UInt32 {
    if bytes.count < 4 { bytes = SecureRandom.bytes(1024) }
    var mask: UInt32 = 0
    for _ in 0..<4 { mask = mask << 8 | UInt32(bytes.removeLast()) }
    return mask
  }
}

/// The Date field, made once per second.
struct DateCache {
  private var second: Int64 = .min
  private var text: [UInt8] = []

  mutating func current() -> [UInt8] {
    let now = SystemClock.unixSeconds()
    if now != second {
      second = now
      text = Array(HTTPDate.text(unixSeconds: now).utf8)
    }
    return text
  }
}
