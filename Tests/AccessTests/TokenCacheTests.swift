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

  @Test func aGoodTokenIsVerifiedOnce() throws {
    var cache = TokenCache()
    let token = try mint(Sample.claims())
    let first = try cache.verify(token, by: Sample.verifier(ring), now: Sample.now)
    // Another ring would refuse the token: the answer comes from memory.
    let second = try cache.verify(token, by: Sample.verifier(.ephemeral()), now: Sample.now)
    #expect(first == Sample.claims())
    #expect(second == first)
  }

  @Test func aRememberedTokenExpiresLikeAnyOther() throws {
    var cache = TokenCache()
    let verifier = Sample.verifier(ring)
    let token = try mint(Sample.claims())
    _ = try cache.verify(token, by: verifier, now: Sample.now)
    let end = Sample.claims().expires.advanced(byMilliseconds: TokenVerifier.leewaySeconds * 1000)
    #expect(throws: Never.self) {
      try cache.verify(token, by: verifier, now: end.advanced(byMilliseconds: -1))
    }
    #expect(throws: TokenError.expired) { try cache.verify(token, by: verifier, now: end) }
    #expect(cache.count == 0)
  }

  @Test func badTokensAreNotRemembered() throws {
    var cache = TokenCache()
    let token = try mint(Sample.claims())
    #expect(throws: TokenError.badSignature) {
      try cache.verify(String(token.dropLast(4)) + "AAAA", by: Sample.verifier(ring), now: Sample.now)
    }
    #expect(cache.count == 0)
  }

  @Test func memoryIsBounded() throws {
    var cache = TokenCache(capacity: 3)
    for number in 0..<10 {
      let token = try mint(Sample.claims(tenant: "tenant-\(number)"))
      let claims = try cache.verify(token, by: Sample.verifier(ring), now: Sample.now)
      #expect(claims.tenant.text == "tenant-\(number)")
      #expect(cache.count <= 3)
    }
  }
}
