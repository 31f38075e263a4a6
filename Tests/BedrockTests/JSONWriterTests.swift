// The JSON writer, compared with Foundation's parser, and stopped when it is misused.

import Bedrock
import Foundation
import TestSupport
import Testing

@Suite("JSONWriter")
struct JSONWriterTests {
  private func text(_ write: (inout JSONWriter) -> Void) -> String {
    var writer = JSONWriter()
    write(&writer)
    return String(decoding: writer.finish(), as: UTF8.self)
  }

  @Test func everyKindOfValue() {
    let written = text { json in
      json.beginObject()
      json.key("type")
      json.string("pos")
      json.key("seq")
      json.integer(42)
      json.key("t")
      json.integer(Int64(1_700_000_000_123))
      json.key("lat")
      json.number(24.7135517, decimals: 7)
      json.key("acc")
      json.number(.nan, decimals: 1)
      json.key("mock")
      json.bool(false)
      json.key("zone")
      json.null()
      json.key(dynamic: "a \"b\"")
      json.beginArray()
      json.bool(true)
      json.beginObject()
      json.endObject()
      json.beginArray()
      json.endArray()
      json.raw(Array("[1]".utf8))
      json.string("é\n" as String)
      json.endArray()
      json.endObject()
    }
    #expect(
      written == """
        {"type":"pos","seq":42,"t":1700000000123,"lat":24.7135517,"acc":null,"mock":false,"zone":null,\
        "a \\"b\\"":[true,{},[],[1],"é\\n"]}
        """)
  }

  @Test func membersOfAnObjectJoinThoseOfAnother() {
    let written = text { json in
      json.beginObject()
      json.members(of: Array("{}".utf8))
      json.members(of: Array(#"{"a":[1]}"#.utf8))
      json.key("b")
      json.beginObject()
      json.members(of: Array(#"{"c":2,"d":{}}"#.utf8))
      json.endObject()
      json.members(of: Array("{}".utf8))
      json.members(of: Array(#"{"e":3}"#.utf8))
      json.endObject()
    }
    #expect(written == #"{"a":[1],"b":{"c":2,"d":{}},"e":3}"#)
  }

  @Test func scalarsAloneAreValues() {
    #expect(text { $0.integer(-7) } == "-7")
    #expect(text { $0.string("x") } == #""x""#)
    #expect(text { $0.null() } == "null")
  }

  @Test func aBufferIsContinued() {
    var writer = JSONWriter(Array("data: ".utf8))
    writer.beginArray()
    writer.integer(1)
    writer.integer(2)
    writer.endArray()
    #expect(String(decoding: writer.finish(), as: UTF8.self) == "data: [1,2]")
  }

  @Test func everyScalarSurvivesFoundation() throws {
    for value in Array(0...0x24F) + [0x2028, 0x2029, 0xFEFF, 0xFFFD, 0x1F600, 0x10FFFF] {
      guard let scalar = Unicode.Scalar(UInt32(value)) else { continue }
      let original = "a\(Character(scalar))b"
      let written = text { json in
        json.beginArray()
        json.string(original)
        json.endArray()
      }
      let parsed = try JSONDecoder().decode([String].self, from: Data(written.utf8))
      #expect(parsed.first.map { Array($0.utf8) } == Array(original.utf8), "U+\(String(value, radix: 16))")
      #expect(!written.utf8.contains { $0 < 0x20 })
    }
  }

  @Test(arguments: Seeds.all("BedrockTests"))
  func randomDocumentsSurviveFoundation(seed: UInt64) throws {
    var random = SeededRandom(seed: seed).fork(21)
    for round in 0..<500 {
      let model = Model.random(&random, depth: 4)
      var writer = JSONWriter()
      model.write(to: &writer)
      let parsed = try JSONSerialization.jsonObject(with: Data(writer.finish()), options: .fragmentsAllowed)
      #expect(model.equals(parsed), "round \(round)")
    }
  }

  @Test func aGivenBufferIsEnough() {
    var buffer: [UInt8] = []
    buffer.reserveCapacity(4_096)
    let capacity = buffer.capacity
    var writer = JSONWriter(buffer)
    writer.beginArray()
    for number in 0..<100 {
      writer.beginObject()
      writer.key("seq")
      writer.integer(number)
      writer.key("lat")
      writer.number(Double(number) / 7, decimals: 7)
      writer.endObject()
    }
    writer.endArray()
    let bytes = writer.finish()
    #expect(bytes.count > 2_500)
    #expect(bytes.capacity == capacity)
  }

  @Test func nestingUpToItsLimit() {
    let written = text { json in
      for _ in 0..<JSONWriter.depthMax / 2 {
        json.beginObject()
        json.key("a")
        json.beginArray()
      }
      for _ in 0..<JSONWriter.depthMax / 2 {
        json.endArray()
        json.endObject()
      }
    }
    #expect(written == String(repeating: #"{"a":["#, count: 32) + String(repeating: "]}", count: 32))
  }
}

/// Misuse is a bug of ours: each kind stops the process.
@Suite("JSONWriter misuse")
struct JSONWriterMisuseTests {
  @Test func valueWithoutKey() async {
    await #expect(processExitsWith: .failure) {
      var json = JSONWriter()
      json.beginObject()
      json.integer(1)
    }
  }

  @Test func keyOutsideOfAnObject() async {
    await #expect(processExitsWith: .failure) {
      var json = JSONWriter()
      json.beginArray()
      json.key("a")
    }
    await #expect(processExitsWith: .failure) {
      var json = JSONWriter()
      json.key(dynamic: "a")
    }
  }

  @Test func keyWithoutValue() async {
    await #expect(processExitsWith: .failure) {
      var json = JSONWriter()
      json.beginObject()
      json.key("a")
      json.key("b")
    }
    await #expect(processExitsWith: .failure) {
      var json = JSONWriter()
      json.beginObject()
      json.key("a")
      json.endObject()
    }
  }

  @Test func leftOpen() async {
    await #expect(processExitsWith: .failure) {
      var json = JSONWriter()
      json.beginArray()
      _ = json.finish()
    }
  }

  @Test func closedTwiceOrWrongly() async {
    await #expect(processExitsWith: .failure) {
      var json = JSONWriter()
      json.beginArray()
      json.endArray()
      json.endArray()
    }
    await #expect(processExitsWith: .failure) {
      var json = JSONWriter()
      json.beginArray()
      json.endObject()
    }
  }

  @Test func twoValues() async {
    await #expect(processExitsWith: .failure) {
      var json = JSONWriter()
      json.integer(1)
      json.integer(2)
    }
  }

  @Test func nestedTooDeep() async {
    await #expect(processExitsWith: .failure) {
      var json = JSONWriter()
      for _ in 0...JSONWriter.depthMax { json.beginArray() }
    }
  }
}

