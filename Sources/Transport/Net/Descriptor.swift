// Ownership of file descriptors.

internal import CLinux

/// An open descriptor with one owner, who closes it by letting go.
struct Descriptor: ~Copyable, Sendable {
  let number: Int32

  init(owning number: Int32) {
    precondition(number >= 0, "a descriptor is not negative")
    self.number = number
  }

  deinit { clinux_close(number) }

  /// Gives the number to somebody else, who closes it.
  consuming func release() -> Int32 {
    let number = number
    discard self
    return number
  }
}

/// Listening sockets.
enum Listener {
  /// Binds one socket per loop to an address, with SO_REUSEPORT, so that the kernel spreads connections by
  /// hash. Port 0 is chosen by the first and taken by the others. Refuses an address that somebody else,
  /// even another instance with SO_REUSEPORT, listens on.
  static func bind(_ address: PeerAddress, count: Int) throws(SystemError) -> (PeerAddress, [Int32]) {
    if address.port != 0 {
      // SAFETY: the array has the 16 bytes that the call reads.
      let free = unsafe clinux_probe_free(address.networkOrder, address.port)
      _ = try SystemError.check(free, "listen on \(address)")
    }
    var bound = address
    var sockets: [Int32] = []
    do {
      for _ in 0..<count {
        // SAFETY: as above.
        let result = unsafe clinux_listen(bound.networkOrder, bound.port, 4096)
        sockets.append(try SystemError.check(result, "listen on \(bound)"))
        if bound.port == 0 { bound.port = try localPort(of: sockets[0]) }
      }
    } catch {
      for socket in sockets { clinux_close(socket) }
      throw error
    }
    return (bound, sockets)
  }

  private static func localPort(of socket: Int32) throws(SystemError) -> UInt16 {
    var bytes = [UInt8](repeating: 0, count: 16)
    var port: UInt16 = 0
    // SAFETY: both outlive the call, which writes 16 bytes and one port.
    let result = unsafe clinux_local_address(socket, &bytes, &port)
    _ = try SystemError.check(result, "read the bound address")
    return port
  }
}
