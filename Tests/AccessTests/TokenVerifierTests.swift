// Which tokens are believed, and why the others are not.

import Bedrock
import Foundation
import Testing
import Transport

@testable import Access

@Suite("Verifying tokens")
struct TokenVerifierTests {
  private let ring = KeyRing.ephemeral()

  private var verifier: TokenVerifier { Sample.verifier(ring) }

  private func mint(_ claims: Claims) throws -> String {
    try TokenMint.mint(claims, with: ring.keys[0])
  }

  /// A payload with one claim replaced by a JSON text, or left out.
  private func token(_ claim: String, _ value: String?) throws -> String {
    var fields = [
      "iss": "\"issuer\"", "aud": "\"geod\"", "sub": "\"s\"", "tenant": "\"red\"", "role": "\"service\"",
      "exp": "1800000060", "iat": "1800000000",
    ]
    fields[claim] = value
    let payload = "{" + fields.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",") + "}"
    return try Sample.forge(header: #"{"alg":"HS256","kid":"dev"}"#, payload: payload, by: ring)
  }

  @Test(arguments: Role.allCases, [nil, "b-1"])
  func mintedClaimsComeBack(_ role: Role, _ booking: String?) throws {
    var claims = Sample.claims(role: role, booking: booking)
    claims.notBefore = Sample.now
    #expect(try verifier.verify(mint(claims), now: Sample.now) == claims)
  }

