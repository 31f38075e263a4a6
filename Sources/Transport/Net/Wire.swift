// The seam between a connection and its bytes: plain sockets now, TLS behind the same five calls later.

internal import CLinux

/// What a connection reads from and writes to. Everything above speaks of bytes and of these outcomes only.
///
/// SAFETY: the pointers given to `read` and `write` are used during the call and never kept; the caller
/// states how many bytes they have.
struct Wire: Sendable {
  /// The socket; -1 when there is none. Owned by the connection's slot, closed by `close` alone.
  private(set) var socket: Int32

  init(socket: Int32) { self.socket = socket }

  enum Outcome {
    /// So many bytes, at least one, were moved.
    case moved(Int)
    /// Nothing can be moved now.
    case blocked
    /// The peer has ended its direction; only reading tells.
    case ended
    /// The connection is gone.
    case broken
  }

  @unsafe func read(into bytes: UnsafeMutableRawBufferPointer) -> Outcome {
    outcome(unsafe clinux_receive(socket, bytes.baseAddress, bytes.count))
  }

  @unsafe func write(_ bytes: UnsafeRawBufferPointer) -> Outcome {
    outcome(unsafe clinux_send(socket, bytes.baseAddress, bytes.count))
  }

  /// Tells the peer that nothing more comes; reading goes on.
  func endWriting() { clinux_shutdown_write(socket) }

  /// Closes the socket; the wire is empty afterwards.
  mutating func close() {
    guard socket >= 0 else { return }
    clinux_close(socket)
    socket = -1
  }

  /// Gives the socket away without closing it.
  mutating func release() -> Int32 {
    defer { socket = -1 }
    return socket
  }

  private func outcome(_ result: Int64) -> Outcome {
    if result > 0 { return .moved(Int(result)) }
    if result == 0 { return .ended }
    return SystemError.isWouldBlock(Int32(-result)) ? .blocked : .broken
  }
}
