// How the relay's thread hears of work: other threads ring, it waits.

import Bedrock
import Dispatch
import Transport
import Webhooks

/// News for the relay. Everything may be called from any thread, and nothing blocks but `wait`.
final class RelayBell: Sendable {
  /// What has happened since the last look.
  struct News: Sendable {
    /// Tenants for which something was queued.
    var tenants: Set<ClientID> = []
    /// Attempts that have come to an end.
    var ends: [End] = []
    /// The relay shall end within so many milliseconds; nil while it goes on.
    var endsWithinMilliseconds: Int?
  }

  /// The end of an attempt.
  struct End: Sendable {
    var message: TakenMessage
    var outcome: WebhookOutcome
  }

  private struct State: Sendable {
    var news = News()
    /// The thread has been woken and has not looked yet.
    var isRung = false
  }

  private let state = Lock(State())
  private let semaphore = DispatchSemaphore(value: 0)

  /// Messages were queued for a tenant. O(1).
  func ring(_ tenant: ClientID) { note { $0.tenants.insert(tenant) } }

  /// An attempt has come to an end.
  func ended(_ end: End) { note { $0.ends.append(end) } }

  /// The relay shall end within that time.
  func end(withinMilliseconds: Int) { note { $0.endsWithinMilliseconds = withinMilliseconds } }

  private func note(_ change: (inout News) -> Void) {
    let isFirst = state.withLock { state in
      change(&state.news)
      defer { state.isRung = true }
      return !state.isRung
    }
    if isFirst { semaphore.signal() }
  }

  /// What has happened; waits for it no longer than that.
  func wait(milliseconds: Int64) -> News {
    if milliseconds > 0 { _ = semaphore.wait(timeout: .now() + .milliseconds(Int(milliseconds))) }
    return state.withLock { state in
      defer {
        state.news = News()
        state.isRung = false
      }
      return state.news
    }
  }
}
