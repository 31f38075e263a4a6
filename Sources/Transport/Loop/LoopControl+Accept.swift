// New connections: paced, limited, and with a way out when no descriptor is left.

internal import CLinux
import Synchronization

/// The listening sockets of one loop.
struct AcceptQueue: ~Copyable {
  private(set) var sockets: [Int32]
  /// Given up for a moment to refuse a connection when descriptors have run out: without it the listen queue
  /// could neither be served nor emptied, and level-triggered epoll would spin on it.
  private var reserve: Int32
  private(set) var isWatched = false

  init(owning sockets: [Int32]) {
    self.sockets = sockets
    self.reserve = clinux_open_null()
  }

  deinit {
    for socket in sockets { clinux_close(socket) }
    if reserve >= 0 { clinux_close(reserve) }
  }

  /// Watches the sockets, or leaves new connections in the listen queue.
  mutating func watch(_ wanted: Bool, with poller: borrowing Poller) {
    guard wanted != isWatched else { return }
    isWatched = wanted
    for index in sockets.indices {
      if wanted {
        _ = poller.add(sockets[index], .read, token: Self.token(index))
      } else {
        poller.remove(sockets[index])
      }
    }
  }

  /// Accepts nothing any more; what waits in the listen queue is refused by the kernel.
  mutating func close(with poller: borrowing Poller) {
    watch(false, with: poller)
    for socket in sockets { clinux_close(socket) }
    sockets = []
  }

  /// Takes one connection off a queue and closes it, in place of the reserve. Returns what `accept` did: -errno when it
  /// failed even so.
  mutating func refuseOne(from socket: Int32) -> Int32 {
    if reserve >= 0 { clinux_close(reserve) }
    var address = [UInt8](repeating: 0, count: 16)
    var port: UInt16 = 0
    // SAFETY: both outlive the call, which writes 16 bytes and one port.
    let refused = unsafe clinux_accept(socket, &address, &port)
    if refused >= 0 { clinux_close(refused) }
    // Somebody else may have taken its place; the next time finds that out.
    reserve = clinux_open_null()
    return refused
  }

  /// Listening sockets have names of generation 0, which no connection has.
  static func token(_ index: Int) -> UInt64 { UInt64(index) }
  static let bellToken = UInt64(UInt32.max)
}

/// How many connections a group has, over all of its loops.
final class ConnectionTotal: Sendable {
  private let count = Atomic(0)

  var now: Int { count.load(ordering: .relaxed) }
  func add(_ change: Int) { count.add(change, ordering: .relaxed) }
}

extension LoopControl {
  /// How long nobody is accepted when not even the reserve helps.
  private static let acceptPauseMilliseconds: Int64 = 100

  /// Whether the group has as many connections as it may have.
  private var isFull: Bool { total.now >= limits.connectionsMax }

  /// Whether those who want to connect are to be listened to now. Those who are one too many are, to be told.
  var mayAccept: Bool { !isPressed && nowMilliseconds >= acceptsAgainAt }

  /// Accepts what waits, but no more than a turn's share.
  mutating func accept<Handler: LoopHandler>(
    from socket: Int32, _ queue: inout AcceptQueue, _ handler: Handler
  ) {
    var address = [UInt8](repeating: 0, count: 16)
    var port: UInt16 = 0
    for _ in 0..<limits.acceptsPerTurnMax {
      guard mayAccept else { return queue.watch(false, with: poller) }
      // SAFETY: both outlive the call, which writes 16 bytes and one port.
      let result = unsafe clinux_accept(socket, &address, &port)
      if result < 0 {
        guard SystemError.isExhaustion(-result), refuseOne(from: socket, &queue) else { return }
        continue
      }
      let peer = PeerAddress(networkOrder: address, port: port)
      if isFull { refuse(Wire(socket: result), peer, handler) } else { admit(Wire(socket: result), peer) }
    }
  }

  private mutating func admit(_ wire: Wire, _ peer: PeerAddress) {
    guard let id = insert(wire, peer: peer, phase: .http, interest: .read) else { return }
    counters.accepted += 1
    if let tls {
      beginSecuring(id, tls.current)
    } else {
      connections[id.slot].http = HTTPExchange(limits: limits, now: nowMilliseconds)
    }
    arm(id)
  }

  /// Tells somebody that there is no room, as far as that costs next to nothing.
  private mutating func refuse<Handler: LoopHandler>(
    _ wire: Wire, _ peer: PeerAddress, _ handler: Handler
  ) {
    counters.accepted += 1
    counters.connectionsRefused += 1
    guard tls == nil, total.now < limits.connectionsMax + limits.refusalsAtOnceMax else {
      var wire = wire
      counters.closed += 1
      return wire.close(isComplete: false)
    }
    guard let id = insert(wire, peer: peer, phase: .http, interest: .read) else {
      counters.closed += 1
      return
    }
    var answer: [UInt8] = []
    HTTPResponseEncoder.append(
      handler.fullAnswer(), isHead: false, minorVersion: 1, closes: true, date: date.current(), to: &answer)
    appendRaw(answer, to: id)
    finish(id)
  }

  /// No descriptor is left for the next in line, who is sent away. False when there is nobody, or not even the reserve
  /// helps: then nobody is accepted for a moment, which would only be spent on finding the same again and again.
  private mutating func refuseOne(from socket: Int32, _ queue: inout AcceptQueue) -> Bool {
    counters.descriptorsExhausted += 1
    let result = queue.refuseOne(from: socket)
    if result < 0, SystemError.isExhaustion(-result) {
      acceptsAgainAt = nowMilliseconds + Self.acceptPauseMilliseconds
      queue.watch(false, with: poller)
    }
    return result >= 0
  }
}
