// The command line, by running it: help, refusals with the nearest name, sources of options, exit codes.

import Foundation
import TestSupport
import Testing
import Transport

@testable import geod

@Suite("Command line")
struct CommandLineTests {
  static func run(
    _ arguments: [String], environment: [String: String] = [:], in folder: TemporaryFolder
  ) throws -> ProgramResult {
    try Program.run(arguments, environment: environment, in: folder.url)
  }

  @Test("every command's help names every option with its default, its unit and its variable, in 80 columns")
  func help() throws {
    let folder = try TemporaryFolder()
    let overview = try Self.run(["--help"], in: folder)
    #expect(overview.status == 0)
    for command in CommandRunner.commands {
      let specification = command.specification
      #expect(overview.output.contains(specification.name))
      let words = overview.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      #expect(words.contains(specification.summary))
      let result = try Self.run(
        specification.name.split(separator: " ").map(String.init) + ["--help"], in: folder)
      #expect(result.status == 0, "\(specification.name): \(result.errors)")
      let text = result.output
      let flat = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      for option in specification.allOptions {
        #expect(text.contains("--\(option.name)"), "\(specification.name) --\(option.name)")
        if let fallback = option.fallback {
          #expect(flat.contains("default \(fallback)"), "\(specification.name) --\(option.name)")
        }
        switch option.kind {
        case .whole(_, let unit), .number(_, let unit):
          #expect(unit.isEmpty || flat.contains("in \(unit)"), "\(specification.name) --\(option.name)")
        default: break
        }
        if option.isConfigurable, option.name != "config" { #expect(flat.contains(option.variable)) }
        #expect(option.help.hasSuffix("."), "\(specification.name) --\(option.name): help is a sentence")
      }
      for line in text.split(separator: "\n") { #expect(line.count <= 80, "\(specification.name): \(line)") }
    }
    for line in overview.output.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
  }

  @Test("the table of the server's configuration has every option, its variable and its default")
  func configurationTable() throws {
    let page = try String(
      contentsOf: SharedData.packageRoot.appending(path: "docs/OPERATING.md"), encoding: .utf8)
    let rows = page.split(separator: "\n").filter { $0.hasPrefix("| `--") }
    let serve = try #require(CommandRunner.commands.first { $0.specification.name == "serve" })
    for option in serve.specification.allOptions where option.isConfigurable {
      let row = try #require(
        rows.first { $0.hasPrefix("| `--\(option.name)`") || $0.hasPrefix("| `--\(option.name) ") },
        "no row for --\(option.name)")
      #expect(row.contains("`\(option.variable)`"), "--\(option.name)")
      if let fallback = option.fallback { #expect(row.contains(fallback), "--\(option.name)") }
    }
  }

  @Test("what is not understood is refused with 2 and the nearest name")
  func refusals() throws {
    let folder = try TemporaryFolder()
    let cases: [(arguments: [String], hint: String)] = [
      (["serv"], "is not a command; did you mean serve? See geod --help."),
      (["nonsense"], "is not a command. See geod --help."), (["tenant"], "tenant add"),
      (["serve", "--lops", "2"], "did you mean --loops?"), (["serve", "--zzz"], "serve --help"),
      (["serve", "--loops"], "needs a value"), (["serve", "--loops", "0"], "from 1 to 256 threads"),
      (["serve", "--loops", "two"], "whole number"), (["serve", "--loops", "1", "--loops", "2"], "twice"),
      (["serve", "--clock", "fast"], "real, scaled, trace"), (["serve", "extra"], "extra"),
      (["serve", "-l"], "two dashes"), (["serve"], "--keys"), (["serve", "--dev", "--keys", "k"], "--keys"),
      (["serve", "--dev", "--listen", "0.0.0.0:0"], "0.0.0.0"),
      (["serve", "--dev", "--listen", "[::]:0"], "loopback"),
      (["serve", "--dev", "--listen", "localhost:0"], "numeric"),
      (["serve", "--dev", "--listen", ","], "ADDRESS:PORT"),
      (["serve", "--dev", "--listen", "127.0.0.1:99999"], "ADDRESS:PORT"),
      (["serve", "--dev", "--time-scale", "3"], "--clock scaled"),
      (
        ["serve", "--dev", "--store-max-mb", "64", "--database-url", "postgres://x@db/geod"], "--store-max-mb"
      ),
      (["serve", "--dev", "--trace-start", "3"], "--clock trace"),
      (["tenant", "add"], "ID"), (["tenant", "add", "a b"], "A-Z a-z 0-9"),
      (["tenant", "add", "a", "b"], "ID"),
      (["tenant", "add", "a", "--time-zone", "Mars/Base"], "Asia/Riyadh"),
      (["token", "--tenant", "a"], "--keys"), (["token", "--role", "king"], "service, technician"),
    ]
    for (arguments, hint) in cases {
      let result = try Self.run(arguments, in: folder)
      let what = "geod \(arguments.joined(separator: " ")): \(result.errors)"
      #expect(result.status == 2, "\(what)")
      #expect(result.errors.contains(hint), "\(what)")
      #expect(result.errors.hasPrefix("geod: "), "\(what)")
      #expect(result.output.isEmpty, "\(what)")
    }
    #expect(try Self.run([], in: folder).status == 2)
    let content = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
    #expect(
      content.allSatisfy { $0.hasSuffix(".out") || $0.hasSuffix(".err") }, "nothing was made: \(content)")
  }

  @Test("flags go before the environment, the environment before the configuration file")
  func sources() throws {
    let folder = try TemporaryFolder()
    func list(_ arguments: [String], _ environment: [String: String] = [:]) throws -> String {
      try Self.run(["tenant", "list"] + arguments, environment: environment, in: folder).output
    }
    for name in ["flag", "env", "file"] {
      #expect(
        try Self.run(["tenant", "add", "in-\(name)", "--data", folder.path(name)], in: folder).status == 0)
    }
    let config = folder.path("geod.json")
    try Data(#"{"data":"\#(folder.path("file"))"}"#.utf8).write(to: URL(filePath: config))
    let environment = ["GEOD_DATA": folder.path("env"), "GEOD_CONFIG": config]
    #expect(try list(["--config", config]).hasPrefix("in-file\t"))
    #expect(try list([], ["GEOD_CONFIG": config]).hasPrefix("in-file\t"))
    #expect(try list([], environment).hasPrefix("in-env\t"))
    #expect(try list(["--data", folder.path("flag")], environment).hasPrefix("in-flag\t"))

    let faults = [
      #"{"dta":"x"}"#: "did you mean --data?", #"{"data":[]}"#: "string", "[]": "object",
      "{": "not valid JSON",
      #"{"json":true}"#: "cannot stand", #"{"config":"x"}"#: "cannot stand",
      #"{"data":"a","data":"b"}"#: "twice",
    ]
    for (text, hint) in faults {
      try Data(text.utf8).write(to: URL(filePath: config))
      let result = try Self.run(["tenant", "list", "--config", config], in: folder)
      #expect(result.status == 2, "\(text): \(result.errors)")
      #expect(result.errors.contains(hint), "\(text): \(result.errors)")
    }
    let variable = try Self.run(
      ["serve", "--dev", "--check"], environment: ["GEOD_LOOPS": "many"], in: folder)
    #expect(variable.status == 2)
    #expect(variable.errors.contains("GEOD_LOOPS"))
    let absent = try Self.run(["tenant", "list", "--config", folder.path("absent")], in: folder)
    #expect(absent.status == 2)
  }

  @Test("tenant add, tenant list, token, version: what they print and how they end")
  func commands() throws {
    let folder = try TemporaryFolder()
    let data = ["--data", folder.path("data")]
    let names = ["--name-en", "Riyadh Fix", "--name-ar", "إصلاح الرياض"]
    #expect(try Self.run(["tenant", "add", "riyadh"] + names + data, in: folder).status == 0)
    let again = try Self.run(["tenant", "add", "riyadh"] + data, in: folder)
    #expect(again.status == 1)
    #expect(again.errors.contains("already"))
    #expect(
      try Self.run(["tenant", "list"] + data, in: folder).output
        == "riyadh\tRiyadh Fix\tإصلاح الرياض\tAsia/Riyadh\n")
    let listed = try JSON(Self.run(["tenant", "list", "--json"] + data, in: folder).output)
    #expect(listed["id"].string == "riyadh")
    #expect(listed["nameAr"].string == "إصلاح الرياض")

    let keys = folder.path("keys.json")
    let made = try Self.run(["token", "--make-key", keys], in: folder)
    #expect(made.status == 0)
    let secret = try #require(
      try JSON(Array(Data(contentsOf: URL(filePath: keys))))["keys"][0]["secret"].string)
    #expect(!made.output.contains(secret))
    #expect(
      try Self.run(["token", "--make-key", keys], in: folder).status == 1, "never over an existing file")
    let mint = ["token", "--keys", keys, "--tenant", "riyadh", "--role", "service", "--subject", "backend"]
    let token = try Self.run(mint, in: folder)
    #expect(token.status == 0)
    #expect(token.output.split(separator: ".").count == 3)
    #expect(!token.output.contains(secret) && !token.errors.contains(secret))
    let unknown = try Self.run(mint + ["--kid", "other"], in: folder)
    #expect(unknown.status == 2)
    #expect(!unknown.errors.contains(secret))

    let version = try Self.run(["version", "--json"], in: folder)
    #expect(try JSON(version.output).keys == ["geod", "openssl", "sqlite", "libpq", "curl", "proj", "zlib"])
    #expect(try Self.run(["--version"], in: folder).output.hasPrefix("geod"))
  }

  @Test("serve --check says what is good and what is not; keys that others can read are refused")
  func check() throws {
    let folder = try TemporaryFolder()
    let keys = folder.path("keys.json")
    let serve = ["serve", "--check", "--data", folder.path("data"), "--keys", keys]
    let absent = try Self.run(serve, in: folder)
    #expect(absent.status == 1)
    #expect(absent.errors.contains(keys))
    _ = try Self.run(["token", "--make-key", keys], in: folder)
    let secret = try #require(
      try JSON(Array(Data(contentsOf: URL(filePath: keys))))["keys"][0]["secret"].string)
    let good = try Self.run(serve, in: folder)
    #expect(good.status == 0, "\(good.errors)")
    #expect(good.output.contains("good"))

    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: keys)
    let open = try Self.run(serve, in: folder)
    #expect(open.status == 1)
    #expect(open.errors.contains("chmod") || open.errors.contains("others"), "\(open.errors)")
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: keys)
    try Data(#"{"keys":[{"kid":"a","alg":"HS256","secret":"\#(secret)","rolse":[]}]}"#.utf8)
      .write(to: URL(filePath: keys))
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: keys)
    let misspelt = try Self.run(serve, in: folder)
    #expect(misspelt.status == 1)
    #expect(misspelt.errors.contains("keys[0]"))
    for result in [good, open, misspelt] {
      #expect(!result.errors.contains(secret) && !result.output.contains(secret))
    }
  }

  @Test("serve --dev prints tokens that work, once, and only there")
  func development() throws {
    let folder = try TemporaryFolder()
    let program = try Program(
      ["serve", "--dev", "--listen", "127.0.0.1:0", "--port-file", folder.path("port"), "--loops", "1"],
      in: folder.url)
    defer {
      program.signal(SIGKILL)
      _ = program.wait(seconds: 5)
    }
    #expect(Poll.until(seconds: 20) { program.output.contains("GEOD_TECHNICIAN") })
    let port = try #require(
      UInt16(try String(contentsOfFile: folder.path("port"), encoding: .utf8).dropLast()))
    let matches = program.output.matches(of: /export GEOD_([A-Z]+)=([^\s]+)/)
    #expect(matches.count == 4)
    let client = HTTPClient(host: "127.0.0.1", port: port)
    for match in matches {
      let token = String(match.output.2)
      let answer = try client.ask("GET", "/v1/clock", token: token)
      #expect(answer.status == 200, "\(match.output.1)")
      #expect(!program.errors.contains(token))
    }
    let busy = try Self.run(
      ["serve", "--dev", "--listen", "127.0.0.1:\(port)", "--data", folder.path("other")], in: folder)
    #expect(busy.status == 1)
    #expect(busy.errors.contains("\(port)"), "\(busy.errors)")
    program.signal(SIGTERM)
    #expect(program.wait(seconds: 15) == 0)
  }
}
