// One TLS connection over one socket: what a wire does when it is not plain.

internal import COpenSSL
import Synchronization

/// OpenSSL's state of one connection.
///
/// Copying the value copies the reference: the wire that holds it is the only owner, and only `free` frees it.
///
/// SAFETY: (and why it may be sent) an SSL is used by one thread at a time, the one whose loop has the connection;
/// moving to another loop goes through a lock. It does not own the socket. Pointers given to `read` and `write`
/// are used during the call. The error queue belongs to the thread and is empty before each call whose outcome it
/// explains.
@safe struct TLSSession: @unchecked Sendable {
  let session: OpaquePointer

  /// How many sessions exist in the process: for tests that must prove that none leaks.
  static let live = Atomic<Int>(0)

  /// A server's session on a socket that was accepted.
  init(socket: Int32, server context: TLSServerContext) {
    self.init(socket: socket, context.handle)
    unsafe SSL_set_accept_state(session)
  }

  /// A client's session on a connected socket; `name` is whom it must meet.
  init(socket: Int32, client context: TLSClientContext, name: String) {
    self.init(socket: socket, context.handle)
    unsafe SSL_set_connect_state(session)
    unsafe context.prepare(session, for: name)
  }

  private init(socket: Int32, _ handle: TLSContextHandle) {
    guard let session = unsafe SSL_new(handle.context) else { preconditionFailure("OpenSSL has no memory") }
    // The session takes over the one reference for both directions; the socket stays its wire's.
    let bio = unsafe TLSChannel.makeBIO(socket: socket)
    unsafe SSL_set_bio(session, bio, bio)
    unsafe self.session = session
    Self.live.add(1, ordering: .relaxed)
  }

  func free() {
    unsafe SSL_free(session)
    Self.live.subtract(1, ordering: .relaxed)
  }

  /// Whether an earlier session was continued.
  var isResumed: Bool { unsafe SSL_session_reused(session) == 1 }

  /// The version that was agreed on.
  var version: TLSVersion { unsafe SSL_version(session) == TLS1_3_VERSION ? .tls13 : .tls12 }

  /// Whether bytes were fetched from the socket that nobody has read yet: epoll does not know of them. They may
  /// be only a part of a record.
  var hasUnread: Bool { unsafe SSL_has_pending(session) == 1 }

  /// Whether the peer's close_notify was read, or the session is broken.
  var hasEnded: Bool {
    unsafe SSL_get_shutdown(session) & SSL_RECEIVED_SHUTDOWN != 0 || SSL_is_init_finished(session) == 0
  }

  /// Reads until the buffer is full or what was fetched from the socket is used up.
  @unsafe func read(into bytes: UnsafeMutableRawBufferPointer) -> Wire.Outcome {
    channel.allow()
    var filled = 0
    while let start = bytes.baseAddress, filled < bytes.count {
      var count = 0
      ERR_clear_error()
      let result = unsafe SSL_read_ex(session, start + filled, bytes.count - filled, &count)
      guard result == 1 else {
        let outcome = outcome(result, reading: true)
        // What came before an end is delivered first; the end is told again by the next read.
        return filled > 0 ? .moved(filled) : outcome
      }
      filled += count
      if unsafe SSL_has_pending(session) == 0 { break }
    }
    return .moved(filled)
  }

  /// The way to the socket.
  var channel: TLSChannel { unsafe TLSChannel(of: session) }

  /// Writes one record, of at most 16 KiB, when the one before has left.
  @unsafe func write(_ bytes: UnsafeRawBufferPointer) -> Wire.Outcome {
    let channel = channel
    guard channel.drain() else { return .blocked }
    channel.allow()
    var count = 0
    ERR_clear_error()
    let result = unsafe SSL_write_ex(session, bytes.baseAddress, bytes.count, &count)
    return result == 1 ? .moved(count) : outcome(result, reading: false)
  }

  /// Whether there is something to read, without taking it.
  func peek() -> Wire.Outcome {
    channel.allow()
    var byte: UInt8 = 0
    var count = 0
    ERR_clear_error()
    // SAFETY: one byte is written at most.
    let result = unsafe SSL_peek_ex(session, &byte, 1, &count)
    return result == 1 ? .moved(count) : outcome(result, reading: true)
  }

  /// Sends close_notify (RFC 8446 section 6.1): nothing more comes from this side. False when the socket takes
  /// nothing now; then it is to be called again.
  func endWriting() -> Bool {
    let hasEnded = unsafe SSL_get_shutdown(session) & SSL_SENT_SHUTDOWN != 0
    if unsafe !hasEnded && SSL_is_init_finished(session) == 1 {
      unsafe SSL_shutdown(session)
      ERR_clear_error()
    }
    return channel.drain()
  }

  /// Sorts what OpenSSL says about a call that moved nothing.
  private func outcome(_ result: Int32, reading: Bool) -> Wire.Outcome {
    switch unsafe SSL_get_error(session, result) {
    case SSL_ERROR_WANT_READ: return reading ? .blocked : .crossed
    case SSL_ERROR_ZERO_RETURN: return .ended
    default:
      ERR_clear_error()
      return .broken
    }
  }
}
