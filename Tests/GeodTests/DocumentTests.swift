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
    ("nearby.maxAgeSeconds", 300, 0, 31_536_001), ("match.travelWeight", 1.5, 0.2, 4.1),
    ("match.ratingSecondsPerStar", 90, -1, 601), ("match.ratingPriorStars", 4, 0.9, 5.1),
    ("match.ratingPriorCount", 30, 0.5, 1_001), ("match.slackWantedSeconds", 600, -1, 86_401),
    ("match.slackWeight", 0.5, -0.1, 4.1), ("match.lateWeight", 2, -0.1, 10.1),
    ("match.skillFitSeconds", 60, -1, 1_801), ("match.ageMaxSeconds", 90, 0, 86_401),
    ("match.count", 5, 0, 101), ("travelTime.detourFactor", 1.2, 0.9, 4.1),
    ("travelTime.utcOffsetMinutes", -60, -721, 841), ("offers.waveSize", 3, 0, 65),
    ("offers.waveSeconds", 45, 4, 3_601), ("offers.wavesMax", 4, 0, 101), ("offers.leasesMax", 2, 0, 9),
    ("offers.leadMinutes", 60, -1, 10_081), ("offers.searchSeconds", 600, -1, 86_401),
    ("arrival.radiusMeters", 50, 4, 5_001), ("arrival.dwellSeconds", 30, -1, 3_601),
    ("arrival.leaveRadiusMeters", 90, 4, 10_001), ("sla.warningSeconds", 60, -1, 86_401),
    ("sla.slackSeconds", 0, -1, 86_401), ("shares.hoursMax", 12, 0, 721),
    ("retention.pointsDays", 14, 0, 3_651), ("retention.summariesDays", 100, 0, 3_651),
    ("retention.decisionsDays", 30, 0, 3_651), ("retention.auditDays", 800, 0, 3_651),
    ("retention.bookingsDays", 200, 0, 3_651), ("retention.deadLettersDays", 45, 0, 3_651),
    ("retention.idempotencyKeysDays", 1, 0, 3_651),
  ]
  static let flags: [(path: String, value: JSONValue)] = [
    ("fix.refusesMock", .bool(false)), ("offers.isAutomatic", .bool(false)),
    ("customer.showsName", .bool(false)), ("customer.showsRating", .bool(false)),
    ("customer.showsCredentials", .bool(false)),
  ]
  static let texts: [(path: String, value: JSONValue)] = [
    ("customer.nameEn", .string("Cool \"Air\"")), ("customer.nameAr", .string("هواء")),
    ("customer.contactUrl", .string("tel:+966110000000")),
    ("customer.cancelUrl", .string("https://example.com/{booking}?from=page#now")),
    ("customer.language", .string("ar")), ("customer.numerals", .string("arab")),
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
      Self.numbers.map { ($0.path, .number($0.good)) } + Self.flags + Self.texts)
    let settings = try SettingsDocument.read(changed)
    #expect(SettingsDocument.write(settings) == changed, "every field is read and written, and none besides")
    #expect(try SettingsDocument.read(JSONValue.parse(changed.bytes, field: "x")) == settings)
    let defaults = try SettingsDocument.read(.object([:]))
    #expect(defaults != settings)
    #expect(try SettingsDocument.read(SettingsDocument.write(defaults)) == defaults)
    #expect(settings.faults.isEmpty && defaults.faults.isEmpty)
  }

  @Test("a document from before bookings is read with the defaults of what came later")
  func older() throws {
    let text = #"{"fix":{"speedMaxMetersPerSecond":20},"nearby":{"count":3,"maxAgeSeconds":120}}"#
    let settings = try SettingsDocument.read(try InputTests.parse(text))
    var expected = try SettingsDocument.read(.object([:]))
    expected.fix.speedMaxMetersPerSecond = 20
    expected.nearby.count = 3
    expected.nearby.maxAgeSeconds = 120
    #expect(settings == expected)
  }

  @Test("what was retired since is passed over in stored documents and refused in new ones")
  func retired() throws {
    let document = #"{"fix":{"speedMaxMetersPerSecond":20},"outbox":{"isKept":true}}"#
    #expect(try SettingsDocument.readStored(Array(document.utf8)).fix.speedMaxMetersPerSecond == 20)
    let value = try InputTests.parse(document)
    let faults = InputTests.faults { () throws(FieldErrors) in
      _ = try SettingsDocument.read(value, path: "settings.")
    }
    #expect(faults == ["settings.outbox unknownField"])
    #expect(throws: FieldErrors.self) {
      try SettingsDocument.readStored(Array(#"{"outbox":{},"inbox":{}}"#.utf8))
    }
  }

  @Test("a stay cannot be broken nearer than it begins")
  func leaveRadius() {
    let document = Self.document([("arrival.radiusMeters", .number(200))])
    let faults = InputTests.faults { () throws(FieldErrors) in _ = try SettingsDocument.read(document) }
    #expect(faults == ["arrival.leaveRadiusMeters conflict"])
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

  @Test(
    "a text that is too long, has control characters, or is no address or word is named with its path",
    arguments: [
      ("nameEn", String(repeating: "é", count: 81), "badLength"), ("nameAr", "a\nb", "badFormat"),
      ("nameEn", "a\u{7F}", "badFormat"), ("contactUrl", "javascript:alert(1)", "badFormat"),
      ("contactUrl", "http://example.com", "badFormat"), ("contactUrl", "HTTPS://example.com", "badFormat"),
      ("contactUrl", "https://", "badFormat"), ("contactUrl", "https:///path", "badFormat"),
      ("contactUrl", "https://{booking}", "badFormat"), ("contactUrl", "tel:", "badFormat"),
      ("cancelUrl", "https://example.com/ x", "badFormat"),
      ("cancelUrl", "https://example.com/\"", "badFormat"),
      ("cancelUrl", "https://example.com/{name}", "badFormat"), ("cancelUrl", "sms:٠١", "badFormat"),
      ("cancelUrl", "https://example.com/<script>", "badFormat"),
      ("cancelUrl", "mailto:" + String(repeating: "a", count: 500), "badLength"),
      ("language", "fr", "notAllowed"), ("numerals", "", "notAllowed"), ("numerals", "roman", "notAllowed"),
    ])
  func texts(name: String, text: String, code: String) {
    let path = "customer.\(name)"
    for (value, code) in [
      (JSONValue.string(text), code), (.number(1), "wrongType"), (.object([:]), "wrongType"),
    ] {
      let faults = InputTests.faults { () throws(FieldErrors) in
        _ = try SettingsDocument.read(Self.document([(path, value)]), path: "settings.")
      }
      #expect(faults == ["settings.\(path) \(code)"], "\(value)")
    }
  }

  @Test(
    "every empty text of the customer's page is good",
    arguments: ["nameEn", "contactUrl", "cancelUrl", "language"])
  func emptyTexts(name: String) throws {
    let document = Self.document([("customer.\(name)", .string(""))])
    #expect(try SettingsDocument.read(document) == SettingsDocument.read(.object([:])))
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

  @Test("what matching reads of a profile: credentials in force, zones, hours, votes and capacity")
  func profileForMatching() throws {
    let read = { (members: String) throws in
      try ProfileDocument.read(InputTests.parse(#"{"id":"t1"\#(members)}"#), id: nil)
    }
    let plain = try read("")
    #expect(plain.ratingCount == 0 && plain.credentials.isEmpty && plain.zones == nil)
    #expect(plain.shift == nil && plain.capacity == 1)
    #expect(try read(#","zones":null"#).zones == nil)
    #expect(try read(#","zones":[]"#).zones == [])
    let full = try read(
      #","rating":{"value":4,"count":7},"zones":["a","b"],"shift":{"start":"22:30","end":"24:00"},"#
        + #""capacity":100,"credentials":[{"kind":"x","status":"pending"},{"kind":"y","expires":"1970-01-02"},"#
        + #"{"kind":"z","status":"valid","jurisdiction":"SA"}]"#)
    #expect(full.ratingCount == 7 && full.capacity == 100)
    #expect(full.zones?.map(\.text) == ["a", "b"])
    #expect(full.shift?.startMinute == 1_350 && full.shift?.endMinute == 1_440)
    #expect(full.credentials.map(\.kind.text) == ["y", "z"])
    #expect(full.credentials.map(\.lastDay) == [1, nil])
    #expect(full.credentials.map(\.jurisdiction) == [nil, "SA"])
  }

  @Test("days are those of the calendar")
  func days() {
    let days = [
      ("1970-01-01", 0), ("1969-12-31", -1), ("2000-02-29", 11_016), ("2100-03-01", 47_541),
      ("2027-01-31", 20_849),
    ]
    for (text, day) in days { #expect(TimeText.day(text) == day, "\(text)") }
    for text in ["2100-02-29", "2027-13-01", "2027-00-10", "2027-1-31", "+027-01-31", "", "2027-01-32"] {
      #expect(TimeText.day(text) == nil, "\(text)")
    }
    for (text, minute) in [("00:00", 0), ("08:30", 510), ("23:59", 1_439), ("24:00", 1_440)] {
      #expect(TimeText.minuteOfDay(text) == minute)
    }
    for text in ["24:01", "08:60", "8:30", "08:30:00", "-1:00"] {
      #expect(TimeText.minuteOfDay(text) == nil, "\(text)")
    }
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
