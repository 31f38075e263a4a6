// The examples for receivers in docs/WEBHOOKS.md, run as they stand there.

import Foundation
import TestPrograms
import Testing
import Webhooks

@Suite("Examples for receivers of webhooks")
struct ReceiverExampleTests {
  private static let secret = "whsec_gv3n3yYPqE0Cq3l6HBvE1i3j7yIYzvX9m0mKQ2b3c4d"
  private static let body = #"{"id":"01a1fc08-288d-7413-865a-7d0d6479aa76","kind":"ping"}"#

  /// The code block of a language.
  private static func example(_ language: String) throws -> String {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let text = try String(contentsOf: root.appending(path: "docs/WEBHOOKS.md"), encoding: .utf8)
    let start = try #require(text.range(of: "```\(language)\n"))
    let end = try #require(text.range(of: "```", range: start.upperBound..<text.endIndex))
    return String(text[start.upperBound..<end.lowerBound])
  }

  /// What a program says, without line ends; nil when it is not here or fails.
  private static func run(_ arguments: [String], _ environment: [String: String] = [:]) -> String? {
    guard let output = try? Command.run(arguments, environment: environment) else { return nil }
    return String(decoding: output, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }

  @Test(
    "the example in Python takes a good signature, and no other",
    .enabled(if: run(["python3", "-c", ""]) != nil, "python3 is not here"))
  func python() throws {
    let old = WebhookSignature.header(
      Array(Self.body.utf8), secrets: [[1, 2, 3], Array(Self.secret.utf8)], unixSeconds: 1_700_000_000)
    let cases = [
      (Self.secret, old, Self.body, 1_700_000_299), (Self.secret, old, Self.body, 1_700_000_301),
      (Self.secret, old, Self.body + " ", 1_700_000_000), (Self.secret + "x", old, Self.body, 1_700_000_000),
      (Self.secret, "v1=", Self.body, 1_700_000_000),
    ]
    let calls = cases.map { secret, header, body, now in
      "print(is_genuine('\(secret)', '\(header)', b'\(body)', \(now)))"
    }
    let said = Self.run(["python3", "-c", try Self.example("python") + calls.joined(separator: "\n")])
    #expect(said?.split(separator: "\n") == ["True", "False", "False", "False", "False"])
  }

  @Test(
    "the example in a shell computes the signature",
    .enabled(if: run(["openssl", "version"]) != nil, "openssl is not here"))
  func shell() throws {
    let folder = try TemporaryFolder()
    let file = folder.url.appending(path: "body")
    try Data(Self.body.utf8).write(to: file)
    let code = Self.run(
      ["sh", "-c", try Self.example("sh")],
      ["T": "1700000000", "BODY": file.path, "SECRET": Self.secret])
    let header = WebhookSignature.header(
      Array(Self.body.utf8), secrets: [Array(Self.secret.utf8)], unixSeconds: 1_700_000_000)
    #expect(header == "t=1700000000,v1=\(code ?? "nothing")")
  }
}
