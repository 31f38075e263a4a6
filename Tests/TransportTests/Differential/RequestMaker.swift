// Streams of requests from a seed: valid ones, nearly valid ones, and the rows of the tables with something changed.

import Bedrock

/// Makes streams.
struct RequestMaker {
  private var random: SeededRandom

  init(random: SeededRandom) { self.random = random }

  /// One to three requests, or a row of the tables and perhaps one request behind it; most of them changed in up to three places.
  mutating func stream() -> [UInt8] {
    var bytes: [UInt8] = []
    if random.chance(0.25) {
      // Rows of many kilobytes say nothing new when a byte of them is changed.
      let rows = HTTPRules.all.filter { $0.bytes.count < 1000 }
      bytes = rows[random.below(rows.count)].bytes
      if random.chance(0.3) { bytes += request() }
    } else {
      for _ in 0...random.below(3) { bytes += request() }
    }
    for _ in 0..<random.below(4) where !bytes.isEmpty { change(&bytes) }
    return bytes
  }

  /// A valid request.
  private mutating func request() -> [UInt8] {
    let host = pick(["h", "geod.test", "geod.test:8080", "[::1]:80", "10.0.0.1", "a-b.c%20d"])
    let version = random.chance(0.9) ? "1.1" : pick(["1.0", "1.0", "1.2"])
    let method = pick([
      "GET", "GET", "POST", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "M-SEARCH", "a!~",
    ])
    var lines = ["\(pick(["Host", "host", "HOST"])): \(host)"]
    for _ in 0..<random.below(4) { lines.append(field()) }
    if random.chance(0.15) {
      lines.append("Connection: \(pick(["close", "keep-alive", "Keep-Alive, x", "x, Close", "upgrade"]))")
    }
    var body = ""
    switch random.below(version == "1.0" ? 2 : 3) {
    case 0: break
    case 1:
      body = text(upTo: 40)
      let zeros = random.chance(0.1) ? String(repeating: "0", count: 19) : ""
      lines.append(
        "\(pick(["Content-Length", "content-length"])): \(pick(["", "", "0", "00", zeros]))\(body.utf8.count)"
      )
    default:
      lines.append(
        "\(pick(["Transfer-Encoding", "transfer-encoding"])): \(pick(["chunked", "chunked", "Chunked"]))")
      body = chunks()
    }
    if !body.isEmpty, random.chance(0.1) { lines.append("Expect: 100-continue") }
    lines.shuffle(using: &random)
    let start = "\(method) \(target(host, method)) HTTP/\(version)\r\n"
    return Array((start + lines.map { $0 + "\r\n" }.joined() + "\r\n" + body).utf8)
  }

  private mutating func target(_ host: String, _ method: String) -> String {
    if method == "OPTIONS", random.chance(0.5) { return "*" }
    var path = ""
    for _ in 0...random.below(3) {
      path += "/" + pick(["a", "", "b%20c", "%D8%B9", "x:y@z", "..", "~-._!$&'()*+,;="])
    }
    if random.chance(0.3) { path += "?" + pick(["", "q=1&r=%2B", "a/b?c", "="]) }
    return random.chance(0.1)
      ? "\(pick(["http", "HTTP", "https"]))://\(host)\(random.chance(0.2) ? "" : path)" : path
  }

  private mutating func field() -> String {
    let name = pick([
      "X", "Accept", "x-1", "A!#$%&'*+-.^_`|~z", "Upgrade", "TE", "Trailer", "Cookie", "Content-Type",
    ])
    let value = pick(["", "v", "a, b", "\"q,\\\"\"", "قيمة", "a\tb", "text/plain; q=0.5", "chunked", ":::"])
    return name + ":" + pick(["", " ", "\t ", "  "]) + value + pick(["", "", " ", "\t"])
  }

