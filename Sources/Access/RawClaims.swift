// The JSON of a token's header and payload, before anything is believed.

import Bedrock
import Foundation

/// The header of a token. Fields that are not used here (`typ`, `cty`) are ignored, as RFC 7515 asks.
struct Header: Decodable {
  let algorithm: String
  let kid: String?
  /// Whether the header has the member `crit`.
  let hasExtensions: Bool

  private enum CodingKeys: String, CodingKey {
    case algorithm = "alg"
    case kid, crit
  }

  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    algorithm = try fields.decode(String.self, forKey: .algorithm)
    kid = try fields.decodeIfPresent(String.self, forKey: .kid)
    hasExtensions = fields.contains(.crit)
  }
}

/// The payload of a token: each claim read with its own fault, unknown ones ignored (RFC 7519, section 4).
struct RawClaims: Decodable {
  private let issuer: String
  private let audiences: [String]
  private let tenant: ClientID
  private let role: Role
  private let subject: ClientID
  private let booking: ClientID?
  private let expires: Instant
  private let notBefore: Instant?
  private let issuedAt: Instant

  private struct Fields {
    let container: KeyedDecodingContainer<Name>

    struct Name: CodingKey {
      let stringValue: String
      var intValue: Int? { nil }
      init(_ claim: TokenError.Claim) { stringValue = claim.rawValue }
      init?(stringValue: String) { self.stringValue = stringValue }
      init?(intValue: Int) { nil }
    }

    func optional<Value: Decodable>(
      _ claim: TokenError.Claim, as type: Value.Type
    ) throws(TokenError) -> Value? {
      let name = Name(claim)
      guard container.contains(name) else { return nil }
      guard let value = try? container.decode(type, forKey: name) else { throw .invalid(claim) }
      return value
    }

    func required<Value: Decodable>(
      _ claim: TokenError.Claim, as type: Value.Type
    ) throws(TokenError) -> Value {
      guard let value = try optional(claim, as: type) else { throw .missing(claim) }
      return value
    }

    func identifier(_ claim: TokenError.Claim) throws(TokenError) -> ClientID? {
      guard let text = try optional(claim, as: String.self) else { return nil }
      guard let id = try? ClientID(text, field: claim.rawValue) else { throw .invalid(claim) }
      return id
    }

    func time(_ claim: TokenError.Claim) throws(TokenError) -> Instant? {
      guard let seconds = try optional(claim, as: Double.self) else { return nil }
      guard seconds >= 0, seconds <= TokenVerifier.secondsMax else { throw .invalid(claim) }
      return Instant(seconds: Int64(seconds))
    }

    func audiences() throws(TokenError) -> [String] {
      if let one = try? optional(.audience, as: String.self) { return [one] }
      return try required(.audience, as: [String].self)
    }
  }

  init(from decoder: any Decoder) throws {
    let fields = Fields(container: try decoder.container(keyedBy: Fields.Name.self))
    issuer = try fields.required(.issuer, as: String.self)
    audiences = try fields.audiences()
    tenant = try Self.require(fields.identifier(.tenant), .tenant)
    guard let role = Role(rawValue: try fields.required(.role, as: String.self)) else {
      throw TokenError.invalid(.role)
    }
    self.role = role
    subject = try Self.require(fields.identifier(.subject), .subject)
    booking = try fields.identifier(.booking)
    expires = try Self.require(fields.time(.expires), .expires)
    notBefore = try fields.time(.notBefore)
    issuedAt = try Self.require(fields.time(.issuedAt), .issuedAt)
  }

  /// The claims, once issuer and audience are the expected ones.
  func claims(issuer expectedIssuer: String, audience: String) throws(TokenError) -> Claims {
    guard issuer == expectedIssuer else { throw .wrongIssuer }
    guard audiences.contains(audience) else { throw .wrongAudience }
    return Claims(
      tenant: tenant, role: role, subject: subject, booking: booking?.text, issuer: issuer,
      audience: audience, expires: expires, notBefore: notBefore, issuedAt: issuedAt)
  }

  private static func require<Value>(
    _ value: Value?, _ claim: TokenError.Claim
  ) throws(TokenError) -> Value {
    guard let value else { throw .missing(claim) }
    return value
  }
}
