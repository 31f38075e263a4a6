// A client that sends bytes as it is told and reads frames slowly and by the book.

import Testing

@testable import Transport

/// A raw connection after the opening handshake.
struct ConformanceProbe: ~Copyable {
  private let socket: BlockingSocket
  private var received: [UInt8] = []
  private var hasEnded = false
  /// The head of the answer.
  let head: String

  init(port: UInt16, tls: TLSClientContext? = nil, extensions: String? = nil) throws {
    let deadline = SystemClock.monotonicMilliseconds() + 20_000
    socket = try BlockingSocket(host: "127.0.0.1", port: port, tls: tls, deadline: deadline)
    (head, received) = Self.shakeHands(socket, extensions, deadline: deadline)
  }

  /// The answer's head, and what came behind it. A line end is one Character.
  private static func shakeHands(
    _ socket: borrowing BlockingSocket, _ extensions: String?, deadline: Int64
  ) -> (String, [UInt8]) {
    let end = Array("\r\n\r\n".utf8)
    let request =
      LoopWebSocketTests.upgrade.dropLast() + (extensions.map { "Sec-WebSocket-Extensions: \($0)\r\n" } ?? "")
      + "\r\n"
    var bytes: [UInt8] = []
    guard (try? socket.write(Array(request.utf8), deadline: deadline)) != nil else { return ("", []) }
    while true {
      if let range = bytes.firstRange(of: end) {
        return (
          String(decoding: bytes[..<range.upperBound], as: UTF8.self), Array(bytes[range.upperBound...])
        )
      }
      guard (try? socket.read(into: &bytes, deadline: deadline)) == true else { return ("", []) }
    }
  }

  func send(_ bytes: [UInt8], chopBytes: Int? = nil) throws {
    let deadline = SystemClock.monotonicMilliseconds() + 30_000
    guard let chopBytes else { return try socket.write(bytes, deadline: deadline) }
    var start = 0
    while start < bytes.count {
      let end = min(start + chopBytes, bytes.count)
      do {
        try socket.write(Array(bytes[start..<end]), deadline: deadline)
      } catch ClientError.disconnected {
        // A server that found a fault need not wait for the rest.
        return
      }
      start = end
    }
  }

  /// The next frame: first byte and payload; nil at the end.
  mutating func frame() throws -> (first: UInt8, payload: [UInt8])? {
    while true {
      if let (first, range) = complete() {
        let payload = Array(received[range])
        received.removeSubrange(..<range.upperBound)
        return (first, payload)
      }
      if hasEnded { return nil }
      hasEnded = try !socket.read(into: &received, deadline: SystemClock.monotonicMilliseconds() + 30_000)
    }
  }

  /// All replies until the server ends.
  mutating func replies() throws -> [Reply] {
    var replies: [Reply] = []
    while let (first, payload) = try frame() {
      switch first {
      case 0x81: replies.append(.text(payload))
      case 0x82: replies.append(.binary(payload))
      case 0x8A: replies.append(.pong(payload))
      case 0x88:
        replies.append(.close(payload.count < 2 ? nil : UInt16(payload[0]) << 8 | UInt16(payload[1])))
      default: Issue.record("a frame that begins with \(first)")
      }
    }
    return replies
  }

  private func complete() -> (UInt8, Range<Int>)? {
    guard received.count >= 2 else { return nil }
    let extra = received[1] == 127 ? 8 : received[1] == 126 ? 2 : 0
    guard received.count >= 2 + extra else { return nil }
    let count = extra == 0 ? Int(received[1]) : received[2..<(2 + extra)].reduce(0) { $0 << 8 | Int($1) }
    let end = 2 + extra + count
    return received.count >= end ? (received[0], (2 + extra)..<end) : nil
  }
}
