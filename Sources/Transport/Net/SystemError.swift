// The system's refusals, as a value; the one place that sorts error numbers.

internal import CLinux

/// A failed system call.
public struct SystemError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What was attempted, such as `listen on 127.0.0.1:80`.
  public var operation: String
  /// The error number.
  public var number: Int32

  /// Operation and the system's text.
  public var description: String {
    // SAFETY: the texts are constants of the C library.
    let text = unsafe clinux_error_text(number).map { unsafe String(cString: $0) }
    return "\(operation): \(text ?? "error \(number)")"
  }

  /// No descriptor was free, in the process or in the system, or no memory for another socket.
  static func isExhaustion(_ number: Int32) -> Bool { clinux_is_exhausted(number) != 0 }

  /// Nothing to read, or no room to write, right now.
  static func isWouldBlock(_ number: Int32) -> Bool { clinux_is_blocked(number) != 0 }

  /// Checks a result of CLinux, which is -errno for a failure.
  static func check(_ result: Int32, _ operation: @autoclosure () -> String) throws(SystemError) -> Int32 {
    guard result < 0 else { return result }
    throw SystemError(operation: operation(), number: -result)
  }
}
