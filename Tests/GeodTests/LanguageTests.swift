// Errors in the language that a request asks for: which one that is, how sentences are said, and that programs see
// the same in every language.

import Bedrock
import Foundation
import TestSupport
import Testing
import Transport

@testable import geod

@Suite("Languages")
struct LanguageTests {
  @Test(
    "the language that is liked best",
    arguments: [
      ([], "en"), ([""], "en"), (["ar"], "ar"), (["AR"], "ar"), (["ar-SA"], "ar"), (["ar-Arab-EG"], "ar"),
      (["en"], "en"), (["en-GB, ar"], "en"), (["ar, en"], "ar"), (["*"], "en"), (["fr, *"], "en"),
      (["ar, *"], "ar"), (["*, ar;q=0.5"], "en"), (["en;q=0, *"], "ar"), (["ar;q=0"], "en"),
      (["ar;q=0, *"], "en"),
      (["ar;q=0.000, en;q=0.001"], "en"), (["en;q=0.8, ar;q=0.9"], "ar"), (["en;q=0.8,ar;q=0.801"], "ar"),
      (["en;q=0.2, ar-EG;q=0.1, ar-SA;q=0.3"], "ar"), (["fr-FR, fr;q=0.9, ar;q=0.1"], "ar"),
      (["fr, de"], "en"),
      (["ar ; Q=1.000"], "ar"), (["\tar\t"], "ar"), (["en;q=0.5", "ar"], "ar"), ([" , ,ar"], "ar"),
    ] as [([String], String)])
  func preferred(values: [String], language: String) {
    #expect(Language.preferred(in: values).rawValue == language)
  }

  @Test(
    "what is not a range with a weight is passed over",
    arguments: [
      "ar;q=2", "ar;q=1.001", "ar;q=-1", "ar;q=", "ar;q", "ar;q=.5", "ar;q=0.1234", "ar;q=0..5", "ar;q=abc",
      "ar;level=1", "ar;q=1;x=1", "ar;", "ar_SA", "ar-", "-ar", "a r", "arabic-language", "ar-toolongatag",
      "٤",
      "*-SA", "**", "ar\u{0}", "ar;q=0x1", "ar;q=1e0", "ar;q=00", "ar;q=10", "ar;q=01", "ar;q=5.0",
    ])
  func malformed(value: String) {
    #expect(Language.preferred(in: [value]) == .english)
    #expect(Language.preferred(in: [value + ", ar;q=0.1"]) == .arabic)
  }

  @Test("of a very long header only the beginning is looked at")
  func long() {
    // What cannot be read counts, too.
    let broken = String(repeating: "?,", count: Language.rangesMax - 1)
    #expect(Language.preferred(in: [broken + "ar"]) == .arabic)
    #expect(Language.preferred(in: [broken + "?,ar"]) == .english)
    let known = Array(repeating: "fr", count: Language.rangesMax)
    #expect(Language.preferred(in: [(known.dropLast() + ["ar"]).joined(separator: ",")]) == .arabic)
    #expect(Language.preferred(in: [(known + ["ar"]).joined(separator: ",")]) == .english)
    #expect(Language.preferred(in: known + ["ar"]) == .english)
    let huge = String(repeating: "ar;q=0.000000000000000000,", count: 100_000)
    #expect(Language.preferred(in: [huge]) == .english)
    #expect(Language.preferred(in: [String(repeating: ",", count: 1_000_000)]) == .english)
    #expect(Language.preferred(in: [String(repeating: "a", count: 1_000_000)]) == .english)
  }

  @Test(
    "random headers choose as a slow and plain reading of the rules does", arguments: Seeds.all("languages"))
  func random(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let tags = ["ar", "en", "ar-SA", "en-GB", "fr", "*"]
    for _ in 0..<2_000 {
      let ranges = (0..<Int.random(in: 0...6, using: &random)).map { _ in
        (
          tag: tags[Int.random(in: 0..<tags.count, using: &random)],
          weight: Int.random(in: 0...10, using: &random)
        )
      }
      let header = ranges.map { $0.weight == 10 ? $0.tag : "\($0.tag);q=0.\($0.weight)" }.joined(
        separator: ", ")
      #expect(Language.preferred(in: [header]).rawValue == Self.chosen(ranges), "seed \(seed): \(header)")
    }
  }

  /// Every pair of a language and a range that speaks of it, sorted.
  private static func chosen(_ ranges: [(tag: String, weight: Int)]) -> String {
    var candidates: [(language: String, weight: Int, place: Int)] = []
    for language in ["en", "ar"] {
      let isNamed = ranges.contains { $0.tag.hasPrefix(language) }
      for (place, range) in ranges.enumerated()
      where range.weight > 0 && (isNamed ? range.tag.hasPrefix(language) : range.tag == "*") {
        candidates.append((language, range.weight, place))
      }
    }
    let best = candidates.map(\.weight).max()
    return candidates.filter { $0.weight == best }.min { $0.place < $1.place }?.language ?? "en"
  }

