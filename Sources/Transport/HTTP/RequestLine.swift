// The first line of a request: method, target, version (RFC 9112 section 3; RFC 3986 for the target).

import Bedrock

/// `method SP target SP HTTP/1.x`, exactly.
struct RequestLine: Sendable {
  var method: String
  var target: RequestTarget
  var minorVersion: Int

  /// No registered method has more.
  private static let methodBytesMax = 32

  init(_ line: [UInt8]) throws(HTTPRefusal) {
    let parts = line.split(separator: ASCII.space, maxSplits: 3, omittingEmptySubsequences: false)
    guard parts.count == 3, !parts[0].isEmpty, !parts[1].isEmpty else { throw HTTPRefusal(.badRequestLine) }
    guard parts[0].allSatisfy(ASCII.isToken) else { throw HTTPRefusal(.badMethod) }
    minorVersion = try Self.minorVersion(Array(parts[2]))
    method = String(decoding: parts[0], as: UTF8.self)
    guard parts[0].count <= Self.methodBytesMax, method != "CONNECT" else {
      throw HTTPRefusal(.unsupportedMethod)
    }
    target = try RequestTarget(parts[1], method: method)
  }

  /// 0 or 1; a higher minor version is spoken to as 1.1 (RFC 9110 section 2.5).
  private static func minorVersion(_ version: [UInt8]) throws(HTTPRefusal) -> Int {
    guard version.count == 8, version.starts(with: "HTTP/".utf8), ASCII.isDigit(version[5]),
      version[6] == UInt8(ascii: "."), ASCII.isDigit(version[7])
    else { throw HTTPRefusal(.badRequestLine) }
    guard version[5] == UInt8(ascii: "1") else { throw HTTPRefusal(.unsupportedVersion) }
    return version[7] == UInt8(ascii: "0") ? 0 : 1
  }
}

/// What a request is about (RFC 9112 section 3.2), taken apart. The form of CONNECT is not among them.
struct RequestTarget: Sendable {
  var rawPath: String
  var path: String
  var rawQuery: String?
  /// Of an absolute target; nil otherwise.
  var authority: String?

  init(_ target: ArraySlice<UInt8>, method: String) throws(HTTPRefusal) {
    guard target.allSatisfy(Self.isURICharacter), Self.hasGoodEscapes(target) else {
      throw HTTPRefusal(.badTarget)
    }
    if target.elementsEqual("*".utf8), method == "OPTIONS" {
      (rawPath, path) = ("*", "*")
      return
    }
    var rest = target
    if target.first != UInt8(ascii: "/") {
      guard let slashes = Self.schemeLength(target) else { throw HTTPRefusal(.badTarget) }
      rest = target.dropFirst(slashes)
      let name = rest.prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") }
      let text = String(decoding: name, as: UTF8.self)
      guard !text.isEmpty, Self.isAuthority(text) else { throw HTTPRefusal(.badTarget) }
      authority = text
      rest = rest[name.endIndex...]
    }
    let rawPath = rest.prefix { $0 != UInt8(ascii: "?") }
    if rawPath.endIndex < rest.endIndex {
      rawQuery = String(decoding: rest[(rawPath.endIndex + 1)...], as: UTF8.self)
    }
    guard let path = PercentEncoding.decode(rawPath, plusIsSpace: false) else {
      throw HTTPRefusal(.badTarget)
    }
    self.rawPath = rawPath.isEmpty ? "/" : String(decoding: rawPath, as: UTF8.self)
    self.path = path.isEmpty ? "/" : path
  }

  /// host [ ":" port ] without user information; an empty host is allowed where the scheme allows one.
  static func isAuthority(_ text: String) -> Bool {
    var host = Substring(text)
    if host.first == "[" {
      guard let bracket = host.firstIndex(of: "]") else { return false }
      let inside = String(host[host.index(after: host.startIndex)..<bracket])
      guard PeerAddress(inside, port: 0) != nil, inside.contains(":") else { return false }
      host = host[host.index(after: bracket)...]
      return host.isEmpty || isPort(host)
    }
    if let colon = host.firstIndex(of: ":") {
      guard isPort(host[colon...]) else { return false }
      host = host[..<colon]
    }
    return host.utf8.allSatisfy { isRegisteredNameCharacter($0) } && hasGoodEscapes(Array(host.utf8)[...])
  }

  private static func isPort(_ text: Substring) -> Bool {
    text.first == ":" && text.utf8.count <= 6 && text.utf8.dropFirst().allSatisfy(ASCII.isDigit)
  }

  private static func isRegisteredNameCharacter(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    case 0x2D, 0x2E, 0x5F, 0x7E, 0x25, 0x21, 0x24, 0x26...0x2C, 0x3B, 0x3D: true
    default: false
    }
  }

  private static func schemeLength(_ target: ArraySlice<UInt8>) -> Int? {
    for scheme in ["http://", "https://"] {
      let start = target.prefix(scheme.utf8.count)
      if start.elementsEqual(scheme.utf8, by: { ASCII.lowercased($0) == $1 }) { return scheme.utf8.count }
    }
    return nil
  }

  /// Visible ASCII without what RFC 3986 allows nowhere, and without `#`: a fragment is never sent.
  private static func isURICharacter(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x22, 0x23, 0x3C, 0x3E, 0x5C, 0x5E, 0x60, 0x7B...0x7D: false
    default: byte > 0x20 && byte < 0x7F
    }
  }

  private static func hasGoodEscapes(_ bytes: ArraySlice<UInt8>) -> Bool {
    var index = bytes.startIndex
    while index < bytes.endIndex {
      if bytes[index] == UInt8(ascii: "%") {
        guard index + 2 < bytes.endIndex, HexText.value(bytes[index + 1]) != nil,
          HexText.value(bytes[index + 2]) != nil
        else { return false }
      }
      index += 1
    }
    return true
  }
}
