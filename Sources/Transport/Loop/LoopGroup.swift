// The loops of a process: threads, listening sockets, mail, drain.

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
  /// Bind loop i to processor i modulo the processors that the process may use.
  public var pinsThreads = false

  /// Describes a group; an empty `listen` makes loops that only connect and adopt.
  public init(loopCount: Int = 1, listen: [PeerAddress] = [], limits: TransportLimits = TransportLimits()) {
    self.loopCount = loopCount
    self.listen = listen
    self.limits = limits
  }
}

/// A place in a group, known to a handler from its beginning.
public struct LoopSeat<Mail: Sendable>: Sendable {
  /// Which loop, from 0.
  public let index: Int
  /// The mailboxes of all loops; the handler's own is `mailboxes[index]`.
  public let mailboxes: [Mailbox<Mail>]
}

/// N loops on N threads.
public final class LoopGroup<Handler: LoopHandler>: Sendable {
  /// The addresses that are listened on, with the ports that were bound.
  public let addresses: [PeerAddress]
  /// The mailboxes, one per loop, for other threads.
  public let mailboxes: [Mailbox<Handler.Mail>]

  /// Binds, starts the threads and returns when every loop listens. `makeHandler` is called on the loop's own
  /// thread. Throws when an address cannot be bound; then nothing was started.
  public init(
    _ configuration: LoopGroupConfiguration,
    makeHandler: @escaping @Sendable (LoopSeat<Handler.Mail>) -> Handler
  ) throws(SystemError) {
    preconditionFailure("not written yet")
  }

  /// Posts to one loop; see `Mailbox.post`.
  @discardableResult
  public func post(_ mail: Handler.Mail, to loop: Int) -> Bool { mailboxes[loop].post(mail) }

  /// The totals of all loops, at most a second old while a loop is busy, exact after `join`.
  public func counters() -> [TransportCounters] {
    preconditionFailure("not written yet")
  }

  /// Stops accepting, tells every handler, and returns when no connection is left or `withinMilliseconds` have
  /// passed; what is open then is aborted and counted in the result. The threads have ended afterwards.
  @discardableResult
  public func drain(withinMilliseconds: Int64) -> Int {
    preconditionFailure("not written yet")
  }

  /// Ends the loops at once, aborting what is open, and waits for the threads.
  public func stop() {
    preconditionFailure("not written yet")
  }
}
