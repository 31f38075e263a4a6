// Rate limits: what passes, what waits, and that the table never grows.

import Bedrock
import Foundation
import Testing

@testable import Access

@Suite("Rate limits")
struct RateLimiterTests {
  private func key(_ subject: String, tenant: String = "red") -> RateKey {
    RateKey(tenant: ClientID(trusted: tenant), subject: ClientID(trusted: subject))
  }

  @Test func aBurstPassesAndThenTheRate() {
    var limiter = RateLimiter(ratePerSecond: 2, burst: 3, capacity: 100)
    let verdicts = (0..<4).map { _ in limiter.take(key("a"), nowMilliseconds: 1000) }
    #expect(verdicts == [.allowed, .allowed, .allowed, .refused(retryAfterSeconds: 1)])
    #expect(limiter.take(key("a"), nowMilliseconds: 1499) == .refused(retryAfterSeconds: 1))
    #expect(limiter.take(key("a"), nowMilliseconds: 1500) == .allowed)
    #expect(limiter.take(key("a"), nowMilliseconds: 1500) == .refused(retryAfterSeconds: 1))
  }

  @Test func waitingAsLongAsToldIsEnough() {
    var limiter = RateLimiter(ratePerSecond: 0.1, burst: 5, capacity: 8)
    #expect(limiter.take(key("a"), cost: 5, nowMilliseconds: 0) == .allowed)
    #expect(limiter.take(key("a"), cost: 2, nowMilliseconds: 0) == .refused(retryAfterSeconds: 20))
    #expect(limiter.take(key("a"), cost: 2, nowMilliseconds: 20_000) == .allowed)
  }

  @Test func keysDoNotShareABucket() {
    var limiter = RateLimiter(ratePerSecond: 1, burst: 1, capacity: 1000)
    for index in 0..<100 {
      #expect(limiter.take(key("s\(index)"), nowMilliseconds: 0) == .allowed)
    }
    #expect(limiter.take(key("s1"), nowMilliseconds: 0) != .allowed)
    #expect(limiter.take(key("s1", tenant: "blue"), nowMilliseconds: 0) == .allowed)
  }

  @Test func rateZeroIsOff() {
    var limiter = RateLimiter(ratePerSecond: 0, burst: 1, capacity: 8)
    for _ in 0..<1000 { #expect(limiter.take(key("a"), nowMilliseconds: 0) == .allowed) }
  }

  @Test func capacityIsRoundedUpAndHeld() {
    #expect(RateLimiter(ratePerSecond: 1, burst: 1, capacity: 1).capacity == 8)
    #expect(RateLimiter(ratePerSecond: 1, burst: 1, capacity: 1000).capacity == 1024)
    var limiter = RateLimiter(ratePerSecond: 1, burst: 1, capacity: 64)
    for index in 0..<10_000 { _ = limiter.take(key("s\(index)"), nowMilliseconds: Int64(index)) }
    #expect(limiter.trackedCount == 64)
  }

  @Test func theKeySeenLongestAgoMakesRoom() {
    // One set only, so that the order of eviction is visible.
    var limiter = RateLimiter(ratePerSecond: 0.001, burst: 1, capacity: 8)
    for index in 0..<8 { _ = limiter.take(key("s\(index)"), nowMilliseconds: Int64(index)) }
    _ = limiter.take(key("s0"), nowMilliseconds: 8)
    #expect(limiter.take(key("new"), nowMilliseconds: 9) == .allowed)
    #expect(limiter.take(key("s0"), nowMilliseconds: 10) != .allowed)
    #expect(limiter.take(key("s2"), nowMilliseconds: 10) != .allowed)
    #expect(limiter.take(key("s1"), nowMilliseconds: 10) == .allowed)
  }

  @Test func addressesCountAsTheirOwnersDo() {
    func address(_ text: String) -> RateKey { RateKey(address: text) }
    #expect(address("192.0.2.1") == address("192.0.2.1"))
    #expect(address("192.0.2.1") != address("192.0.2.2"))
    #expect(address("::ffff:192.0.2.1") == address("192.0.2.1"))
    #expect(address("::ffff:192.0.2.1") != address("::ffff:192.0.2.2"))
    #expect(address("2001:db8:1:2::1") == address("2001:db8:1:2:ffff:ffff:ffff:ffff"))
    #expect(address("2001:db8:1:2::1") != address("2001:db8:1:3::1"))
    #expect(address("fe80::1%eth0") == address("fe80::1"))
    #expect(address("unix:/a") != address("unix:/b"))
  }

  @Test func setsOfRolesHoldTheirRoles() {
    let set: RoleSet = [.service, .admin]
    #expect(Role.allCases.filter { set.contains($0) } == [.service, .admin])
    #expect(set.roles == [.service, .admin])
    #expect(RoleSet.everyone.roles == Role.allCases)
    #expect(Set(Role.allCases.map { RoleSet($0).rawValue }).count == Role.allCases.count)
  }
}
