// How much later than its expiry a token is still good, in one place for requests and open sessions.

import Access

enum TokenLeeway {
  static let milliseconds = TokenVerifier.leewaySeconds * 1000
}
