// The commands of geod, and how one of them is chosen.

import Foundation

/// A command that can be run.
struct GeodCommand: Sendable {
  var specification: CommandSpecification
  /// Does the work and returns the exit status.
  var run: @Sendable (CommandArguments) throws -> Int32
}

/// Finds and runs commands.
enum CommandRunner {
  /// Every command, in the order of the help.
  static let commands: [GeodCommand] = [
    ServeCommand.command, TenantCommand.add, TenantCommand.list, TokenCommand.command, ZonesCommand.importing,
    RetentionCommand.run, RetentionStatusCommand.command, RetentionCommand.short, TripVerifyCommand.command,
    EraseCommand.technician, EraseCommand.customer, BackupCommand.command, ExportCommand.command,
    ReportCommand.command, MigrateCommand.up,
    MigrateCommand.status, MigrateCommand.check, ReplayCommand.command, DemoCommand.command,
    VersionCommand.command,
  ]

  /// Runs what the arguments (without the program's name) say and returns the exit status: 0 done, 1
  /// failed, 2 not understood.
  static func run(_ arguments: [String]) -> Int32 {
    guard let first = arguments.first, first != "help", first != "--help", first != "-h" else {
      Terminal.print(overview)
      return arguments.isEmpty ? 2 : 0
    }
    if first == "--version" { return run(["version"]) }
    guard let (command, rest) = find(arguments) else {
      let words = commands.map { String($0.specification.name.split(separator: " ")[0]) }
      let group = commands.filter { $0.specification.name.hasPrefix(first + " ") }
      if !group.isEmpty {
        let names = group.map { "geod \($0.specification.name)" }.joined(separator: ", ")
        Terminal.complain("say which: \(names)")
      } else {
        let hint = Spelling.nearest(to: first, among: Set(words)).map { "; did you mean \($0)?" } ?? "."
        Terminal.complain("'\(first)' is not a command\(hint) See geod --help.")
      }
      return 2
    }
    do {
      let parsed = try CommandArguments(rest, specification: command.specification)
      if parsed.isSet("help") {
        Terminal.print(command.specification.help)
        return 0
      }
      return try command.run(parsed)
    } catch let error as UsageError {
      Terminal.complain(error.description)
      return 2
    } catch {
      Terminal.complain("\(error)")
      return 1
    }
  }

  private static func find(_ arguments: [String]) -> (GeodCommand, ArraySlice<String>)? {
    for command in commands {
      let words = command.specification.name.split(separator: " ").map(String.init)
      if Array(arguments.prefix(words.count)) == words { return (command, arguments.dropFirst(words.count)) }
    }
    return nil
  }

  private static var overview: String {
    var text = """
      geod: who should take this job, and where are they now?

      One daemon for the live positions of technicians, exact matching and realtime
      tracking. Try it: geod serve --dev

      Usage: geod COMMAND [options]

      Commands:

      """
    let width = commands.map(\.specification.name.count).max() ?? 0
    for command in commands {
      let name = command.specification.name.padding(toLength: width, withPad: " ", startingAt: 0)
      let summary = CommandSpecification.wrap(command.specification.summary, width: 80, indent: width + 4)
      text += "  \(name)  \(summary.dropFirst(width + 4))\n"
    }
    text += "\ngeod COMMAND --help tells all about one of them.\n"
    return text
  }
}
