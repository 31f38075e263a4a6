// A connection to Redis: commands out in one go, replies counted as they come back.

// SAFETY: `connect` reads the address structure on this stack for the length of the call. The descriptor belongs to the
// file handle, which closes it.

import Foundation

/// Speaks RESP, the Redis serialization protocol (version 2), with many commands under way.
final class RedisLink {
  private let handle: FileHandle
  private var outgoing: [UInt8] = []
  private var incoming: [UInt8] = []
  private var place = 0

  /// Connects; nil while nobody listens.
  init?(path: String) {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { return nil }
    handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    let isConnected = unsafe withUnsafeMutableBytes(of: &address) { raw in
      let start = MemoryLayout<sa_family_t>.size
      guard bytes.count < raw.count - start else { return false }
      for (index, byte) in bytes.enumerated() { unsafe raw[start + index] = byte }
      guard let base = raw.baseAddress else { return false }
      let size = socklen_t(raw.count)
      return unsafe Glibc.connect(descriptor, base.assumingMemoryBound(to: sockaddr.self), size) == 0
    }
    guard isConnected else { return nil }
  }

  /// Adds a command to what is sent next.
  func add(_ words: [String]) {
    outgoing += Array("*\(words.count)\r\n".utf8)
    for word in words { outgoing += Array("$\(word.utf8.count)\r\n\(word)\r\n".utf8) }
  }

  /// Sends what was added and reads as many replies. Returns how many elements their arrays had together.
  func exchange(replies: Int) throws -> Int {
    try handle.write(contentsOf: Data(outgoing))
    outgoing.removeAll(keepingCapacity: true)
    var elements = 0
    for _ in 0..<replies { elements += try reply() }
    incoming.removeSubrange(..<place)
    place = 0
    return elements
  }

  /// One simple command and its text.
  func text(_ words: [String]) throws -> String {
    add(words)
    try handle.write(contentsOf: Data(outgoing))
    outgoing.removeAll(keepingCapacity: true)
    let head = try line()
    guard head.first == UInt8(ascii: "$"), let size = Self.number(head.dropFirst()), size >= 0 else {
      return ""
    }
    try need(size + 2)
    defer {
      incoming.removeSubrange(..<(place + size + 2))
      place = 0
    }
    return String(decoding: incoming[place..<(place + size)], as: UTF8.self)
  }

  /// Passes over one reply; returns the number of elements when it is an array.
  private func reply() throws -> Int {
    let head = try line()
    switch head.first {
    case UInt8(ascii: "*"):
      let count = Self.number(head.dropFirst()) ?? 0
      for _ in 0..<max(0, count) { _ = try reply() }
      return max(0, count)
    case UInt8(ascii: "$"):
      guard let size = Self.number(head.dropFirst()), size >= 0 else { return 0 }
      try need(size + 2)
      place += size + 2
      return 0
    case UInt8(ascii: "-"):
      throw RedisServer.Fault(description: "Redis answers: \(String(decoding: head, as: UTF8.self))")
    default: return 0
    }
  }

  private func line() throws -> ArraySlice<UInt8> {
    var end = place
    while true {
      while end + 1 < incoming.count {
        if incoming[end] == 13, incoming[end + 1] == 10 {
          defer { place = end + 2 }
          return incoming[place..<end]
        }
        end += 1
      }
      try receive()
    }
  }

  private func need(_ count: Int) throws {
    while incoming.count - place < count { try receive() }
  }

  private func receive() throws {
    // What is there; a read of a given count would wait for all of it.
    let data = handle.availableData
    guard !data.isEmpty else {
      throw RedisServer.Fault(description: "Redis has closed the connection")
    }
    incoming += data
  }

  private static func number(_ text: ArraySlice<UInt8>) -> Int? {
    Int(String(decoding: text, as: UTF8.self))
  }
}
