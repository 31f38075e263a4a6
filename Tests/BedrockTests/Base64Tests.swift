// Base64 and hexadecimal text: the vectors of their standard, round trips, and every way to be wrong.

import Bedrock
import Foundation
import TestSupport
import Testing

@Suite("Base64")
struct Base64Tests {
  /// RFC 4648 section 10.
  static let vectors: [(String, String)] = [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
    ("foobar", "Zm9vYmFy"),
  ]

  @Test(arguments: vectors)
  func vectorsOfTheStandard(plain: String, encoded: String) {
    #expect(Base64.encode(Array(plain.utf8)) == encoded)
    #expect(Base64.decode(encoded) == Array(plain.utf8))
    let bare = encoded.replacing("=", with: "")
    #expect(Base64.encodeURL(Array(plain.utf8)) == bare)
    #expect(Base64.decodeURL(bare) == Array(plain.utf8))
  }

  @Test(arguments: Seeds.all("BedrockTests"))
  func randomBytesAgreeWithFoundation(seed: UInt64) {
    var random = SeededRandom(seed: seed).fork(31)
    for _ in 0..<500 {
      let bytes = random.bytes(random.below(70))
      let standard = Data(bytes).base64EncodedString()
      #expect(Base64.encode(bytes) == standard)
      #expect(Base64.decode(standard) == bytes)
      let url = standard.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
      #expect(Base64.encodeURL(bytes) == url)
      #expect(Base64.decodeURL(url[...]) == bytes)
    }
  }

  @Test(arguments: [
    "Zg", "Zg=", "Zg===", "=", "====", "Z===", "=Zg=", "Zm8=Zg==", "Zm9v\n", "Zm 9", "Zm-_", "Zh==", "Zm9=",
    "é==",
  ])
  func otherTextIsRefused(text: String) {
    #expect(Base64.decode(text) == nil)
  }

  @Test(arguments: ["Zg==", "Z", "Zm9vY", "Zm+/", "Zh", "Zm9", "Zm9v ", "é"])
  func otherURLTextIsRefused(text: String) {
    #expect(Base64.decodeURL(text) == nil)
  }

  @Test func eachValueHasOneSpelling() {
    // All texts of two characters: 64 * 64 of them, of which only one in 16 has no stray bits.
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    var seen: Set<[UInt8]> = []
    for first in alphabet {
      for second in alphabet {
        guard let bytes = Base64.decodeURL(String([first, second])) else { continue }
        #expect(seen.insert(bytes).inserted)
      }
    }
    #expect(seen.count == 256)
  }
}

@Suite("HexText")
struct HexTextTests {
  @Test func words() {
    #expect(HexText.encode(0 as UInt64) == "0000000000000000")
    #expect(HexText.encode(0x0123_4567_89AB_CDEF as UInt64) == "0123456789abcdef")
    #expect(HexText.encode(UInt64.max) == "ffffffffffffffff")
  }

  @Test(arguments: Seeds.all("BedrockTests"))
  func bytesBothWays(seed: UInt64) {
    #expect(HexText.encode([0x00, 0x0F, 0xA5, 0xFF]) == "000fa5ff")
    #expect(HexText.decode("000fA5Ff") == [0x00, 0x0F, 0xA5, 0xFF])
    #expect(HexText.decode("") == [])
    var random = SeededRandom(seed: seed).fork(32)
    for _ in 0..<200 {
      let bytes = random.bytes(random.below(40))
      #expect(HexText.decode(HexText.encode(bytes)) == bytes)
    }
  }

  @Test(arguments: ["0", "000", "0g", "g0", "0 ", "0x", "é"])
  func otherTextIsRefused(text: String) {
    #expect(HexText.decode(text) == nil)
  }

  @Test func digits() {
    for byte in UInt8.min...UInt8.max {
      let character = Character(UnicodeScalar(byte))
      #expect(HexText.value(byte).map(Int.init) == (byte < 0x80 ? character.hexDigitValue : nil))
    }
  }
}
