// The seam between a connection and its bytes: a plain socket, or TLS over one, behind the same calls.

internal import CLinux

/// What a connection reads from and writes to. Everything above speaks of bytes and of these outcomes only.
///
/// SAFETY: the pointers given to `read` and `write` are used during the call and never kept; the caller
/// states how many bytes they have. Copying the value copies the references: socket and TLS session are owned by
/// the connection's slot and end with `close` alone.
struct Wire: Sendable {
  /// The socket; -1 when there is none.
  private(set) var socket: Int32
  /// What lies over the socket; nil for nothing.
  private(set) var tls: TLSSession?

  init(socket: Int32) { self.socket = socket }

  enum Outcome {
    /// So many bytes, at least one, were moved.
    case moved(Int)
    /// Nothing can be moved now; the socket tells when.
    case blocked
    /// Nothing can be written now, because TLS has read the beginning of something and needs the rest of it before:
    /// the socket must become readable.
    case crossed
    /// The peer has ended its direction; only reading tells.
    case ended
    /// The connection is gone.
    case broken
  }

  @unsafe func read(into bytes: UnsafeMutableRawBufferPointer) -> Outcome {
    if let tls { return unsafe tls.read(into: bytes) }
    return outcome(unsafe clinux_receive(socket, bytes.baseAddress, bytes.count))
  }

  @unsafe func write(_ bytes: UnsafeRawBufferPointer) -> Outcome {
    if let tls { return unsafe tls.write(bytes) }
    return outcome(unsafe clinux_send(socket, bytes.baseAddress, bytes.count))
  }

  /// Writes from the beginning of several pieces, in their order: on a plain socket with one system call, with TLS from
  /// the first one only. There is at least one, and none is empty.
  @unsafe func write(pieces: UnsafeBufferPointer<UnsafeRawBufferPointer>) -> Outcome {
    if let tls { return unsafe tls.write(pieces[0]) }
    return unsafe withUnsafeTemporaryAllocation(of: clinux_piece.self, capacity: pieces.count) { list in
      for index in pieces.indices {
        unsafe list[index] = clinux_piece(start: pieces[index].baseAddress, count: pieces[index].count)
      }
      return outcome(unsafe clinux_send_pieces(socket, list.baseAddress, Int32(pieces.count)))
    }
  }

  /// Whether bytes can be read that the socket does not show any more.
  var hasUnread: Bool { tls.map(\.hasUnread) ?? false }

  /// Whether the end was read behind the last bytes, which the next read will tell and the socket need not show.
  var hasEnded: Bool { tls.map(\.hasEnded) ?? false }

  /// Whether something was written that the socket has not yet taken.
  var isWaiting: Bool { tls.map(\.channel.isWaiting) ?? false }

  /// Writes what the socket had not yet taken; whether all of it is gone.
  func drain() -> Bool { tls.map { $0.channel.drain() } ?? true }

  /// Tells the peer that nothing more comes; reading goes on. False when the socket takes nothing now; then it is to
  /// be called again when it does.
  func endWriting() -> Bool {
    if let tls, !tls.endWriting() { return false }
    clinux_shutdown_write(socket)
    return true
  }

  /// Closes the socket; the wire is empty afterwards. When `isComplete`, a TLS peer is told that nothing is missing,
  /// if the socket takes that much at once.
  mutating func close(isComplete: Bool) {
    guard socket >= 0 else { return }
    if let tls {
      if isComplete { _ = tls.endWriting() }
      tls.free()
    }
    clinux_close(socket)
    self = Wire(socket: -1)
  }

  /// Gives socket and session away without closing them.
  mutating func release() -> Wire {
    defer { self = Wire(socket: -1) }
    return self
  }

  /// Puts TLS over the socket, before anything was read or written.
  mutating func secure(server context: TLSServerContext) {
    tls = TLSSession(socket: socket, server: context)
  }

  /// The same for the client's role; `name` is whom the certificate must be for.
  mutating func secure(client context: TLSClientContext, name: String) {
    tls = TLSSession(socket: socket, client: context, name: name)
  }

  private func outcome(_ result: Int64) -> Outcome {
    if result > 0 { return .moved(Int(result)) }
    if result == 0 { return .ended }
    return SystemError.isWouldBlock(Int32(-result)) ? .blocked : .broken
  }
}
