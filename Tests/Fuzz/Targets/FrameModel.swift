// The slow answer about frames: whole frames from the front, as RFC 6455 words it, without a state that could go wrong.

@testable import Transport

/// Reads a stream of frames that is there as a whole, without compression.
struct FrameModel {
  let role: WebSocketRole
  let messageBytesMax: Int

  /// What is in the stream. A failure is known with the last byte of a header that cannot be, or with the first byte
  /// that no text can have.
  func read(_ bytes: [UInt8]) -> FrameTrace {
    var trace = FrameTrace()
    var message: (opcode: UInt8, payload: [UInt8])?
    var start = 0
    while let header = Header(bytes[start...]) {
      let body = start + header.count
      func failed(_ failure: WebSocketFailure, at end: Int) -> FrameTrace {
        FrameTrace(found: trace.found + [.failed(failure)], endBytes: end)
      }
      if let failure = fault(header, message) { return failed(failure, at: body) }
      let there = bytes[body...].prefix(Int(header.length))
      let payload = zip(there, there.indices).map { $0 ^ header.mask[($1 - body) % 4] }
      let isWhole = payload.count == header.length
      start = body + payload.count
      if header.opcode >= 8 {
        guard isWhole else { return trace }
        trace.found.append(control(header.opcode, payload))
        if header.opcode == 8 {
          trace.endBytes = start
          return trace
        }
        continue
      }
      let before = message?.payload ?? []
      let opcode = message?.opcode ?? header.opcode
      message = (opcode, before + payload)
      if opcode == 1, let wrong = Self.firstWrong(before + payload) {
        return failed(.invalidText, at: body + wrong - before.count + 1)
      }
      guard isWhole else { return trace }
      guard header.isFinal else { continue }
      if opcode == 1, String(validating: before + payload, as: UTF8.self) == nil {
        return failed(.invalidText, at: start)
      }
      trace.found.append(.message(before + payload, isText: opcode == 1))
      message = nil
    }
    return trace
  }

  /// A header as it stands (RFC 6455 section 5.2).
  private struct Header {
    var isFinal: Bool
    var reserved: UInt8
    var opcode: UInt8
    var isMasked: Bool
    var shortLength: UInt8
    var length: UInt64
    var mask: [UInt8]
    var count: Int

    /// Nil where not all of it is there.
    init?(_ bytes: ArraySlice<UInt8>) {
      var rest = bytes
      func take(_ count: Int) -> [UInt8]? {
        guard rest.count >= count else { return nil }
        defer { rest = rest.dropFirst(count) }
        return Array(rest.prefix(count))
      }
      guard let two = take(2) else { return nil }
      (isFinal, reserved, opcode) = (two[0] >= 128, two[0] >> 4 & 7, two[0] & 15)
      (isMasked, shortLength) = (two[1] >= 128, two[1] & 127)
      guard let long = take(shortLength == 127 ? 8 : shortLength == 126 ? 2 : 0) else { return nil }
      length = long.isEmpty ? UInt64(shortLength) : long.reduce(0) { $0 << 8 | UInt64($1) }
      guard let mask = take(isMasked ? 4 : 0) else { return nil }
      self.mask = isMasked ? mask : [0, 0, 0, 0]
      count = bytes.count - rest.count
    }
  }

  private func fault(_ header: Header, _ message: (opcode: UInt8, payload: [UInt8])?) -> WebSocketFailure? {
    if header.reserved != 0 { return .reservedBits }
    guard [0, 1, 2, 8, 9, 10].contains(header.opcode) else { return .unknownOpcode }
    switch (role, header.isMasked) {
    case (.server, false): return .unmaskedByClient
    case (.client, true): return .maskedByServer
    default: break
    }
    switch header.shortLength {
    case 126 where header.length < 126, 127 where header.length < 65_536: return .badLength
    case 127 where header.length > UInt64(Int64.max): return .badLength
    default: break
    }
    if header.opcode >= 8 { return header.isFinal && header.length <= 125 ? nil : .badControlFrame }
    if (header.opcode == 0) != (message != nil) { return .badFragment }
    let left = messageBytesMax - (message?.payload.count ?? 0)
    return header.length <= UInt64(left) ? nil : .tooBig
  }

  private func control(_ opcode: UInt8, _ payload: [UInt8]) -> FrameTrace.Found {
    if opcode == 9 { return .ping(payload) }
    if opcode == 10 { return .pong }
    if payload.isEmpty { return .close(nil, "") }
    guard payload.count > 1 else { return .failed(.badClosePayload) }
    let code = UInt16(payload[0]) * 256 + UInt16(payload[1])
    // RFC 6455 section 7.4 and the registry: 1004 to 1006 and 1015 stand in no frame.
    let mayBe = (1000...1014).contains(code) && !(1004...1006).contains(code) || (3000...4999).contains(code)
    guard mayBe else { return .failed(.badClosePayload) }
    guard let reason = String(validating: payload.dropFirst(2), as: UTF8.self) else {
      return .failed(.invalidText)
    }
    return .close(code, reason)
  }

  /// The first byte with which no text can begin; found by halves, because what is wrong stays wrong.
  private static func firstWrong(_ bytes: [UInt8]) -> Int? {
    if mayBegin(bytes) { return nil }
    var (good, bad) = (0, bytes.count)
    while bad - good > 1 {
      let middle = (good + bad) / 2
      if mayBegin(Array(bytes[..<middle])) { good = middle } else { bad = middle }
    }
    return bad - 1
  }

  /// Whether some text begins like this: but for the last character it is one, and that can be completed.
  private static func mayBegin(_ bytes: [UInt8]) -> Bool {
    (0...min(3, bytes.count)).contains { open in
      String(validating: bytes.dropLast(open), as: UTF8.self) != nil && canComplete(Array(bytes.suffix(open)))
    }
  }

  /// Whether some bytes make this one character. Of each range that Unicode allows for a second byte one is tried.
  private static func canComplete(_ open: [UInt8]) -> Bool {
    if open.isEmpty { return true }
    if let text = String(validating: open, as: UTF8.self) { return text.unicodeScalars.count == 1 }
    guard open.count < 4 else { return false }
    return [0x80, 0x90, 0xA0].contains { canComplete(open + [$0]) }
  }
}
