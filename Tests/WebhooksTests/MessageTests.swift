// Messages, their signatures, and when they are tried again.

import Bedrock
import TestSupport
import Testing
import Transport
import Webhooks

@Suite("Messages of webhooks")
struct MessageTests {
  private static let id = UUIDv7(at: Instant(milliseconds: 1_700_000_000_000), random: (1, 2))

  @Test("signatures are HMAC-SHA-256 over time, full stop and body, one for each secret")
  func signatures() {
    let header = WebhookSignature.header(
      Array(#"{"a":1}"#.utf8), secrets: [Array("whsec_test".utf8)], unixSeconds: 1_700_000_000)
    // printf '1700000000.{"a":1}' | openssl dgst -sha256 -hmac whsec_test
    #expect(header == "t=1700000000,v1=38877139021993b830af32feea6e18a8da83eb2f6e49ee50bd9e4cf4ca4d3789")
    let two = WebhookSignature.header([], secrets: [[1], [2]], unixSeconds: 5)
    #expect(two.split(separator: ",").map { $0.prefix(3) } == ["t=5", "v1=", "v1="])
    let secret = WebhookSecret.make()
    #expect(secret.count == WebhookSecret.length && secret != WebhookSecret.make())
  }

  @Test("the body is the same at every attempt; the headers tell the attempt")
  func requests() throws {
    let message = WebhookMessage(
      id: Self.id, kind: "booking.placed", tenant: ClientID(trusted: "alpha"),
      queuedAt: Instant(milliseconds: 7), event: Array(#"{"booking":"b1"}"#.utf8))
    let url = try EndpointURL("https://example.com/")
    let first = message.request(to: url, attempt: 1, secrets: [[1]], unixSeconds: 10)
    let second = message.request(to: url, attempt: 2, secrets: [[1]], unixSeconds: 20)
    #expect(first.body == second.body && first.headers != second.headers)
    #expect(
      String(decoding: first.body, as: UTF8.self)
        == #"{"id":"\#(Self.id)","kind":"booking.placed","tenant":"alpha","at":7,"event":{"booking":"b1"}}"#)
    #expect(
      second.headers.contains("Geod-Attempt: 2") && second.headers.contains("Geod-Event: booking.placed"))
  }

  @Test("pauses double to an hour, half of each is chance, and receivers may ask for more")
  func pauses() {
    for seed in Seeds.all("webhook-pauses") + [1, 2] {
      var random = SeededRandom(seed: seed)
      let policy = RetryPolicy.standard
      for attempts in 1..<policy.attemptsMax {
        let full = min(policy.pauseFirstMilliseconds << Int64(attempts - 1), policy.pauseMaxMilliseconds)
        for (asked, least) in [(nil, full / 2), (7, max(full / 2, 7_000)), (1 << 40, 3_600_000)] {
          let outcome = WebhookOutcome(.answered(status: 503), retryAfterSeconds: asked)
          let verdict = policy.verdict(
            on: outcome, attempts: attempts, since: .epoch, now: .epoch, random: &random)
          guard case .again(let at, let reason) = verdict else {
            Issue.record("GEOD_SEED=\(seed): \(verdict)")
            continue
          }
          #expect((least...max(full, least)).contains(at.milliseconds), "GEOD_SEED=\(seed), \(attempts)")
          #expect(reason == "answered 503")
        }
      }
    }
  }

  @Test("a message is given up after its attempts or its day, and 410 ends the endpoint")
  func ends() {
    var random = SeededRandom(seed: 1)
    func verdict(
      _ result: WebhookOutcome.Result, _ attempts: Int, after milliseconds: Int64 = 0
    ) -> RetryVerdict {
      RetryPolicy.standard.verdict(
        on: WebhookOutcome(result), attempts: attempts, since: .epoch,
        now: Instant(milliseconds: milliseconds), random: &random)
    }
    for status in [200, 204, 299] { #expect(verdict(.answered(status: status), 16) == .delivered) }
    #expect(verdict(.failed(.timedOut), 16) == .givenUp(reason: "no answer in time"))
    #expect(verdict(.answered(status: 301), 1, after: 86_400_000) == .givenUp(reason: "answered 301"))
    #expect(verdict(.answered(status: 410), 1) == .endpointGone(reason: "answered 410"))
    if case .again = verdict(.answered(status: 400), 15) {} else { Issue.record("400 is not the end") }
  }
}
