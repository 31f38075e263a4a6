// Moving what is committed from the write-ahead log into the file, beside the commits instead of within them.

internal import Dispatch
internal import Foundation

/// A thread that checkpoints a file for the one connection that writes it.
///
/// SQLite by itself checkpoints at the end of whichever commit has made the log long, and that commit waits for two more
/// flushes. Here the commit only says how long the log is (`SQLiteConnection.watchLog`); a thread with a connection of
/// its own does the work, which SQLite lets happen while others read and write. A log can begin anew only when all of it
/// was moved and nobody writes meanwhile. When that has not come about by itself for long, a commit moves the rest,
/// which is little.
final class SQLiteCheckpoints: Sendable {
  /// The thread is woken when the log has this many pages: SQLite's own usual limit.
  static let pagesMin: Int32 = 1000
  /// A commit moves the rest when the log has this many pages.
  static let pagesMax: Int32 = 16_000

  private let wake = DispatchSemaphore(value: 0)
  private let ended = DispatchSemaphore(value: 0)
  private let isOver = Guarded(false)

  /// Starts the thread.
  /// - Parameter connection: to the file, for this thread alone; nobody else keeps it.
  init(_ connection: sending SQLiteConnection) {
    let owned = Guarded<SQLiteConnection?>(connection)
    let thread = Thread { [self] in
      while true {
        wake.wait()
        if isOver.withLock({ $0 }) { break }
        owned.withLock { $0?.checkpoint() }
      }
      owned.withLock { $0 = nil }
      ended.signal()
    }
    thread.name = "geod-checkpoint"
    thread.start()
  }

  /// A commit has made the log this long.
  /// - Returns: whether the commit has to move the rest itself.
  func committed(pages: Int32) -> Bool {
    if pages >= Self.pagesMin { wake.signal() }
    return pages >= Self.pagesMax
  }

  /// Ends the thread and waits for it.
  func stop() {
    isOver.withLock { $0 = true }
    wake.signal()
    ended.wait()
    ended.signal()
  }
}
