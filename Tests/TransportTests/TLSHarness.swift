// Certificates made on the spot, clients that trust them, and a relay that tampers with time.

import Glibc
import Synchronization
import Testing

@testable import Transport

/// A certificate with its key.
struct TestIdentity {
  let certificate: [UInt8]
  let key: [UInt8]

  init(
    names: [String] = ["localhost", "127.0.0.1"], validSeconds: ClosedRange<Int> = -3600...86_400,
    algorithm: SignatureKey.Algorithm = .es256
  ) throws {
    let pair = SignatureKey.generate(algorithm)
    let request = SelfSignedCertificate.Request(names: names, validSeconds: validSeconds)
    certificate = Array(SelfSignedCertificate.make(request, key: pair).utf8)
    key = Array(try #require(pair.privatePEM).utf8)
  }

  func server(_ versions: ClosedRange<TLSVersion> = .tls12 ... .tls13) throws -> TLSServerContext {
    try TLSServerContext(certificatePEM: certificate, keyPEM: key, versions: versions)
  }

  /// A client that trusts this certificate and no other.
  func client(
    _ versions: ClosedRange<TLSVersion> = .tls12 ... .tls13, verifiesName: Bool = true
  ) throws -> TLSClientContext {
    try TLSClientContext(roots: .pem(certificate), verifiesName: verifiesName, versions: versions)
  }
}

extension TestServer {
  func http(_ tls: TLSClientContext, host: String = "127.0.0.1", port: UInt16? = nil) -> HTTPClient {
    HTTPClient(host: host, port: port ?? self.port, tls: tls)
  }

  func webSocket(_ tls: TLSClientContext, port: UInt16? = nil) throws -> WebSocketClient {
    try WebSocketClient(host: "127.0.0.1", port: port ?? self.port, path: "/ws", tls: tls)
  }

  /// The sum over all loops.
  var totals: TransportCounters {
    var total = TransportCounters()
    for counters in group.counters() { total += counters }
    return total
  }
}

/// Passes bytes on between its own port and another, in small pieces if asked for, until it cuts the line.
final class Relay: Sendable {
  private final class State: Sendable {
    let isOver = Atomic(false)
    let isCut = Atomic(false)
  }

  let port: UInt16
  private let listener: Int32
  private let state = State()
  private let thread: LoopThread

  /// Pieces of what the client sends have `pieceBytes`, with a moment between them.
  init(to target: UInt16, pieceBytes: Int = 65_536) throws {
    let (address, sockets) = try Listener.bind(.loopback(port: 0), count: 1)
    port = address.port
    let listener = sockets[0]
    self.listener = listener
    thread = LoopThread(name: "relay", processor: nil) { [state] in
      while !state.isOver.load(ordering: .acquiring) {
        guard Self.isReadable(listener) else { continue }
        let client = accept(listener, nil, nil)
        if client >= 0 { Self.pass(client, target, pieceBytes, state) }
      }
    }
    thread.start()
  }

  deinit {
    state.isOver.store(true, ordering: .releasing)
    thread.join()
    close(listener)
  }

  /// Ends the present connection at both ends, in the middle of whatever it says.
  func cut() { state.isCut.store(true, ordering: .releasing) }

  private static func isReadable(_ socket: Int32) -> Bool {
    var entry = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
    return poll(&entry, 1, 5) > 0
  }

  private static func pass(_ client: Int32, _ target: UInt16, _ pieceBytes: Int, _ state: State) {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = target.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let server = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var one: Int32 = 1
    setsockopt(server, Int32(IPPROTO_TCP), TCP_NODELAY, &one, 4)
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(server, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    defer {
      close(client)
      close(server)
    }
    guard result == 0 else { return }
    while !state.isOver.load(ordering: .acquiring), !state.isCut.load(ordering: .acquiring) {
      var entries = [
        pollfd(fd: client, events: Int16(POLLIN), revents: 0),
        pollfd(fd: server, events: Int16(POLLIN), revents: 0),
      ]
      guard poll(&entries, 2, 5) > 0 else { continue }
      if entries[0].revents != 0, !move(client, server, pieceBytes) { return }
      if entries[1].revents != 0, !move(server, client, 65_536) { return }
    }
  }

  private static func move(_ from: Int32, _ to: Int32, _ pieceBytes: Int) -> Bool {
    var bytes = [UInt8](repeating: 0, count: 65_536)
    let count = recv(from, &bytes, bytes.count, 0)
    guard count > 0 else { return false }
    var start = 0
    while start < count {
      let piece = Array(bytes[start..<min(count, start + pieceBytes)])
      guard send(to, piece, piece.count, Int32(MSG_NOSIGNAL)) == piece.count else { return false }
      start += piece.count
      if start < count { usleep(300) }
    }
    return true
  }
}
