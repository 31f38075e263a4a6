// Which language a request asks for: the header Accept-Language, RFC 9110 section 12.5.4.

extension Language {
  /// The most ranges of one header that are looked at. People speak fewer languages.
  static let rangesMax = 32

  /// The language that whoever sent these values of `Accept-Language` likes best; English when they like neither.
  ///
  /// A range matches by its primary subtag, so that `ar-SA` means Arabic (the lookup of RFC 4647 section 3.4, for
  /// languages without regions). Each language has the highest weight of the ranges that name it, and that of `*` when
  /// none does. Of equal weights the one that is named first counts. What is not a range with a weight is passed over.
  static func preferred(in values: [String]) -> Language {
    let ranges = values.lazy
      .flatMap { $0.utf8.split(separator: UInt8(ascii: ","), maxSplits: rangesMax) }
      .prefix(rangesMax).compactMap(LanguageRange.init)
    let ranked = Array(ranges.enumerated())
    var best: (language: Language, range: LanguageRange, place: Int)?
    for language in allCases {
      let named = ranked.filter { $0.element.primary == language.rawValue }
      let matching = named.isEmpty ? ranked.filter { $0.element.primary == "*" } : named
      for (place, range) in matching where range.weight > 0 {
        if let best, (best.range.weight, -best.place) >= (range.weight, -place) { continue }
        best = (language, range, place)
      }
    }
    return best?.language ?? .english
  }
}

/// One member of an `Accept-Language`.
private struct LanguageRange {
  /// The first subtag in lower case, or `*`.
  var primary: String
  /// Thousandths, 0 to 1000.
  var weight: Int

  /// Reads `ar`, `ar-SA;q=0.8` or `*`; nil for anything else.
  init?(_ text: Substring.UTF8View) {
    let parts = text.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false).map(Self.trimmed)
    guard parts.count <= 2, Self.isRange(parts[0]) else { return nil }
    primary = String(decoding: parts[0].prefix { $0 != UInt8(ascii: "-") }, as: UTF8.self).lowercased()
    weight = 1_000
    if parts.count == 2 {
      guard let given = Self.weight(parts[1]) else { return nil }
      weight = given
    }
  }

  private static func trimmed(_ bytes: Substring.UTF8View) -> [UInt8] {
    let isSpace = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
    return Array(bytes.drop(while: isSpace).reversed().drop(while: isSpace).reversed())
  }

  /// `language-range = (1*8ALPHA *("-" 1*8alphanum)) / "*"` (RFC 4647 section 2.1).
  private static func isRange(_ bytes: [UInt8]) -> Bool {
    if bytes == [UInt8(ascii: "*")] { return true }
    let tags = bytes.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    return tags.enumerated().allSatisfy { index, tag in
      (1...8).contains(tag.count)
        && tag.allSatisfy { isLetter($0) || index > 0 && (0x30...0x39).contains($0) }
    }
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }

  /// `weight = "q=" qvalue`: 0 to 1 with at most three decimals (RFC 9110 section 12.4.2).
  private static func weight(_ bytes: [UInt8]) -> Int? {
    guard bytes.count >= 3, bytes[0] | 0x20 == UInt8(ascii: "q"), bytes[1] == UInt8(ascii: "=") else {
      return nil
    }
    let digits = bytes.dropFirst(2).filter { $0 != UInt8(ascii: ".") }
    let hasPoint = digits.count < bytes.count - 2
    guard digits.allSatisfy({ (0x30...0x39).contains($0) }), (1...4).contains(digits.count),
      bytes.count - 2 - digits.count <= 1, hasPoint ? bytes[3] == UInt8(ascii: ".") : digits.count == 1
    else { return nil }
    let value = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    let scaled = (digits.count..<4).reduce(value) { value, _ in value * 10 }
    return scaled <= 1_000 ? scaled : nil
  }
}
