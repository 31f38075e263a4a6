// The keys that this server trusts. Reading the file is in KeyRing+File.swift.

public import Bedrock
internal import Transport

/// A set of keys with different identifiers.
///
/// The file is JSON: one object with the field `keys`, a list of 1 to 64 objects with the fields
///
/// | field | what |
/// |---|---|
/// | `kid` | 1 to 64 characters `[A-Za-z0-9._-]`, once in the file |
/// | `alg` | `HS256`, `RS256` or `ES256` |
/// | `secret` | for HS256: 32 to 1 024 random bytes in base64url without padding |
/// | `publicKey` | for RS256 (RSA, 2 048 to 8 192 bits) and ES256 (P-256): PEM, to verify |
/// | `privateKey` | instead of `publicKey`: PEM without a password, to verify and sign |
/// | `tenants` | optional: the only tenants that the key may sign for |
/// | `roles` | optional: the only roles that the key may sign for |
///
/// and no other fields. A file with a `secret` or a `privateKey` must not be accessible to group or others.
public struct KeyRing: Sendable {
  /// The largest number of keys.
  public static let countMax = 64

  /// At least one key, in the order of the file.
  public let keys: [AccessKey]

  /// Checks that there are 1 to `countMax` keys and that no two have the same identifier.
  init(_ keys: [AccessKey]) throws(KeyRingError) {
    guard !keys.isEmpty else {
      throw .field(FieldError(field: "keys", code: .missing, message: "there must be at least one key"))
    }
    guard keys.count <= Self.countMax else {
      throw .field(
        FieldError(field: "keys", code: .tooMany, message: "there may be at most \(Self.countMax) keys"))
    }
    var seen: Set<ClientID> = []
    for (index, key) in keys.enumerated() where !seen.insert(key.kid).inserted {
      throw .field(
        FieldError(
          field: "keys[\(index)].kid", code: .conflict, message: "another key has the same identifier"))
    }
    self.keys = keys
  }

  private init(single key: AccessKey) {
    keys = [key]
  }

  /// A ring with one fresh random HS256 key that exists in this process only, for `serve --dev`.
  public static func ephemeral(kid: ClientID = ClientID(trusted: "dev")) -> KeyRing {
    KeyRing(
      single: AccessKey(
        kid: kid, algorithm: .hs256, tenants: nil, roles: .everyone,
        material: .secret(SecureRandom.bytes(AccessKey.secretBytesMin))))
  }

  /// The key with that identifier, or nil. At most `countMax` comparisons.
  public func key(_ kid: String) -> AccessKey? {
    keys.first { $0.kid.text == kid }
  }

  /// The first key that can sign, or nil; what `geod token` uses unless told otherwise.
  public var signingKey: AccessKey? { keys.first { $0.canSign } }
}
