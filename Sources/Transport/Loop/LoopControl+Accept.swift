// New connections: paced, limited, and with a way out when no descriptor is left.

internal import CLinux

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

  /// Takes one connection off a queue and closes it, in place of the reserve.
  mutating func refuseOne(from socket: Int32) {
    guard reserve >= 0 else {
      reserve = clinux_open_null()
      return
    }
    clinux_close(reserve)
    var address = [UInt8](repeating: 0, count: 16)
    var port: UInt16 = 0
    // SAFETY: both outlive the call, which writes 16 bytes and one port.
    let refused = unsafe clinux_accept(socket, &address, &port)
    if refused >= 0 { clinux_close(refused) }
    reserve = clinux_open_null()
  }

  /// Listening sockets have names of generation 0, which no connection has.
  static func token(_ index: Int) -> UInt64 { UInt64(index) }
  static let bellToken = UInt64(UInt32.max)
}

extension LoopControl {
  /// Accepts what waits, but no more than a turn's share.
  mutating func accept(from socket: Int32, _ queue: inout AcceptQueue) {
    var address = [UInt8](repeating: 0, count: 16)
    var port: UInt16 = 0
    for _ in 0..<limits.acceptsPerTurnMax {
      guard hasRoom else { return queue.watch(false, with: poller) }
      // SAFETY: both outlive the call, which writes 16 bytes and one port.
      let result = unsafe clinux_accept(socket, &address, &port)
      if result < 0 {
        guard SystemError.isExhaustion(-result) else { return }
        counters.descriptorsExhausted += 1
        queue.refuseOne(from: socket)
        continue
      }
      let peer = PeerAddress(networkOrder: address, port: port)
      guard let id = insert(Wire(socket: result), peer: peer, phase: .http, interest: .read) else { continue }
      counters.accepted += 1
      if let tls {
        beginSecuring(id, tls.current)
      } else {
        connections[id.slot].http = HTTPExchange(limits: limits, now: nowMilliseconds)
      }
      arm(id)
    }
  }
}
