// What a cluster may suffer: orderly and sudden ends, and being silent for a while.

import Foundation
import TestPrograms

extension PostgresCluster {
  /// Ends it in order: sessions are cut off, everything is written out ("fast").
  public func stop() throws { try end(with: SIGINT) }

  /// Ends it at once; the next start recovers from the log ("immediate").
  public func stopImmediately() throws { try end(with: SIGQUIT) }

  /// Ends it in order and starts it again.
  public func restart() throws {
    try stop()
    try start()
  }

  /// Kills the postmaster and every process of it, as a machine does that loses its memory. `start` recovers.
  public func kill() throws {
    // The one that forks first, so that the list below stays complete.
    if let processIdentifier { send(SIGSTOP, to: processIdentifier) }
    try wait(30, for: "Postgres to be gone") {
      let processes = processes()
      for process in processes { send(SIGKILL, to: process) }
      return processes.isEmpty && processIdentifier == nil
    }
  }

  /// Stops all processes in their tracks: connections stay open and nobody answers.
  public func freeze() {
    guard let processIdentifier else { return }
    send(SIGSTOP, to: processIdentifier)
    for process in processes() { send(SIGSTOP, to: process) }
  }

  /// Lets them go on.
  public func thaw() {
    for process in processes() { send(SIGCONT, to: process) }
  }

  /// All processes of the cluster: those that work in its data folder.
  public func processes() -> [Int32] { Processes.working(in: dataFolder) }

  /// Sends a signal to the postmaster and waits until all are gone. Nothing to do when it does not run.
  func end(with signal: Int32) throws {
    if let processIdentifier {
      thaw()
      send(signal, to: processIdentifier)
    }
    try wait(60, for: "Postgres to end") { processIdentifier == nil && processes().isEmpty }
  }
}

/// Sends a signal to a process. A name of its own, because a cluster has a `kill`, too.
private func send(_ signal: Int32, to process: Int32) { _ = kill(process, signal) }
