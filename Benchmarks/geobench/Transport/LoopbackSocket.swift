// Sockets as a load needs them: to loopback, one system call for each method, nothing kept.

// SAFETY: addresses and options are read during the call from this stack; `send` and `receive` are given arrays that
// outlive the call, and stay inside their bounds.

import Foundation

/// A connection to a server on this machine. Copies name the same connection; who has made it ends it with `end`.
struct LoopbackSocket {
  private let descriptor: Int32

  private static let stream = Int32(SOCK_STREAM.rawValue)
  private static let noSignal = Int32(MSG_NOSIGNAL)
  private static let atOnce = Int32(MSG_DONTWAIT)

  /// Connects; nil when nobody listens. Waits at most `seconds` for each answer that is waited for.
  init?(port: UInt16, seconds: Int) {
    descriptor = socket(AF_INET, Self.stream, 0)
    guard descriptor >= 0 else { return nil }
    let isConnected = unsafe Self.withAddress(port) { unsafe Glibc.connect(descriptor, $0, $1) == 0 }
    guard isConnected else {
      close(descriptor)
      return nil
    }
    var one: Int32 = 1
    unsafe setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
    // Closing resets, so that ten thousand connections leave nothing behind that a later run would meet.
    var reset = linger(l_onoff: 1, l_linger: 0)
    unsafe setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &reset, socklen_t(MemoryLayout<linger>.size))
    var patience = timeval(tv_sec: seconds, tv_usec: 0)
    unsafe setsockopt(
      descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
  }

  func end() { close(descriptor) }

  /// Sends what fits, at once: how many bytes, 0 when there is no room, nil when the connection is gone.
  func send(_ bytes: [UInt8], from start: Int) -> Int? {
    let count = unsafe bytes.withUnsafeBytes {
      unsafe Glibc.send(
        descriptor, $0.baseAddress.map { unsafe $0 + start }, bytes.count - start,
        Self.noSignal | Self.atOnce)
    }
    return count >= 0 ? count : Self.wasTooSoon ? 0 : nil
  }

  /// Receives what is there: how many bytes, 0 when there is nothing, nil when the connection is gone.
  func receive(into bytes: inout [UInt8], waiting: Bool = false) -> Int? {
    let count = unsafe bytes.withUnsafeMutableBytes {
      unsafe recv(descriptor, $0.baseAddress, $0.count, waiting ? 0 : Self.atOnce)
    }
    return count > 0 ? count : count < 0 && Self.wasTooSoon ? 0 : nil
  }

  private static var wasTooSoon: Bool { errno == EAGAIN || errno == EINTR }

  /// A port that nobody listens on now.
  static func freePort() throws -> UInt16 {
    let descriptor = socket(AF_INET, stream, 0)
    defer { close(descriptor) }
    guard unsafe withAddress(0, { unsafe bind(descriptor, $0, $1) == 0 }) else {
      throw POSIXError(.EADDRINUSE)
    }
    var address = sockaddr_in()
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isKnown = unsafe withUnsafeMutablePointer(to: &address) {
      unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe getsockname(descriptor, $0, &length) == 0
      }
    }
    guard isKnown else { throw POSIXError(.EADDRNOTAVAIL) }
    return UInt16(bigEndian: address.sin_port)
  }

  @unsafe private static func withAddress(
    _ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Bool
  ) -> Bool {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    return unsafe withUnsafePointer(to: &address) {
      unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }
}
