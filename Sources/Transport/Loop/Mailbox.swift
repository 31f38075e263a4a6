// The way into a loop from other threads.

public import Synchronization

/// A bounded queue of values that any thread may fill and one loop empties.
///
/// The order of one sender is kept. Posting costs a lock and an append; the loop is woken only when it has not
/// been since it last looked.
public final class Mailbox<Message: Sendable>: Sendable {
  /// How many messages may wait.
  public let capacity: Int

  /// An empty mailbox.
  public init(capacity: Int) {
    self.capacity = capacity
  }

  /// Adds a message. False when the mailbox is full or its loop has ended: then nothing has happened.
  @discardableResult
  public func post(_ message: Message) -> Bool {
    preconditionFailure("not written yet")
  }
}
