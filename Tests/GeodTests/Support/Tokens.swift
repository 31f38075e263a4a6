// Tokens, good ones and every kind of bad one.

import Access
import Bedrock
import Foundation
import Testing
import Transport

/// Makes tokens for a server, by the mint and by hand.
struct Tokens {
  private let keys: KeyRing
  private let secret: [UInt8]

  init(_ server: TestServer) throws {
    keys = server.keys
    let file = try Data(contentsOf: URL(filePath: server.folder.path("keys.json")))
    let text = try JSON([UInt8](file))["keys"][0]["secret"].string
    secret = try #require(text.flatMap { Base64.decodeURL($0) })
  }

  /// The key's secret as it stands in the file; must never be seen anywhere else.
  var secretText: String { Base64.encodeURL(secret) }

  /// A token signed by the server's key, of claims that `change` may spoil.
  func token(_ change: (inout Claims) -> Void) throws -> String {
    let key = try #require(keys.signingKey)
    return try TokenMint.mint(Self.claims(change), with: key)
  }

  static func claims(_ change: (inout Claims) -> Void) -> Claims {
    let now = Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
    var claims = Claims(
      tenant: ClientID(trusted: "alpha"), role: .service, subject: ClientID(trusted: "service-1"),
      issuer: TestServer.issuer, audience: TestServer.audience,
      expires: now.advanced(byMilliseconds: 3_600_000), issuedAt: now)
    change(&claims)
    return claims
  }

  /// Any header over the payload of a good token, signed with the server's secret or not at all.
  func forged(header: String, like token: String, signs: Bool = true) throws -> String {
    let payload = try #require(token.split(separator: ".").dropFirst().first)
    let message = Base64.encodeURL(Array(header.utf8)) + "." + payload
    return message + "."
      + (signs ? Base64.encodeURL(Digest.hmacSHA256(key: secret, Array(message.utf8))) : "")
  }

  /// A token that nobody may believe.
  struct Bad {
    var name: String
    var token: String
    /// The field that the refusal must name.
    var field: String
  }

  /// Every kind of bad token for claims that would otherwise be good.
  func bad(tenant: String, role: Role, subject: String) throws -> [Bad] {
    func make(_ change: (inout Claims) -> Void) throws -> String {
      try token { claims in
        claims.tenant = ClientID(trusted: tenant)
        claims.role = role
        claims.subject = ClientID(trusted: subject)
        change(&claims)
      }
    }
    let good = try make { _ in }
    let stranger = try #require(KeyRing.ephemeral(kid: ClientID(trusted: "test")).signingKey)
    let unknown = try #require(KeyRing.ephemeral(kid: ClientID(trusted: "stranger")).signingKey)
    let claims = Self.claims {
      $0.tenant = ClientID(trusted: tenant)
      $0.role = role
      $0.subject = ClientID(trusted: subject)
    }
    return [
      Bad(
        name: "expired",
        token: try make {
          $0.issuedAt = $0.issuedAt.advanced(byMilliseconds: -7_200_000)
          $0.expires = $0.issuedAt.advanced(byMilliseconds: 3_600_000)
        }, field: "token.exp"),
      Bad(
        name: "not yet valid",
        token: try make { $0.notBefore = $0.issuedAt.advanced(byMilliseconds: 3_000_000) }, field: "token.nbf"
      ),
      Bad(name: "another issuer", token: try make { $0.issuer = "somebody" }, field: "token.iss"),
      Bad(name: "another audience", token: try make { $0.audience = "somebody" }, field: "token.aud"),
      Bad(
        name: "the right name, the wrong key", token: try TokenMint.mint(claims, with: stranger),
        field: "token.signature"),
      Bad(name: "an unknown key", token: try TokenMint.mint(claims, with: unknown), field: "token.kid"),
      Bad(
        name: "alg none",
        token: try forged(header: #"{"alg":"none","kid":"test"}"#, like: good, signs: false),
        field: "token.alg"),
      Bad(
        name: "alg swapped", token: try forged(header: #"{"alg":"RS256","kid":"test"}"#, like: good),
        field: "token.alg"),
      Bad(name: "no token at all", token: "abc.def", field: "token"),
    ]
  }
}
