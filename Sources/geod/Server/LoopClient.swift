// The state of one WebSocket on its loop, from handshake to end.

import Access
import Bedrock
import TrackHub
import Transport

/// A WebSocket client. Belongs to one loop.
final class LoopClient {
  /// How far the client has come.
  enum Stage {
    /// Connected; `hello` must come soon.
    case greeting
    /// `hello` came; the signature of its token is being checked.
    case proving(Hello)
    /// The token was accepted; the tenant is being loaded.
    case waiting
    /// In its tenant.
    case seated(TenantHost, SessionID, Claims)
  }

  let connection: ConnectionID
  var stage = Stage.greeting
  var bucket: TokenBucket
  /// The client came with a share instead of a token, and sees what that shows.
  var isGuest = false
  /// What a guest wants to watch again, while the share is looked up.
  var resume: [TopicResume] = []
  /// When the token expires, in wall time.
  var expires: Instant?

  init(connection: ConnectionID, burst: Double, nowMilliseconds: Int64) {
    self.connection = connection
    bucket = TokenBucket(burst: burst, nowMilliseconds: nowMilliseconds)
  }
}
