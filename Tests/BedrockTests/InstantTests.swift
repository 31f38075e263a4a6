// Points in engine time against Foundation's calendar.

import Bedrock
import Foundation
import Testing

@Suite("Instant")
struct InstantTests {
  @Test func arithmetic() {
    let start = Instant(seconds: 1_700_000_000)
    #expect(start.milliseconds == 1_700_000_000_000)
    let later = start.advanced(byMilliseconds: 1_500)
    #expect(later > start)
    #expect(later.milliseconds(since: start) == 1_500)
    #expect(start.milliseconds(since: later) == -1_500)
    #expect(later.advanced(byMilliseconds: -1_500) == start)
    #expect(Instant.epoch.milliseconds == 0)
  }

  @Test func theLatestInstantIsTheEndOfTheYear9999() throws {
    let formatter = ISO8601DateFormatter()
    formatter.formatOptions = [.withInternetDateTime, .withFractionalSeconds]
    let date = try #require(formatter.date(from: "9999-12-31T23:59:59.999Z"))
    #expect(Instant.latest.milliseconds == Int64((date.timeIntervalSince1970 * 1000).rounded()))
  }
}
