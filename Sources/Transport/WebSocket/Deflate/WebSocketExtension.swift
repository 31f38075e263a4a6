// Sec-WebSocket-Extensions (RFC 6455 section 9.1): its grammar, to the letter.

/// One extension of the list, offered or accepted, with its parameters in their order.
struct WebSocketExtension: Sendable, Equatable {
  struct Parameter: Sendable, Equatable {
    var name: String
    /// Without quotes; nil for a parameter that has none.
    var value: String?
  }

  var name: String
  var parameters: [Parameter]

  init(_ name: String, _ parameters: [Parameter] = []) {
    self.name = name
    self.parameters = parameters
  }

  /// The list that these fields make together; nil when it breaks the grammar, which fails the handshake. O(bytes).
  static func list(_ fields: [String]) -> [WebSocketExtension]? {
    guard !fields.isEmpty else { return [] }
    var reader = ExtensionReader(Array(fields.joined(separator: ",").utf8))
    return reader.readList()
  }

  /// As it stands in a field.
  var text: String {
    parameters.reduce(name) { text, parameter in
      text + "; " + parameter.name + (parameter.value.map { "=" + $0 } ?? "")
    }
  }
}

/// Reads the list; spaces may stand around every mark (RFC 2616 section 2.1, which RFC 6455 builds on), and members
/// of the list may be empty as long as one is not (RFC 9110 section 5.6.1).
private struct ExtensionReader {
  private let bytes: [UInt8]
  private var index = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func readList() -> [WebSocketExtension]? {
    var list: [WebSocketExtension] = []
    while true {
      skipSpaces()
      while take(UInt8(ascii: ",")) { skipSpaces() }
      if index == bytes.count { return list.isEmpty ? nil : list }
      guard let next = readExtension() else { return nil }
      list.append(next)
      skipSpaces()
      guard index == bytes.count || bytes[index] == UInt8(ascii: ",") else { return nil }
    }
  }

  private mutating func readExtension() -> WebSocketExtension? {
    guard let name = readToken() else { return nil }
    var read = WebSocketExtension(name)
    skipSpaces()
    while take(UInt8(ascii: ";")) {
      skipSpaces()
      guard let name = readToken() else { return nil }
      skipSpaces()
      var value: String?
      if take(UInt8(ascii: "=")) {
        skipSpaces()
        value = index < bytes.count && bytes[index] == UInt8(ascii: "\"") ? readQuoted() : readToken()
        if value == nil { return nil }
      }
      read.parameters.append(WebSocketExtension.Parameter(name: name, value: value))
      skipSpaces()
    }
    return read
  }

  private mutating func readToken() -> String? {
    let start = index
    while index < bytes.count, ASCII.isToken(bytes[index]) { index += 1 }
    return index > start ? String(decoding: bytes[start..<index], as: UTF8.self) : nil
  }

  /// A quoted string, which must be a token once its escapes are resolved (RFC 6455 section 9.1).
  private mutating func readQuoted() -> String? {
    index += 1
    var text: [UInt8] = []
    while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
      if bytes[index] == UInt8(ascii: "\\") { index += 1 }
      guard index < bytes.count, ASCII.isToken(bytes[index]) else { return nil }
      text.append(bytes[index])
      index += 1
    }
    guard take(UInt8(ascii: "\"")), !text.isEmpty else { return nil }
    return String(decoding: text, as: UTF8.self)
  }

  private mutating func take(_ mark: UInt8) -> Bool {
    guard index < bytes.count, bytes[index] == mark else { return false }
    index += 1
    return true
  }

  private mutating func skipSpaces() {
    while index < bytes.count, ASCII.isSpace(bytes[index]) { index += 1 }
  }
}
