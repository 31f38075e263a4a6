// A connected socket that waits, with a deadline for every wait.

internal import CLinux

/// One outgoing TCP connection for the blocking clients.
struct BlockingSocket: ~Copyable {
  private let descriptor: Descriptor
  private static let readBytes = 64 * 1024

  /// Connects to the first of the host's addresses that answers.
  init(host: String, port: UInt16, deadline: Int64) throws(ClientError) {
    var failure = ClientError.unresolvable(host)
    for address in try PeerAddress.resolve(host, port: port) {
      switch Self.connect(address, deadline: deadline) {
      case .success(let socket):
        descriptor = Descriptor(owning: socket)
        return
      case .failure(let error): failure = error
      }
    }
    throw failure
  }

  /// Whether the server has closed or sent something unasked while nobody was reading.
  var hasNews: Bool { clinux_wait(descriptor.number, 0, 0) != 0 }

  /// Writes all of it.
  func write(_ bytes: [UInt8], deadline: Int64) throws(ClientError) {
    var start = 0
    while start < bytes.count {
      // SAFETY: the call reads inside the array, which outlives it.
      let result = unsafe bytes.withUnsafeBytes {
        unsafe clinux_send(descriptor.number, $0.baseAddress.map { unsafe $0 + start }, bytes.count - start)
      }
      if result > 0 {
        start += Int(result)
      } else if SystemError.isWouldBlock(Int32(-result)) {
        try wait(forWriting: true, deadline: deadline)
      } else {
        throw .disconnected
      }
    }
  }

  /// Tells the server that nothing more comes.
  func endWriting() { clinux_shutdown_write(descriptor.number) }

  /// Adds what arrives next to `bytes`; false at the end of the stream.
  func read(into bytes: inout [UInt8], deadline: Int64) throws(ClientError) -> Bool {
    while true {
      var count: Int64 = 0
      // SAFETY: the call writes inside the room that the initializer gives, and the count is what it wrote.
      let chunk = unsafe [UInt8](unsafeUninitializedCapacity: Self.readBytes) { buffer, initialized in
        count = unsafe clinux_receive(descriptor.number, buffer.baseAddress, buffer.count)
        initialized = max(0, Int(count))
      }
      if count > 0 {
        bytes += chunk
        return true
      }
      if count == 0 { return false }
      guard SystemError.isWouldBlock(Int32(-count)) else { throw .disconnected }
      try wait(forWriting: false, deadline: deadline)
    }
  }

  private func wait(forWriting: Bool, deadline: Int64) throws(ClientError) {
    if !Self.wait(descriptor.number, forWriting: forWriting, deadline: deadline) { throw .timeout }
  }

  private static func wait(_ socket: Int32, forWriting: Bool, deadline: Int64) -> Bool {
    while true {
      let left = deadline - SystemClock.monotonicMilliseconds()
      if left <= 0 { return false }
      let result = clinux_wait(socket, forWriting ? 1 : 0, Int32(clamping: left))
      if result > 0 { return true }
    }
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
