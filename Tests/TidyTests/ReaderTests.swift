// What stands below the rules: the reader of the manifest and the scanner for bare code.

import Testing

/// A manifest with one target of each kind.
let sampleManifest = """
  import PackageDescription
  let package = Package(
    name: "sample",
    products: [.executable(name: "tool", targets: ["tool"])],
    targets: [
      .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
      .target(name: "Bedrock", swiftSettings: settings, linkerSettings: [.linkedLibrary("m", .when(x))]),
      library("Trips", ["Bedrock"]),  // a comment, with [brackets
      library("Transport", ["Bedrock", "CZlib"]),
      program("tool", ["Trips"], path: "Benchmarks/tool"),
      tests("TripsTests", ["Trips"]),
    ]
  )
  """

@Suite("Tidy readers")
struct ReaderTests {
  @Test func manifestIsRead() throws {
    let read = try Manifest(text: sampleManifest)
    #expect(
      read.targets.map(\.name) == ["CZlib", "Bedrock", "Trips", "Transport", "tool", "TripsTests"])
    #expect(read["Transport"]?.dependencies == ["Bedrock", "CZlib"])
    #expect(
      read["tool"]
        == ManifestTarget(name: "tool", kind: .program, dependencies: ["Trips"], path: "Benchmarks/tool"))
    #expect(read["CZlib"]?.kind == .systemLibrary)
    #expect(read["TripsTests"]?.path == "Tests/TripsTests")
    #expect(read.target(of: SourceFile(path: "Sources/Trips/Deep/A.swift", text: ""))?.name == "Trips")
    #expect(read.target(of: SourceFile(path: "Sources/TripsMore/A.swift", text: "")) == nil)
  }

  @Test(arguments: [
    "let package = Package(name: \"x\")",
    "let package = Package(targets: [library(name, [])])",
    "let package = Package(targets: [library(\"A\", core + [\"B\"])])",
    "let package = Package(targets: [library(\"A\", [\"B\", .product(name: \"C\", package: \"d\")])])",
    "let package = Package(targets: [library(\"A\", [name(\"B\")])])",
    "let package = Package(targets: [plugin(\"A\", [])])",
    "let package = Package(targets: [shared])",
    "let package = Package(targets: [library(\"A\", [\"B\"], path: base + \"A\")])",
    "let package = Package(targets: [library(\"A\", [\"B\"",
    "let package = Package(targets: [library(\"A\", [,])])",
  ])
  func unreadableManifestFails(text: String) {
    #expect(throws: Manifest.Unreadable.self) { try Manifest(text: text) }
  }

  @Test func bareCodeKeepsLinesAndInterpolations() {
    let text = """
      let a = "x \\(f("y")) z" // c
      /* one /* two */
      three */ let b = #"raw " \\(no) \\#(yes)"#
      let c = \"\"\"
        word \\(inner)
        \"\"\"
      #if os(Linux)
      """
    #expect(
      BareCode.of(text).split(separator: "\n", omittingEmptySubsequences: false).map(String.init) == [
        "let a = \"(f(\"\"))\" ", "", " let b = \"(yes)\"", "let c = \"", "(inner)", "\"", "#if os(Linux)",
      ])
  }
}
