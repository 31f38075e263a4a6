// Masks and UTF-8 take many bytes at a time; here they are held against ways that take one.

import Bedrock
import Testing

@testable import Transport

@Suite struct WordwiseTests {
  /// RFC 6455 section 5.3, as it is written there.
  private static func masked(_ bytes: [UInt8], _ key: [UInt8], from position: Int) -> [UInt8] {
    bytes.enumerated().map { $0.element ^ key[(position + $0.offset) % 4] }
  }

  @Test func masksEveryLengthAtEveryPlace() {
    var random = Seed.random(91)
    for count in 0..<80 {
      for start in 0..<17 {
        let bytes = (0..<(start + count + 9)).map { _ in UInt8(random.below(256)) }
        let key = (0..<4).map { _ in UInt8(random.below(256)) }
        let mask = key.enumerated().reduce(UInt32(0)) { $0 | UInt32($1.element) << UInt32(8 * $1.offset) }
        let cut = random.below(count + 1)
        var changed = bytes
        var span = changed.mutableSpan
        // In two steps, the second with the mask that the first has left.
        let rest = Masking.apply(mask, to: &span, start..<(start + cut))
        _ = Masking.apply(rest, to: &span, (start + cut)..<(start + count))
        let expected =
          bytes[..<start] + Self.masked(Array(bytes[start..<(start + count)]), key, from: 0)
          + bytes[(start + count)...]
        #expect(changed == Array(expected), "seed \(Seed.value), \(count) bytes from \(start), cut at \(cut)")
      }
    }
  }

  /// RFC 3629 by numbers: decode, then ask whether the code point may be, and be in so many bytes. The index of the byte
  /// that makes it wrong, the count for text that is right, nil for text that only stops too early.
  private enum Verdict: Equatable {
    case right
    case wrong(at: Int)
    case cut
  }

  private static func verdict(_ bytes: [UInt8]) -> Verdict {
    var index = 0
    while index < bytes.count {
      let first = bytes[index]
      let count =
        first < 0x80 ? 1 : first < 0xC0 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF8 ? 4 : 0
      if count == 0 { return .wrong(at: index) }
      var lowest = UInt32(count == 1 ? first : first & (0xFF >> UInt8(count + 1)))
      var highest = lowest
      for place in 1..<5 {
        // What the character can still become decides whether the bytes so far can be right.
        let left = UInt32(6 * max(0, count - place))
        let (low, high) = (lowest << left, (highest << left) + (1 << left) - 1)
        let isPossible =
          high >= [0, 0, 0x80, 0x800, 0x1_0000][count] && low <= 0x10_FFFF
          && !(low >= 0xD800 && high <= 0xDFFF)
        if !isPossible { return .wrong(at: index + place - 1) }
        if place >= count { break }
        guard index + place < bytes.count else { return .cut }
        let next = bytes[index + place]
        if next & 0xC0 != 0x80 { return .wrong(at: index + place) }
        lowest = lowest << 6 | UInt32(next & 0x3F)
        highest = lowest
      }
      index += count
    }
    return .right
  }

  /// Where the validator says no, when it gets the bytes in these pieces.
  private static func judge(_ bytes: [UInt8], cuts: [Int]) -> Verdict {
    var validator = UTF8Validator()
    var start = 0
    for end in cuts + [bytes.count] {
      if !validator.accept(bytes.span, start..<end) {
        // The first wrong byte is the last of the shortest beginning that is refused.
        let bad = (start + 1...end).first { end in
          var again = UTF8Validator()
          return !again.accept(bytes.span, 0..<end)
        }
        return .wrong(at: (bad ?? end) - 1)
      }
      start = end
    }
    return validator.isAtBoundary ? .right : .cut
  }

  @Test func judgesEveryPairOfFirstBytes() {
    // Enough ASCII before and behind that the fast path takes part, and not enough that it does.
    for (before, behind) in [(0, 0), (9, 9), (3, 2)] {
      let (head, tail) = ([UInt8](repeating: 0x61, count: before), [UInt8](repeating: 0x62, count: behind))
      for first in UInt8(0x7E)...0xFF {
        for second in UInt8(0)...0xFF where second % 8 < 2 || second >= 0x7E {
          for rest in [[], [0x80], [0xBF, 0x80], [0x7F, 0x80], [0x80, 0xC0], [0xBF, 0xBF]] as [[UInt8]] {
            let bytes = head + [first, second] + rest + tail
            let isRight = Self.judge(bytes, cuts: []) == Self.verdict(bytes)
            if !isRight { Issue.record("\(HexText.encode(bytes))") }
          }
        }
      }
    }
  }

  @Test func judgesTextLikeTheSlowWay() {
    var random = Seed.random(92)
    var counts = (right: 0, wrong: 0, cut: 0)
    for round in 0..<8_000 {
      var bytes: [UInt8] = []
      for _ in 0..<random.below(12) {
        let plane = [0x80, 0x800, 0x3000, 0x1_0000, 0x11_0000][random.below(5)]
        if let scalar = Unicode.Scalar(UInt32(random.below(plane))) { bytes += Array(String(scalar).utf8) }
        if random.chance(0.3) { bytes += [UInt8](repeating: 0x20, count: random.below(20)) }
      }
      if !bytes.isEmpty, random.chance(0.5) { bytes[random.below(bytes.count)] = UInt8(random.below(256)) }
      if random.chance(0.2) { bytes.removeLast(min(bytes.count, random.below(3))) }
      let cuts = (0..<random.below(4)).map { _ in random.below(bytes.count + 1) }.sorted()
      let verdict = Self.verdict(bytes)
      #expect(
        Self.judge(bytes, cuts: cuts) == verdict,
        "seed \(Seed.value), round \(round): \(HexText.encode(bytes))")
      switch verdict {
      case .right: counts.right += 1
      case .wrong: counts.wrong += 1
      case .cut: counts.cut += 1
      }
    }
    #expect(counts.right > 1000 && counts.wrong > 1000 && counts.cut > 50, "the test must see all kinds")
  }
}
