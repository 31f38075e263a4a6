// Every rule of the tidy suite shown to fail on a small bad sample, and to let the good one pass.

import Testing

@Suite("Tidy rules")
struct RuleTests {
  private func file(_ path: String, _ text: String) -> SourceFile { SourceFile(path: path, text: text) }

  private func lines(_ violations: [Violation]) -> [Int] { violations.map(\.line) }

  // MARK: imports

  @Test func strayImportIsFound() throws {
    let read = try Manifest(text: sampleManifest)
    let sample = file(
      "Sources/Trips/A.swift",
      """
      // import Transport
      public import Bedrock
      @preconcurrency internal import Transport
      import struct Foundation.URL
      import Trips2
      let text = "import CZlib"
      """)
    #expect(lines(ImportRules.followManifest([sample], read)) == [3, 5])
    #expect(ImportRules.followManifest([file("Sources/Nowhere/A.swift", "")], read).count == 1)
  }

  @Test func impureImportIsFound() {
    let text = "import Foundation\nimport Glibc\nimport Synchronization\nimport Dispatch\n"
    let sample = file("Sources/Scene/A.swift", text)
    #expect(lines(ImportRules.keepRingPure([sample], mathematics: [:])) == [1, 2, 4])
    let listed = ["Sources/Scene/A.swift": "sines"]
    #expect(lines(ImportRules.keepRingPure([sample], mathematics: listed)) == [1, 4])
    #expect(ImportRules.keepRingPure([file("Sources/Access/A.swift", text)], mathematics: [:]).isEmpty)
    #expect(ImportRules.keepRingPure([], mathematics: listed).count == 1)
  }

  @Test(arguments: [
    "let now = Date()", "let clock = ContinuousClock()", "let x = Int.random(in: 0..<4)", "Task { run() }",
    "func run() async {", "var generator = SystemRandomNumberGenerator()", "list.shuffled()",
    "let t = time(nil)",
  ])
  func clockOrEntropyIsFound(text: String) {
    #expect(ImportRules.keepRingTimeless([file("Sources/Engine/A.swift", text)]).count == 1)
    #expect(ImportRules.keepRingTimeless([file("Sources/geod/A.swift", text)]).isEmpty)
  }

  @Test(arguments: [
    "let t = fix.time", "// a Task for later", "let x = seeded.unit()", "func random() {}",
    "let name = Names.random(&random)",
  ])
  func timelessCodePasses(text: String) {
    #expect(ImportRules.keepRingTimeless([file("Sources/Engine/A.swift", text)]).isEmpty)
  }

