// Sockets of the relay, without waiting: the system's calls as small steps.

import Foundation

/// A stream socket on loopback that never blocks. Not owned: whoever made it closes it.
struct RelaySocket {
  let descriptor: Int32

  #if os(Linux)
    private static let stream = Int32(SOCK_STREAM.rawValue)
    private static let withoutSignal = Int32(MSG_NOSIGNAL)
  #else
    private static let stream = SOCK_STREAM
    private static let withoutSignal: Int32 = 0
  #endif

  private init(_ descriptor: Int32) throws {
    guard descriptor >= 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
    self.descriptor = descriptor
    _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    // Servers that a test starts must not inherit connections.
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
  }

  /// Listens at a free port.
  static func listening() throws -> RelaySocket {
    let made = try RelaySocket(socket(AF_INET, stream, 0))
    var address = loopback(port: 0)
    let isBound = withAddress(&address) {
      bind(made.descriptor, $0, $1) == 0 && listen(made.descriptor, 64) == 0
    }
    guard isBound else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
    return made
  }

  /// Begins to connect; the first send tells whether that succeeded.
  static func connecting(to port: Int) throws -> RelaySocket {
    let made = try RelaySocket(socket(AF_INET, stream, 0))
    var address = loopback(port: UInt16(port))
    _ = withAddress(&address) { connect(made.descriptor, $0, $1) }
    return made
  }

  /// Two that are connected with each other.
  static func pair() throws -> (RelaySocket, RelaySocket) {
    var descriptors: [Int32] = [-1, -1]
    guard socketpair(AF_UNIX, stream, 0, &descriptors) == 0 else {
      throw POSIXError(.init(rawValue: errno) ?? .EIO)
    }
    return (try RelaySocket(descriptors[0]), try RelaySocket(descriptors[1]))
  }

  /// The next connection that waits; nil when none does.
  func accepted() -> RelaySocket? { try? RelaySocket(accept(descriptor, nil, nil)) }

  func localPort() throws -> Int {
    var address = Self.loopback(port: 0)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isKnown = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        getsockname(descriptor, $0, &length) == 0
      }
    }
    guard isKnown else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
    return Int(UInt16(bigEndian: address.sin_port))
  }

  /// What came of a step.
  enum Step {
    case bytes([UInt8])
    case sent(Int)
    /// Nothing now.
    case later
    /// The other side is done, or the connection is broken.
    case over
  }

  func receive() -> Step {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = recv(descriptor, &buffer, buffer.count, 0)
    if count > 0 { return .bytes(Array(buffer.prefix(count))) }
    return count < 0 && (errno == EAGAIN || errno == EINTR || errno == ENOTCONN) ? .later : .over
  }

  func send(_ bytes: [UInt8]) -> Step {
    let count = Foundation.send(descriptor, bytes, bytes.count, Self.withoutSignal)
    if count >= 0 { return .sent(count) }
    return errno == EAGAIN || errno == EINTR || errno == ENOTCONN ? .later : .over
  }

  func close() { _ = Foundation.close(descriptor) }

  /// Closes with a reset instead of an end.
  func reset() {
    var linger = linger(l_onoff: 1, l_linger: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<linger>.size))
    close()
  }

  private static func loopback(port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    address.sin_port = port.bigEndian
    return address
  }

  private static func withAddress<Value>(
    _ address: inout sockaddr_in, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Value
  ) -> Value {
    withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }
}
