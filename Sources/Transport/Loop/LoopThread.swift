// Threads, and what is carried to them.

internal import CLinux
internal import Glibc
import Synchronization

/// A thread that runs one closure once.
final class LoopThread: Sendable {
  private struct State {
    var handle: pthread_t?
    var isJoined = false
  }

  private let name: String
  private let processor: Int?
  private let body: @Sendable () -> Void
  private let state = Lock(State())
  private let hasEnded = Atomic(false)

  init(name: String, processor: Int?, body: @escaping @Sendable () -> Void) {
    self.name = name
    self.processor = processor
    self.body = body
  }

  /// Starts the thread. A system that has no thread left at start is no place for a daemon.
  ///
  /// SAFETY: the thread gets one retained reference to this object and gives it back by `takeRetainedValue`.
  func start() {
    let argument = unsafe Unmanaged.passRetained(self).toOpaque()
    var handle = pthread_t()
    let result = unsafe pthread_create(
      &handle, nil,
      { argument in
        guard let argument = unsafe argument else { return nil }
        unsafe Unmanaged<LoopThread>.fromOpaque(argument).takeRetainedValue().run()
        return nil
      }, argument)
    precondition(result == 0, "no thread could be started")
    state.withLock { $0.handle = handle }
  }

  private func run() {
    unsafe name.withCString { unsafe clinux_name_thread($0) }
    if let processor { _ = clinux_pin_thread(Int32(processor)) }
    body()
    hasEnded.store(true, ordering: .releasing)
  }

  /// Waits until the body has returned; false when the deadline came first.
  func waitUntilEnded(deadline: Int64) -> Bool {
    while !hasEnded.load(ordering: .acquiring) {
      if SystemClock.monotonicMilliseconds() >= deadline { return false }
      usleep(1000)
    }
    return true
  }

  /// Waits for the thread, once; later calls return at once.
  func join() {
    let handle = state.withLock { state -> pthread_t? in
      defer { state.isJoined = true }
      return state.isJoined ? nil : state.handle
    }
    if let handle { pthread_join(handle, nil) }
  }
}

/// What a loop owns, on its way to the loop's thread.
///
/// Unchecked, because the contents belong to one thread at a time: the one that starts the loop makes them and
/// forgets them, the loop's thread takes them, and starting the thread lies in between.
final class LoopParcel: @unchecked Sendable {
  private var control: LoopControl?
  private var accepting: AcceptQueue?

  init(control: consuming LoopControl, accepting: consuming AcceptQueue) {
    self.control = consume control
    self.accepting = consume accepting
  }

  /// Makes the loop of the contents, once.
  func unpack<Handler: LoopHandler>(
    mailbox: Mailbox<Handler.Mail>, shared: LoopShared, handler: Handler
  ) -> EventLoop<Handler> {
    guard let control = control.take(), let accepting = accepting.take() else {
      preconditionFailure("a loop is started once")
    }
    return EventLoop(
      control: control, accepting: accepting, mailbox: mailbox, shared: shared, handler: handler)
  }
}

/// Listening sockets before their loops exist; closed with this value as far as they were not taken.
struct ListeningSockets: ~Copyable {
  private var sockets: [[Int32]]
  private(set) var addresses: [PeerAddress] = []

  init(loopCount: Int) { sockets = [[Int32]](repeating: [], count: loopCount) }

  deinit {
    for socket in sockets.joined() { clinux_close(socket) }
  }

  mutating func bind(_ address: PeerAddress) throws(SystemError) {
    let (bound, one) = try Listener.bind(address, count: sockets.count)
    addresses.append(bound)
    for index in one.indices { sockets[index].append(one[index]) }
  }

  /// The sockets of one loop, whose owner the caller becomes.
  mutating func take(_ loop: Int) -> [Int32] {
    defer { sockets[loop] = [] }
    return sockets[loop]
  }
}
