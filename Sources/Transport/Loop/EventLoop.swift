// One thread, one epoll, its connections: the turn of the loop, readable from top to bottom.

import Synchronization

/// What the group asks of a loop.
enum LoopCommand: UInt8 {
  case run
  case drain
  case stop
}

/// What a loop shares with other threads.
final class LoopShared: Sendable {
  let command = Atomic<UInt8>(LoopCommand.run.rawValue)
  private let published = Lock(TransportCounters())

  func publish(_ counters: TransportCounters) { published.withLock { $0 = counters } }
  var counters: TransportCounters { published.withLock { $0 } }
}

/// Runs one loop on the calling thread until it is told to stop, or is drained.
struct EventLoop<Handler: LoopHandler>: ~Copyable {
  private var control: LoopControl
  private var accepting: AcceptQueue
  private let mailbox: Mailbox<Handler.Mail>
  private let shared: LoopShared
  private let handler: Handler
  private var mail: [Handler.Mail] = []
  private var slow: [ConnectionID] = []

  init(
    control: consuming LoopControl, accepting: consuming AcceptQueue, mailbox: Mailbox<Handler.Mail>,
    shared: LoopShared, handler: Handler
  ) {
    self.control = control
    self.accepting = accepting
    self.mailbox = mailbox
    self.shared = shared
    self.handler = handler
  }

  /// The life of a loop.
  mutating func run() {
    let watchesBell = control.poller.add(mailbox.bell.number, .read, token: AcceptQueue.bellToken)
    let watchesAlarm = control.alarm.watch(with: control.poller)
    precondition(watchesBell && watchesAlarm, "a new epoll instance takes an event descriptor and a timer")
    accepting.watch(true, with: control.poller)
    handler.loopStarted(&control)
    control.deliverNotices(handler)
    while true {
      turn()
      let command = LoopCommand(rawValue: shared.command.load(ordering: .acquiring)) ?? .run
      if command == .stop { break }
      if command == .drain, !control.isDraining { beginDraining() }
      if control.isDraining, control.isAtRest { break }
    }
    control.endAll()
    control.deliverNotices(handler)
    mailbox.close()
    shared.publish(control.counters)
  }

  /// Waits, tells what happened, lets the handler queue, writes.
  private mutating func turn() {
    let count = control.wait()
    control.nowMilliseconds = SystemClock.monotonicMilliseconds()
    control.counters.turns += 1
    control.handshakeSteps = 0
    var isBellRung = false
    for index in 0..<count {
      let event = control.poller.event(index)
      if event.token == AcceptQueue.bellToken {
        isBellRung = true
      } else if event.token == LoopAlarm.token {
        control.alarm.answer()
      } else if event.token < UInt64(accepting.sockets.count) {
        control.accept(from: accepting.sockets[Int(event.token)], &accepting, handler)
      } else {
        control.dispatch(event, handler)
      }
      control.deliverNotices(handler)
    }
    control.readUnread(handler)
    if isBellRung { takeMail() }
    control.fireTimers(handler)
    control.expireDeadlines(slow: &slow)
    control.refuseSlow(slow, handler)
    slow.removeAll(keepingCapacity: true)
    control.deliverNotices(handler)
    handler.turnEnded(&control)
    control.deliverNotices(handler)
    // Published before the bytes leave, so that whoever has seen an answer finds it counted.
    shared.publish(control.counters)
    if !control.dirty.isEmpty {
      control.flushDirty()
      control.deliverNotices(handler)
      shared.publish(control.counters)
    }
    if !control.isDraining { accepting.watch(control.mayAccept, with: control.poller) }
  }

  private mutating func takeMail() {
    mailbox.bell.answer()
    mailbox.take(into: &mail)
    for index in mail.indices {
      handler.mail(mail[index], &control)
      control.deliverNotices(handler)
    }
    mail.removeAll(keepingCapacity: true)
  }

  private mutating func beginDraining() {
    control.isDraining = true
    accepting.close(with: control.poller)
    control.finishIdle()
    handler.draining(&control)
    control.deliverNotices(handler)
    control.flushDirty()
    control.deliverNotices(handler)
  }
}
