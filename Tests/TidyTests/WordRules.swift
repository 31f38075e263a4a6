// What is said to people can be said in every language.

import Foundation

/// A dictionary of the pages: sections of texts by their keys.
struct WordDictionary {
  var path: String
  var sections: [String: [String: String]]

  /// Reads the dictionary of a language.
  static func read(_ language: String) throws -> WordDictionary {
    let path = "Sources/CPages/pages/languages/\(language).json"
    let data = try Data(contentsOf: SourceTree.root.appending(path: path))
    return WordDictionary(
      path: path, sections: try JSONDecoder().decode([String: [String: String]].self, from: data))
  }
}

/// The rules about words.
enum WordRules {
  /// The plural categories of each language (CLDR).
  static let pluralForms = [
    "en": ["one", "other"], "ar": ["few", "many", "one", "other", "two", "zero"],
  ]

  /// Every sentence of the source is in the section `errors`, and every sentence there is in the source. English says
  /// there what the source says.
  static func matchSources(_ phrases: [SpokenPhrase], _ dictionary: WordDictionary, isEnglish: Bool)
    -> [Violation]
  {
    let words = dictionary.sections["errors"] ?? [:]
    var found: [Violation] = []
    var spoken: Set<String> = []
    for phrase in phrases where phrase.template != "{0}" {
      spoken.insert(phrase.template)
      let places = self.places(phrase.template)
      if places != places.indices.map(String.init) {
        found.append(
          Violation(
            path: phrase.path, line: phrase.line,
            message: "looks like a place of a phrase: \(phrase.template)"))
      }
      if words[phrase.template] == nil {
        found.append(
          Violation(
            path: phrase.path, line: phrase.line, message: "not in \(dictionary.path): \(phrase.template)"))
      }
    }
    for (template, text) in words.sorted(by: { $0.key < $1.key }) {
      if !spoken.contains(template) {
        found.append(Violation(path: dictionary.path, line: 1, message: "nobody says: \(template)"))
      }
      if Set(places(template)) != Set(places(text)) {
        found.append(Violation(path: dictionary.path, line: 1, message: "other places than its key: \(text)"))
      }
      if isEnglish, template != text {
        found.append(Violation(path: dictionary.path, line: 1, message: "English says itself: \(template)"))
      }
    }
    return found
  }

  /// Both languages have the same texts with the same places, and none is empty.
  static func matchLanguages(_ english: WordDictionary, _ arabic: WordDictionary) -> [Violation] {
    var found: [Violation] = []
    for section in Set(english.sections.keys).union(arabic.sections.keys).sorted() {
      guard let one = english.sections[section], let other = arabic.sections[section] else {
        found.append(
          Violation(path: english.path, line: 1, message: "only one language has section \(section)"))
        continue
      }
      let (ours, theirs) = (entries(one, section), entries(other, section))
      for key in Set(ours.keys).union(theirs.keys).sorted() {
        let name = "\(section).\(key)"
        guard let left = ours[key] else {
          found.append(Violation(path: english.path, line: 1, message: "\(name) is missing"))
          continue
        }
        guard let right = theirs[key] else {
          found.append(Violation(path: arabic.path, line: 1, message: "\(name) is missing"))
          continue
        }
        if left.places != right.places {
          found.append(
            Violation(path: arabic.path, line: 1, message: "\(name) has other places than in English"))
        }
        found += check(left, name, "en", english.path) + check(right, name, "ar", arabic.path)
        if (left.forms == nil) != (right.forms == nil) {
          found.append(
            Violation(path: arabic.path, line: 1, message: "\(name) has plural forms in one language only"))
        }
      }
    }
    return found
  }

  /// Arabic is written with Latin digits, and closes every isolate that it opens.
  static func checkWriting(_ arabic: WordDictionary) -> [Violation] {
    var found: [Violation] = []
    for (section, words) in arabic.sections {
      for (key, text) in words {
        if text.unicodeScalars.contains(where: { (0x660...0x669).contains($0.value) }) {
          found.append(
            Violation(path: arabic.path, line: 1, message: "\(section).\(key) has Arabic-Indic digits"))
        }
        let opened = text.unicodeScalars.filter { $0.value == 0x2068 }.count
        if opened != text.unicodeScalars.filter({ $0.value == 0x2069 }).count {
          found.append(
            Violation(path: arabic.path, line: 1, message: "\(section).\(key) leaves an isolate open"))
        }
      }
    }
    return found
  }

  /// A text, or the plural forms of one.
  private struct Entry {
    /// The forms that are there; nil for a text without plural.
    var forms: [String]?
    var texts: [String] = []
    var places: Set<String> = []
  }

  private static func entries(_ words: [String: String], _ section: String) -> [String: Entry] {
    var entries: [String: Entry] = [:]
    // `fault.other` beside `fault.notFound` is one of a family, and no plural form.
    let families = Set(words.keys.map(split).filter { !isForm($0.last) }.map(\.name))
    for (key, text) in words.sorted(by: { $0.key < $1.key }) {
      let (name, last) = split(key)
      let isPlural = section != "errors" && isForm(last) && !families.contains(name)
      let place = isPlural ? name : key
      var entry = entries[place] ?? Entry()
      if isPlural { entry.forms = (entry.forms ?? []) + [last] }
      entry.texts.append(text)
      entry.places.formUnion(places(text))
      entries[place] = entry
    }
    return entries
  }

  /// A key at its last dot.
  private static func split(_ key: String) -> (name: String, last: String) {
    let parts = key.split(separator: ".")
    return (parts.dropLast().joined(separator: "."), String(parts.last ?? ""))
  }

  private static func isForm(_ word: String) -> Bool { pluralForms["ar"]?.contains(word) == true }

  private static func check(_ entry: Entry, _ name: String, _ language: String, _ path: String) -> [Violation]
  {
    var found: [Violation] = []
    if entry.texts.contains(where: { $0.allSatisfy(\.isWhitespace) }) {
      found.append(Violation(path: path, line: 1, message: "\(name) is empty"))
    }
    if let forms = entry.forms, let wanted = pluralForms[language], forms.sorted() != wanted {
      found.append(
        Violation(
          path: path, line: 1, message: "\(name) has the forms \(forms.sorted()), must have \(wanted)"))
    }
    return found
  }

  /// What stands between braces: `{0}` and `{name}`, without the braces, in the order of the text.
  static func places(_ text: String) -> [String] {
    text.split(separator: "{", omittingEmptySubsequences: false).dropFirst().compactMap { part in
      guard let end = part.firstIndex(of: "}") else { return nil }
      let name = part[..<end]
      return !name.isEmpty && name.allSatisfy { $0.isLetter || $0.isNumber } ? String(name) : nil
    }
  }
}
