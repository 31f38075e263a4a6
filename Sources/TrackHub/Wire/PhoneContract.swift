// What the server asks of a phone: how often, how exactly.

public import Bedrock

/// The reporting contract with a phone; a part of the settings, told in `welcome`.
public struct PhoneContract: Sendable, Hashable {
  /// The shortest time between two fixes. Milliseconds, 100 to 600 000.
  public var minIntervalMs: Int64 = 1_000
  /// How far the phone may stray from where its last fix leads before it must report. Metres, 1 to 10 000.
  public var deviationMeters: Double = 10
  /// The longest silence. Milliseconds, 1 000 to 3 600 000; at least `minIntervalMs`.
  public var heartbeatMs: Int64 = 30_000

  /// The defaults.
  public init() {}

  /// Every value that lies outside its limits, with the path of its field.
  public func faults(path: String) -> [FieldError] {
    var limits = LimitCheck(path: path)
    limits.check("minIntervalMs", Double(minIntervalMs), in: 100...600_000)
    limits.check("deviationMeters", deviationMeters, in: 1...10_000)
    limits.check("heartbeatMs", Double(heartbeatMs), in: 1_000...3_600_000)
    var faults = limits.faults
    if faults.isEmpty, heartbeatMs < minIntervalMs {
      faults.append(
        FieldError(
          field: path + "heartbeatMs", code: .conflict, message: "must be at least minIntervalMs"))
    }
    return faults
  }

  /// Writes the contract as an object.
  func write(_ json: inout JSONWriter) {
    json.beginObject()
    json.key("minIntervalMs")
    json.integer(minIntervalMs)
    json.key("deviationMeters")
    json.number(deviationMeters, decimals: 1)
    json.key("heartbeatMs")
    json.integer(heartbeatMs)
    json.endObject()
  }
}
