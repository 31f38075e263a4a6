// A tenant's settings as a JSON document: reading with every fault named, writing with every value shown.

import Bedrock
import Engine
import Matcher
import TrackHub

/// Reads and writes settings documents.
enum SettingsDocument {
  /// The longest document in bytes.
  static let bytesMax = 64 * 1024

  /// Reads a document. What it leaves out has its default, so that documents from before a field was
  /// there go on to be good.
  /// - Parameter path: what stands before each field's name, such as `settings.`.
  /// - Throws: every fault with its field.
  static func read(_ value: JSONValue, path: String = "") throws(FieldErrors) -> TenantSettings {
    var settings = TenantSettings()
    var reader = FieldReader(value, path: path)
    for section in sections {
      reader.object(section.name) { inner in
        for field in section.fields { field.read(&inner, &settings) }
      }
    }
    // The limits stand in one place, with the settings themselves. What could not be read has its default
    // here, so that nothing is complained of twice.
    for fault in settings.faults {
      reader.note(path + fault.field, fault.code, fault.message)
    }
    try reader.finish()
    return settings
  }

  /// Writes every value, defaults included.
  static func write(_ settings: TenantSettings) -> JSONValue {
    var members: [String: JSONValue] = [:]
    for section in sections {
      let fields = section.fields.map { ($0.name, $0.write(settings)) }
      members[section.name] = .object(Dictionary(uniqueKeysWithValues: fields))
    }
    return .object(members)
  }
}

/// One value of the document and where it stands in the settings.
private struct SettingsField: Sendable {
  typealias Path<Value> = any WritableKeyPath<TenantSettings, Value> & Sendable

  let name: String
  let read: @Sendable (inout FieldReader, inout TenantSettings) -> Void
  let write: @Sendable (TenantSettings) -> JSONValue

  static func number(_ name: String, _ path: Path<Double>) -> SettingsField {
    SettingsField(name: name) { reader, settings in
      // The limits are checked later, by the settings themselves.
      settings[keyPath: path] = reader.number(name, in: -1e15...1e15, else: settings[keyPath: path])
    } write: { settings in
      .number(settings[keyPath: path])
    }
  }

  static func whole<Whole: FixedWidthInteger & SendableMetatype>(_ name: String, _ path: Path<Whole>)
    -> SettingsField
  {
    SettingsField(name: name) { reader, settings in
      let limits: ClosedRange<Int64> = -1_000_000_000_000_000...1_000_000_000_000_000
      settings[keyPath: path] = Whole(
        reader.whole(name, in: limits, else: Int64(settings[keyPath: path])))
    } write: { settings in
      .number(Double(settings[keyPath: path]))
    }
  }

  static func bool(_ name: String, _ path: Path<Bool>) -> SettingsField {
    SettingsField(name: name) { reader, settings in
      settings[keyPath: path] = reader.bool(name, else: settings[keyPath: path])
    } write: { settings in
      .bool(settings[keyPath: path])
    }
  }

  static func text(_ name: String, _ path: Path<String>) -> SettingsField {
    SettingsField(name: name) { reader, settings in
      // The lengths are checked later, by the settings themselves; an empty text is one too.
      if let text = string(name, &reader) { settings[keyPath: path] = text }
    } write: { settings in
      .string(settings[keyPath: path])
    }
  }

  /// One of the words of an enumeration, of which one may be empty.
  static func word<Word>(_ name: String, _ path: Path<Word>) -> SettingsField
  where Word: RawRepresentable<String> & CaseIterable & SendableMetatype {
    SettingsField(name: name) { reader, settings in
      guard let text = string(name, &reader) else { return }
      guard let word = Word(rawValue: text) else {
        let known = Word.allCases.map { $0.rawValue.isEmpty ? "empty" : $0.rawValue }.joined(separator: ", ")
        return reader.noteMember(name, .notAllowed, "must be one of \(known)")
      }
      settings[keyPath: path] = word
    } write: { settings in
      .string(settings[keyPath: path].rawValue)
    }
  }

  private static func string(_ name: String, _ reader: inout FieldReader) -> String? {
    guard let value = reader.value(name) else { return nil }
    guard case .string(let text) = value else {
      reader.noteMember(name, .wrongType, "must be a string, is \(value.typeName)")
      return nil
    }
    return text
  }
}

