// The cases of groups 6 and 7: UTF-8 and closing.

@testable import Transport

extension ConformanceCase {
  private static let words = Array("Fahrt zu ٱلرِّيَاض über 東京 🛵, κόσμε".utf8)

  /// Sequences on both sides of every border of UTF-8, by table 3-7 of the Unicode Standard.
  static let sequences: [(name: String, bytes: [UInt8], isValid: Bool)] =
    [
      0x00, 0x7F, 0x80, 0x7FF, 0x800, 0xD7FF, 0xE000, 0xFFFD, 0xFFFE, 0xFFFF, 0x1_0000, 0x1_FFFE, 0xF_FFFF,
      0x10_FFFF,
    ]
    .compactMap { (number: UInt32) in
      Unicode.Scalar(number).map { ("U+\(String(number, radix: 16))", Array(String($0).utf8), true) }
    } + [
      ("a continuation alone", [0x80], false), ("the last continuation alone", [0xBF], false),
      ("six continuations", [0x80, 0xBF, 0x80, 0xBF, 0x80, 0xBF], false),
      ("two bytes without the second", [0xC3, 0x20], false),
      ("three without the third", [0xE2, 0x82, 0x20], false),
      ("four without the fourth", [0xF0, 0x9F, 0x9B, 0x20], false),
      ("overlong slash in two", [0xC0, 0xAF], false), ("overlong in two", [0xC1, 0xBF], false),
      ("overlong in three", [0xE0, 0x9F, 0xBF], false),
      ("overlong in four", [0xF0, 0x8F, 0xBF, 0xBF], false),
      ("overlong zero", [0xE0, 0x80, 0x80], false), ("the first surrogate", [0xED, 0xA0, 0x80], false),
      ("the last surrogate", [0xED, 0xBF, 0xBF], false),
      ("a pair of surrogates", [0xED, 0xA0, 0x80, 0xED, 0xB0, 0x80], false),
      ("U+110000", [0xF4, 0x90, 0x80, 0x80], false), ("five bytes", [0xF8, 0x88, 0x80, 0x80, 0x80], false),
      ("six bytes", [0xFC, 0x84, 0x80, 0x80, 0x80, 0x80], false), ("0xFE", [0xFE], false),
      ("0xFF", [0xFF], false),
    ]

  static var utf8: [ConformanceCase] {
    var cases: [ConformanceCase] = [
      .good("6.1", "empty", [ClientFrame.text("")], [.text([])]),
      .good("6.1", "three empty fragments", ClientFrame.fragments(1, [], [0, 0]), [.text([])]),
      .good(
        "6.1", "empty around a text",
        [
          ClientFrame.frame(1, [], isFinal: false), ClientFrame.frame(0, words, isFinal: false),
          ClientFrame.frame(0, []),
        ],
        [.text(words)]),
      .good("6.2", "whole", [ClientFrame.frame(1, words)], [.text(words)]),
      .good("6.2", "a fragment for each byte", ClientFrame.fragments(1, words, each: 1), [.text(words)]),
      .good("6.2", "byte by byte", [ClientFrame.frame(1, words)], [.text(words)], chopBytes: 1),
    ]
    for cut in 1..<words.count {
      cases.append(.good("6.2", "in two at \(cut)", ClientFrame.fragments(1, words, [cut]), [.text(words)]))
    }
    for sequence in sequences {
      let framed = words + sequence.bytes + words
      let reply: Reply = .text(framed)
      if sequence.isValid {
        cases.append(.good("6.5", sequence.name, [ClientFrame.frame(1, framed)], [reply]))
        cases.append(
          .good("6.5", sequence.name + " in pieces", ClientFrame.fragments(1, framed, each: 1), [reply]))
        continue
      }
      cases.append(.bad("6.3", sequence.name, [ClientFrame.frame(1, framed)], failing: .invalidText))
      cases.append(
        .bad(
          "6.3", sequence.name + " in pieces", ClientFrame.fragments(1, framed, each: 1),
          failing: .invalidText))
      // Nothing that follows is needed to know: the message is not over.
      let known = words + sequence.bytes
      cases.append(
        .bad(
          "6.4", sequence.name + ", the message open", [ClientFrame.frame(1, known, isFinal: false)],
          failing: .invalidText))
    }
    for count in 1..<4 {
      let cut = Array(Array("🛵".utf8)[..<count])
      cases.append(
        .bad("6.6", "\(count) of four bytes", [ClientFrame.frame(1, words + cut)], failing: .invalidText))
    }
    return cases
  }

  static var closing: [ConformanceCase] {
    let bye = ClientFrame.close(1000)
    let end = Decoded.close(1000, "")
    func closed(_ code: UInt16, _ reason: String) -> ConformanceCase {
      .ending(
        "7.7", "\(code) '\(reason)'", [ClientFrame.close(code, Array(reason.utf8))], [.close(code)],
        [.close(code, reason)])
    }
    let longest = String(repeating: "ß", count: 61) + "s"
    var cases: [ConformanceCase] = [
      .ending(
        "7.1", "a message, then the end", [ClientFrame.text("x"), bye], [.text([0x78]), .close(1000)],
        [.message([0x78], true), end]),
      .ending("7.1", "closed twice", [bye, bye], [.close(1000)], [end]),
      .ending("7.1", "a ping behind the end", [bye, ClientFrame.ping()], [.close(1000)], [end]),
      .ending("7.1", "a message behind the end", [bye, ClientFrame.text("x")], [.close(1000)], [end]),
      .ending(
        "7.1", "within a message",
        [ClientFrame.frame(1, [0x78], isFinal: false), bye, ClientFrame.frame(0, [0x78])],
        [.close(1000)], [end]),
      .ending(
        "7.1", "behind a large message", [ClientFrame.frame(2, [UInt8](repeating: 3, count: 200_000)), bye],
        [.binary([UInt8](repeating: 3, count: 200_000)), .close(1000)],
        [.message([UInt8](repeating: 3, count: 200_000), false), end]),
      .ending("7.3", "without a code", [ClientFrame.frame(8, [])], [.close(nil)], [.close(nil, "")]),
      .bad("7.3", "one byte", [ClientFrame.frame(8, [3])], failing: .badClosePayload),
      .bad(
        "7.3", "a reason of 124 bytes", [ClientFrame.close(1000, [UInt8](repeating: 0x61, count: 124))],
        failing: .badControlFrame),
      .bad(
        "7.5", "a reason that is no text", [ClientFrame.close(1000, [0xCE, 0xBA, 0xED, 0xA0, 0x80])],
        failing: .invalidText),
      .bad("7.5", "a reason that is cut", [ClientFrame.close(1000, [0xCE])], failing: .invalidText),
      closed(1000, "done"), closed(1000, longest),
    ]
    for code in [1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999]
      as [UInt16]
    {
      cases.append(closed(code, ""))
    }
    for code in [0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535] as [UInt16] {
      cases.append(.bad("7.9", "\(code)", [ClientFrame.close(code)], failing: .badClosePayload))
    }
    return cases
  }
}
