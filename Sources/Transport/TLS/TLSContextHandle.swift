// The settings that both roles share, around OpenSSL's SSL_CTX.

internal import COpenSSL

/// Owns an SSL_CTX.
///
/// SAFETY: (and why it is `Sendable`) the SSL_CTX is made and configured in `init` and by the context that owns this
/// object before anybody else knows it; afterwards it is only used to make sessions, which OpenSSL allows to any
/// number of threads. Each session holds a reference of its own, so letting go of this object while connections
/// live is fine.
@safe final class TLSContextHandle: @unchecked Sendable {
  let context: OpaquePointer

  init(isServer: Bool, versions: ClosedRange<TLSVersion>) {
    guard let context = unsafe SSL_CTX_new(isServer ? TLS_server_method() : TLS_client_method()) else {
      preconditionFailure("OpenSSL could not make a context")
    }
    unsafe self.context = context
    unsafe SSL_CTX_set_security_level(context, 2)
    _ = unsafe SSL_CTX_set_options(context, Self.noRenegotiation | Self.noCompression)
    control(SSL_CTRL_SET_MIN_PROTO_VERSION, Self.number(versions.lowerBound))
    control(SSL_CTRL_SET_MAX_PROTO_VERSION, Self.number(versions.upperBound))
    // One call writes one record. Buffers are given back when they are empty: an idle connection has none.
    control(
      SSL_CTRL_MODE,
      Int(SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS))
    // A read that only met tickets or new keys comes back when what was fetched is used up. With the default it would
    // fetch more, and a peer that sends nothing but new keys could keep a loop for itself.
    control(SSL_CTRL_CLEAR_MODE, Int(SSL_MODE_AUTO_RETRY))
    // One system call fetches several small records, or a header with its record.
    control(SSL_CTRL_SET_READ_AHEAD, 1)
  }

  deinit { unsafe SSL_CTX_free(context) }

  /// What OpenSSL's headers spell as macros around `SSL_CTX_ctrl`.
  func control(_ command: Int32, _ value: Int) {
    _ = unsafe SSL_CTX_ctrl(context, command, value, nil)
  }

  private func control(_ command: Int32, _ value: Int32) { control(command, Int(value)) }

  /// SSL_OP_NO_RENEGOTIATION and SSL_OP_NO_COMPRESSION, whose macros Swift does not see.
  static let noRenegotiation: UInt64 = 1 << 30
  private static let noCompression: UInt64 = 1 << 17

  private static func number(_ version: TLSVersion) -> Int32 {
    version == .tls12 ? TLS1_2_VERSION : TLS1_3_VERSION
  }
}
