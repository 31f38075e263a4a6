// A small HTTP server for tests of webhooks: it takes what it is posted, remembers it, and answers as the test says.

import Foundation
import TestPrograms

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What was posted.
public struct HookRequest: Sendable {
  /// Path and query.
  public var path: String
  /// By names in lower case.
  public var headers: [String: String]
  /// The bytes behind the head.
  public var body: [UInt8]

  /// The body as text.
  public var text: String { String(decoding: body, as: UTF8.self) }
}

/// What the receiver does with a request.
public enum HookAnswer: Sendable {
  /// Answers with a status and more header lines, after a while.
  case status(Int, headers: [String] = [], afterMilliseconds: UInt32 = 0)
  /// Ends the connection without an answer.
  case close
  /// Sends these bytes and ends the connection.
  case raw(String)
  /// Says nothing until the other side gives up.
  case silence
}

/// A receiver on loopback, with a thread for each connection.
public final class HookReceiver: @unchecked Sendable {
  /// Decides about a request, knowing how many came before it.
  public typealias Answering = @Sendable (HookRequest, Int) -> HookAnswer

  /// The port on 127.0.0.1.
  public let port: UInt16
  private let listener: Int32
  private let answering: Answering
  // Unchecked Sendable: everything below is touched while `lock` is held.
  private let lock = NSLock()
  private var received: [HookRequest] = []
  private var connections: Set<Int32> = []
  private var isOver = false

  /// Begins to listen.
  /// - Parameter answering: what to do with a request, and how many came before it.
  public init(_ answering: @escaping Answering = { _, _ in .status(204) }) throws {
    self.answering = answering
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let listener = listener
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(listener, address, size) == 0 && listen(listener, 64) == 0
          && getsockname(listener, address, &size) == 0
      }
    }
    guard isBound else { throw POSIXError(.EADDRINUSE) }
    port = UInt16(bigEndian: address.sin_port)
    Thread.detachNewThread { [self] in accept() }
  }

  /// The address of a path here.
  public func url(_ path: String = "/hooks") -> String { "http://127.0.0.1:\(port)\(path)" }

  /// Everything that was posted, in the order of arrival.
  public var requests: [HookRequest] { lock.withLock { received } }

  /// Waits until so many requests have come; gives what there is when they do not.
  public func wait(for count: Int, seconds: Double = 10) -> [HookRequest] {
    _ = Poll.until(seconds: seconds) { requests.count >= count }
    return requests
  }

  /// Takes no more connections, and ends those that there are.
  public func stop() {
    lock.withLock {
      isOver = true
      for connection in connections { shutdown(connection, Int32(SHUT_RDWR)) }
    }
    // The accepting thread wakes up and closes it: a number that is closed here may be another's by the time it is used.
    shutdown(listener, Int32(SHUT_RDWR))
  }

  private func accept() {
    defer { close(listener) }
    while true {
      let connection = Glibc.accept(listener, nil, nil)
      let isTaken = lock.withLock { !isOver && connection >= 0 && connections.insert(connection).inserted }
      guard isTaken else {
        if connection >= 0 { close(connection) }
        return
      }
      Thread.detachNewThread { [self] in
        serve(connection)
        lock.withLock {
          connections.remove(connection)
          close(connection)
        }
      }
    }
  }

  private func serve(_ connection: Int32) {
    var buffer: [UInt8] = []
    while let request = read(connection, &buffer) {
      let number = lock.withLock {
        received.append(request)
        return received.count - 1
      }
      switch answering(request, number) {
      case .status(let status, let headers, let milliseconds):
        if milliseconds > 0 { usleep(milliseconds * 1000) }
        let lines = ["HTTP/1.1 \(status) Answer", "Content-Length: 0"] + headers
        guard write(connection, lines.joined(separator: "\r\n") + "\r\n\r\n") else { return }
      case .close: return
      case .raw(let text):
        _ = write(connection, text)
        return
      case .silence:
        var byte: UInt8 = 0
        while recv(connection, &byte, 1, 0) > 0 {}
        return
      }
    }
  }

  private func write(_ connection: Int32, _ text: String) -> Bool {
    let bytes = Array(text.utf8)
    return send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
  }

  /// The next request of a connection; nil at its end.
  private func read(_ connection: Int32, _ buffer: inout [UInt8]) -> HookRequest? {
    while true {
      if let request = Self.parse(&buffer) { return request }
      var piece = [UInt8](repeating: 0, count: 16_384)
      let count = recv(connection, &piece, piece.count, 0)
      guard count > 0 else { return nil }
      buffer += piece.prefix(count)
    }
  }

  private static func parse(_ buffer: inout [UInt8]) -> HookRequest? {
    guard let end = buffer.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
    let lines = String(decoding: buffer[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2 else { continue }
      headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
    }
    let length = headers["content-length"].flatMap { Int($0) } ?? 0
    guard buffer.count >= end.upperBound + length else { return nil }
    let body = Array(buffer[end.upperBound..<(end.upperBound + length)])
    buffer.removeFirst(end.upperBound + length)
    let words = lines[0].split(separator: " ")
    return HookRequest(path: words.count > 1 ? String(words[1]) : "", headers: headers, body: body)
  }
}
