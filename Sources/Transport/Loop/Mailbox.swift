// The way into a loop from other threads.

internal import CLinux
import Synchronization

/// A bounded queue of values that any thread may fill and one loop empties.
///
/// The order of one sender is kept. Posting costs a lock and an append; the loop is woken only when it has not
/// been since it last looked.
public final class Mailbox<Message: Sendable>: Sendable {
  /// How many messages may wait.
  public let capacity: Int

  private struct Contents {
    var messages: [Message] = []
    var isClosed = false
  }

  private let contents = Lock(Contents())
  let bell: Bell

  /// An empty mailbox.
  public init(capacity: Int) throws(SystemError) {
    precondition(capacity > 0, "a mailbox holds something")
    self.capacity = capacity
    self.bell = try Bell()
  }

  /// Adds a message. False when the mailbox is full or its loop has ended: then nothing has happened.
  @discardableResult
  public func post(_ message: Message) -> Bool {
    let isAdded = contents.withLock { contents in
      guard !contents.isClosed, contents.messages.count < capacity else { return false }
      contents.messages.append(message)
      return true
    }
    if isAdded { bell.ring() }
    return isAdded
  }

  /// Exchanges the messages for an empty array, whose capacity is used for the next ones.
  func take(into messages: inout [Message]) {
    messages.removeAll(keepingCapacity: messages.capacity <= 4096)
    contents.withLock { swap(&$0.messages, &messages) }
  }

  /// Refuses messages from now on and drops those that wait (a detached connection in them closes its socket).
  func close() {
    let dropped = contents.withLock { contents in
      contents.isClosed = true
      let messages = contents.messages
      contents.messages = []
      return messages
    }
    _ = consume dropped
  }
}

/// Wakes a loop that waits in epoll: an eventfd that is raised once until the loop has answered.
final class Bell: Sendable {
  private let descriptor: Descriptor
  private let isRung = Atomic(false)

  init() throws(SystemError) {
    descriptor = Descriptor(owning: try SystemError.check(clinux_eventfd(), "open an event descriptor"))
  }

  /// What the loop watches.
  var number: Int32 { descriptor.number }

  /// Any thread: wakes the loop unless it is being woken.
  func ring() {
    if !isRung.exchange(true, ordering: .acquiringAndReleasing) { clinux_eventfd_raise(descriptor.number) }
  }

  /// The loop: hears the bell, before it looks into what may have been posted.
  func answer() {
    clinux_eventfd_lower(descriptor.number)
    isRung.store(false, ordering: .sequentiallyConsistent)
  }
}
