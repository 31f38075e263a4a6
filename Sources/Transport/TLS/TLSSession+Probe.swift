// What only a test does to the other side, to see what it costs there.

internal import COpenSSL

extension TLSSession {
  /// Asks both sides for fresh traffic keys (RFC 8446 section 4.6.3). SAFETY: the session is the caller's.
  func requestKeyUpdate() -> Bool { unsafe SSL_key_update(session, SSL_KEY_UPDATE_REQUESTED) == 1 }

  /// Asks for another handshake within the connection (RFC 5246 section 7.4.1.1), which our own settings would not
  /// even let us try. False when OpenSSL refuses to ask. SAFETY: as above.
  func requestRenegotiation() -> Bool {
    _ = unsafe SSL_clear_options(session, TLSContextHandle.noRenegotiation)
    channel.allow()
    defer { ERR_clear_error() }
    guard unsafe SSL_renegotiate(session) == 1 else { return false }
    _ = unsafe SSL_do_handshake(session)
    return true
  }
}
