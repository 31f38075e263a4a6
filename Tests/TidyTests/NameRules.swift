// One word for one thing (docs/NAMES.md).

/// The rule about names.
enum NameRules {
  /// Words of other products, and ours for the same thing.
  static let synonyms: [String: String] = [
    "rider": "technician", "driver": "technician", "courier": "technician", "worker": "technician",
    "geofence": "zone", "subscriber": "viewer",
  ]

  /// No public declaration uses a synonym, alone or as a part of a longer name.
  static func forbidSynonyms(_ files: [SourceFile], otherMeanings: [String: String]) -> [Violation] {
    var found: [Violation] = []
    var used: Set<String> = []
    for file in files where file.isSwift {
      for (index, text) in file.code.enumerated() {
        let words = CodeWord.all(in: text)
        guard words.contains(where: { $0.text == "public" }) || isEnumCase(text, words) else { continue }
        for word in words {
          guard let (theirs, ours) = synonym(in: word.text) else { continue }
          if otherMeanings[word.text] != nil {
            used.insert(word.text)
          } else {
            found.append(
              Violation(
                path: file.path, line: index + 1,
                message: "\(word.text): the word is \"\(ours)\", not \"\(theirs)\""))
          }
        }
      }
    }
    return found + AllowList.unused(otherMeanings, used: used, named: "otherMeanings")
  }

  private static func synonym(in name: String) -> (theirs: String, ours: String)? {
    for part in parts(of: name) {
      let singular = part.hasSuffix("s") ? String(part.dropLast()) : part
      if let ours = synonyms[singular] { return (singular, ours) }
    }
    return nil
  }

  /// Whether a line declares cases; patterns end with a colon or bind names.
  private static func isEnumCase(_ line: String, _ words: [CodeWord]) -> Bool {
    guard words.count > 1, words[0].text == "case", words[1].before == " " else { return false }
    return !line.hasSuffix(":") && !["let", "var", "is"].contains(words[1].text)
  }

  /// The words of a name in camel case or with underscores, in lower case.
  static func parts(of name: String) -> [String] {
    var parts: [String] = []
    var current = ""
    for character in name {
      if character == "_" || character.isUppercase && current.last?.isLowercase == true {
        parts.append(current)
        current = ""
      }
      if character != "_" { current.append(character) }
    }
    parts.append(current)
    return parts.filter { !$0.isEmpty }.map { $0.lowercased() }
  }
}
