// The loops of a process: threads, listening sockets, mail, drain.

import Synchronization

/// How a group of loops is to be started.
public struct LoopGroupConfiguration: Sendable {
  /// The number of loops, each with its thread.
  public var loopCount: Int
  /// Where to listen. All loops serve all of them. Port 0 takes a free one; see `LoopGroup.addresses`.
  public var listen: [PeerAddress]
  /// The limits of every loop's connections.
  public var limits: TransportLimits
  /// How many messages may wait in each loop's mailbox.
  public var mailboxCapacity = 65_536
  /// The certificate for every address that is listened on; nil to speak without TLS.
  public var tls: TLSServerContext?
  /// Bind loop i to processor i modulo the processors that the process may use.
  public var pinsThreads = false

  /// Describes a group; an empty `listen` makes loops that only connect and adopt.
  public init(
    loopCount: Int = 1, listen: [PeerAddress] = [], limits: TransportLimits = TransportLimits(),
    tls: TLSServerContext? = nil
  ) {
    self.loopCount = loopCount
    self.listen = listen
    self.limits = limits
    self.tls = tls
  }
}

/// A place in a group, known to a handler from its beginning.
public struct LoopSeat<Mail: Sendable>: Sendable {
  /// Which loop, from 0.
  public let index: Int
  /// The mailboxes of all loops; the handler's own is `mailboxes[index]`.
  public let mailboxes: [Mailbox<Mail>]
}

/// N loops on N threads. Letting go of a running group stops it.
public final class LoopGroup<Handler: LoopHandler>: Sendable {
  /// The addresses that are listened on, with the ports that were bound.
  public let addresses: [PeerAddress]
  /// The mailboxes, one per loop, for other threads.
  public let mailboxes: [Mailbox<Handler.Mail>]

  private let shared: [LoopShared]
  private let threads: Lock<[LoopThread]>
  private let tls: TLSSlot?

  /// Binds and starts the threads; connections are accepted from the return on. `makeHandler` is called on the
  /// loop's own thread. Throws when an address cannot be bound; then nothing was started.
  public init(
    _ configuration: LoopGroupConfiguration,
    makeHandler: @escaping @Sendable (LoopSeat<Handler.Mail>) -> Handler
  ) throws(SystemError) {
    let count = configuration.loopCount
    precondition(count > 0, "a group has a loop")
    var mailboxes: [Mailbox<Handler.Mail>] = []
    for _ in 0..<count { mailboxes.append(try Mailbox(capacity: configuration.mailboxCapacity)) }
    var listening = ListeningSockets(loopCount: count)
    for address in configuration.listen { try listening.bind(address) }
    self.addresses = listening.addresses
    self.mailboxes = mailboxes
    self.shared = (0..<count).map { _ in LoopShared() }
    self.threads = Lock([])
    self.tls = configuration.tls.map { TLSSlot($0) }

    let total = ConnectionTotal()
    var threads: [LoopThread] = []
    for index in 0..<count {
      // The loop's own state is made here, where failing is still possible, and carried to its thread.
      let control = try LoopControl(index: index, limits: configuration.limits, tls: tls, total: total)
      let parcel = LoopParcel(control: control, accepting: AcceptQueue(owning: listening.take(index)))
      let seat = LoopSeat(index: index, mailboxes: mailboxes)
      let (shared, pins) = (shared[index], configuration.pinsThreads)
      let thread = LoopThread(name: "loop \(index)", processor: pins ? index : nil) {
        var loop = parcel.unpack(
          mailbox: seat.mailboxes[seat.index], shared: shared, handler: makeHandler(seat))
        loop.run()
      }
      threads.append(thread)
    }
    for thread in threads { thread.start() }
    self.threads.withLock { $0 = threads }
  }

  deinit { stop() }

  /// Posts to one loop; see `Mailbox.post`.
  @discardableResult
  public func post(_ mail: Handler.Mail, to loop: Int) -> Bool { mailboxes[loop].post(mail) }

  /// The totals of each loop as of the end of its last turn.
  public func counters() -> [TransportCounters] { shared.map(\.counters) }

  /// Stops accepting, tells every handler, and returns when no connection is left or `withinMilliseconds` have
  /// passed; what is open then is aborted, and its number is the result. The threads have ended afterwards.
  @discardableResult
  public func drain(withinMilliseconds: Int64) -> Int {
    command(.drain)
    let deadline = SystemClock.monotonicMilliseconds() + withinMilliseconds
    var left = 0
    for thread in threads.withLock({ $0 }) where !thread.waitUntilEnded(deadline: deadline) { left += 1 }
    let open = left == 0 ? 0 : counters().reduce(0) { $0 + $1.connections }
    stop()
    return open
  }

  /// Ends the loops at once, aborting what is open, and waits for the threads. Not to be called on a loop.
  public func stop() {
    command(.stop)
    for thread in threads.withLock({ $0 }) { thread.join() }
  }

  /// Uses another certificate for all handshakes that begin from now on, in every loop. Connections that stand,
  /// or are shaking hands, keep theirs. Any thread. The group must have been started with TLS.
  public func replaceTLS(_ context: TLSServerContext) {
    guard let tls else { preconditionFailure("a group that listens without TLS cannot begin to") }
    tls.replace(context)
  }

  private func command(_ command: LoopCommand) {
    for index in mailboxes.indices {
      shared[index].command.max(command.rawValue, ordering: .releasing)
      mailboxes[index].bell.ring()
    }
  }
}