  @Test(arguments: [SignatureKey.Algorithm.rs256, .es256])
  func pairsSignAndVerify(_ algorithm: SignatureKey.Algorithm) throws {
    let name = algorithm == .rs256 ? "RS256" : "ES256"
    let pair = SignatureKey.generate(algorithm)
    let signing = try Sample.ring(pair, alg: name)
    let token = try TokenMint.mint(Sample.claims(), with: signing.keys[0])
    let reading = try Sample.ring([["kid": "pair", "alg": name, "publicKey": pair.publicPEM]])
    #expect(try Sample.verifier(reading).verify(token, now: Sample.now) == Sample.claims())
    #expect(throws: KeyRingError.cannotSign(kid: "pair")) {
      try TokenMint.mint(Sample.claims(), with: reading.keys[0])
    }
    let other = try Sample.ring(SignatureKey.generate(algorithm), alg: name)
    #expect(refusal(token, Sample.verifier(other)) == .badSignature)
  }

  @Test func onlyHashesAreForTheLoop() throws {
    let pair = try Sample.ring(SignatureKey.generate(.es256), alg: "ES256")
    let slow = try TokenMint.mint(Sample.claims(), with: pair.keys[0])
    #expect(try verifier.prepare(mint(Sample.claims())).verifiesOnLoop)
    #expect(try !Sample.verifier(pair).prepare(slow).verifiesOnLoop)
  }

  @Test func theExampleOfTheStandardIsTheSame() throws {
    // RFC 7515, appendix A.1: the key and the signature over a fixed header and payload.
    let secret =
      "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"
    let message =
      "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9."
      + "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
    let key = try Sample.ring([Sample.entry(kid: "k", secret: secret)]).keys[0]
    let signature = try #require(key.sign(Array(message.utf8)))
    #expect(Base64.encodeURL(signature) == "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
    // Signed by the key, though without our claims: the signature passes and the claims do not.
    let ring = try Sample.ring([Sample.entry(kid: "k", secret: secret)])
    #expect(
      refusal(message + "." + Base64.encodeURL(signature), Sample.verifier(ring)) == .missing(.audience))
  }

  @Test func changingAnyByteIsNoticed() throws {
    let token = Array(try mint(Sample.claims()).utf8)
    for index in token.indices {
      var changed = token
      changed[index] = changed[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
      let text = String(decoding: changed, as: UTF8.self)
      #expect(refusal(text, verifier) != nil, "byte \(index)")
    }
  }

  @Test func cuttingAnywhereIsNoticed() throws {
    let token = try mint(Sample.claims())
    for count in 0..<token.utf8.count {
      #expect(refusal(String(token.prefix(count)), verifier) != nil, "\(count) characters")
    }
  }

  @Test func timesAreCheckedWithThirtySecondsOfLeeway() throws {
    var claims = Sample.claims()
    claims.notBefore = Sample.now
    let token = try mint(claims)
    func at(_ seconds: Int64) -> TokenError? {
      refusal(token, verifier, now: Sample.now.advanced(byMilliseconds: seconds * 1000))
    }
    #expect(at(-31) == .notYetValid)
    #expect(at(-30) == nil)
    #expect(at(89) == nil)
    #expect(at(90) == .expired)
    claims.notBefore = nil
    let early = try mint(claims)
    let before = Sample.now.advanced(byMilliseconds: -31_000)
    #expect(refusal(early, verifier, now: before) == .issuedInFuture)
  }

  @Test(arguments: [
    ("iss", "missing"), ("aud", "missing"), ("sub", "missing"), ("tenant", "missing"), ("role", "missing"),
    ("exp", "missing"), ("iat", "missing"),
  ])
  func requiredClaimsAreRequired(_ claim: String, _ code: String) throws {
    let error = try #require(refusal(token(claim, nil), verifier))
    #expect(error.field == "token.\(claim)" && error.fieldError.code.rawValue == code)
  }

  @Test(arguments: [
    ("iss", "7"), ("aud", "7"), ("aud", "[7]"), ("sub", "\"a b\""), ("sub", "\"\""), ("tenant", "\"../x\""),
    ("tenant", "null"), ("role", "\"root\""), ("role", "[\"admin\"]"), ("exp", "\"1800000060\""),
    ("exp", "-1"), ("exp", "1e300"), ("nbf", "true"), ("iat", "{}"), ("booking", "\"\""), ("booking", "5"),
  ])
  func badClaimsAreNamed(_ claim: String, _ value: String) throws {
    let error = try #require(refusal(token(claim, value), verifier))
    #expect(error.field == "token.\(claim)", "\(error)")
  }

  @Test func issuerAndAudienceMustBeOurs() throws {
    #expect(try refusal(token("iss", "\"other\""), verifier) == .wrongIssuer)
    #expect(try refusal(token("aud", "\"other\""), verifier) == .wrongAudience)
    #expect(try refusal(token("aud", "[]"), verifier) == .wrongAudience)
    #expect(try refusal(token("aud", "[\"other\",\"geod\"]"), verifier) == nil)
  }

  @Test func theHeaderCannotChooseTheAlgorithm() throws {
    let payload = #"{"iss":"issuer"}"#
    for name in ["none", "hs256", "HS384", "RS256", ""] {
      let token = try Sample.forge(header: #"{"alg":"\#(name)"}"#, payload: payload, by: ring)
      #expect(refusal(token, verifier) == .wrongAlgorithm, "\(name)")
    }
    // The classic: a public RSA key used as an HMAC secret, by somebody who read it.
    let pair = SignatureKey.generate(.rs256)
    let reading = try Sample.ring([["kid": "pair", "alg": "RS256", "publicKey": pair.publicPEM]])
    let message = Base64.encodeURL(Array(#"{"alg":"HS256","kid":"pair"}"#.utf8)) + ".e30"
    let code = Digest.hmacSHA256(key: Array(pair.publicPEM.utf8), Array(message.utf8))
    #expect(
      refusal(message + "." + Base64.encodeURL(code), Sample.verifier(reading)) == .wrongAlgorithm)
  }

  @Test func severalKeysNeedAName() throws {
    let ring = try Sample.ring([Sample.entry(kid: "old"), Sample.entry(kid: "new")])
    let verifier = Sample.verifier(ring)
    for key in ring.keys {
      #expect(refusal(try TokenMint.mint(Sample.claims(), with: key), verifier) == nil)
    }
    let unnamed = try Sample.forge(header: #"{"alg":"HS256"}"#, payload: "{}", by: ring)
    #expect(refusal(unnamed, verifier) == .unknownKey)
    let unknown = try Sample.forge(header: #"{"alg":"HS256","kid":"x"}"#, payload: "{}", by: ring)
    #expect(refusal(unknown, verifier) == .unknownKey)
    let swapped = try Sample.forge(header: #"{"alg":"HS256","kid":"new"}"#, payload: "{}", by: ring)
    #expect(refusal(swapped, verifier) == .badSignature)
  }

  @Test func aSingleKeyNeedsNone() throws {
    let payload =
      #"{"iss":"issuer","aud":"geod","sub":"s","tenant":"red","role":"admin","exp":1800000060,"iat":1800000000}"#
    let token = try Sample.forge(header: #"{"alg":"HS256"}"#, payload: payload, by: ring)
    #expect(try verifier.verify(token, now: Sample.now).role == .admin)
  }

  @Test func extensionsThatMustBeUnderstoodAreRefused() throws {
    let token = try Sample.forge(header: #"{"alg":"HS256","crit":["b64"]}"#, payload: "{}", by: ring)
    #expect(refusal(token, verifier) == .extensionRequired)
  }

  @Test func keysSignOnlyForTheirTenantsAndRoles() throws {
    var entry = Sample.entry(kid: "k")
    entry["tenants"] = ["red"]
    entry["roles"] = ["service", "analyst"]
    let ring = try Sample.ring([entry])
    func refused(_ tenant: String, _ role: Role) throws -> TokenError? {
      let claims = Sample.claims(tenant: tenant, role: role)
      return refusal(try TokenMint.mint(claims, with: ring.keys[0]), Sample.verifier(ring))
    }
    #expect(try refused("red", .service) == nil)
    #expect(try refused("red", .analyst) == nil)
    #expect(try refused("blue", .service) == .tenantNotAllowed)
    #expect(try refused("red", .admin) == .roleNotAllowed)
  }

  @Test func shapesThatAreNoTokensAreRefused() throws {
    for text in [
      "", ".", "..", "a.b", "a.b.c.d", "e30.e30.", "e30.e30.e30.", "é.e30.e30", "=.e30.e30", "W10.e30.e30",
    ] {
      #expect(refusal(text, verifier) == .malformed, "\(text)")
    }
    let token = try mint(Sample.claims())
    #expect(refusal(token + ".", verifier) == .malformed)
    #expect(refusal(token + "=", verifier) == .malformed)
    #expect(refusal(" " + token, verifier) == .malformed)
    let notJSON = try Sample.forge(header: #"{"alg":"HS256"}"#, payload: "not JSON", by: ring)
    #expect(refusal(notJSON, verifier) == .malformed)
    #expect(refusal(String(repeating: "a", count: 4097), verifier) == .tooLong)
    #expect(refusal(String(repeating: "a", count: 4096), verifier) == .malformed)
  }

  @Test func faultsDoNotRepeatTheToken() throws {
    let secretText = "very-private-subject"
    let bad = try token("role", "\"\(secretText)\"")
    let error = try #require(refusal(bad, verifier))
    for text in ["\(error)", error.message.text, error.fieldError.description, String(reflecting: error)] {
      #expect(!text.contains(secretText))
      #expect(!text.contains(bad.prefix(20)))
    }
  }
}
