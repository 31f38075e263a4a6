// Why keys were refused. Nothing here ever holds a secret.

public import Bedrock

/// Why a file of keys, or a key, cannot be used.
public enum KeyRingError: Error, Hashable, Sendable {
  /// The file cannot be read or made; `reason` is the system's text.
  case unreadable(path: String, reason: String)
  /// The file holds secrets and others may read it.
  case readableByOthers(path: String)
  /// There is a file of that name already.
  case exists(path: String)
  /// A field of the file is wrong.
  case field(FieldError)
  /// The key has no private part and cannot sign.
  case cannotSign(kid: String)
}

extension KeyRingError: CustomStringConvertible {
  /// One or two English sentences that say what would be right.
  public var description: String {
    switch self {
    case .unreadable(let path, let reason): "\(path): \(reason)"
    case .readableByOthers(let path):
      "\(path) holds secrets and others may read it; run: chmod 600 \(path)"
    case .exists(let path): "\(path) exists already and was left alone"
    case .field(let error): error.description
    case .cannotSign(let kid): "the key \(kid) has no private part and cannot sign"
    }
  }
}
