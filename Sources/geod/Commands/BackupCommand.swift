// geod backup: a copy of the embedded store while geod runs.

import Bedrock
import TripStore

/// `geod backup`
enum BackupCommand {
  static let command = GeodCommand(
    specification: CommandSpecification(
      name: "backup", summary: "Copy the data into a new file, while geod runs",
      discussion:
        "Copies the SQLite store as it is at one moment; everything that was answered before is in it. "
        + "A running server goes on meanwhile. The copy is checked page by page and counted before the command ends "
        + "with 0; when something is wrong, no file is left. It holds positions and profiles: protect it like the "
        + "original. To restore, stop geod and put the file in place of geod.sqlite; docs/OPERATING.md has the "
        + "commands. A Postgres database is backed up by pg_dump.",
      options: StoreOptions.all + [
        CommandOption(
          "to", .text(placeholder: "FILE"), "Where to write it; nothing may be there.", isConfigurable: false),
        CommandOption("json", .flag, "Print one JSON object.", isConfigurable: false),
      ],
      examples: ["geod backup --data /var/lib/geod --to /var/backups/geod.sqlite"])
  ) { arguments in
    guard let path = arguments.text("to") else { throw UsageError("--to FILE is required") }
    guard case .folder(let directory) = try StorePlace(arguments) else {
      throw CommandFailure("the data is not in SQLite: use pg_dump")
    }
    _ = try StorePlace(arguments).openExisting()
    let report: BackupReport
    do throws(StoreError) {
      report = try SQLiteStore.backup(directory: directory, to: path)
    } catch .exists {
      throw CommandFailure("\(path) is there already; a backup is never written over anything")
    } catch {
      throw CommandFailure("nothing was written to \(path): \(error)")
    }
    if arguments.isSet("json") {
      var json = JSONWriter()
      json.beginObject()
      json.key("file")
      json.string(path)
      json.key("bytes")
      json.integer(report.bytes)
      json.key("rows")
      json.integer(report.rows)
      json.endObject()
      Terminal.print(String(decoding: json.finish(), as: UTF8.self))
    } else {
      Terminal.print("wrote \(path): \(report.rows) rows, \(report.bytes) bytes, checked")
    }
    return 0
  }
}