  private mutating func chunks() -> String {
    var body = ""
    for _ in 0..<random.below(4) {
      let data = text(upTo: 20)
      if data.isEmpty { continue }
      let size = String(data.utf8.count, radix: 16, uppercase: random.chance(0.5))
      if random.chance(0.03) { body += pick(["0x", "+", "-", " ", "00000000000000000"]) }
      body += pick(["", "", "0", "000"]) + size + pick(["", "", ";a", ";a=b; c=\"d e\"", ";"])
      if random.chance(0.03) {
        body += pick([" ", "\t", ";\u{1}", "\r", ";\(String(repeating: "x", count: 300))"])
      }
      body += "\r\n\(data)\r\n"
    }
    body += pick(["0", "0", "000", "0;x"]) + "\r\n"
    for _ in 0..<(random.chance(0.2) ? 2 : 0) { body += field() + "\r\n" }
    return body + "\r\n"
  }

  private mutating func text(upTo count: Int) -> String {
    (0..<random.below(count + 1)).map { _ in pick(["a", "0", " ", "\r\n", "é", "GET / HTTP/1.1"]) }.joined()
  }

  private static let bytes = Array("\r\n\r\n \t:;,0159aFxX-+\"%/?#*\\\u{0}\u{1}\u{B}\u{7F}é".utf8)
  private static let lines = [
    "Host: h", "Host: other", "Host:", "Content-Length: 5", "Content-Length: 5, 5", "Content-Length: 0x5",
    "Content-Length: +5",
    "Content-Length : 5", "Content-Length: 99999999999999999999", "Transfer-Encoding: chunked",
    "Transfer-Encoding: gzip, chunked",
    "Transfer-Encoding: chunked, identity", "Transfer-Encoding: x", "Transfer-Encoding:\u{B}chunked",
    " folded", "\tfolded",
    "nocolon", "Expect: 100-continue", "Expect: magic", "Connection: close", "Connection: keep-alive",
    "X: \u{1}", "",
    "GET / HTTP/1.1", "0", "5;x", "1 ",
  ]

  /// Changes something, as a careless or a hostile client would.
  private mutating func change(_ bytes: inout [UInt8]) {
    let place = random.below(bytes.count)
    switch random.below(11) {
    case 0: bytes[place] = Self.bytes[random.below(Self.bytes.count)]
    case 1: bytes.insert(Self.bytes[random.below(Self.bytes.count)], at: place)
    case 2: bytes.remove(at: place)
    case 3: bytes[place] = UInt8(random.below(256))
    case 4: bytes.removeLast(random.below(min(8, bytes.count)))
    case 5: moveLineEnd(&bytes, from: place)
    case 6: if let colon = bytes[place...].firstIndex(of: UInt8(ascii: ":")) { bytes.insert(0x20, at: colon) }
    case 7: changeDigit(&bytes, from: place)
    case 8:
      changeLines(&bytes) { lines, random in
        lines.insert(lines[random.below(lines.count)], at: random.below(lines.count))
      }
    case 9: changeLines(&bytes) { lines, random in lines.remove(at: random.below(lines.count)) }
    default:
      changeLines(&bytes) { lines, random in
        lines.insert(
          Array(Self.lines[random.below(Self.lines.count)].utf8)[...], at: random.below(lines.count) + 1)
      }
    }
  }

  /// A line end loses one of its two bytes.
  private mutating func moveLineEnd(_ bytes: inout [UInt8], from place: Int) {
    guard let end = bytes[place...].firstIndex(of: 0x0A), end > 0 else { return }
    bytes.remove(at: random.chance(0.5) ? end : end - 1)
  }

  private mutating func changeDigit(_ bytes: inout [UInt8], from place: Int) {
    guard let digit = bytes[place...].firstIndex(where: { (0x30...0x39).contains($0) }) else { return }
    bytes[digit] = 0x30 + UInt8(random.below(10))
  }

  private mutating func changeLines(
    _ bytes: inout [UInt8], _ change: (inout [ArraySlice<UInt8>], inout SeededRandom) -> Void
  ) {
    var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map {
      $0.last == 0x0D ? $0.dropLast() : $0
    }
    change(&lines, &random)
    bytes = Array(lines.joined(separator: [0x0D, 0x0A]))
  }

  private mutating func pick(_ choices: [String]) -> String { choices[random.below(choices.count)] }
}
