// Keys, claims and files that the tests of Access share.

import Bedrock
import Foundation
import TestPrograms
import Testing
import Transport

@testable import Access

enum Sample {
  static let now = Instant(seconds: 1_800_000_000)

  static func claims(
    tenant: String = "red", role: Role = .service, booking: String? = nil
  ) -> Claims {
    Claims(
      tenant: ClientID(trusted: tenant), role: role, subject: ClientID(trusted: "booking-desk"),
      booking: booking, issuer: "issuer", audience: "geod", expires: now.advanced(byMilliseconds: 60_000),
      issuedAt: now)
  }

  static func verifier(_ ring: KeyRing) -> TokenVerifier {
    TokenVerifier(ring: ring, issuer: "issuer", audience: "geod")
  }

  /// A ring with a pair of its own.
  static func ring(_ pair: SignatureKey, alg: String, kid: String = "pair") throws -> KeyRing {
    try ring([["kid": kid, "alg": alg, "privateKey": try #require(pair.privatePEM)]])
  }

  static func ring(_ entries: [[String: Any]]) throws -> KeyRing {
    try KeyRing(json: json(["keys": entries]))
  }

  static func json(_ value: Any) throws -> [UInt8] {
    [UInt8](try JSONSerialization.data(withJSONObject: value))
  }

  /// An entry with an HS256 secret.
  static func entry(kid: String, secret: String = secret(32)) -> [String: Any] {
    ["kid": kid, "alg": "HS256", "secret": secret]
  }

  static func secret(_ count: Int) -> String { Base64.encodeURL(SecureRandom.bytes(count)) }

  /// A token of any header and payload, signed by the ring's first key.
  static func forge(header: String, payload: String, by ring: KeyRing) throws -> String {
    let message = Base64.encodeURL(Array(header.utf8)) + "." + Base64.encodeURL(Array(payload.utf8))
    let signature = try #require(ring.keys[0].sign(Array(message.utf8)))
    return message + "." + Base64.encodeURL(signature)
  }

  static func withDirectory(_ body: (String) throws -> Void) throws {
    try TemporaryFolder.with(body)
  }
}

/// What verifying threw, or nil.
func refusal(_ token: String, _ verifier: TokenVerifier, now: Instant = Sample.now) -> TokenError? {
  do throws(TokenError) {
    _ = try verifier.verify(token, now: now)
    return nil
  } catch {
    return error
  }
}

/// What making a ring threw, or nil.
func ringFault(_ body: () throws -> KeyRing) -> KeyRingError? {
  do {
    _ = try body()
    return nil
  } catch {
    return error as? KeyRingError
  }
}
