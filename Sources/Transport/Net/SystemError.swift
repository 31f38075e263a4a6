// The system's refusals, as a value.

/// A failed system call.
public struct SystemError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What was attempted, such as `bind 127.0.0.1:80`.
  public var operation: String
  /// The error number.
  public var number: Int32

  /// Operation and the system's text.
  public var description: String { "\(operation): error \(number)" }
}
