// A tenant's settings as a JSON document: reading with every fault named, writing with every value shown.

import Bedrock
import Engine
import TrackHub

/// Reads and writes settings documents.
enum SettingsDocument {
  /// The longest document in bytes.
  static let bytesMax = 64 * 1024

  /// Reads a document. What it leaves out has its default.
  /// - Parameter path: what stands before each field's name, such as `settings.`.
  /// - Throws: every fault with its field.
  static func read(_ value: JSONValue, path: String = "") throws(FieldErrors) -> TenantSettings {
    var settings = TenantSettings()
    var reader = FieldReader(value, path: path)
    reader.object("fix") { readFix(&$0, &settings.fix) }
    reader.object("presence") { inner in
      let presence = settings.presence
      settings.presence.idleAfterMilliseconds = inner.free(
        "idleAfterMilliseconds", presence.idleAfterMilliseconds)
      settings.presence.offlineAfterMilliseconds = inner.free(
        "offlineAfterMilliseconds", presence.offlineAfterMilliseconds)
    }
    reader.object("contract") { inner in
      let contract = settings.contract
      settings.contract.minIntervalMs = inner.free("minIntervalMs", contract.minIntervalMs)
      settings.contract.deviationMeters = inner.free("deviationMeters", contract.deviationMeters)
      settings.contract.heartbeatMs = inner.free("heartbeatMs", contract.heartbeatMs)
    }
    reader.object("nearby") { inner in
      let nearby = settings.nearby
      settings.nearby.count = Int(inner.free("count", Int64(nearby.count)))
      settings.nearby.maxAgeSeconds = inner.free("maxAgeSeconds", nearby.maxAgeSeconds)
    }
    // The limits stand in one place, with the settings themselves. What could not be read has its default
    // here, so that nothing is complained of twice.
    for fault in settings.faults {
      reader.note(path + fault.field, fault.code, fault.message)
    }
    try reader.finish()
    return settings
  }

  private static func readFix(_ reader: inout FieldReader, _ fix: inout FixThresholds) {
    fix.accuracyMaxMeters = reader.free("accuracyMaxMeters", fix.accuracyMaxMeters)
    fix.speedMaxMetersPerSecond = reader.free("speedMaxMetersPerSecond", fix.speedMaxMetersPerSecond)
    fix.jumpSlackMeters = reader.free("jumpSlackMeters", fix.jumpSlackMeters)
    fix.jumpConfirmations = Int(reader.free("jumpConfirmations", Int64(fix.jumpConfirmations)))
    fix.futureToleranceMilliseconds = reader.free(
      "futureToleranceMilliseconds", fix.futureToleranceMilliseconds)
    fix.ageMaxMilliseconds = reader.free("ageMaxMilliseconds", fix.ageMaxMilliseconds)
    fix.frozenSpeedMetersPerSecond = reader.free(
      "frozenSpeedMetersPerSecond", fix.frozenSpeedMetersPerSecond)
    fix.frozenAfterMilliseconds = reader.free("frozenAfterMilliseconds", fix.frozenAfterMilliseconds)
    fix.refusesMock = reader.bool("refusesMock", else: fix.refusesMock)
  }

  /// Writes every value, defaults included.
  static func write(_ settings: TenantSettings) -> JSONValue {
    .object([
      "fix": .object([
        "accuracyMaxMeters": .number(settings.fix.accuracyMaxMeters),
        "speedMaxMetersPerSecond": .number(settings.fix.speedMaxMetersPerSecond),
        "jumpSlackMeters": .number(settings.fix.jumpSlackMeters),
        "jumpConfirmations": .number(Double(settings.fix.jumpConfirmations)),
        "futureToleranceMilliseconds": .number(Double(settings.fix.futureToleranceMilliseconds)),
        "ageMaxMilliseconds": .number(Double(settings.fix.ageMaxMilliseconds)),
        "frozenSpeedMetersPerSecond": .number(settings.fix.frozenSpeedMetersPerSecond),
        "frozenAfterMilliseconds": .number(Double(settings.fix.frozenAfterMilliseconds)),
        "refusesMock": .bool(settings.fix.refusesMock),
      ]),
      "presence": .object([
        "idleAfterMilliseconds": .number(Double(settings.presence.idleAfterMilliseconds)),
        "offlineAfterMilliseconds": .number(Double(settings.presence.offlineAfterMilliseconds)),
      ]),
      "contract": .object([
        "minIntervalMs": .number(Double(settings.contract.minIntervalMs)),
        "deviationMeters": .number(settings.contract.deviationMeters),
        "heartbeatMs": .number(Double(settings.contract.heartbeatMs)),
      ]),
      "nearby": .object([
        "count": .number(Double(settings.nearby.count)),
        "maxAgeSeconds": .number(Double(settings.nearby.maxAgeSeconds)),
      ]),
    ])
  }
}

extension FieldReader {
  /// A number whose limits are checked later, by the settings themselves.
  fileprivate mutating func free(_ name: String, _ fallback: Double) -> Double {
    number(name, in: -1e15...1e15, else: fallback)
  }

  fileprivate mutating func free(_ name: String, _ fallback: Int64) -> Int64 {
    whole(name, in: -1_000_000_000_000_000...1_000_000_000_000_000, else: fallback)
  }
}
