// The project against its own rules. Each rule reports everything that breaks it at once; that each rule
// can fail at all is shown by RuleTests on small bad samples.

import Foundation
import Testing

@Suite("Tidy")
struct TidyTests {
  /// Fails once, with all the places.
  private func expectNone(_ violations: [Violation], _ rule: Comment) {
    let list = violations.map(\.description).joined(separator: "\n")
    #expect(violations.isEmpty, "\(rule)\n\(list)")
  }

  private func manifest() throws -> Manifest {
    try Manifest(text: SourceTree.manifestText())
  }

  @Test func theTreeWasRead() throws {
    let paths = Set(SourceTree.code.map(\.path))
    #expect(paths.contains("Sources/Bedrock/Instant.swift"))
    #expect(paths.contains("Tests/TidyTests/TidyTests.swift"))
    #expect(SourceTree.tools.contains { $0.path == "Makefile" })
    #expect(SourceTree.documents.contains { $0.path == "docs/NAMES.md" })
    #expect(try manifest().targets.count > 20)
  }

  @Test func importsFollowTheManifest() throws {
    expectNone(
      ImportRules.followManifest(SourceTree.shipped, try manifest()),
      "imports that Package.swift does not draw")
  }

  @Test func everyFileBelongsToATarget() throws {
    let manifest = try manifest()
    let strays = SourceTree.code.filter { manifest.target(of: $0) == nil }
    expectNone(
      strays.map { Violation(path: $0.path, line: 1, message: "belongs to no target") }, "stray files")
  }

  @Test func thePureRingIsPure() {
    expectNone(
      ImportRules.keepRingPure(SourceTree.shipped, mathematics: AllowList.mathematics),
      "imports that the pure ring must not have")
    expectNone(ImportRules.keepRingTimeless(SourceTree.shipped), "inputs that the pure ring must be given")
  }

  @Test func eachSystemLibraryHasOneDoor() throws {
    expectNone(ImportRules.keepDoors(SourceTree.code, doors: AllowList.doors), "a second door to a C library")
    expectNone(ImportRules.nameDoors(try manifest(), doors: AllowList.doors), "a C library without a door")
  }

  @Test func unsafeCodeIsConfined() {
    expectNone(
      SafetyRules.confineUnsafe(SourceTree.shipped, allowed: AllowList.unsafeFiles),
      "unsafe code out of place")
  }

  @Test func filesAndFunctionsAreShort() {
    expectNone(ShapeRules.limitFiles(SourceTree.code, exceptions: AllowList.longFiles), "long files")
    expectNone(
      ShapeRules.limitFunctions(SourceTree.code, exceptions: AllowList.longFunctions), "long functions")
  }

  @Test func filesSayWhatTheyAre() {
    expectNone(ShapeRules.requireHeaders(SourceTree.code), "files without a sign at the door")
  }

  @Test func nothingIsLeftOver() throws {
    let everything = SourceTree.code + SourceTree.tools + SourceTree.documents
    expectNone(LeftoverRules.forbidNotes(everything), "notes to oneself")
    expectNone(LeftoverRules.forbidMachinePaths(everything), "paths of one machine")
    expectNone(LeftoverRules.forbidHiddenCrashes(SourceTree.shipped), "hidden crashes")
    expectNone(LeftoverRules.forbidPrinting(SourceTree.shipped, try manifest()), "libraries that print")
  }

  @Test func namesAreOurs() {
    expectNone(
      NameRules.forbidSynonyms(SourceTree.shipped, otherMeanings: AllowList.otherMeanings),
      "synonyms in public declarations")
  }

  @Test func documentsHoldTogether() throws {
    expectNone(DocumentRules.checkDecisions(SourceTree.documents), "decision notes")
    expectNone(DocumentRules.checkLinks(SourceTree.documents, exists: SourceTree.exists), "links")
    let makefile = try #require(SourceTree.tools.first { $0.path == "Makefile" })
    expectNone(DocumentRules.checkCommands(SourceTree.documents, makefile: makefile), "commands")
  }

  @Test func scriptsCanRun() {
    expectNone(
      ScriptRules.checkScripts(SourceTree.tools) { path in
        FileManager.default.isExecutableFile(atPath: SourceTree.root.appending(path: path).path)
      }, "scripts")
  }
}
