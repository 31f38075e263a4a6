// The words of the program against its dictionaries, and the rules about them on small samples.

import Foundation
import Testing

@Suite("Words")
struct WordTests {
  private func expectNone(_ violations: [Violation], _ rule: Comment) {
    let list = violations.map(\.description).joined(separator: "\n")
    #expect(violations.isEmpty, "\(rule)\n\(list)")
  }

  private static let spoken: [SpokenPhrase] = PhraseSources(
    SourceTree.code.filter { $0.isSwift && $0.path.hasPrefix("Sources/") }
      .map { ($0.path, $0.lines.joined(separator: "\n")) }
  ).phrases

  @Test func theSourcesWereRead() {
    let templates = Set(Self.spoken.map(\.template))
    for sample in [
      "must be from {0} to {1}", "The request has invalid fields", "lines must end with CR LF", "a string",
      "is not a field here; did you mean {0}?", "{0}: {1}", "has passed", "the server is going down",
      "there is no such tile: zoom is {0} to {1}, x and y are from 0 to 2^zoom - 1",
    ] {
      #expect(templates.contains(sample), "\(sample)")
    }
    #expect(Self.spoken.count > 200)
  }

  @Test(arguments: ["en", "ar"]) func everySentenceIsInTheDictionary(language: String) throws {
    expectNone(
      WordRules.matchSources(Self.spoken, try WordDictionary.read(language), isEnglish: language == "en"),
      "sentences of the program, and the dictionary \(language)")
  }

  @Test func bothLanguagesSayTheSame() throws {
    let (english, arabic) = (try WordDictionary.read("en"), try WordDictionary.read("ar"))
    expectNone(WordRules.matchLanguages(english, arabic), "texts of the two languages")
    expectNone(WordRules.checkWriting(arabic), "how Arabic is written")
  }

  // MARK: - The reader

  private func templates(_ text: String) -> [String] {
    PhraseSources([("A.swift", text)]).phrases.map(\.template)
  }

  @Test func parametersOfPhrasesAreFound() {
    let text = #"""
      struct Fault { var field: String; var message: Phrase }
      enum Why { case told(Phrase), named(what: Phrase) }
      struct Reader {
        init(_ kind: Kind, _ detail: Phrase, errors: [Fault] = []) {}
        mutating func note(_ field: String, _ code: Code, _ message: Phrase) {}
        func wrong(in field: String, wanted: Phrase) {}
      }
      func use(_ reader: Reader, _ name: String?) {
        reader.note("lat", .range, "from \(low) to \(high)")
        reader.note("lat", .range, name.map { "did you mean \($0)?" } ?? "unknown")
        reader.wrong(in: "path", wanted: isGood ? "a number" : "a (\("string")) \"quoted\"")
        _ = Fault(field: "lat", message: words("not this", names["nor this"]))
        _ = Fault(
          field: "lat",  // "a comment"
          message: """
            one line \
            of two
            """)
        _ = [Reader(.a, "detail", errors: [Fault(field: "x", message: "inner \(Phrase("nested"))")])]
        throw Why.told("told")
        throw .named(what: "named")
      }
      """#
    #expect(
      templates(text) == [
        "from {0} to {1}", "did you mean {0}?", "unknown", "a number", "a ({0}) \"quoted\"",
        "one line of two",
        "detail", "inner {0}", "told", "named", "nested",
      ])
  }

  @Test func valuesThatArePhrasesAreFound() {
    let text = #"""
      struct A {
        var title: Phrase {
          switch self {
          case .one, "pattern": "one"
          default: name == "other" ? "two" : names.joined(separator: ", ")
          }
        }
        func reason(_ kind: Kind) -> Phrase? { kind == .a ? nil : "three \(kind)" }
        func plain() -> String { "not this" }
        func generic<Value>(_ value: Value) throws(Fault) -> Phrase where Value: Error {
          let why: Phrase =
            value.isGood
            ? "four"
            : "five"
          let other = f("no")
          return why
        }
        static let fixed: Phrase = "six"
        let text: String = "no"
      }
      """#
    #expect(templates(text) == ["one", "two", "three {0}", "four", "five", "six"])
  }

  @Test func privateFunctionsCountInTheirFileOnly() {
    let files: [(path: String, text: String)] = [
      ("A.swift", "private func say(_ what: Phrase) {}\nfunc a() { say(\"heard\") }"),
      ("B.swift", "private func say(_ what: String) {}\nfunc b() { say(\"not heard\") }"),
    ]
    #expect(PhraseSources(files).phrases.map(\.template) == ["heard"])
  }

  // MARK: - The rules

  private func dictionary(_ sections: [String: [String: String]]) -> WordDictionary {
    WordDictionary(path: "words.json", sections: sections)
  }

  private func messages(_ violations: [Violation]) -> [String] { violations.map(\.message) }

  @Test func whatIsMissingOrLeftOverIsFound() {
    let phrases = ["is {0}", "is here", "{0}", "has {1} {0}"].map {
      SpokenPhrase(template: $0, path: "A.swift", line: 1, column: 1)
    }
    let words = dictionary(["errors": ["is {0}": "is", "has {1} {0}": "{0}{1}", "old": "old"]])
    #expect(
      messages(WordRules.matchSources(phrases, words, isEnglish: false)) == [
        "not in words.json: is here", "looks like a place of a phrase: has {1} {0}",
        "other places than its key: is",
        "nobody says: old",
      ])
    let own = dictionary(["errors": ["is here": "was here"]])
    #expect(
      messages(WordRules.matchSources([phrases[1]], own, isEnglish: true)) == ["English says itself: is here"]
    )
  }

  @Test func languagesThatDifferAreFound() {
    let english = dictionary([
      "common": ["a": "A {name}", "b": "B", "c.one": "1 c", "c.other": "{count} c", "e": " "], "ops": [:],
    ])
    let arabic = dictionary([
      "common": ["a": "A {other}", "c.one": "1 c", "c.other": "{count} c", "d": "D", "e": "E"]
    ])
    #expect(
      messages(WordRules.matchLanguages(english, arabic)) == [
        "common.a has other places than in English", "common.b is missing",
        #"common.c has the forms ["one", "other"], must have ["few", "many", "one", "other", "two", "zero"]"#,
        "common.d is missing", "common.e is empty", "only one language has section ops",
      ])
    let plural = dictionary(["common": ["a.other": "A"]])
    #expect(
      messages(WordRules.matchLanguages(plural, dictionary(["common": ["a": "A"]]))) == [
        #"common.a has the forms ["other"], must have ["one", "other"]"#,
        "common.a has plural forms in one language only",
      ])
    let family = dictionary(["common": ["fault.other": "A", "fault.gone": "B"]])
    #expect(WordRules.matchLanguages(family, family).isEmpty)
  }

  @Test func arabicThatIsWrittenWronglyIsFound() {
    #expect(
      messages(WordRules.checkWriting(dictionary(["a": ["b": "\u{663}"]]))) == ["a.b has Arabic-Indic digits"]
    )
    #expect(
      messages(WordRules.checkWriting(dictionary(["a": ["b": "\u{2068}x"]]))) == [
        "a.b leaves an isolate open"
      ])
    #expect(WordRules.checkWriting(dictionary(["a": ["b": "\u{2068}x\u{2069} 3"]])).isEmpty)
  }

  @Test func placesAreWhatStandsInBraces() {
    #expect(WordRules.places("{0} of {name}, {} {a b} {1") == ["0", "name"])
  }
}
