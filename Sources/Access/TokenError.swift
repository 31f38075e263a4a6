// Why a token was refused.

public import Bedrock

/// One fault of one token. Neither the messages nor the values hold any part of the token, so that they may be
/// logged and sent back.
public enum TokenError: Error, Hashable, Sendable {
  /// Longer than `TokenVerifier.lengthMax` characters.
  case tooLong
  /// Not three parts of base64url with a JSON object in the first.
  case malformed
  /// The header asks for an extension (`crit`) that must be understood, and none is.
  case extensionRequired
  /// The header names no key though there are several, or one that is not in the ring.
  case unknownKey
  /// The header names another algorithm than the key has.
  case wrongAlgorithm
  /// The signature is not the key's.
  case badSignature
  /// A claim is absent.
  case missing(Claim)
  /// A claim has the wrong type, or a value that it cannot have.
  case invalid(Claim)
  /// `iss` is another one than this server trusts.
  case wrongIssuer
  /// `aud` does not name this server.
  case wrongAudience
  /// `exp` has passed.
  case expired
  /// `nbf` has not come.
  case notYetValid
  /// `iat` lies in the future.
  case issuedInFuture
  /// The key may not sign for this tenant.
  case tenantNotAllowed
  /// The key may not sign for this role.
  case roleNotAllowed

  /// The claims of a token. The raw value is the name in the token.
  public enum Claim: String, Hashable, Sendable, CaseIterable {
    /// Who made it.
    case issuer = "iss"
    /// Whom it is for.
    case audience = "aud"
    /// Who the caller is.
    case subject = "sub"
    /// The end.
    case expires = "exp"
    /// The start.
    case notBefore = "nbf"
    /// When it was made.
    case issuedAt = "iat"
    /// The business account.
    case tenant
    /// What the caller is to it.
    case role
    /// The only booking.
    case booking
  }

  /// The part that is wrong, such as `token.exp`; `token` for the whole.
  public var field: String {
    switch self {
    case .tooLong, .malformed: "token"
    case .extensionRequired: "token.crit"
    case .unknownKey: "token.kid"
    case .wrongAlgorithm: "token.alg"
    case .badSignature: "token.signature"
    case .missing(let claim), .invalid(let claim): "token.\(claim.rawValue)"
    case .wrongIssuer: "token.iss"
    case .wrongAudience: "token.aud"
    case .expired: "token.exp"
    case .notYetValid: "token.nbf"
    case .issuedInFuture: "token.iat"
    case .tenantNotAllowed: "token.tenant"
    case .roleNotAllowed: "token.role"
    }
  }

  /// One sentence.
  public var message: Phrase {
    switch self {
    case .tooLong: "is longer than \(TokenVerifier.lengthMax) characters"
    case .malformed: "is not a JSON web token"
    case .extensionRequired: "asks for extensions that are not supported"
    case .unknownKey: "names no key of this server"
    case .wrongAlgorithm: "is not the algorithm of the key"
    case .badSignature: "does not match"
    case .missing: "is required"
    case .invalid: "has a value that this claim cannot have"
    case .wrongIssuer: "is not an issuer that this server trusts"
    case .wrongAudience: "does not name this server"
    case .expired: "has passed"
    case .notYetValid: "has not come yet"
    case .issuedInFuture: "lies in the future"
    case .tenantNotAllowed: "is not a tenant that the key may sign for"
    case .roleNotAllowed: "is not a role that the key may sign for"
    }
  }

  /// The fault in the shape of all others.
  public var fieldError: FieldError {
    let code: FieldError.Code =
      switch self {
      case .tooLong: .badLength
      case .malformed: .malformed
      case .missing: .missing
      case .invalid: .badFormat
      case .expired, .notYetValid, .issuedInFuture: .outOfRange
      case .extensionRequired, .unknownKey, .wrongAlgorithm, .badSignature, .wrongIssuer, .wrongAudience,
        .tenantNotAllowed, .roleNotAllowed:
        .notAllowed
      }
    return FieldError(field: field, code: code, message: message)
  }
}

extension TokenError: CustomStringConvertible {
  /// `token.exp: has passed`
  public var description: String { "\(field): \(message)" }
}
