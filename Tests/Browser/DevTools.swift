// One connection of the DevTools protocol: commands and their answers in order, events in between.

import Foundation
import Transport

/// Speaks with one target of a browser. Blocks; for one thread.
final class DevTools {
  private let socket: WebSocketClient
  private var lastID = 0
  /// Called with every event, in order, while a command or ``listen(milliseconds:)`` waits.
  var onEvent: (_ method: String, _ parameters: JSONValue) -> Void = { _, _ in }

  private static let messageBytesMax = 128 << 20

  init(port: UInt16, path: String) throws(BrowserError) {
    do {
      socket = try WebSocketClient(
        host: "127.0.0.1", port: port, path: path, messageBytesMax: Self.messageBytesMax)
    } catch {
      throw .connection(error)
    }
  }

  deinit { socket.close(timeoutMilliseconds: 500) }

  private struct Command: Encodable {
    var id: Int
    var method: String
    var params: JSONValue
  }

  private struct Message: Decodable {
    struct Fault: Decodable {
      var message: String
      var data: JSONValue?
    }

    var id: Int?
    var method: String?
    var params: JSONValue?
    var result: JSONValue?
    var error: Fault?
  }

  /// Sends a command and waits for its result.
  @discardableResult
  func call(
    _ method: String, _ parameters: JSONValue = [:], timeoutMilliseconds: Int64 = 15_000
  ) throws(BrowserError) -> JSONValue {
    lastID += 1
    let id = lastID
    let deadline = SystemClock.monotonicMilliseconds() + timeoutMilliseconds
    do throws(ClientError) {
      try socket.send(text: Self.encode(Command(id: id, method: method, params: parameters)))
    } catch {
      throw .connection(error)
    }
    while let message = try receive(until: deadline) {
      guard message.id == id else { continue }
      if let fault = message.error {
        throw .refused(method: method, reason: fault.message + (fault.data?.string.map { " (\($0))" } ?? ""))
      }
      return message.result ?? .null
    }
    throw .timeout("\(method) was not answered within \(timeoutMilliseconds) ms")
  }

  /// Takes events for a while.
  func listen(milliseconds: Int64) throws(BrowserError) {
    let deadline = SystemClock.monotonicMilliseconds() + milliseconds
    while try receive(until: deadline) != nil {}
  }

  /// The next message; nil when none comes in time. Events are handed over before.
  private func receive(until deadline: Int64) throws(BrowserError) -> Message? {
    let left = deadline - SystemClock.monotonicMilliseconds()
    guard left > 0 else { return nil }
    do throws(ClientError) {
      switch try socket.receive(timeoutMilliseconds: left) {
      case .text(let text):
        guard let message = try? JSONDecoder().decode(Message.self, from: Data(text.utf8)) else {
          throw .badAnswer("not a DevTools message: \(text.prefix(200))")
        }
        if let method = message.method { onEvent(method, message.params ?? .null) }
        return message
      case .binary: throw .badAnswer("a binary message")
      case .closed: throw .disconnected
      }
    } catch {
      if error == .timeout { return nil }
      throw .connection(error)
    }
  }

  private static func encode(_ command: Command) -> String {
    guard let data = try? JSONEncoder().encode(command) else {
      preconditionFailure("a command is always JSON: \(command.method)")
    }
    return String(decoding: data, as: UTF8.self)
  }
}
