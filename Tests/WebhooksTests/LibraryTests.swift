// The library behind the webhooks.

import Testing
import Webhooks

@Suite struct LibraryTests {
  @Test func saysItsVersion() { #expect(WebhookLibrary.version.hasPrefix("7.")) }
}
