// Which language a request asks for: the header Accept-Language, RFC 9110 section 12.5.4.

import Transport

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
    guard let member = WeightedMember(text), Self.isRange(Array(member.value.utf8)) else { return nil }
    primary = String(member.value.prefix { $0 != "-" })
    weight = member.weight
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
}
