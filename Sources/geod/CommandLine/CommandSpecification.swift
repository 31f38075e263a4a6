// A command: its options, its operands, its help text.

/// What a command is called and takes.
struct CommandSpecification: Sendable {
  /// The words before the options, such as `tenant add`.
  var name: String
  /// One line for the list of commands.
  var summary: String
  /// A paragraph or two for the command's own help.
  var discussion: String
  /// What stands behind the options, such as `FILE...`; nil for nothing.
  var operands: Operands?
  var options: [CommandOption]
  /// Ready to be pasted.
  var examples: [String] = []

  /// Plain arguments.
  struct Operands: Sendable {
    var placeholder: String
    var count: ClosedRange<Int>
    var help: String
  }

  /// Every command has these.
  static let common = [
    CommandOption(
      "config", .text(placeholder: "FILE"),
      "A JSON file with one member per option. Flags go before the environment, the environment before "
        + "the file."),
    CommandOption("help", .flag, "Print this help and exit.", isConfigurable: false),
  ]

  var allOptions: [CommandOption] { options + Self.common }

  /// The help text, wrapped for terminals of 80 columns.
  var help: String {
    var text = "\(summary)\n\nUsage: geod \(name) [options]"
    if let operands { text += " \(operands.placeholder)" }
    text += "\n\n" + Self.wrap(discussion, width: 80, indent: 0) + "\n"
    if let operands {
      text += "\n  \(operands.placeholder)\n" + Self.wrap(operands.help, width: 80, indent: 6) + "\n"
    }
    text += "\nOptions:\n"
    for option in allOptions {
      text += "  \(option.usage)\n"
      text += Self.wrap(Self.describe(option), width: 80, indent: 6) + "\n"
    }
    if !examples.isEmpty {
      text += "\nExamples:\n" + examples.map { "  \($0)\n" }.joined()
    }
    return text
  }

  private static func describe(_ option: CommandOption) -> String {
    var notes: [String] = []
    switch option.kind {
    case .whole(_, let unit) where !unit.isEmpty: notes.append("in \(unit)")
    case .number(_, let unit) where !unit.isEmpty: notes.append("in \(unit)")
    default: break
    }
    if let fallback = option.fallback { notes.append("default \(fallback)") }
    if option.isConfigurable, option.name != "config" { notes.append(option.variable) }
    return notes.isEmpty ? option.help : "\(option.help) (\(notes.joined(separator: "; ")))"
  }

  static func wrap(_ text: String, width: Int, indent: Int) -> String {
    let margin = String(repeating: " ", count: indent)
    return text.split(separator: "\n", omittingEmptySubsequences: false).map { paragraph in
      var lines: [String] = []
      var line = ""
      for word in paragraph.split(separator: " ") {
        if !line.isEmpty, indent + line.count + 1 + word.count > width {
          lines.append(margin + line)
          line = ""
        }
        line += line.isEmpty ? String(word) : " " + word
      }
      lines.append(line.isEmpty ? "" : margin + line)
      return lines.joined(separator: "\n")
    }.joined(separator: "\n")
  }
}
