// Identifiers of clients and of the server, and the errors that name a field.

import Bedrock
import Foundation
import TestSupport
import Testing

@Suite("ClientID")
struct ClientIDTests {
  @Test(arguments: ["a", "Z", "0", "tech-17", "a.b_c-D9", String(repeating: "x", count: 64)])
  func goodIdentifiers(text: String) throws {
    let identifier = try ClientID(text, field: "id")
    #expect(identifier.text == text)
    #expect(identifier.description == text)
    #expect(identifier == ClientID(trusted: text))
    #expect(try ClientID(text[...], field: "id") == identifier)
  }

  @Test(arguments: ["", String(repeating: "x", count: 65), String(repeating: "é", count: 33)])
  func badLength(text: String) {
    let error = #expect(throws: FieldError.self) { try ClientID(text, field: "items[3].id") }
    #expect(error?.code == .badLength)
    #expect(error?.field == "items[3].id")
    #expect(error?.message.text.contains("\(text.utf8.count)") == true)
  }

  @Test(arguments: ["a b", "a/b", "é", "a\n", "a\u{0}", "a:b", "٣", "a@b", "[", "`", "{", ","])
  func badCharacters(text: String) {
    let error = #expect(throws: FieldError.self) { try ClientID(text, field: "id") }
    #expect(error?.code == .badFormat)
    #expect(error?.message.text.contains(text) == false)
  }

  @Test func exactlyTheDocumentedCharacters() {
    let allowed = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-".utf8)
    for byte in UInt8.min...UInt8.max {
      #expect(ClientID.isAllowed(byte) == allowed.contains(byte))
    }
  }

  @Test func orderIsThatOfTheBytes() {
    let texts = ["-", ".", "0", "9", "A", "AA", "B", "Z", "_", "a", "a-b", "a.b", "ab", "z"]
    let sorted = texts.reversed().map { ClientID(trusted: $0) }.sorted().map(\.text)
    #expect(sorted == texts.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) })
  }

  @Test func aBadTrustedTextStopsTheProcess() async {
    await #expect(processExitsWith: .failure) { _ = ClientID(trusted: "a b") }
    await #expect(processExitsWith: .failure) { _ = ClientID(trusted: "") }
  }
}

@Suite("FieldError")
struct FieldErrorTests {
  /// The codes are part of the wire: a change here is a change of the protocol.
  @Test func codesOnTheWire() {
    #expect(
      FieldError.Code.allCases.map(\.rawValue) == [
        "missing", "wrongType", "outOfRange", "badLength", "badFormat", "notAllowed", "unknownField",
        "duplicateField", "conflict", "notFound", "tooMany", "malformed",
      ])
  }

  @Test func descriptions() {
    let first = FieldError(field: "lat", code: .outOfRange, message: "must be -90 to 90")
    let second = FieldError(field: "seq", code: .missing, message: "is required")
    #expect(first.description == "lat: must be -90 to 90")
    #expect(FieldErrors([first, second]).description == "lat: must be -90 to 90; seq: is required")
    #expect(FieldErrors(field: "seq", code: .missing, message: "is required") == FieldErrors([second]))
  }

  @Test func noFaultIsNoError() async {
    await #expect(processExitsWith: .failure) { _ = FieldErrors([]) }
  }
}

@Suite("UUIDv7")
struct UUIDv7Tests {
  @Test func exampleOfTheStandard() throws {
    // RFC 9562 appendix A.6: 2022-02-22T19:22:22Z.
    let time = Instant(milliseconds: 0x017F_22E2_79B0)
    let identifier = UUIDv7(at: time, random: (0xCC3, 0x18C4_DC0C_0C07_398F))
    #expect(identifier.description == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f")
    #expect(identifier.time == time)
    #expect(UUIDv7("017F22E2-79B0-7CC3-98C4-DC0C0C07398F") == identifier)
  }

  @Test(arguments: Seeds.all("BedrockTests"))
  func versionAndVariantStand(seed: UInt64) throws {
    var random = SeededRandom(seed: seed).fork(41)
    for _ in 0..<500 {
      let time = Instant(milliseconds: Int64(random.next() >> 16))
      let identifier = UUIDv7(at: time, random: (random.next(), random.next()))
      let text = identifier.description
      #expect(text.count == 36)
      #expect(Array(text)[14] == "7")
      #expect("89ab".contains(Array(text)[19]))
      #expect(identifier.time == time)
      #expect(UUIDv7(text) == identifier)
      #expect(UUID(uuidString: text)?.uuidString.lowercased() == text)
    }
  }

  @Test(arguments: Seeds.all("BedrockTests"))
  func orderIsTimeThenText(seed: UInt64) {
    var random = SeededRandom(seed: seed).fork(42)
    let identifiers = (0..<300).map { index in
      UUIDv7(
        at: Instant(milliseconds: 1_700_000_000_000 + Int64(index / 3)),
        random: (random.next(), random.next()))
    }
    let sorted = identifiers.sorted()
    #expect(sorted.map(\.time) == identifiers.map(\.time))
    #expect(sorted.map(\.description) == identifiers.map(\.description).sorted())
  }

  @Test func allRandomBitsAreUsed() {
    let none = UUIDv7(at: .epoch, random: (0, 0))
    let all = UUIDv7(at: .epoch, random: (.max, .max))
    #expect((none.high ^ all.high).nonzeroBitCount + (none.low ^ all.low).nonzeroBitCount == 74)
  }

  @Test(arguments: [
    "", "017f22e2-79b0-7cc3-98c4-dc0c0c07398", "017f22e2-79b0-7cc3-98c4-dc0c0c07398f0",
    "017f22e279b0-7cc3-98c4-dc0c0c07398f-", "017f22e2-79b0-4cc3-98c4-dc0c0c07398f",
    "017f22e2-79b0-7cc3-58c4-dc0c0c07398f", "017f22e2-79b0-7cc3-c8c4-dc0c0c07398f",
    "017f22e2-79b0-7cc3-98c4-dc0c0c07398g", "{17f22e2-79b0-7cc3-98c4-dc0c0c07398}",
    "017f22e2_79b0_7cc3_98c4_dc0c0c07398f", "017f22e2-79b0-7cc3-98c4-dc0c0c0739é",
  ])
  func otherTextIsRefused(text: String) {
    #expect(UUIDv7(text) == nil)
  }
}
