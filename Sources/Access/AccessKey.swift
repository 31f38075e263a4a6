// One key that may sign tokens, with what it may sign for.

public import Bedrock
internal import Transport

/// A key, its algorithm and its limits. Its descriptions never show the secret.
public struct AccessKey: Sendable {
  /// The algorithms that tokens may be signed with. The raw value is the text in headers and key files.
  public enum Algorithm: String, Hashable, Sendable, CaseIterable {
    /// HMAC with SHA-256 (RFC 7518, 3.2).
    case hs256 = "HS256"
    /// RSASSA-PKCS1-v1_5 with SHA-256 (RFC 7518, 3.3).
    case rs256 = "RS256"
    /// ECDSA on P-256 with SHA-256 (RFC 7518, 3.4).
    case es256 = "ES256"
  }

  /// What signs and verifies.
  enum Material: Sendable {
    case secret([UInt8])
    case pair(SignatureKey)
  }

  /// The shortest HS256 secret, in bytes: as long as the hash (RFC 7518, 3.2).
  public static let secretBytesMin = 32
  /// The longest HS256 secret, in bytes.
  public static let secretBytesMax = 1024

  /// The identifier in the headers of tokens.
  public let kid: ClientID
  /// Fixes the algorithm: a token that names another one is refused.
  public let algorithm: Algorithm
  /// The only tenants that the key may sign for; nil for all.
  public let tenants: Set<ClientID>?
  /// The only roles that the key may sign for.
  public let roles: RoleSet
  let material: Material

  init(
    kid: ClientID, algorithm: Algorithm, tenants: Set<ClientID>?, roles: RoleSet, material: Material
  ) {
    self.kid = kid
    self.algorithm = algorithm
    self.tenants = tenants
    self.roles = roles
    self.material = material
  }

  /// Whether a signature costs no more than reading the token (about 1 and 25 microseconds), so that an event loop
  /// may check it itself. RS256 adds about 20 and ES256 about 80: a crowd that reconnects with those belongs on a
  /// thread of its own.
  public var verifiesOnLoop: Bool { algorithm == .hs256 }

  /// Whether the key can sign, not only verify.
  public var canSign: Bool {
    switch material {
    case .secret: true
    case .pair(let pair): pair.canSign
    }
  }

  /// Whether the key holds something that others must not read.
  var isSecret: Bool { canSign }

  /// Signs `message`; nil without a private part.
  func sign(_ message: [UInt8]) -> [UInt8]? {
    switch material {
    case .secret(let secret): Digest.hmacSHA256(key: secret, message)
    case .pair(let pair): pair.sign(message)
    }
  }

  /// Whether `signature` is this key's over `message`. The time does not tell where a wrong one differs.
  func verify(_ signature: [UInt8], of message: [UInt8]) -> Bool {
    switch material {
    case .secret(let secret):
      Digest.constantTimeEquals(Digest.hmacSHA256(key: secret, message), signature)
    case .pair(let pair): pair.verify(signature, of: message)
    }
  }
}

extension AccessKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// The identifier and the algorithm.
  public var description: String { "\(kid) (\(algorithm.rawValue))" }

  /// The same: a debugger's log is a log.
  public var debugDescription: String { description }

  /// The same for `dump`, which would otherwise print every stored byte.
  public var customMirror: Mirror {
    Mirror(self, children: ["kid": kid.text, "algorithm": algorithm.rawValue])
  }
}
