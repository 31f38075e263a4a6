// Tokens that were verified a moment ago: a booking service sends the same one with every request.

public import Bedrock

/// Remembers verified tokens until they expire.
///
/// A hit costs hashing the token instead of a signature and two JSON texts. Only good tokens are remembered, so
/// nobody without a key can fill the table, and a change by one character is another token. A cache belongs to one
/// thread; it must be dropped when the keys change.
public struct TokenCache: Sendable {
  /// How many tokens are remembered.
  public let capacity: Int
  private var claims: [String: Claims] = [:]

  /// An empty cache.
  public init(capacity: Int = 4096) {
    precondition(capacity > 0, "a cache must hold something")
    self.capacity = capacity
  }

  /// How many tokens are remembered now.
  public var count: Int { claims.count }

  /// The claims of a token that was verified before; nil for one that is not known. What a remembered token could
  /// become in the meantime is only too old, and that is checked.
  public mutating func claims(of token: String, now: Instant) -> Claims? {
    guard let known = claims[token] else { return nil }
    if now < known.expires.advanced(byMilliseconds: TokenVerifier.leewaySeconds * 1000) { return known }
    claims[token] = nil
    return nil
  }

  /// Remembers a token that was verified just now.
  public mutating func remember(_ verified: Claims, of token: String) {
    // Full: everything goes. Rarer than it costs, and no caller can make another's stay in or out.
    if claims.count >= capacity, claims[token] == nil { claims.removeAll(keepingCapacity: true) }
    claims[token] = verified
  }
}