  @Test func secondDoorIsFound() throws {
    let doors = ["CZlib": "Transport"]
    #expect(ImportRules.keepDoors([file("Sources/Transport/A.swift", "import CZlib")], doors: doors).isEmpty)
    #expect(ImportRules.keepDoors([file("Sources/Trips/A.swift", "import CZlib")], doors: doors).count == 1)
    #expect(
      ImportRules.keepDoors([file("Tests/TripsTests/A.swift", "import CZlib")], doors: doors).count == 1)
    #expect(ImportRules.nameDoors(try Manifest(text: sampleManifest), doors: [:]).count == 1)
  }

  // MARK: safety

  @Test func unsafeCodeIsFound() {
    let path = "Sources/Transport/A.swift"
    let bare = file(
      path, "// A room.\nlet x = unsafe pointer.pointee\nfinal class B: @unchecked Sendable {}\n")
    #expect(lines(SafetyRules.confineUnsafe([bare], allowed: [:])) == [2])
    let unchecked = file(path, "// A room.\nfinal class B: @unchecked Sendable {}\n")
    #expect(lines(SafetyRules.confineUnsafe([unchecked], allowed: [:])) == [2])
    #expect(lines(SafetyRules.confineUnsafe([bare], allowed: [path: "why"])) == [2])
    let explained = file(path, "// SAFETY: the caller owns it.\nlet x = unsafe pointer.pointee\n")
    #expect(SafetyRules.confineUnsafe([explained], allowed: [path: "why"]).isEmpty)
    let pretended = file(path, "let text = \"SAFETY:\"\nlet x = unsafe pointer.pointee // SAFETY is fine\n")
    #expect(SafetyRules.confineUnsafe([pretended], allowed: [path: "why"]).count == 1)
  }

  @Test func unneededEntryIsFound() {
    let path = "Sources/Transport/A.swift"
    let safe = file(path, "// nothing unsafe here\nlet x = \"unsafe\"\n")
    #expect(SafetyRules.confineUnsafe([safe], allowed: [:]).isEmpty)
    #expect(SafetyRules.confineUnsafe([safe], allowed: [path: "why"]).count == 1)
    #expect(SafetyRules.confineUnsafe([], allowed: ["Sources/Gone.swift": "why"]).count == 1)
  }

  // MARK: shape

  @Test func longFileIsFound() {
    let path = "Sources/Trips/A.swift"
    let long = file(path, String(repeating: "// line\n", count: ShapeRules.fileLinesMax + 1))
    #expect(lines(ShapeRules.limitFiles([long], exceptions: [:])) == [ShapeRules.fileLinesMax + 1])
    #expect(ShapeRules.limitFiles([long], exceptions: [path: "a table"]).isEmpty)
    let limit = file(path, String(repeating: "// line\n", count: ShapeRules.fileLinesMax))
    #expect(ShapeRules.limitFiles([limit], exceptions: [:]).isEmpty)
    #expect(ShapeRules.limitFiles([limit], exceptions: [path: "a table"]).count == 1)
  }

  @Test func longFunctionIsFound() {
    func sample(_ bodyLines: Int) -> SourceFile {
      file(
        "Sources/Trips/A.swift",
        "func a(\n  b: () -> Void = {}\n) {\n\(String(repeating: "x()\n", count: bodyLines))}\n")
    }
    let max = ShapeRules.functionLinesMax
    #expect(ShapeRules.functions(in: sample(1)) == [.init(name: "a", line: 1, lines: 5)])
    #expect(ShapeRules.limitFunctions([sample(max - 4)], exceptions: [:]).isEmpty)
    #expect(lines(ShapeRules.limitFunctions([sample(max - 3)], exceptions: [:])) == [1])
    #expect(
      ShapeRules.limitFunctions([sample(max - 3)], exceptions: ["Sources/Trips/A.swift a": "a list"]).isEmpty)
    #expect(
      ShapeRules.limitFunctions([sample(1)], exceptions: ["Sources/Trips/A.swift a": "a list"]).count == 1)
  }

  @Test func functionsAreMeasured() {
    let sample = file(
      "Sources/Trips/A.swift",
      """
      protocol P {
        func required()
        init(x: Int)
      }
      struct S {
        @inlinable public init(
          x: Int
        ) {
          self.init()
        }
        func outer() {
          func inner() { print("}") }
          let text = "\\(list.map { $0 }) {"
        }
        static func < (a: S, b: S) -> Bool { true }
      }
      """)
    #expect(
      ShapeRules.functions(in: sample) == [
        .init(name: "init", line: 6, lines: 5), .init(name: "inner", line: 12, lines: 1),
        .init(name: "outer", line: 11, lines: 4), .init(name: "operator", line: 15, lines: 1),
      ])
  }

  @Test(arguments: [
    "import Bedrock\n", "\n// The room of trips.\n", "// A.swift\nlet x = 1\nlet y = 2\n", "",
  ])
  func missingHeaderIsFound(text: String) {
    #expect(ShapeRules.requireHeaders([file("Sources/Trips/A.swift", text)]).count == 1)
  }

  @Test func headerPasses() {
    let sample = file("Sources/Trips/A.swift", "// Trips and what ends them.\n\nlet x = 1\nlet y = 2\n")
    #expect(ShapeRules.requireHeaders([sample]).isEmpty)
  }

  // MARK: leftovers

  @Test func notesAreFound() {
    for note in LeftoverRules.notes {
      #expect(LeftoverRules.forbidNotes([file("Makefile", "# fine\n# \(note): later\n")]).map(\.line) == [2])
    }
    #expect(LeftoverRules.forbidNotes([file("Makefile", "# mastodon HACKED\n")]).isEmpty)
  }

  @Test func hiddenCrashesAreFound() {
    let sample = file(
      "Sources/geod/A.swift",
      "fatalError(\"no\")\nlet a = try! b()\nlet c = d as! E\nlet f = \"try! \\(try! g())\"\nlet h = try? i() // as!\n"
    )
    #expect(lines(LeftoverRules.forbidHiddenCrashes([sample])) == [1, 2, 3, 4])
  }

  @Test func printingIsFound() throws {
    let read = try Manifest(text: sampleManifest)
    let text = "print(1)\nlog.print(2)\nlet print = 3\n"
    #expect(lines(LeftoverRules.forbidPrinting([file("Sources/Trips/A.swift", text)], read)) == [1])
    #expect(LeftoverRules.forbidPrinting([file("Benchmarks/tool/A.swift", text)], read).isEmpty)
  }

  @Test func machinePathsAreFound() {
    for folder in LeftoverRules.machineFolders {
      #expect(LeftoverRules.forbidMachinePaths([file("docs/A.md", "see \(folder)")]).count == 1)
      #expect(LeftoverRules.forbidMachinePaths([file("docs/A.md", "x=\"$base\(folder)\"")]).isEmpty)
    }
    #expect(LeftoverRules.forbidMachinePaths([file("docs/A.md", "/workers /rooted a/root */work")]).isEmpty)
  }

  // MARK: names

  @Test(arguments: [
    "public struct Driver {", "public var activeRiders: Int", "  case courier",
    "public func add(worker: Int) {",
    "public var rider_id: Int",
  ])
  func synonymIsFound(text: String) {
    #expect(NameRules.forbidSynonyms([file("Sources/Trips/A.swift", text)], otherMeanings: [:]).count == 1)
  }

  @Test(arguments: [
    "let driver = 1", "case .driver:", "case let worker:", "case worker(let a):",
    "public struct Technician { // a driver", "public var riderless: Int",
  ])
  func ownNamePasses(text: String) {
    #expect(NameRules.forbidSynonyms([file("Sources/Trips/A.swift", text)], otherMeanings: [:]).isEmpty)
  }

  @Test func otherMeaningPasses() {
    let sample = file("Sources/Trips/A.swift", "public final class LoopWorker {")
    #expect(NameRules.forbidSynonyms([sample], otherMeanings: ["LoopWorker": "a thread"]).isEmpty)
    #expect(NameRules.forbidSynonyms([], otherMeanings: ["LoopWorker": "a thread"]).count == 1)
  }

  // MARK: documents and scripts

  @Test func badDecisionIsFound() {
    let good = "# A title\n## Status\n## Context\n## Decision\n## Consequences\n"
    func check(_ names: [String], _ text: String) -> Int {
      DocumentRules.checkDecisions(names.map { file("docs/decisions/\($0)", text) }).count
    }
    #expect(check(["0001-a.md", "0002-b.md"], good) == 0)
    #expect(check(["0001-a.md"], "**Status**: x\n**Context** y\nDecision: z\n# Consequences\n") == 0)
    #expect(check(["0001-a.md", "0003-b.md"], good) == 1)
    #expect(check(["0001-a.md", "0001-b.md"], good) == 1)
    #expect(check(["1-a.md"], good) == 1)
    #expect(check(["0001-a.md"], "# A title\n## Status\n## Context\nThe Decision follows\n") == 2)
  }

  @Test func deadLinkIsFound() {
    let sample = file(
      "docs/A.md",
      """
      # One, two: *three*
      [good](B.md) [up](../README.md#start) [self](#one-two-three) [far](https://example.org/x)
      [gone](C.md)
      `[code](D.md)`
      ```
      [fenced](E.md)
      ```
      [no heading](../README.md#stop) and [gone too](decisions/F.md#x)
      """)
    let readme = file("README.md", "## Start\n")
    let found = DocumentRules.checkLinks([sample, readme]) {
      ["docs/A.md", "docs/B.md", "README.md"].contains($0)
    }
    #expect(found.map(\.line) == [3, 8, 8])
  }

  @Test func unknownCommandIsFound() {
    let makefile = file("Makefile", ".PHONY: test\ntest: build\nname := x\nthread address: build\n")
    let sample = file("docs/A.md", "`make test` then `make tea`\nand make sense\nmake name\n`make address`\n")
    #expect(DocumentRules.checkCommands([sample], makefile: makefile).map(\.line) == [1, 3])
  }

  @Test func badScriptIsFound() {
    let files = [
      file("scripts/a", "#!/bin/sh\n"), file("scripts/b", "echo\n"), file(".ci/run", "#!/bin/sh\n"),
    ]
    #expect(ScriptRules.checkScripts(files) { $0 != ".ci/run" }.map(\.path) == ["scripts/b", ".ci/run"])
  }
}
