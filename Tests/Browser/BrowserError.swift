// What can go wrong with a browser.

import Transport

/// Why the browser could not do what was asked, in words for the person who reads the test's failure.
public enum BrowserError: Error, Sendable, CustomStringConvertible {
  /// There is no browser, or it did not start.
  case program(String)
  /// The connection to the browser broke.
  case connection(ClientError)
  /// The browser refused a command.
  case refused(method: String, reason: String)
  /// A script threw, or its value has another type.
  case script(String)
  /// Something did not happen in time.
  case timeout(String)
  /// There is nothing at the place that was named, or it cannot be used.
  case element(String)

  /// One or two English sentences, with what the page shows where that helps.
  public var description: String {
    switch self {
    case .program(let text), .timeout(let text), .element(let text): text
    case .connection(let error): "the browser's connection: \(error)"
    case .refused(let method, let reason): "\(method): \(reason)"
    case .script(let text): "in the page: \(text)"
    }
  }
}
