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

  /// What a document may be. The limits are those that the settings state when they refuse a value.
  static let schema = Schema.part(
    Schema.Part(
      "Settings",
      .object(
        sections.map { section in
          let members = section.fields.map { field in
            Schema.Member.maybe(
              field.name, field.limitedSchema(in: section.name), else: field.write(TenantSettings()))
          }
          return .maybe(section.name, .object(members))
        })))
}

/// One value of the document and where it stands in the settings.
private struct SettingsField: Sendable {
  typealias Path<Value> = any WritableKeyPath<TenantSettings, Value> & Sendable

  let name: String
  /// The type, without limits, and what the field means.
  let schema: Schema
  /// Puts in a value that nobody can mean.
  let spoil: @Sendable (inout TenantSettings) -> Void
  let read: @Sendable (inout FieldReader, inout TenantSettings) -> Void
  let write: @Sendable (TenantSettings) -> JSONValue

  /// The schema with the limits.
  func limitedSchema(in section: String) -> Schema {
    var settings = TenantSettings()
    spoil(&settings)
    var schema = schema
    guard let limits = settings.faults.first(where: { $0.field == "\(section).\(name)" })?.limits else {
      return schema
    }
    if case .whole = schema.kind {
      schema.kind = .whole(Int64(limits.lowerBound)...Int64(limits.upperBound))
    } else {
      schema.kind = .number(limits)
    }
    return schema
  }

  static func number(_ name: String, _ path: Path<Double>, _ meaning: String) -> SettingsField {
    SettingsField(name: name, schema: .number().meaning(meaning)) { settings in
      settings[keyPath: path] = 1e15
    } read: { reader, settings in
      // The limits are checked later, by the settings themselves.
      settings[keyPath: path] = reader.number(name, in: -1e15...1e15, else: settings[keyPath: path])
    } write: { settings in
      .number(settings[keyPath: path])
    }
  }

  static func whole<Whole: FixedWidthInteger & SendableMetatype>(
    _ name: String, _ path: Path<Whole>, _ meaning: String
  ) -> SettingsField {
    SettingsField(name: name, schema: .whole().meaning(meaning)) { settings in
      settings[keyPath: path] = Whole(clamping: 1_000_000_000_000_000)
    } read: { reader, settings in
      let limits: ClosedRange<Int64> = -1_000_000_000_000_000...1_000_000_000_000_000
      settings[keyPath: path] = Whole(
        reader.whole(name, in: limits, else: Int64(settings[keyPath: path])))
    } write: { settings in
      .number(Double(settings[keyPath: path]))
    }
  }

  static func bool(_ name: String, _ path: Path<Bool>, _ meaning: String) -> SettingsField {
    SettingsField(name: name, schema: .boolean.meaning(meaning)) { _ in
    } read: { reader, settings in
      settings[keyPath: path] = reader.bool(name, else: settings[keyPath: path])
    } write: { settings in
      .bool(settings[keyPath: path])
    }
  }

  static func text(_ name: String, _ path: Path<String>, max: Int, _ meaning: String) -> SettingsField {
    SettingsField(name: name, schema: .text(0...max).meaning(meaning)) { _ in
    } read: { reader, settings in
      // The lengths are checked later, by the settings themselves; an empty text is one too.
      if let text = string(name, &reader) { settings[keyPath: path] = text }
    } write: { settings in
      .string(settings[keyPath: path])
    }
  }

