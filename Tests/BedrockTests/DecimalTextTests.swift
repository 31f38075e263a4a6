// Numbers as text, compared with the standard library's and Foundation's way of writing them.

import Bedrock
import Foundation
import TestSupport
import Testing

@Suite("DecimalText")
struct DecimalTextTests {
  private func text(_ value: Double, _ decimals: Int) -> String {
    var bytes: [UInt8] = []
    DecimalText.append(value, decimals: decimals, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test(arguments: Seeds.all("BedrockTests"))
  func wholeNumbersEqualTheirDescription(seed: UInt64) {
    var random = SeededRandom(seed: seed).fork(11)
    let edges: [Int64] = [0, 1, -1, 9, 10, -10, 99, 100, .max, .min, .max - 1, .min + 1]
    for value in edges + (0..<5_000).map({ _ in Int64(bitPattern: random.spreadWord()) }) {
      var bytes: [UInt8] = []
      DecimalText.append(value, to: &bytes)
      #expect(String(decoding: bytes, as: UTF8.self) == value.description)
    }
    for value in [0, 1, UInt64.max, UInt64.max - 1] + (0..<5_000).map({ _ in random.spreadWord() }) {
      var bytes: [UInt8] = []
      DecimalText.append(value, to: &bytes)
      #expect(String(decoding: bytes, as: UTF8.self) == value.description)
    }
  }

  @Test(arguments: [
    (0.0, 3, "0"), (-0.0, 3, "0"), (1, 0, "1"), (1.5, 0, "2"), (2.5, 0, "3"), (-2.5, 0, "-3"), (0.5, 0, "1"),
    (-0.4, 0, "0"), (-0.004, 2, "0"), (0.05, 1, "0.1"), (12.340, 4, "12.34"), (12.0001, 3, "12"),
    (0.000000001, 9, "0.000000001"), (-24.7135517, 7, "-24.7135517"), (46.6752957, 6, "46.675296"),
    (999.9999, 3, "1000"), (1e9, 9, "1000000000"), (-179.9999999999, 7, "-180"),
    (.infinity, 2, "null"), (-.infinity, 2, "null"), (.nan, 2, "null"),
  ])
  func examples(value: Double, decimals: Int, expected: String) {
    #expect(text(value, decimals) == expected)
  }

  @Test(arguments: 0...9, Seeds.all("BedrockTests"))
  func numbersEqualFoundationsRounding(decimals: Int, seed: UInt64) throws {
    var random = SeededRandom(seed: seed).fork(UInt64(decimals))
    let unit = pow(10, Double(decimals))
    for _ in 0..<2_000 {
      let value = random.double(in: -1000...1000)
      // Near a tie the two may differ: ours rounds the binary product, Foundation the exact decimal value.
      let scaled = (value * unit).magnitude
      guard (scaled - scaled.rounded(.down) - 0.5).magnitude > 1e-3 else { continue }
      var expected = String(format: "%.\(decimals)f", value)
      if expected.contains(".") {
        while expected.hasSuffix("0") { expected.removeLast() }
        if expected.hasSuffix(".") { expected.removeLast() }
      }
      if expected == "-0" { expected = "0" }
      #expect(text(value, decimals) == expected)
    }
  }

  @Test(arguments: Seeds.all("BedrockTests"))
  func parsingBackStaysWithinHalfAUnit(seed: UInt64) throws {
    var random = SeededRandom(seed: seed).fork(13)
    for _ in 0..<5_000 {
      let decimals = random.below(10)
      let value = random.normal() * pow(10, random.double(in: -9...6))
      let parsed = try #require(Double(text(value, decimals)))
      let half = 0.5 * pow(10, -Double(decimals))
      #expect((parsed - value).magnitude <= half * (1 + 1e-6) + value.magnitude * 1e-15, "\(value)")
    }
  }

  @Test func hugeNumbersKeepFullPrecision() {
    for value in [0x1p53, 0x1p53 + 2, -0x1p60, 1e300, -1.7976931348623157e308, 9.1e6 * 0x1p33] {
      #expect(Double(text(value, 9)) == value)
    }
    #expect(Double(text(0x1p53 - 1, 0)) == 0x1p53 - 1)
  }

  @Test func appendingKeepsWhatIsThere() {
    var bytes: [UInt8] = [0x78]
    DecimalText.append(Int64(-12), to: &bytes)
    DecimalText.append(0.25, decimals: 2, to: &bytes)
    #expect(String(decoding: bytes, as: UTF8.self) == "x-120.25")
  }

  @Test func tooManyDecimalsStopTheProcess() async {
    await #expect(processExitsWith: .failure) {
      var bytes: [UInt8] = []
      DecimalText.append(1.0, decimals: 10, to: &bytes)
    }
    await #expect(processExitsWith: .failure) {
      var bytes: [UInt8] = []
      DecimalText.append(1.0, decimals: -1, to: &bytes)
    }
  }
}
