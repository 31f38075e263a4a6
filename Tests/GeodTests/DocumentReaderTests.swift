// The engine's look into documents, held against the full reader.

import Bedrock
import TestSupport
import Testing

@testable import Engine
@testable import geod

@Suite("Document reader")
struct DocumentReaderTests {
  private static let names: [StaticString] = ["name", "en", "ar", "credentials", "a", "b c"]

  private static func text(_ random: inout SeededRandom) -> String {
    let pieces = ["", "name", "\"", "\\", "{", "}", "[", "]", ":", ",", "نورة", "\n", "\u{1}", " ", "é", "0"]
    return (0..<random.below(5)).map { _ in pieces[random.below(pieces.count)] }.joined()
  }

  private static func value(_ random: inout SeededRandom, depth: Int) -> JSONValue {
    switch random.below(depth > 3 ? 5 : 8) {
    case 0: return .null
    case 1: return .bool(random.chance(0.5))
    case 2: return .number(Double(random.below(2_000) - 1_000) / 8)
    case 3, 4: return .string(text(&random))
    case 5: return .array((0..<random.below(4)).map { _ in value(&random, depth: depth + 1) })
    default:
      var members: [String: JSONValue] = [:]
      for _ in 0..<random.below(5) {
        let name = random.chance(0.8) ? "\(names[random.below(names.count)])" : text(&random)
        members[name] = value(&random, depth: depth + 1)
      }
      return .object(members)
    }
  }

  /// Everything that the reader finds in a range is what the value has there.
  private static func compare(
    _ reader: DocumentReader, _ range: Range<Int>, _ value: JSONValue, _ note: Comment
  ) throws {
    #expect(try JSONValue.parse(Array(reader.bytes[range]), field: "x") == value, note)
    let elements = reader.elements(of: range)
    if case .array(let list) = value {
      try #require(elements.count == list.count, note)
      for (element, value) in zip(elements, list) { try compare(reader, element, value, note) }
    } else {
      #expect(elements.isEmpty, note)
    }
    let isText = if case .string = value { true } else { false }
    #expect(reader.isString(range) == isText, note)
    for name in names {
      let found = reader.member(name, of: range)
      if case .object(let members) = value, let member = members["\(name)"] {
        try compare(reader, try #require(found, note), member, note)
      } else {
        #expect(found == nil, note)
      }
      #expect(reader.isString(name, range) == (value == .string("\(name)")), note)
    }
  }

  @Test("what it finds is what the full reader finds, in random documents")
  func randomDocuments() throws {
    for seed in Seeds.all("document-reader") {
      var random = SeededRandom(seed: seed)
      for _ in 0..<2_000 {
        let value = Self.value(&random, depth: 0)
        let reader = DocumentReader(bytes: value.bytes)
        try Self.compare(reader, reader.whole, value, "GEOD_SEED=\(seed): \(value)")
      }
    }
  }

  @Test("documents that no writer has made neither stop it nor lead it outside")
  func brokenDocuments() {
    for seed in Seeds.all("document-reader-broken") {
      var random = SeededRandom(seed: seed)
      for _ in 0..<2_000 {
        var bytes = Self.value(&random, depth: 0).bytes
        for _ in 0..<(1 + random.below(4)) where !bytes.isEmpty {
          let place = random.below(bytes.count)
          switch random.below(3) {
          case 0: bytes.remove(at: place)
          case 1: bytes[place] = Array(#"{}[]:,"\0"#.utf8)[random.below(9)]
          default: bytes.removeLast(bytes.count - place)
          }
        }
        let reader = DocumentReader(bytes: bytes)
        for name in Self.names {
          guard let member = reader.member(name, of: reader.whole) else { continue }
          #expect(bytes.indices.contains(member.lowerBound) && member.upperBound <= bytes.count)
          #expect(reader.elements(of: member).allSatisfy { member.contains($0.lowerBound) })
        }
      }
    }
  }
}