  /// One of the words of an enumeration, of which one may be empty.
  static func word<Word>(_ name: String, _ path: Path<Word>, _ meaning: String) -> SettingsField
  where Word: RawRepresentable<String> & CaseIterable & SendableMetatype {
    SettingsField(name: name, schema: .words(Word.allCases.map(\.rawValue)).meaning(meaning)) { _ in
    } read: { reader, settings in
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
  /// Every field of the document. Reading, writing and the schema are made from it.
  private static let sections: [(name: String, fields: [SettingsField])] = [
    (
      "fix",
      [
        .number("accuracyMaxMeters", \.fix.accuracyMaxMeters, "Worse reports are `coarse`, metres."),
        .number(
          "speedMaxMetersPerSecond", \.fix.speedMaxMetersPerSecond,
          "The fastest believable movement, metres per second."),
        .number(
          "jumpSlackMeters", \.fix.jumpSlackMeters,
          "What noise may add to a distance before it counts as speed, metres."),
        .whole(
          "jumpConfirmations", \.fix.jumpConfirmations,
          "Refused fixes that must agree before the next one there is believed."),
        .whole(
          "futureToleranceMilliseconds", \.fix.futureToleranceMilliseconds,
          "How far a device's clock may run ahead, milliseconds."),
        .whole("ageMaxMilliseconds", \.fix.ageMaxMilliseconds, "Older reports are `late`, milliseconds."),
        .number(
          "frozenSpeedMetersPerSecond", \.fix.frozenSpeedMetersPerSecond,
          "From this reported speed on, one exact place is suspicious, metres per second."),
        .whole(
          "frozenAfterMilliseconds", \.fix.frozenAfterMilliseconds,
          "For how long it may last, milliseconds."),
        .bool("refusesMock", \.fix.refusesMock, "Refuse what the platform marked as simulated."),
      ]
    ),
    (
      "presence",
      [
        .whole(
          "idleAfterMilliseconds", \.presence.idleAfterMilliseconds,
          "Silence until `idle`, milliseconds."),
        .whole(
          "offlineAfterMilliseconds", \.presence.offlineAfterMilliseconds,
          "Silence until `offline`; more than until `idle`, milliseconds."),
      ]
    ),
    (
      "contract",
      [
        .whole("minIntervalMs", \.contract.minIntervalMs, "Shortest time between two fixes, milliseconds."),
        .number(
          "deviationMeters", \.contract.deviationMeters,
          "How far a phone may stray before it reports, metres."),
        .whole(
          "heartbeatMs", \.contract.heartbeatMs,
          "Longest silence; at least `minIntervalMs`, milliseconds."),
      ]
    ),
    (
      "nearby",
      [
        .whole("count", \.nearby.count, "`k` of nearby questions that do not say."),
        .whole(
          "maxAgeSeconds", \.nearby.maxAgeSeconds,
          "`maxAgeSeconds` of nearby questions that do not say, seconds."),
      ]
    ),
    (
      "match",
      [
        .number(
          "travelWeight", \.match.weights.travelWeight,
          "The cost of a second of travel, seconds per second."),
        .number(
          "ratingSecondsPerStar", \.match.weights.ratingSecondsPerStar,
          "The cost of each star below five, seconds."),
        .number(
          "ratingPriorStars", \.match.weights.ratingPriorStars,
          "The rating of a technician without votes."),
        .number("ratingPriorCount", \.match.weights.ratingPriorCount, "How many votes that counts as."),
        .number(
          "slackWantedSeconds", \.match.weights.slackWantedSeconds,
          "With this much time to spare an arrival is as good as any earlier one, seconds."),
        .number(
          "slackWeight", \.match.weights.slackWeight,
          "The cost of each second of slack that is missing, seconds per second."),
        .number(
          "lateWeight", \.match.weights.lateWeight,
          "The further cost of each second beyond the deadline, seconds per second."),
        .number(
          "skillFitSeconds", \.match.weights.skillFitSeconds,
          "What having all preferred skills is worth, seconds."),
        .whole("ageMaxSeconds", \.match.ageMaxSeconds, "Positions older than this do not count, seconds."),
        .whole("count", \.match.count, "Candidates of match requests that do not say."),
      ]
    ),
    (
      "travelTime",
      [
        .number(
          "detourFactor", \.travelTime.detourFactor,
          "How much longer the road is than the straight line."),
        .whole(
          "utcOffsetMinutes", \.travelTime.utcOffsetMinutes,
          "By how much local time is ahead of UTC, minutes."),
      ]
    ),
    (
      "offers",
      [
        .bool("isAutomatic", \.offers.isAutomatic, "Geod asks by itself; otherwise only on request."),
        .whole("waveSize", \.offers.waveSize, "How many technicians see one offer."),
        .whole("waveSeconds", \.offers.waveSeconds, "How long a wave may be answered, seconds."),
        .whole("wavesMax", \.offers.wavesMax, "Waves before nobody is left."),
        .whole("leasesMax", \.offers.leasesMax, "Live offers that a technician may have at once."),
        .whole(
          "leadMinutes", \.offers.leadMinutes,
          "Asking begins this long before the window opens, minutes."),
        .whole(
          "searchSeconds", \.offers.searchSeconds,
          "For how long to look again when nobody is left, before the booking is `unfilled`, seconds."),
      ]
    ),
    (
      "arrival",
      [
        .number("radiusMeters", \.arrival.radiusMeters, "How near the place is near enough, metres."),
        .whole("dwellSeconds", \.arrival.dwellSeconds, "How long the technician has to stay near, seconds."),
        .number(
          "leaveRadiusMeters", \.arrival.leaveRadiusMeters,
          "How far away the stay counts as broken; at least `radiusMeters`, metres."),
      ]
    ),
    (
      "sla",
      [
        .whole(
          "warningSeconds", \.sla.warningSeconds,
          "At risk this long before the due time, whatever else is known, seconds."),
        .whole(
          "slackSeconds", \.sla.slackSeconds,
          "At risk when the expected time leaves less than this, seconds."),
      ]
    ),
    (
      "shares",
      [
        .whole("hoursMax", \.shares.hoursMax, "The longest life of a share, hours.")
      ]
    ),
    (
      "customer",
      [
        .text(
          "nameEn", \.customer.nameEn, max: CustomerSettings.nameLengthMax,
          "What customers' pages call the business in English; empty for nothing."),
        .text(
          "nameAr", \.customer.nameAr, max: CustomerSettings.nameLengthMax, "The same in Arabic."),
        .text(
          "contactUrl", \.customer.contactURL, max: CustomerSettings.urlBytesMax,
          "Where customers' pages lead for help: https, tel, mailto or sms; `{booking}` is replaced; empty for nowhere."
        ),
        .text(
          "cancelUrl", \.customer.cancelURL, max: CustomerSettings.urlBytesMax,
          "Where customers call a booking off, in the same form."),
        .word(
          "language", \.customer.language,
          "The language in which customers' pages begin; empty for that of their browser."),
        .word("numerals", \.customer.numerals, "The digits of pages in Arabic."),
        .bool("showsName", \.customer.showsName, "Whether customers see the technician's name."),
        .bool("showsRating", \.customer.showsRating, "Whether customers see the technician's rating."),
        .bool(
          "showsCredentials", \.customer.showsCredentials,
          "Whether customers may check the technician's credentials."),
      ]
    ),
    (
      "retention",
      [
        .whole("pointsDays", \.retention.pointsDays, "The points of finished trips, days."),
        .whole("summariesDays", \.retention.summariesDays, "The summaries of trips, days."),
        .whole("decisionsDays", \.retention.decisionsDays, "Why technicians were asked, days."),
        .whole("auditDays", \.retention.auditDays, "Who changed what, days."),
        .whole(
          "bookingsDays", \.retention.bookingsDays,
          "Finished bookings with offers, trips and events, days."),
        .whole(
          "idempotencyKeysDays", \.retention.idempotencyKeysDays,
          "The keys by which repeated requests are recognised, days."),
      ]
    ),
    (
      "outbox",
      [
        .bool("isKept", \.outbox.isKept, "Whether events are queued for a relay.")
      ]
    ),
  ]
}
