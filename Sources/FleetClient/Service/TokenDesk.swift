// Tokens for phones, viewers and services, minted with a key of the server.

public import Access
public import Bedrock
internal import Foundation

/// Mints tokens of one tenant.
public struct TokenDesk: Sendable {
  /// The tenant that all tokens are for.
  public let tenant: ClientID
  private let key: AccessKey
  private let issuer: String
  private let audience: String
  private let lifetimeMilliseconds: Int64

  /// A desk with the first key of the ring that can sign.
  /// - Parameter lifetimeSeconds: how long its tokens are good, from when they are minted.
  /// - Throws: `file` when no key can sign.
  public init(
    ring: KeyRing, tenant: ClientID, issuer: String = "geod", audience: String = "geod",
    lifetimeSeconds: Int64 = 86_400
  ) throws(FleetError) {
    guard let key = ring.signingKey else { throw .file("no key of the file can sign tokens") }
    self.key = key
    self.tenant = tenant
    self.issuer = issuer
    self.audience = audience
    self.lifetimeMilliseconds = lifetimeSeconds * 1_000
  }

  /// A token that is good from now on.
  public func token(_ role: Role, subject: ClientID) throws(FleetError) -> String {
    // Tokens live in wall time, whatever clock the engine runs on.
    let now = Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000))
    let claims = Claims(
      tenant: tenant, role: role, subject: subject, issuer: issuer, audience: audience,
      expires: now.advanced(byMilliseconds: lifetimeMilliseconds), issuedAt: now)
    do {
      return try TokenMint.mint(claims, with: key)
    } catch {
      throw .file("\(error)")
    }
  }
}
