// Shaking hands, step by step, and why it did not work.

internal import COpenSSL

extension TLSSession {
  /// Where a handshake stands.
  enum Step {
    case done
    /// The socket must become readable before the next step.
    case wantsRead
    /// The socket must become writable before the next step.
    case wantsWrite
    case failed(TLSHandshakeFailure)
  }

  /// Goes on with the handshake as far as the socket allows. The step in which a server answers the first bytes of
  /// a full handshake costs most of its CPU time.
  func shakeHands() -> Step {
    let channel = channel
    guard channel.drain() else { return .wantsWrite }
    channel.allow()
    ERR_clear_error()
    let result = unsafe SSL_do_handshake(session)
    if result == 1 { return .done }
    switch unsafe SSL_get_error(session, result) {
    case SSL_ERROR_WANT_READ: return channel.isWaiting ? .wantsWrite : .wantsRead
    case SSL_ERROR_SSL:
      defer { ERR_clear_error() }
      return .failed(failure(ERR_peek_error()))
    default:
      ERR_clear_error()
      return .failed(.disconnected)
    }
  }

  private func failure(_ error: UInt) -> TLSHandshakeFailure {
    let reason = ERR_GET_REASON(error)
    switch reason {
    case SSL_R_HTTP_REQUEST, SSL_R_HTTPS_PROXY_REQUEST, SSL_R_WRONG_VERSION_NUMBER: return .notTLS
    case SSL_R_UNEXPECTED_EOF_WHILE_READING: return .disconnected
    case SSL_R_CERTIFICATE_VERIFY_FAILED:
      let result = unsafe SSL_get_verify_result(session)
      if result == X509_V_ERR_HOSTNAME_MISMATCH || result == X509_V_ERR_IP_ADDRESS_MISMATCH {
        return .wrongName
      }
      // SAFETY: the texts are constants of OpenSSL.
      return .untrusted(unsafe Self.text(X509_verify_cert_error_string(result)))
    case SSL_AD_REASON_OFFSET..<SSL_AD_REASON_OFFSET + 256:
      return .refused(alert: UInt8(reason - SSL_AD_REASON_OFFSET))
    default: return .protocolFailure(unsafe Self.text(ERR_reason_error_string(error)))
    }
  }

  @unsafe private static func text(_ constant: UnsafePointer<CChar>?) -> String {
    unsafe constant.map { unsafe String(cString: $0) } ?? "unknown"
  }
}