  private static let books = Languages(EmbeddedPages.all())

  @Test("English is what the program says; Arabic is the dictionary's, with isolated arguments")
  func sentences() {
    let fault = FieldError(field: "items[3].lat", code: .outOfRange, message: "must be from \(-90) to \(90)")
    #expect(Self.books.book(.english).sentence(fault.phrase) == "items[3].lat: must be from -90 to 90")
    let book = WordBook(language: .arabic, sentences: ["must be from {0} to {1}": "من {0} إلى {1}"])
    #expect(book.sentence(fault.message) == "من \u{2068}-90\u{2069} إلى 90")
    #expect(book.sentence(fault.phrase) == "\u{2068}items[3].lat\u{2069}: من \u{2068}-90\u{2069} إلى 90")
    #expect(book.sentence("not in the book") == "not in the book")
    for kind in Problem.Kind.allCases {
      #expect(Self.isArabic(Self.books.book(.arabic).sentence(kind.title)), "\(kind)")
    }
  }

  /// Whether a sentence has Arabic letters.
  private static func isArabic(_ text: String?) -> Bool {
    text?.unicodeScalars.contains { (0x621...0x64A).contains($0.value) } == true
  }

  @Test("an error in Arabic has the same codes, fields and status; English is as without the header")
  func same() throws {
    try RightsTests.withTenants { server in
      let token = try server.token("alpha", .admin)
      // A request line that cannot be read has no headers behind it.
      for fault in HTTPFaultTests.faults where fault.fields != ["requestLine"] {
        let answers = try ["", "en-GB, ar;q=0.5", "fr, ar-SA;q=0.9, en;q=0.8"].map { accepted in
          var headers: HTTPHeaders = ["X-Request-Id": "same"]
          if !accepted.isEmpty { headers.append("Accept-Language", accepted) }
          return try server.ask(fault.method, fault.path, token: token, headers: headers, body: fault.body)
        }
        let what = "\(fault.method) \(fault.path.prefix(80)) \(fault.body.prefix(80)): \(answers[2].text)"
        #expect(answers.map(\.status) == [fault.status, fault.status, fault.status], "\(what)")
        #expect(answers[0].body == answers[1].body, "\(what)")
        #expect(answers.map { $0.headers["Content-Language"] } == ["en", "en", "ar"], "\(what)")
        #expect(answers.map { $0.headers["Vary"] }.allSatisfy { $0 == "Accept-Language" }, "\(what)")
        let (english, arabic) = (try answers[0].json["error"], try answers[2].json["error"])
        for name in ["title", "detail"] {
          #expect(Self.isArabic(arabic[name].string), "\(what)")
          #expect(!Self.isArabic(english[name].string), "\(what)")
        }
        for name in ["type", "status", "code", "state"] { #expect(english[name] == arabic[name], "\(what)") }
        for name in ["field", "code"] {
          #expect(
            english["errors"].array.map { $0[name] } == arabic["errors"].array.map { $0[name] }, "\(what)")
        }
        #expect(arabic["errors"].array.allSatisfy { Self.isArabic($0["message"].string) }, "\(what)")
      }
    }
  }

  @Test("errors of every loop and of the store come in the caller's language; what succeeds says none")
  func everywhere() throws {
    try TestServer.with(loops: 2) { server in
      let token = try server.token("beta", .admin)
      let arabic: HTTPHeaders = ["Accept-Language": "ar"]
      for (method, path, status) in [
        ("GET", "/v1/bookings/none", 404), ("GET", "/v1/bookings/none/events", 404), ("GET", "/nowhere", 404),
        ("GET", "/v1/trips/01a1fb71-b795-7526-848f-3f5797256cb1", 404), ("PATCH", "/v1/clock", 405),
        ("POST", "/v1/bookings/none:release", 404), ("DELETE", "/v1/technicians/none", 404),
        ("GET", "/ws", 426),
      ] {
        let body = method == "POST" ? #"{"reason":"ill"}"# : ""
        let answer = try server.ask(method, path, token: token, headers: arabic, body: body)
        #expect(answer.status == status, "\(path): \(answer.text)")
        #expect(answer.headers["Content-Language"] == "ar", "\(path)")
        #expect(try Self.isArabic(answer.json["error"]["detail"].string), "\(path): \(answer.text)")
      }
      let unknown = try server.ask("GET", "/v1/clock", token: nil, headers: arabic)
      #expect(unknown.status == 401)
      #expect(try Self.isArabic(unknown.json["error"]["errors"][0]["message"].string), "\(unknown.text)")
      let good = try server.ask("GET", "/v1/clock", token: token, headers: arabic)
      #expect(good.status == 200)
      #expect(good.headers["Content-Language"] == nil)
      #expect(good.headers["Vary"] == nil)
    }
  }
}
