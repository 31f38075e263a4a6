// The decoder against Foundation on random texts, and against damage.

import Bedrock
import Foundation
import TestSupport
import Testing
import TrackHub

@Suite struct DecoderRandomTests {
  /// A number as some phone might spell it.
  private static func numberText(_ random: inout SeededRandom) -> String {
    func digits(_ count: Int) -> String {
      String((0..<count).map { _ in Character(String(random.below(10))) })
    }
    switch random.below(8) {
    case 0: return "\(random.double(in: -180...180))"
    case 1: return "\(Double(bitPattern: random.next() & 0x7FEF_FFFF_FFFF_FFFF))"
    case 2: return "\(random.next())"
    case 3: return "\(random.next())\(digits(1 + random.below(4)))"
    case 4: return "0.\(digits(1 + random.below(25)))"
    case 5: return "\(1 + random.below(9))\(digits(random.below(22))).\(digits(1 + random.below(22)))"
    case 6:
      return "-\(1 + random.below(9)).\(digits(3))e\(random.below(2) == 0 ? "-" : "+")\(random.below(320))"
    default: return "\(1 + random.below(9))\(digits(random.below(18)))E\(random.below(24))"
    }
  }

  @Test func numbersAreTheNearestDoubles() throws {
    for seed in Seeds.all("decoder-numbers") {
      var random = SeededRandom(seed: seed)
      var texts = [
        "18446744073709551616", "184467440737095516160", "9007199254740993", "-0", "0e99999", "4.9e-324",
      ]
      for _ in 0..<20_000 { texts.append(Self.numberText(&random)) }
      for text in texts {
        let expected = try #require(Double(text))
        let message = try Wire.decode(#"{"type":"fix","seq":1,"t":0,"lat":\#(text),"lon":0}"#)
        guard case .fix(let fix) = message, fix.latitudeDegrees.bitPattern == expected.bitPattern else {
          Issue.record("seed \(seed): \(text) was read as \(message)")
          return
        }
      }
    }
  }

  /// A valid fix with random members in random order and random white space.
  private static func fixText(_ random: inout SeededRandom) -> String {
    func space() -> String { random.chance(0.2) ? [" ", "\n", "\t", "\r\n "][random.below(4)] : "" }
    var members = [
      (#""type""#, #""fix""#), (#""seq""#, "\(1 + random.below(1_000_000))"),
      (#""t""#, "\(1_700_000_000_000 + random.below(1_000_000_000))"),
      (#""lat""#, "\(random.double(in: -90...90))"), (#""lon""#, "\(random.double(in: -180...180))"),
    ]
    if random.chance(0.5) { members.append((#""acc""#, "\(random.double(in: 0...300))")) }
    if random.chance(0.5) { members.append((#""spd""#, "\(random.double(in: 0...40))")) }
    if random.chance(0.5) { members.append((#""hdg""#, "\(random.double(in: 0...360))")) }
    if random.chance(0.5) { members.append((#""alt""#, "\(random.double(in: -10...900))")) }
    if random.chance(0.5) { members.append((#""bat""#, "\(random.unit())")) }
    if random.chance(0.5) { members.append((#""src""#, #""\#(FixSource.allCases[random.below(6)].name)""#)) }
    members.shuffle(using: &random)
    let body = members.map { "\(space())\($0.0)\(space()):\(space())\($0.1)" }.joined(separator: ",")
    return "\(space()){\(body)\(space())}\(space())"
  }

  @Test func fixesAreReadAsFoundationReadsThem() throws {
    for seed in Seeds.all("decoder-fixes") {
      var random = SeededRandom(seed: seed)
      for _ in 0..<3_000 {
        let text = Self.fixText(&random)
        guard case .fix(let fix) = try Wire.decode(text) else {
          Issue.record("seed \(seed): \(text)")
          return
        }
        let object = try Wire.object(Array(text.utf8))
        // This Foundation reads some decimals a few units off the nearest double; the exact comparison is above.
        func agree(_ key: String, _ value: Double?) -> Bool {
          guard let theirs = object.number(key), let value else { return object[key] == nil && value == nil }
          return (theirs - value).magnitude <= 1e-14 * value.magnitude
        }
        let same =
          object.whole("seq") == Int(fix.sequence) && object.whole("t") == Int(fix.time.milliseconds)
          && agree("lat", fix.latitudeDegrees) && agree("lon", fix.longitudeDegrees)
          && agree("acc", fix.accuracyMeters) && agree("spd", fix.speedMetersPerSecond)
          && agree("hdg", fix.headingDegrees) && agree("alt", fix.altitudeMeters)
          && agree("bat", fix.batteryFraction)
          && (object.text("src") ?? "unknown") == "\(fix.source.name)"
        if !same { Issue.record("seed \(seed): \(text) was read as \(fix)") }
      }
    }
  }

  static let samples = [
    #"{"type":"fix","seq":12,"t":1767506400123,"lat":24.7135,"lon":-46.67,"acc":4.5e0,"src":"gps"}"#,
    #"{"type":"fixes","items":[{"seq":1,"t":0,"lat":0,"lon":0},{"seq":2,"t":1,"lat":1,"lon":1}]}"#,
    #"{"type":"hello","token":"a\n\ud83d\ude97","device":"d","resume":[{"topic":"t","epoch":1,"offset":2}]}"#,
    #"{"type":"sub","topic":"technician:a","since":{"epoch":1,"offset":2}}"#,
    #"{"type":"unsub","topic":"map:1,2,3,4"}"#, #"{"type":"bye"}"#,
    #"{"type":"hello","share":"AAECAwQFBgcICQoLDA0ODw"}"#,
    #"{"type":"accept","offer":"019b8a5e-4c00-7abc-8def-0123456789ab","ref":"r"}"#,
    #"{"type":"trip","id":"019b8a5e-4c00-7abc-8def-0123456789ab","action":"cancel","reason":"\u00e9"}"#,
  ]

  @Test(arguments: samples) func everyTruncationIsRefused(_ text: String) throws {
    _ = try Wire.decode(text)
    let bytes = Array(text.utf8)
    for end in 0..<bytes.count {
      #expect(throws: FieldError.self, "cut at \(end)") { try Wire.decode(Array(bytes[..<end])) }
    }
  }

  private static func hasHugeExponent(_ bytes: [UInt8]) -> Bool {
    String(decoding: bytes, as: UTF8.self).contains(/[eE]\+?[0-9]{3}/)
  }

  @Test func aNumberBeyondAllDoublesIsReadAndThenJudged() throws {
    guard case .fix(let fix) = try Wire.decode(#"{"type":"fix","seq":1,"t":0,"lat":1e400,"lon":-1e400}"#)
    else {
      Issue.record("not a fix")
      return
    }
    #expect(fix.latitudeDegrees == .infinity && fix.longitudeDegrees == -.infinity)
    var history = FixHistory()
    let (judgement, _) = FixQuality.judge(fix, now: .epoch, thresholds: FixThresholds(), history: &history)
    #expect(judgement == FixJudgement(.outOfRange, .lat))
  }

  @Test func damageIsReadOrRefusedButNeverCrashes() {
    let snippets = [
      "\"", "\\", "\\u", "{", "}", "[", "]", ",", ":", "-", "e", ".", "\u{0}", "\u{7f}", "null", "1e30",
    ]
    for seed in Seeds.all("decoder-damage") {
      var random = SeededRandom(seed: seed)
      var decoder = ClientMessageDecoder()
      var refused = 0
      var read = 0
      for _ in 0..<30_000 {
        var bytes = Array(Self.samples[random.below(Self.samples.count)].utf8)
        for _ in 0...random.below(4) {
          let place = random.below(bytes.count)
          switch random.below(5) {
          case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
          case 1: bytes.remove(at: place)
          case 2: bytes.insert(contentsOf: Array(snippets[random.below(snippets.count)].utf8), at: place)
          case 3: bytes.swapAt(place, random.below(bytes.count))
          default: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 8)], at: place)
          }
          if bytes.isEmpty { bytes = [0x7B] }
        }
        do throws(FieldError) {
          _ = try decoder.decode(bytes.span)
          read += 1
          // What we read, Foundation reads as well, but for numbers beyond all doubles: those are read as
          // infinite, so that the fix gets its verdict instead of being sent again for ever.
          if (try? Wire.object(bytes)) == nil, !Self.hasHugeExponent(bytes) {
            Issue.record("seed \(seed): not JSON, but read: \(String(decoding: bytes, as: UTF8.self))")
          }
        } catch {
          refused += 1
          if error.message.text.isEmpty { Issue.record("seed \(seed): a fault without words") }
        }
      }
      #expect(refused > 1_000 && read > 100, "seed \(seed) tests nothing")
    }
  }
}
