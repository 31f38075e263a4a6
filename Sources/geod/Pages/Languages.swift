// The languages in which the interface says what went wrong, and their words.

import Bedrock
import Foundation
import Transport

/// A language of errors. The raw value is its tag (RFC 5646).
enum Language: String, Sendable, CaseIterable {
  case english = "en"
  case arabic = "ar"
}

/// The words of one language.
struct WordBook: Sendable {
  let language: Language
  /// What stands for each English template; none in English, where templates stand for themselves.
  private let sentences: [String: String]

  /// English: what the program says by itself.
  static let english = WordBook(language: .english, sentences: [:])

  /// A book with these sentences, by their English templates.
  init(language: Language, sentences: [String: String]) {
    self.language = language
    self.sentences = sentences
  }

  /// The phrase in this language; in English where the book has no words for it.
  func sentence(_ phrase: Phrase) -> String {
    switch language {
    case .english: phrase.text
    case .arabic: phrase.rendered(translating: { sentences[$0] }, quoting: Self.isolated)
    }
  }

  /// What is written from left to right inside a sentence that is not: between FIRST STRONG ISOLATE and POP DIRECTIONAL
  /// ISOLATE (Unicode Standard Annex 9), without which `items[3].lat` would fall apart. Whole numbers need none.
  private static func isolated(_ text: String) -> String {
    text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? text : "\u{2068}\(text)\u{2069}"
  }
}

/// The books of all languages.
struct Languages: Sendable {
  private let arabic: WordBook

  /// What of a dictionary is for the server; the other sections are for pages.
  private struct Sections: Decodable {
    var errors: [String: String]
  }

  /// Reads the section `errors` of `languages/ar.json`. English needs no reading.
  init(_ files: [PageSource]) {
    guard let file = files.first(where: { $0.path == "languages/ar.json" }),
      let sections = try? JSONDecoder().decode(Sections.self, from: Data(file.bytes))
    else {
      preconditionFailure("languages/ar.json has no section of errors")
    }
    arabic = WordBook(language: .arabic, sentences: sections.errors)
  }

  /// The book of a language.
  func book(_ language: Language) -> WordBook {
    switch language {
    case .english: .english
    case .arabic: arabic
    }
  }

  /// The book that a request asks for with `Accept-Language`.
  func book(for headers: HTTPHeaders?) -> WordBook {
    book(headers.map { Language.preferred(in: $0.values("Accept-Language")) } ?? .english)
  }
}
