// Parsing arguments, and finding the word that was meant.

import Testing

@testable import geod

@Suite("Command arguments")
struct CommandArgumentsTests {
  private static let specification = CommandSpecification(
    name: "test", summary: "", discussion: "",
    operands: .init(placeholder: "FILE", count: 0...2, help: ""),
    options: [
      CommandOption("flag", .flag, ""),
      CommandOption("name", .text(placeholder: "NAME"), "", else: "standard"),
      CommandOption("count", .whole(1...9, unit: "things"), ""),
      CommandOption("pace", .number(0.5...2, unit: "x"), ""),
      CommandOption("kind", .choice(["a", "b"]), "", isConfigurable: false),
    ])

  private static func parse(_ arguments: [String], _ environment: [String: String] = [:]) throws
    -> CommandArguments
  {
    try CommandArguments(arguments, specification: specification, environment: environment)
  }

  @Test("values, operands, defaults, and the two ways to write them")
  func good() throws {
    let arguments = try Self.parse([
      "one", "--flag", "--count=3", "--pace", "1.5", "--kind", "b", "--", "--two",
    ])
    #expect(arguments.operands == ["one", "--two"])
    #expect(arguments.isSet("flag"))
    #expect(arguments.whole("count") == 3)
    #expect(arguments.number("pace") == 1.5)
    #expect(arguments.text("kind") == "b")
    #expect(arguments.text("name") == "standard" && !arguments.isGiven("name"))
    #expect(try Self.parse(["--name=a=b"]).text("name") == "a=b")
    #expect(try !Self.parse(["--flag=false"], ["GEOD_FLAG": "true"]).isSet("flag"))
    #expect(try Self.parse([], ["GEOD_FLAG": "true"]).isSet("flag"))
    #expect(try Self.parse([], ["GEOD_KIND": "b", "GEODNAME": "x", "GEOD_OTHER": "x"]).text("kind") == nil)
    #expect(try Self.parse(["--help", "--count", "5", "a", "b", "c"]).isSet("help"))
  }

  @Test(
    "what is refused, and why",
    arguments: [
      (["--conut", "3"], "did you mean --count?"), (["--count", "10"], "from 1 to 9 things"),
      (["--count", "1.5"], "whole"), (["--pace", "nan"], "number"), (["--pace", "2.1"], "from 0.5 to 2 x"),
      (["--kind", "c"], "a, b"), (["--flag=maybe"], "true or false"), (["--name", ""], "empty"),
      (["--name"], "NAME"),
      (["--flag", "--flag"], "twice"), (["-f"], "two dashes"), (["a", "b", "c"], "FILE"),
    ])
  func bad(arguments: [String], hint: String) {
    let error = #expect(throws: UsageError.self) { try Self.parse(arguments) }
    #expect(error?.description.contains(hint) == true, "\(error?.description ?? "")")
  }

  @Test("the nearest word: swaps, losses and additions within a third of its length")
  func spelling() {
    let words = ["listen", "loops", "log-level", "dev"]
    #expect(Spelling.nearest(to: "lisetn", among: words) == "listen")
    #expect(Spelling.nearest(to: "loop", among: words) == "loops")
    #expect(Spelling.nearest(to: "LOOPS", among: words) == "loops")
    #expect(Spelling.nearest(to: "loglevel", among: words) == "log-level")
    #expect(Spelling.nearest(to: "dve", among: words) == "dev")
    #expect(Spelling.nearest(to: "x", among: words) == nil)
    #expect(Spelling.nearest(to: "verbose", among: words) == nil)
    #expect(Spelling.nearest(to: "", among: words) == nil)
    #expect(
      Spelling.distance("ca", "abc") == 3, "optimal string alignment, not Damerau's unrestricted distance")
    #expect(Spelling.distance("abcd", "acbd") == 1)
    #expect(Spelling.distance("", "abc") == 3)
  }
}
