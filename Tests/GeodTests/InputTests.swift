// Readers of bodies and queries: every fault named, everything applied or nothing.

import Bedrock
import Testing
import Transport

@testable import geod

@Suite("Input")
struct InputTests {
  /// The fields and codes of what a reader throws.
  static func faults(_ body: () throws(FieldErrors) -> Void) -> [String] {
    do throws(FieldErrors) {
      try body()
      return []
    } catch {
      return error.errors.map { "\($0.field) \($0.code.rawValue)" }
    }
  }

  static func parse(_ text: String) throws(FieldError) -> JSONValue {
    try JSONValue.parse(Array(text.utf8), field: "body")
  }

  /// The fault of a text, as field and code.
  static func fault(_ bytes: [UInt8]) -> String {
    do throws(FieldError) {
      return "read: \(try JSONValue.parse(bytes, field: "body"))"
    } catch {
      return "\(error.field) \(error.code.rawValue)"
    }
  }

  @Test("JSON that is read, as it is read")
  func goodJSON() throws {
    let cases: [(String, JSONValue)] = [
      ("null", .null), (" true ", .bool(true)), ("false", .bool(false)), ("0", .number(0)),
      ("-0.5e+2", .number(-50)),
      ("1E3", .number(1_000)), ("\"\"", .string("")), (#""\u00e9\ud83d\ude00\/\n""#, .string("é😀/\n")),
      ("[]", .array([])), ("[1, [2]]", .array([.number(1), .array([.number(2)])])), ("{}", .object([:])),
      (#"{"a":{"b":[]},"c":1}"#, .object(["a": .object(["b": .array([])]), "c": .number(1)])),
      ("\"إصلاح\"", .string("إصلاح")),
    ]
    for (text, value) in cases { #expect(try Self.parse(text) == value, "\(text)") }
    // What is written reads as the same.
    for (_, value) in cases { #expect(try JSONValue.parse(value.bytes, field: "x") == value) }
  }

  @Test("JSON that is refused, wherever it is cut or wrong")
  func badJSON() {
    let malformed = [
      "nul", "tru", "01", "1.", ".5", "+1", "-", "1e", "NaN", "Infinity", "1e999", "'a'", "\"a", "\"\\x\"",
      "\"\\u12\"",
      "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\u{1}\"", "[1,]", "[,1]", "[1 2]", "{\"a\":1,}", "{a:1}",
      "{\"a\" 1}", "1 2",
      "{}}", "// 1", "\u{FEFF}1",
    ]
    for text in malformed { #expect(Self.fault(Array(text.utf8)) == "body malformed", "\(text)") }
    #expect(Self.fault([0x22, 0xFF, 0x22]) == "body malformed")
    #expect(Self.fault([]) == "body missing")
    let document = Array(#"{"name":{"en":"a\u00e9"},"list":[1.5e1,true,null]}"#.utf8)
    for count in 1..<document.count { #expect(Self.fault(Array(document[..<count])) == "body malformed") }
    let deep = String(repeating: "[", count: 33) + String(repeating: "]", count: 33)
    #expect(Self.fault(Array(deep.utf8)).hasPrefix("read"))
    #expect(Self.fault(Array("[\(deep)]".utf8)) == "body malformed")
    #expect(Self.fault(Array(#"{"a":1,"\u0061":2}"#.utf8)) == "a duplicateField")
    #expect(Self.fault(Array(#"{"a":[{},{"b":{"c":1,"c":1}}]}"#.utf8)) == "a[1].b.c duplicateField")
  }

  @Test("a field reader collects all faults and gives usable values for what is wrong")
  func fieldReader() throws {
    let value = try Self.parse(
      """
      {"number":"x","whole":1.5,"big":1e300,"bool":1,"text":"","long":"abcd","id":"a b","list":{},"many":[1,2,3],
      "object":{"inner":[],"extra":1},"nmber":1,"null":null}
      """)
    var reader = FieldReader(value)
    #expect(reader.number("number", in: 1...2, else: 1.5) == 1.5)
    #expect(reader.whole("whole", in: 0...5, else: nil) == 0)
    #expect(reader.whole("big", in: 0...5, else: 3) == 3)
    #expect(reader.bool("bool", else: true) == true)
    #expect(reader.text("text", lengthMax: 3) == nil)
    #expect(reader.text("long", lengthMax: 3) == nil)
    #expect(reader.id("id", isRequired: true) == nil)
    #expect(reader.elements("list", countMax: 9).map(\.path) == [])
    #expect(reader.elements("many", countMax: 2).map(\.path) == [])
    reader.object("object") { inner in _ = inner.number("inner", in: 0...1, else: 0) }
    #expect(reader.number("null", in: 0...1, else: 0.5) == 0.5)
    #expect(reader.text("absent", lengthMax: 3, isRequired: true) == nil)
    _ = reader.number("required", in: 0...1, else: nil)
    #expect(
      Self.faults { () throws(FieldErrors) in try reader.finish() } == [
        "number wrongType", "whole wrongType", "big outOfRange", "bool wrongType", "text badLength",
        "long badLength",
        "id badFormat", "list wrongType", "many tooMany", "object.inner wrongType",
        "object.extra unknownField",
        "absent missing", "required missing", "nmber unknownField",
      ])
    let array = FieldReader(.array([]), path: "part.")
    #expect(Self.faults { () throws(FieldErrors) in try array.finish() } == ["part wrongType"])
    let good = FieldReader(.object([:]))
    #expect(Self.faults { () throws(FieldErrors) in try good.finish() } == [])
  }

  @Test("a query reader does the same for texts")
  func queryReader() throws {
    var parser = HTTPRequestParser(limits: TransportLimits())
    let text =
      "GET /x?a=1&b=x&c=99&d=1.5&e=a%20b&f=1,2,3&a=2&g=inf&h=0x1 HTTP/1.1\r\nHost: x\r\n\r\n"
    var found: HTTPRequestHead?
    var offset = 0
    let bytes = Array(text.utf8)
    if case .head(let head) = parser.next(bytes.span, at: &offset) { found = head }
    var reader = try QueryReader(#require(found))
    #expect(reader.whole("a", in: 0...5) == 1)
    #expect(reader.number("b", in: 0...1) == nil)
    #expect(reader.whole("c", in: 0...5) == nil)
    #expect(reader.whole("d", in: 0...5) == nil)
    #expect(reader.id("e") == nil)
    #expect(reader.list("f", countMax: 2) == [])
    #expect(reader.number("g", in: 0...1) == nil)
    #expect(reader.number("z", in: 0...1, isRequired: true) == nil)
    #expect(
      Self.faults { () throws(FieldErrors) in try reader.finish() } == [
        "a duplicateField", "b wrongType", "c outOfRange", "d wrongType", "e badFormat", "f tooMany",
        "g wrongType",
        "z missing", "h unknownField",
      ])
  }
}
