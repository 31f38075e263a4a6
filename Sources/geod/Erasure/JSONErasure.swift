// A JSON document without what identifies a person: everything else keeps its bytes.

import Bedrock
import GeoIndex
import Trips

/// Rewrites a stored document in one pass. Names of members say what a text is: the same word may be a technician in one
/// place and a skill or a booking in another.
struct JSONErasure {
  private let person: PersonErasure
  /// Whether the line of a track goes: of the technician's own trips, and of those to the customer.
  private let removesLine: Bool
  private let bytes: [UInt8]
  private var position = 0
  private var output: [UInt8] = []

  /// Why a document cannot be rewritten: it is no JSON, so nobody knows what it says.
  struct Malformed: Error {}

  /// The document as it shall be; the same bytes when it does not name the person.
  static func rewrite(
    _ document: [UInt8], _ person: PersonErasure, removesLine: Bool = false
  ) throws(Malformed) -> [UInt8] {
    if document.isEmpty { return document }
    var erasure = JSONErasure(person: person, removesLine: removesLine, bytes: document)
    try erasure.value(of: "", within: "", depth: 0)
    guard erasure.position == document.count else { throw Malformed() }
    return erasure.output
  }

  private init(person: PersonErasure, removesLine: Bool, bytes: [UInt8]) {
    self.person = person
    self.removesLine = removesLine
    self.bytes = bytes
    output.reserveCapacity(bytes.count + 64)
  }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func copy(_ byte: Character) throws(Malformed) {
    guard let byte = byte.asciiValue, next == byte else { throw Malformed() }
    output.append(byte)
    position += 1
  }

  /// A value of a member: `name` is the nearest member's, `parent` the one around it.
  private mutating func value(of name: String, within parent: String, depth: Int) throws(Malformed) {
    guard depth < JSONWriter.depthMax, let first = next else { throw Malformed() }
    switch first {
    case UInt8(ascii: "{"):
      try copy("{")
      while next != UInt8(ascii: "}") {
        if bytes[position - 1] != UInt8(ascii: "{") { try copy(",") }
        let member = try string()
        append(
          quoted: person.kind == .technician && member == person.id.text ? person.pseudonym.text : member)
        try copy(":")
        try value(of: member, within: name, depth: depth + 1)
      }
      try copy("}")
    case UInt8(ascii: "[") where name == "zones" && person.kind == .customer:
      // A zone may be smaller than the square that the customer's place becomes.
      try skipNames()
      output += Array("[]".utf8)
    case UInt8(ascii: "["):
      try copy("[")
      while next != UInt8(ascii: "]") {
        if bytes[position - 1] != UInt8(ascii: "[") { try copy(",") }
        try value(of: name, within: parent, depth: depth + 1)
      }
      try copy("]")
    case UInt8(ascii: "\""):
      let text = try string()
      append(quoted: rewritten(text, name, parent))
    default:
      try scalar(name)
    }
  }

  /// Passes over a list of texts.
  private mutating func skipNames() throws(Malformed) {
    position += 1
    var isFirst = true
    while next != UInt8(ascii: "]") {
      if !isFirst {
        guard next == UInt8(ascii: ",") else { throw Malformed() }
        position += 1
      }
      isFirst = false
      _ = try string()
    }
    position += 1
  }

  private func rewritten(_ text: String, _ name: String, _ parent: String) -> String {
    if Self.writtenByPeople.contains(name) { return person.text(text) }
    if name == "polyline", removesLine { return "" }
    guard text == person.id.text else { return text }
    if name == "id" { return parent == "actor" ? person.pseudonym.text : text }
    switch person.kind {
    case .technician: return Self.otherThings.contains(name) ? text : person.pseudonym.text
    case .customer: return name == "customer" ? person.pseudonym.text : text
    }
  }

  /// A number, `true`, `false` or `null`.
  private mutating func scalar(_ name: String) throws(Malformed) {
    let start = position
    while let byte = next, !Self.isEnd(byte) { position += 1 }
    let word = bytes[start..<position]
    guard !word.isEmpty else { throw Malformed() }
    guard person.kind == .customer, name == "lat" || name == "lon",
      let degrees = Double(String(decoding: word, as: UTF8.self)),
      let point = try? GeoPoint(
        latitudeDegrees: name == "lat" ? degrees : 0, longitudeDegrees: name == "lon" ? degrees : 0)
    else {
      output += word
      return
    }
    let place = person.place(point)
    DecimalText.append(
      name == "lat" ? place.latitudeDegrees : place.longitudeDegrees, decimals: 7, to: &output)
  }

  /// The text at this place, unescaped.
  private mutating func string() throws(Malformed) -> String {
    let start = position
    guard next == UInt8(ascii: "\"") else { throw Malformed() }
    position += 1
    while let byte = next, byte != UInt8(ascii: "\"") {
      position += byte == UInt8(ascii: "\\") ? 2 : 1
    }
    guard next == UInt8(ascii: "\"") else { throw Malformed() }
    position += 1
    let quoted = bytes[start..<position]
    guard quoted.contains(UInt8(ascii: "\\")) else {
      return String(decoding: quoted.dropFirst().dropLast(), as: UTF8.self)
    }
    guard case .string(let text)? = try? JSONValue.parse(Array(quoted), field: "text") else {
      throw Malformed()
    }
    return text
  }

  private mutating func append(quoted text: String) {
    var json = JSONWriter()
    json.string(text)
    output += json.finish()
  }

  private static func isEnd(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ",") || byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]")
  }

  /// Members with sentences of people.
  private static let writtenByPeople: Set<String> = ["reason", "note", "message"]
  /// Members whose texts are names of something else than a person.
  private static let otherThings: Set<String> = [
    "booking", "trip", "offer", "device", "skillsRequired", "skillsPreferred", "skills", "skill", "state",
    "kind", "source", "outcome", "gate", "zone", "zones", "verdict", "textReferences", "customer",
  ]
}
