// A connected socket that waits, with a deadline for every wait.

internal import CLinux

/// One outgoing connection for the blocking clients, with TLS where there is a context for it.
struct BlockingSocket: ~Copyable {
  private var wire: Wire
  private static let readBytes = 64 * 1024

  /// Connects to the first of the host's addresses that answers, and shakes hands with it.
  init(
    host: String, port: UInt16, tls: TLSClientContext? = nil, serverName: String? = nil, deadline: Int64
  ) throws(ClientError) {
    wire = try Self.open(host, port, tls, serverName: serverName ?? host, deadline: deadline)
  }

  deinit {
    var wire = wire
    wire.close(isComplete: true)
  }

  /// The TLS session; nil for a plain connection.
  var tls: TLSSession? { wire.tls }

  /// Whether the server has closed or sent something unasked while nobody was reading.
  var hasNews: Bool {
    guard wire.hasUnread || clinux_wait(wire.socket, 0, 0) != 0 else { return false }
    // Over TLS it may be a ticket, which is no news.
    if let tls = wire.tls, case .blocked = tls.peek() { return false }
    return true
  }

  /// Writes all of it.
  func write(_ bytes: [UInt8], deadline: Int64) throws(ClientError) {
    var start = 0
    while start < bytes.count {
      // SAFETY: the call reads inside the array, which outlives it.
      let outcome = unsafe bytes.withUnsafeBytes {
        unsafe wire.write(UnsafeRawBufferPointer(rebasing: $0[start...]))
      }
      switch outcome {
      case .moved(let count): start += count
      case .blocked: try wait(forWriting: true, deadline: deadline)
      case .crossed: try wait(forWriting: false, deadline: deadline)
      case .ended, .broken: throw .disconnected
      }
    }
    while !wire.drain() { try wait(forWriting: true, deadline: deadline) }
  }

  /// Tells the server that nothing more comes.
  func endWriting() { _ = wire.endWriting() }

  /// Adds what arrives next to `bytes`; false at the end of the stream. Over TLS an end that was not announced is
  /// no end: something may be missing.
  func read(into bytes: inout [UInt8], deadline: Int64) throws(ClientError) -> Bool {
    while true {
      var outcome = Wire.Outcome.blocked
      // SAFETY: the call writes inside the room that the initializer gives, and the count is what it wrote.
      let chunk = unsafe [UInt8](unsafeUninitializedCapacity: Self.readBytes) { buffer, initialized in
        outcome = unsafe wire.read(into: UnsafeMutableRawBufferPointer(buffer))
        if case .moved(let count) = outcome { initialized = count }
      }
      switch outcome {
      case .moved:
        bytes += chunk
        return true
      case .ended: return false
      case .broken: throw .disconnected
      case .blocked, .crossed: try wait(forWriting: false, deadline: deadline)
      }
    }
  }

  private func wait(forWriting: Bool, deadline: Int64) throws(ClientError) {
    if !Self.wait(wire.socket, forWriting: forWriting, deadline: deadline) { throw .timeout }
  }

  private static func wait(_ socket: Int32, forWriting: Bool, deadline: Int64) -> Bool {
    while true {
      let left = deadline - SystemClock.monotonicMilliseconds()
      if left <= 0 { return false }
      let result = clinux_wait(socket, forWriting ? 1 : 0, Int32(clamping: left))
      if result > 0 { return true }
    }
  }

  /// A wire that is ready for bytes.
  private static func open(
    _ host: String, _ port: UInt16, _ tls: TLSClientContext?, serverName: String, deadline: Int64
  ) throws(ClientError) -> Wire {
    var wire = Wire(socket: try reach(host, port, deadline: deadline))
    guard let tls else { return wire }
    wire.secure(client: tls, name: serverName)
    while let session = wire.tls {
      var failure = ClientError.timeout
      switch session.shakeHands() {
      case .done: return wire
      case .wantsRead where wait(wire.socket, forWriting: false, deadline: deadline): continue
      case .wantsWrite where wait(wire.socket, forWriting: true, deadline: deadline): continue
      case .wantsRead, .wantsWrite: break
      case .failed(let reason): failure = .tls(reason)
      }
      wire.close(isComplete: false)
      throw failure
    }
    return wire
  }

  private static func reach(_ host: String, _ port: UInt16, deadline: Int64) throws(ClientError) -> Int32 {
    var failure = ClientError.unresolvable(host)
    for address in try PeerAddress.resolve(host, port: port) {
      switch connect(address, deadline: deadline) {
      case .success(let socket): return socket
      case .failure(let error): failure = error
      }
    }
    throw failure
  }

  private static func connect(_ address: PeerAddress, deadline: Int64) -> Result<Int32, ClientError> {
    // SAFETY: the array has the 16 bytes that the call reads.
    let socket = unsafe clinux_connect(address.networkOrder, address.port)
    let operation = "connect to \(address)"
    guard socket >= 0 else { return .failure(.system(SystemError(operation: operation, number: -socket))) }
    let isReady = wait(socket, forWriting: true, deadline: deadline)
    let error = isReady ? clinux_socket_error(socket) : 0
    if isReady, error == 0 { return .success(socket) }
    clinux_close(socket)
    return .failure(isReady ? .system(SystemError(operation: operation, number: error)) : .timeout)
  }
}
