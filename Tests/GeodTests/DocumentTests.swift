// Settings and profiles as documents: read as they were written, and every limit with its path.

import Bedrock
import Testing

@testable import geod

@Suite("Documents")
struct DocumentTests {
  /// Every number of the settings: a good value that is not the default, and one beyond each limit.
  static let numbers: [(path: String, good: Double, low: Double, high: Double)] = [
    ("fix.accuracyMaxMeters", 150, 0.5, 10_001), ("fix.speedMaxMetersPerSecond", 44.5, 0.5, 401),
    ("fix.jumpSlackMeters", 90, -1, 10_001), ("fix.jumpConfirmations", 3, 0, 11),
    ("fix.futureToleranceMilliseconds", 20_000, -1, 600_001),
    ("fix.ageMaxMilliseconds", 70_000_000, 59_999, 2_678_400_001),
    ("fix.frozenSpeedMetersPerSecond", 4, 0.4, 101),
    ("fix.frozenAfterMilliseconds", 50_000, 4_999, 3_600_001),
    ("presence.idleAfterMilliseconds", 50_000, 4_999, 3_600_001),
    ("presence.offlineAfterMilliseconds", 200_000, 9_999, 86_400_001),
    ("contract.minIntervalMs", 900, 99, 600_001), ("contract.deviationMeters", 12.5, 0.5, 10_001),
    ("contract.heartbeatMs", 25_000, 999, 3_600_001), ("nearby.count", 17, 0, 1_001),
    ("nearby.maxAgeSeconds", 300, 0, 31_536_001),
  ]

  private static func document(_ values: [(path: String, value: JSONValue)]) -> JSONValue {
    var parts: [String: [String: JSONValue]] = [:]
    for (path, value) in values {
      let names = path.split(separator: ".").map(String.init)
      parts[names[0], default: [:]][names[1]] = value
    }
    return .object(parts.mapValues { .object($0) })
  }

  @Test("what is read is written again, every field of it, and absent fields have their defaults")
  func roundTrip() throws {
    let changed = Self.document(
      Self.numbers.map { ($0.path, .number($0.good)) } + [("fix.refusesMock", .bool(false))])
    let settings = try SettingsDocument.read(changed)
    #expect(SettingsDocument.write(settings) == changed, "every field is read and written, and none besides")
    #expect(try SettingsDocument.read(JSONValue.parse(changed.bytes, field: "x")) == settings)
    let defaults = try SettingsDocument.read(.object([:]))
    #expect(defaults != settings)
    #expect(try SettingsDocument.read(SettingsDocument.write(defaults)) == defaults)
    #expect(settings.faults.isEmpty && defaults.faults.isEmpty)
  }

  @Test(
    "every number beyond its limits, of the wrong type or not whole is named with its path",
    arguments: numbers)
  func limits(path: String, good: Double, low: Double, high: Double) {
    for value in [JSONValue.number(low), .number(high), .number(-1e300), .string("1"), .array([])] {
      let faults = InputTests.faults { () throws(FieldErrors) in
        _ = try SettingsDocument.read(Self.document([(path, value)]), path: "settings.")
      }
      let isNumber = if case .number = value { true } else { false }
      #expect(faults == ["settings.\(path) \(isNumber ? "outOfRange" : "wrongType")"], "\(value)")
    }
  }

  @Test("a profile is stored as it was sent, with sorted members and without its identifier")
  func profile() throws {
    let text = """
      {"zones":["north"],"id":"t1","name":{"en":"Sami","ar":"سامي"},"skills":["ac",{"level":3,"id":"paint"}],
      "rating":{"count":12,"value":4.5},"credentials":[{"kind":"license","number":"7","expires":"2028-02-29",
      "jurisdiction":"SA","status":"valid"}],"shift":{"start":"08:30","end":"24:00"},"capacity":3,"status":"paused"}
      """
    let value = try InputTests.parse(text)
    let profile = try ProfileDocument.read(value, id: nil)
    #expect(profile.id.text == "t1")
    #expect(profile.skills.map(\.text) == ["ac", "paint"])
    #expect(profile.rating == 4.5)
    #expect("\(profile.status)" == "paused")
    let stored = try JSON(profile.document)
    #expect(stored == (try JSON(text.replacing(#""id":"t1","#, with: ""))))
    let again = try ProfileDocument.read(JSONValue.parse(profile.document, field: "x"), id: profile.id)
    #expect(again == profile)
    #expect(again.document == profile.document, "equal profiles have equal bytes")
  }

  @Test("every fault of a profile is named")
  func profileFaults() throws {
    let cases: [(String, [String])] = [
      ("{}", ["id missing"]), (#"{"id":"a","rating":{"value":-0.1}}"#, ["rating.value outOfRange"]),
      (#"{"id":"a","rating":{"count":1e9}}"#, ["rating.count outOfRange"]),
      (#"{"id":"a","name":{"fr":"x"}}"#, ["name.fr unknownField"]),
      (#"{"id":"a","skills":[1]}"#, ["skills[0] wrongType"]),
      (#"{"id":"a","zones":["a b",2]}"#, ["zones[0] badFormat", "zones[1] wrongType"]),
      (
        #"{"id":"a","shift":{"start":"25:00","end":"+8:00"}}"#,
        ["shift.start badFormat", "shift.end badFormat"]
      ),
      (
        #"{"id":"a","credentials":[{"kind":"x","expires":"2027-02-29"}]}"#,
        ["credentials[0].expires badFormat"]
      ),
      (#"{"id":"a","credentials":[{}]}"#, ["credentials[0].kind missing"]),
      (#"{"id":"a","capacity":101}"#, ["capacity outOfRange"]),
      (#"{"id":"a","status":"away"}"#, ["status notAllowed"]),
    ]
    for (text, expected) in cases {
      let value = try InputTests.parse(text)
      let faults = InputTests.faults { () throws(FieldErrors) in _ = try ProfileDocument.read(value, id: nil)
      }
      #expect(faults == expected, "\(text)")
    }
  }
}
