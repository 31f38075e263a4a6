// Checking the numbers of a document against their limits, collecting every fault.

/// Collects the faults of one part of a document.
public struct LimitCheck: Sendable {
  /// What was found, in the order of the checks.
  public private(set) var faults: [FieldError] = []
  private let path: String

  /// Starts a check; `path` stands before each field's name, such as `fix.`.
  public init(path: String) {
    self.path = path
  }

  /// Notes a fault when `value` is not finite or not in `limits`.
  public mutating func check(_ field: String, _ value: Double, in limits: ClosedRange<Double>) {
    guard !(value.isFinite && limits.contains(value)) else { return }
    var fault = FieldError(
      field: path + field, code: .outOfRange,
      message: "must be from \(Self.text(limits.lowerBound)) to \(Self.text(limits.upperBound))")
    fault.limits = limits
    faults.append(fault)
  }

  private static func text(_ value: Double) -> String {
    var bytes: [UInt8] = []
    DecimalText.append(value, decimals: 3, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }
}
