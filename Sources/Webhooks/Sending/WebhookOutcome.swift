// What came of sending.

/// The outcome of one attempt. Its description is safe to log and to show: no addresses, no contents.
public struct WebhookOutcome: Hashable, Sendable {
  /// How it ended.
  public enum Result: Hashable, Sendable {
    /// The receiver has answered with this status.
    case answered(status: Int)
    /// There was no answer.
    case failed(WebhookFault)
  }

  /// How it ended.
  public var result: Result
  /// The pause that the receiver asks for (`Retry-After`), in seconds.
  public var retryAfterSeconds: Int?
  /// How long it took, in milliseconds.
  public var milliseconds: Int

  /// Puts the parts together.
  public init(_ result: Result, retryAfterSeconds: Int? = nil, milliseconds: Int = 0) {
    self.result = result
    self.retryAfterSeconds = retryAfterSeconds
    self.milliseconds = milliseconds
  }

  /// Whether the receiver has taken the message: any 2xx. Redirects are not followed.
  public var isDelivered: Bool {
    if case .answered(200..<300) = result { true } else { false }
  }

  /// Whether the receiver wants no more messages.
  public var isGone: Bool { result == .answered(status: 410) }

  /// The status, where there was an answer.
  public var status: Int? {
    if case .answered(let status) = result { status } else { nil }
  }
}

/// Why there was no answer.
public enum WebhookFault: String, Error, Hashable, Sendable, CaseIterable {
  /// The name of the server leads nowhere.
  case unresolvable = "the name of the server was not found"
  /// The address is not one that messages may go to; see `AddressPolicy`.
  case addressRefused = "the address is not allowed"
  /// Nobody takes connections there.
  case unreachable = "no connection"
  /// The server could not prove who it is, or speaks no TLS that is good enough.
  case untrusted = "TLS failed"
  /// No answer in time.
  case timedOut = "no answer in time"
  /// The connection ended before the answer, or the answer was none.
  case broken = "the connection broke"
  /// The sender is being stopped.
  case stopped = "sending was stopped"
}

extension WebhookOutcome: CustomStringConvertible {
  /// Such as `answered 503` or `no answer in time`.
  public var description: String {
    switch result {
    case .answered(let status): "answered \(status)"
    case .failed(let fault): fault.rawValue
    }
  }
}
