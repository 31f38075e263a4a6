// What an option is: declared once, and parsed, documented and suggested from the declaration.

import Bedrock

/// One option of a command.
struct CommandOption: Sendable {
  /// What kind of value an option takes.
  enum Kind: Sendable, Equatable {
    /// No value: it is there or not.
    case flag
    /// Any text; the placeholder stands in the help.
    case text(placeholder: String)
    /// A whole number within limits, of a unit.
    case whole(ClosedRange<Int>, unit: String)
    /// A number within limits, of a unit.
    case number(ClosedRange<Double>, unit: String)
    /// One of several words.
    case choice([String])
  }

  /// The name without dashes.
  var name: String
  var kind: Kind
  /// One or two sentences.
  var help: String
  /// What holds when nobody says anything; shown in the help.
  var fallback: String?
  /// Whether it can also come from the environment and the configuration file. Not for what only makes
  /// sense on one command line.
  var isConfigurable = true

  init(
    _ name: String, _ kind: Kind, _ help: String, else fallback: String? = nil, isConfigurable: Bool = true
  ) {
    self.name = name
    self.kind = kind
    self.help = help
    self.fallback = fallback
    self.isConfigurable = isConfigurable
  }

  /// The environment variable: `--trace-start` is `GEOD_TRACE_START`.
  var variable: String {
    "GEOD_" + name.uppercased().replacing("-", with: "_")
  }

  /// How the option stands in the help, such as `--loops N`.
  var usage: String {
    switch kind {
    case .flag: "--\(name)"
    case .text(let placeholder): "--\(name) \(placeholder)"
    case .whole: "--\(name) N"
    case .number: "--\(name) X"
    case .choice(let words): "--\(name) \(words.joined(separator: "|"))"
    }
  }

  /// Why a value is not good; nil when it is.
  func fault(_ value: String) -> String? {
    switch kind {
    case .flag:
      return value == "true" || value == "false" ? nil : "must be true or false"
    case .text:
      return value.isEmpty ? "must not be empty" : nil
    case .whole(let limits, let unit):
      guard let number = Int(value) else { return "must be a whole number" }
      return limits.contains(number)
        ? nil : "must be from \(limits.lowerBound) to \(limits.upperBound) \(unit)"
    case .number(let limits, let unit):
      guard let number = Double(value), number.isFinite else { return "must be a number" }
      return limits.contains(number)
        ? nil : "must be from \(Self.text(limits.lowerBound)) to \(Self.text(limits.upperBound)) \(unit)"
    case .choice(let words):
      return words.contains(value) ? nil : "must be one of \(words.joined(separator: ", "))"
    }
  }

  private static func text(_ value: Double) -> String {
    var bytes: [UInt8] = []
    DecimalText.append(value, decimals: 3, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }
}
