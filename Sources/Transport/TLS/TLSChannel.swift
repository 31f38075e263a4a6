// The way between OpenSSL and the socket: what the socket does not take waits here, so that OpenSSL never waits to
// write; and what OpenSSL may fetch at a time has a bound, so that no peer can keep it busy.

internal import CLinux
internal import COpenSSL

/// A BIO over a socket.
///
/// Writing: OpenSSL cannot answer a request for new keys (RFC 8446 section 4.6.3) while one of its own writes waits:
/// reading then fails. So a write sends at once, keeps what did not fit, and says that everything was written. A
/// session writes application data only when nothing is kept, so that what is kept is at most one record and what the
/// protocol itself has to say.
///
/// Reading: within one call OpenSSL reads on past what is no data, such as refused renegotiations, for as long as the
/// peer sends it. So each call gets an allowance of bytes; then the socket seems empty, and epoll brings us back.
///
/// SAFETY: the state is allocated with its BIO, reached through the BIO's data alone, and freed by the BIO's destroy
/// callback when the session lets go of the BIO. Only the thread that uses the session touches it. The socket is not
/// owned.
@safe struct TLSChannel {
  private struct State {
    let socket: Int32
    var kept: [UInt8] = []
    var allowance = 0
    var hasEnded = false
  }

  /// Enough for a record of 16 KiB and for hundreds of answers of the protocol; a peer that makes more and reads
  /// nothing has ended the connection.
  private static let keptBytesMax = 64 * 1024
  /// More than a full receive buffer of records, or any handshake's messages.
  private static let allowanceBytes = 128 * 1024

  private let bio: OpaquePointer

  /// The channel of a session that was made with `makeBIO`.
  init(of session: OpaquePointer) {
    guard let bio = unsafe SSL_get_wbio(session) else { preconditionFailure("a session has a channel") }
    unsafe self.bio = bio
  }

  /// A BIO for this socket, with one reference, which the caller gives to a session for both directions.
  @unsafe static func makeBIO(socket: Int32) -> OpaquePointer {
    guard let bio = unsafe BIO_new(method) else { preconditionFailure("OpenSSL has no memory") }
    let state = UnsafeMutablePointer<State>.allocate(capacity: 1)
    unsafe state.initialize(to: State(socket: socket))
    unsafe BIO_set_data(bio, state)
    unsafe BIO_set_init(bio, 1)
    return unsafe bio
  }

  /// Lets the next call of OpenSSL read from the socket.
  func allow() { unsafe Self.state(bio).pointee.allowance = Self.allowanceBytes }

  /// Whether something waits for the socket.
  var isWaiting: Bool { unsafe !Self.state(bio).pointee.kept.isEmpty }

  /// Writes what waits; whether all of it is gone. A socket that is broken takes everything: the next read tells.
  func drain() -> Bool {
    let state = unsafe Self.state(bio)
    guard unsafe !state.pointee.kept.isEmpty else { return true }
    // SAFETY: the call reads inside the array, which it does not outlive.
    let result = unsafe state.pointee.kept.withUnsafeBytes {
      unsafe clinux_send(state.pointee.socket, $0.baseAddress, $0.count)
    }
    if result < 0, !SystemError.isWouldBlock(Int32(-result)) {
      unsafe state.pointee.kept = []
    } else if result > 0 {
      unsafe state.pointee.kept.removeFirst(Int(result))
      // An idle connection keeps no memory for what once waited.
      if unsafe state.pointee.kept.isEmpty { unsafe state.pointee.kept = [] }
    }
    return unsafe state.pointee.kept.isEmpty
  }

  @unsafe private static func state(_ bio: OpaquePointer?) -> UnsafeMutablePointer<State> {
    guard let data = unsafe BIO_get_data(bio) else { preconditionFailure("a channel has its state") }
    return unsafe data.assumingMemoryBound(to: State.self)
  }

  /// What the BIO can do; made once and never freed.
  private static nonisolated(unsafe) let method: OpaquePointer? = {
    let method = unsafe BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "socket channel")
    unsafe BIO_meth_set_read_ex(method, read)
    unsafe BIO_meth_set_write_ex(method, write)
    unsafe BIO_meth_set_ctrl(method) { bio, command, _, _ in
      switch command {
      case BIO_CTRL_FLUSH: return 1
      case BIO_CTRL_EOF: return unsafe TLSChannel.state(bio).pointee.hasEnded ? 1 : 0
      default: return 0
      }
    }
    unsafe BIO_meth_set_destroy(method) { bio in
      let state = unsafe TLSChannel.state(bio)
      unsafe state.deinitialize(count: 1)
      unsafe state.deallocate()
      return 1
    }
    return unsafe method
  }()

  private static let retry = BIO_FLAGS_READ | BIO_FLAGS_SHOULD_RETRY

  /// Receives within the allowance. 0 when nothing is there now (then the BIO says "again"), or never will be.
  ///
  /// SAFETY: OpenSSL lends room for `count` bytes during the call.
  private static let read:
    @convention(c) (OpaquePointer?, UnsafeMutablePointer<CChar>?, Int, UnsafeMutablePointer<Int>?) -> Int32 =
      {
        bio, bytes, count, filled in
        let state = unsafe TLSChannel.state(bio)
        unsafe BIO_clear_flags(bio, retry)
        guard unsafe state.pointee.allowance > 0 else {
          unsafe BIO_set_flags(bio, retry)
          return 0
        }
        let result = unsafe clinux_receive(state.pointee.socket, bytes, count)
        guard result > 0 else {
          if result == 0 { unsafe state.pointee.hasEnded = true }
          if result < 0, SystemError.isWouldBlock(Int32(-result)) { unsafe BIO_set_flags(bio, retry) }
          return 0
        }
        unsafe state.pointee.allowance -= Int(result)
        unsafe filled?.pointee = Int(result)
        return 1
      }

  /// Sends, keeps the rest, and says that everything was written. 0 when the socket is broken or too much waits.
  ///
  /// SAFETY: OpenSSL lends `count` bytes during the call.
  private static let write:
    @convention(c) (OpaquePointer?, UnsafePointer<CChar>?, Int, UnsafeMutablePointer<Int>?) -> Int32 = {
      bio, bytes, count, written in
      let state = unsafe TLSChannel.state(bio)
      var sent = 0
      if unsafe state.pointee.kept.isEmpty {
        let result = unsafe clinux_send(state.pointee.socket, bytes, count)
        if result < 0, !SystemError.isWouldBlock(Int32(-result)) { return 0 }
        sent = max(0, Int(result))
      }
      if sent < count {
        guard unsafe state.pointee.kept.count + count - sent <= keptBytesMax, let bytes = unsafe bytes else {
          return 0
        }
        let rest = unsafe UnsafeRawBufferPointer(start: bytes + sent, count: count - sent)
        unsafe state.pointee.kept.append(contentsOf: rest)
      }
      unsafe written?.pointee = count
      return 1
    }
}
