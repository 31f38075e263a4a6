// Operational logs: JSON lines on standard error. Never secrets, never positions, never queries.

import Bedrock
import Foundation
import Transport

/// Writes log lines on a thread of its own, so that a slow terminal never stops a loop.
///
/// Lines that do not fit into the bounded queue are dropped and counted; the count is logged as soon as
/// there is room again.
final class Log: Sendable {
  /// How important a line is.
  enum Level: Int, Sendable, Comparable, CaseIterable {
    case debug, info, warning, error

    static func < (a: Level, b: Level) -> Bool { a.rawValue < b.rawValue }

    var name: String { "\(self)" }

    init?(name: String) {
      guard let level = Self.allCases.first(where: { $0.name == name }) else { return nil }
      self = level
    }
  }

  /// A value in a line.
  enum Value: Sendable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
    case text(String)
    case whole(Int64)
    case number(Double)

    init(stringLiteral text: String) { self = .text(text) }
    init(integerLiteral number: Int64) { self = .whole(number) }
  }

  private struct Queue: Sendable {
    var lines: [[UInt8]] = []
    var dropped = 0
    var isClosed = false
  }

  private static let capacity = 8_192

  /// Lines below this level are not written.
  let level: Level
  private let queue = Lock(Queue())
  private let wake = DispatchSemaphore(value: 0)
  private let ended = DispatchSemaphore(value: 0)

  init(level: Level) {
    self.level = level
    let thread = Thread { [self] in run() }
    thread.name = "geod-log"
    thread.start()
  }

  /// Writes a line if its level is wanted.
  func write(_ level: Level, _ message: String, _ fields: KeyValuePairs<String, Value> = [:]) {
    guard level >= self.level else { return }
    let line = Self.encode(level, message, fields)
    queue.withLock { queue in
      if queue.lines.count < Self.capacity, !queue.isClosed {
        queue.lines.append(line)
      } else {
        queue.dropped += 1
      }
    }
    wake.signal()
  }

  func debug(_ message: String, _ fields: KeyValuePairs<String, Value> = [:]) {
    write(.debug, message, fields)
  }
  func info(_ message: String, _ fields: KeyValuePairs<String, Value> = [:]) { write(.info, message, fields) }
  func warning(_ message: String, _ fields: KeyValuePairs<String, Value> = [:]) {
    write(.warning, message, fields)
  }
  func error(_ message: String, _ fields: KeyValuePairs<String, Value> = [:]) {
    write(.error, message, fields)
  }

  /// Writes what is queued and ends the thread.
  func close() {
    queue.withLock { $0.isClosed = true }
    wake.signal()
    ended.wait()
  }

  private func run() {
    while true {
      wake.wait()
      let (lines, dropped, isClosed) = queue.withLock { queue in
        let taken = (queue.lines, queue.dropped, queue.isClosed)
        queue.lines.removeAll(keepingCapacity: true)
        queue.dropped = 0
        return taken
      }
      var output: [UInt8] = []
      for line in lines { output += line }
      if dropped > 0 {
        output += Self.encode(.warning, "log lines were dropped", ["count": .whole(Int64(dropped))])
      }
      if !output.isEmpty { try? FileHandle.standardError.write(contentsOf: Data(output)) }
      if isClosed {
        ended.signal()
        return
      }
    }
  }

  private static func encode(
    _ level: Level, _ message: String, _ fields: KeyValuePairs<String, Value>
  ) -> [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    json.key("time")
    json.string(TimeText.iso8601(EngineClock.wallClock()))
    json.key("level")
    json.string(level.name)
    json.key("message")
    json.string(message)
    for (name, value) in fields {
      json.key(dynamic: name)
      switch value {
      case .text(let text): json.string(text)
      case .whole(let number): json.integer(number)
      case .number(let number): json.number(number, decimals: 3)
      }
    }
    json.endObject()
    return json.finish() + [0x0A]
  }
}
