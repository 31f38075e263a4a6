// A remembered token is worth exactly what a verified one is.

import Bedrock
import Testing

@testable import Access

@Suite("Remembering tokens")
struct TokenCacheTests {
  private let ring = KeyRing.ephemeral()

  private func mint(_ claims: Claims) throws -> String {
    try TokenMint.mint(claims, with: ring.keys[0])
  }

  /// What a server does with every token.
  private func verify(
    _ token: String, with cache: inout TokenCache, by verifier: TokenVerifier, now: Instant = Sample.now
  ) throws(TokenError) -> Claims {
    if let known = cache.claims(of: token, now: now) { return known }
    let claims = try verifier.verify(token, now: now)
    cache.remember(claims, of: token)
    return claims
  }

  @Test func aGoodTokenIsVerifiedOnce() throws {
    var cache = TokenCache()
    let token = try mint(Sample.claims())
    let first = try verify(token, with: &cache, by: Sample.verifier(ring))
    // Another ring would refuse the token: the answer comes from memory.
    let second = try verify(token, with: &cache, by: Sample.verifier(.ephemeral()))
    #expect(first == Sample.claims())
    #expect(second == first)
  }

  @Test func aRememberedTokenExpiresLikeAnyOther() throws {
    var cache = TokenCache()
    let verifier = Sample.verifier(ring)
    let token = try mint(Sample.claims())
    _ = try verify(token, with: &cache, by: verifier)
    let end = Sample.claims().expires.advanced(byMilliseconds: TokenVerifier.leewaySeconds * 1000)
    #expect(throws: Never.self) {
      try verify(token, with: &cache, by: verifier, now: end.advanced(byMilliseconds: -1))
    }
    #expect(throws: TokenError.expired) { try verify(token, with: &cache, by: verifier, now: end) }
    #expect(cache.count == 0)
  }

  @Test func badTokensAreNotRemembered() throws {
    var cache = TokenCache()
    let token = try mint(Sample.claims())
    #expect(throws: TokenError.badSignature) {
      try verify(String(token.dropLast(4)) + "AAAA", with: &cache, by: Sample.verifier(ring))
    }
    #expect(cache.count == 0)
  }

  @Test func memoryIsBounded() throws {
    var cache = TokenCache(capacity: 3)
    for number in 0..<10 {
      let token = try mint(Sample.claims(tenant: "tenant-\(number)"))
      let claims = try verify(token, with: &cache, by: Sample.verifier(ring))
      #expect(claims.tenant.text == "tenant-\(number)")
      #expect(cache.count <= 3)
    }
  }
}
