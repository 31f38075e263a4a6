// A server that belongs to another program ends with it, also when that program is killed and can tell nobody.

import Foundation

/// Waits for the end of standard input on a thread of its own.
///
/// Whoever starts the server holds the other end of a pipe and never writes to it. The system closes that end with the
/// process, however it ended. A signal on the parent's death would come with the death of the thread that started
/// the child, and not at all to a child that comes too late to ask for it.
enum InputWatch {
  /// Begins to wait. At the end of input the process gets SIGTERM, which it drains on.
  static func start() {
    let thread = Thread {
      while let bytes = try? FileHandle.standardInput.read(upToCount: 4_096), !bytes.isEmpty {}
      kill(getpid(), SIGTERM)
    }
    thread.name = "input"
    thread.start()
  }
}
