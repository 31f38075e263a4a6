// Waiting for something that comes soon, and never for ever.

public import Dispatch
import Foundation

/// Asks again and again.
public enum Poll {
  /// For what has to come and may take its time on a machine that does much else, in seconds.
  public static let patienceSeconds = 120.0

  /// What has not come.
  public struct Overdue: Error, CustomStringConvertible {
    /// In words.
    public var description: String
  }

  /// Waits until something is so; at most `seconds`.
  /// - Returns: false when it was not so in time.
  public static func until(seconds: Double = 30, _ condition: () throws -> Bool) rethrows -> Bool {
    let end = ContinuousClock.now + .seconds(seconds)
    // What comes at once is seen at once, and who waits for long does not keep a processor busy.
    var pauseMicroseconds: UInt32 = 250
    while try !condition() {
      guard ContinuousClock.now < end else { return false }
      usleep(pauseMicroseconds)
      pauseMicroseconds = min(2 * pauseMicroseconds, 5_000)
    }
    return true
  }

  /// Waits until something is so; at most `seconds`.
  /// - Parameter what: what is waited for, for the message.
  /// - Throws: `Overdue` when it was not so in time.
  public static func require(
    _ what: @autoclosure () -> String, seconds: Double = patienceSeconds, _ condition: () throws -> Bool
  ) throws {
    guard try until(seconds: seconds, condition) else {
      throw Overdue(description: "waited \(seconds) s in vain: \(what())")
    }
  }
}

extension DispatchSemaphore {
  /// Waits for a signal, but not for ever.
  /// - Returns: false when none came in time.
  @discardableResult
  public func waitPatiently() -> Bool { wait(timeout: .now() + Poll.patienceSeconds) == .success }
}