/// A JSON value that can be written by the writer and compared with what Foundation reads.
private indirect enum Model {
  case null
  case bool(Bool)
  case integer(Int64)
  case number(Double)
  case string(String)
  case array([Model])
  case object([String: Model])

  static func random(_ random: inout SeededRandom, depth: Int) -> Model {
    switch random.below(depth > 0 ? 7 : 5) {
    case 0: .null
    case 1: .bool(random.chance(0.5))
    case 2: .integer(Int64(bitPattern: random.spreadWord()))
    case 3: .number((random.double(in: -1e6...1e6) * 1e6).rounded() / 1e6)
    case 4: .string(text(&random))
    case 5: .array((0..<random.below(5)).map { _ in Model.random(&random, depth: depth - 1) })
    default:
      .object(
        Dictionary(
          (0..<random.below(5)).map { _ in (text(&random), Model.random(&random, depth: depth - 1)) },
          uniquingKeysWith: { first, _ in first }))
    }
  }

  private static func text(_ random: inout SeededRandom) -> String {
    let alphabet = Array("ab\"\\/\n\r\t\u{0}\u{1F}é世🛵ضأ")
    return String((0..<random.below(12)).map { _ in alphabet[random.below(alphabet.count)] })
  }

  func write(to json: inout JSONWriter) {
    switch self {
    case .null: json.null()
    case .bool(let value): json.bool(value)
    case .integer(let value): json.integer(value)
    case .number(let value): json.number(value, decimals: 6)
    case .string(let value): json.string(value)
    case .array(let values):
      json.beginArray()
      for value in values { value.write(to: &json) }
      json.endArray()
    case .object(let members):
      json.beginObject()
      for (name, value) in members {
        json.key(dynamic: name)
        value.write(to: &json)
      }
      json.endObject()
    }
  }

  func equals(_ parsed: Any) -> Bool {
    switch self {
    case .null: parsed is NSNull
    case .bool(let value): (parsed as? Bool) == value
    case .integer(let value): (parsed as? NSNumber)?.int64Value == value
    case .number(let value): (parsed as? NSNumber)?.doubleValue == value
    case .string(let value): (parsed as? String).map { Array($0.utf8) == Array(value.utf8) } ?? false
    case .array(let values):
      (parsed as? [Any]).map { $0.count == values.count && zip(values, $0).allSatisfy { $0.equals($1) } }
        ?? false
    case .object(let members):
      (parsed as? [String: Any]).map { read in
        read.count == members.count
          && members.allSatisfy { name, value in read[name].map(value.equals) ?? false }
      } ?? false
    }
  }
}
