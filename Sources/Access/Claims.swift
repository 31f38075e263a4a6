// What a verified token says.

public import Bedrock

/// The claims of one token (RFC 7519), already checked where they come out of `TokenVerifier`.
///
/// Every look-up takes the tenant from here, never from the request.
public struct Claims: Hashable, Sendable {
  /// `tenant`: the business account that all of the caller's requests are about.
  public var tenant: ClientID
  /// `role`: what the caller is to the tenant.
  public var role: Role
  /// `sub`: who the caller is; for technicians, the technician.
  public var subject: ClientID
  /// `booking`: the only booking that a customer's token opens; nil for no such limit. The characters of a
  /// `ClientID`.
  public var booking: String?
  /// `iss`: who made the token.
  public var issuer: String
  /// `aud`: whom it is for.
  public var audience: String
  /// `exp`: the first moment at which it is worth nothing, in whole seconds.
  public var expires: Instant
  /// `nbf`: the first moment at which it is worth something, in whole seconds.
  public var notBefore: Instant?
  /// `iat`: when it was made, in whole seconds.
  public var issuedAt: Instant

  /// Puts the parts together.
  public init(
    tenant: ClientID, role: Role, subject: ClientID, booking: String? = nil, issuer: String,
    audience: String, expires: Instant, notBefore: Instant? = nil, issuedAt: Instant
  ) {
    self.tenant = tenant
    self.role = role
    self.subject = subject
    self.booking = booking
    self.issuer = issuer
    self.audience = audience
    self.expires = expires
    self.notBefore = notBefore
    self.issuedAt = issuedAt
  }
}
