// From the text of a token to claims, or to the reason why not.

public import Bedrock
internal import Foundation

/// Checks tokens: JSON web tokens in compact form (RFC 7519, RFC 7515) with the cautions of RFC 8725.
///
/// Signed first, read second: no claim is looked at before the signature holds. The algorithm is the key's; the
/// header may only agree with it.
public struct TokenVerifier: Sendable {
  /// The longest token, in characters.
  public static let lengthMax = 4096
  /// How far the clocks of issuer and server may differ, in seconds: a token is good from `nbf` and `iat` minus
  /// this until `exp` plus this.
  public static let leewaySeconds: Int64 = 30
  /// The largest time in a claim, in Unix seconds: the end of the year 9999.
  static let secondsMax = Double(Instant.latest.milliseconds / 1000)

  /// The keys that are trusted.
  public let ring: KeyRing
  /// What `iss` must be.
  public let issuer: String
  /// What `aud` must be, or contain.
  public let audience: String

  /// Puts the parts together.
  public init(ring: KeyRing, issuer: String, audience: String) {
    self.ring = ring
    self.issuer = issuer
    self.audience = audience
  }

  /// A token whose header was read and whose key is known; nothing of it may be trusted yet.
  public struct Pending: Sendable {
    let key: AccessKey
    let message: [UInt8]
    let signature: [UInt8]
    let payload: [UInt8]

    /// Whether `finish` may run on an event loop; otherwise it belongs on another thread. See
    /// `AccessKey.verifiesOnLoop`.
    public var verifiesOnLoop: Bool { key.verifiesOnLoop }
  }

  /// Checks everything. Takes as long as the key's algorithm: see `AccessKey.verifiesOnLoop`.
  public func verify(_ token: String, now: Instant) throws(TokenError) -> Claims {
    try finish(prepare(token), now: now)
  }

  /// The cheap first half of `verify`: splits the token and finds its key.
  /// - Throws: `tooLong`, `malformed`, `extensionRequired`, `unknownKey`, `wrongAlgorithm`.
  public func prepare(_ token: String) throws(TokenError) -> Pending {
    guard token.utf8.count <= Self.lengthMax else { throw .tooLong }
    let parts = token.split(separator: ".", maxSplits: 3, omittingEmptySubsequences: false)
    guard parts.count == 3, let head = Base64.decodeURL(parts[0]),
      let payload = Base64.decodeURL(parts[1]), let signature = Base64.decodeURL(parts[2]),
      let header = try? JSONDecoder().decode(Header.self, from: Data(head))
    else { throw .malformed }
    guard !header.hasExtensions else { throw .extensionRequired }
    let key = try key(for: header)
    guard header.algorithm == key.algorithm.rawValue else { throw .wrongAlgorithm }
    return Pending(
      key: key, message: Array(token.utf8.prefix(parts[0].utf8.count + 1 + parts[1].utf8.count)),
      signature: signature, payload: payload)
  }

  /// The second half of `verify`: the signature, then the claims. May run on any thread.
  public func finish(_ pending: Pending, now: Instant) throws(TokenError) -> Claims {
    guard pending.key.verify(pending.signature, of: pending.message) else { throw .badSignature }
    let raw: RawClaims
    do {
      raw = try JSONDecoder().decode(RawClaims.self, from: Data(pending.payload))
    } catch let fault as TokenError {
      throw fault
    } catch {
      throw .malformed
    }
    let claims = try raw.claims(issuer: issuer, audience: audience)
    try Self.check(claims, now: now)
    try Self.check(claims, limitsOf: pending.key)
    return claims
  }

  private func key(for header: Header) throws(TokenError) -> AccessKey {
    if let kid = header.kid {
      guard let key = ring.key(kid) else { throw .unknownKey }
      return key
    }
    guard ring.keys.count == 1 else { throw .unknownKey }
    return ring.keys[0]
  }

  private static func check(_ claims: Claims, now: Instant) throws(TokenError) {
    let leeway = leewaySeconds * 1000
    guard now.milliseconds < claims.expires.milliseconds + leeway else { throw .expired }
    if let notBefore = claims.notBefore, now.milliseconds < notBefore.milliseconds - leeway {
      throw .notYetValid
    }
    guard now.milliseconds >= claims.issuedAt.milliseconds - leeway else { throw .issuedInFuture }
  }

  private static func check(_ claims: Claims, limitsOf key: AccessKey) throws(TokenError) {
    if let tenants = key.tenants, !tenants.contains(claims.tenant) { throw .tenantNotAllowed }
    guard key.roles.contains(claims.role) else { throw .roleNotAllowed }
  }
}
