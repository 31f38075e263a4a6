// Why a fleet, its server or its service could not do what was asked.

public import Transport

/// What went wrong on the client side, in words for the person at the command line.
public enum FleetError: Error, Sendable {
  /// The child server did not start, or ended by itself.
  case server(String)
  /// The server answered a request with an error.
  case refused(what: String, status: Int, detail: String)
  /// A request could not be made or its answer not be understood.
  case unanswered(what: String, ClientError)
  /// A loop could not be started.
  case system(SystemError)
  /// A file, folder or key cannot be used.
  case file(String)
  /// The phones or viewers did not become ready, or went quiet.
  case fleet(String)
}

extension FleetError: CustomStringConvertible {
  /// One or two English sentences.
  public var description: String {
    switch self {
    case .server(let text): text
    case .refused(let what, let status, let detail): "\(what) was refused with \(status): \(detail)"
    case .unanswered(let what, let error): "\(what) got no usable answer: \(error)"
    case .system(let error): error.description
    case .file(let text): text
    case .fleet(let text): text
    }
  }
}