extension SettingsDocument {
  /// Every field of the document. Reading and writing are both made from it.
  private static let sections: [(name: String, fields: [SettingsField])] = [
    (
      "fix",
      [
        .number("accuracyMaxMeters", \.fix.accuracyMaxMeters),
        .number("speedMaxMetersPerSecond", \.fix.speedMaxMetersPerSecond),
        .number("jumpSlackMeters", \.fix.jumpSlackMeters),
        .whole("jumpConfirmations", \.fix.jumpConfirmations),
        .whole("futureToleranceMilliseconds", \.fix.futureToleranceMilliseconds),
        .whole("ageMaxMilliseconds", \.fix.ageMaxMilliseconds),
        .number("frozenSpeedMetersPerSecond", \.fix.frozenSpeedMetersPerSecond),
        .whole("frozenAfterMilliseconds", \.fix.frozenAfterMilliseconds),
        .bool("refusesMock", \.fix.refusesMock),
      ]
    ),
    (
      "presence",
      [
        .whole("idleAfterMilliseconds", \.presence.idleAfterMilliseconds),
        .whole("offlineAfterMilliseconds", \.presence.offlineAfterMilliseconds),
      ]
    ),
    (
      "contract",
      [
        .whole("minIntervalMs", \.contract.minIntervalMs),
        .number("deviationMeters", \.contract.deviationMeters),
        .whole("heartbeatMs", \.contract.heartbeatMs),
      ]
    ),
    (
      "nearby",
      [.whole("count", \.nearby.count), .whole("maxAgeSeconds", \.nearby.maxAgeSeconds)]
    ),
    (
      "match",
      [
        .number("travelWeight", \.match.weights.travelWeight),
        .number("ratingSecondsPerStar", \.match.weights.ratingSecondsPerStar),
        .number("ratingPriorStars", \.match.weights.ratingPriorStars),
        .number("ratingPriorCount", \.match.weights.ratingPriorCount),
        .number("slackWantedSeconds", \.match.weights.slackWantedSeconds),
        .number("slackWeight", \.match.weights.slackWeight),
        .number("lateWeight", \.match.weights.lateWeight),
        .number("skillFitSeconds", \.match.weights.skillFitSeconds),
        .whole("ageMaxSeconds", \.match.ageMaxSeconds), .whole("count", \.match.count),
      ]
    ),
    (
      "travelTime",
      [
        .number("detourFactor", \.travelTime.detourFactor),
        .whole("utcOffsetMinutes", \.travelTime.utcOffsetMinutes),
      ]
    ),
    (
      "offers",
      [
        .bool("isAutomatic", \.offers.isAutomatic), .whole("waveSize", \.offers.waveSize),
        .whole("waveSeconds", \.offers.waveSeconds), .whole("wavesMax", \.offers.wavesMax),
        .whole("leasesMax", \.offers.leasesMax), .whole("leadMinutes", \.offers.leadMinutes),
        .whole("searchSeconds", \.offers.searchSeconds),
      ]
    ),
    (
      "arrival",
      [
        .number("radiusMeters", \.arrival.radiusMeters), .whole("dwellSeconds", \.arrival.dwellSeconds),
        .number("leaveRadiusMeters", \.arrival.leaveRadiusMeters),
      ]
    ),
    (
      "sla", [.whole("warningSeconds", \.sla.warningSeconds), .whole("slackSeconds", \.sla.slackSeconds)]
    ),
    ("shares", [.whole("hoursMax", \.shares.hoursMax)]),
    (
      "customer",
      [
        .text("nameEn", \.customer.nameEn), .text("nameAr", \.customer.nameAr),
        .text("contactUrl", \.customer.contactURL), .text("cancelUrl", \.customer.cancelURL),
        .word("language", \.customer.language), .word("numerals", \.customer.numerals),
        .bool("showsName", \.customer.showsName), .bool("showsRating", \.customer.showsRating),
        .bool("showsCredentials", \.customer.showsCredentials),
      ]
    ),
    (
      "retention",
      [
        .whole("pointsDays", \.retention.pointsDays), .whole("summariesDays", \.retention.summariesDays),
        .whole("decisionsDays", \.retention.decisionsDays), .whole("auditDays", \.retention.auditDays),
        .whole("bookingsDays", \.retention.bookingsDays),
        .whole("idempotencyKeysDays", \.retention.idempotencyKeysDays),
      ]
    ),
    ("outbox", [.bool("isKept", \.outbox.isKept)]),
  ]
}
