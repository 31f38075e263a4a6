// The README promises something for each step of its tour; here it is gone and each promise looked at.

import Browser
import Foundation
import TestSupport
import Testing

@Suite("The README's tour")
struct TourTests {
  @Test(.enabled(if: Tour.Place.obstacle == nil, "\(Tour.Place.obstacle ?? "")"))
  func endsAsPromised() throws {
    let tour = try Tour(section: "Five minutes with curl")
    try #require(tour.blocks.count >= 6, "the section has lost its blocks")
    let outcome = try tour.go(
      programs: BuiltProduct.url("geod").deletingLastPathComponent(), seconds: 120)
    try #require(outcome.outputs.count == tour.blocks.count + 1, "\(outcome.output)")
    let said = Said(outcome.output)
    // Nothing that was asked for is refused, and no command failed.
    #expect(said.answers.allSatisfy { $0["success"].bool == true }, "\(outcome.output)")
    for word in ["Traceback", "command not found", "curl:", "bash:", "No such job", "KeyError"] {
      #expect(!outcome.output.contains(word), "\(word): \(outcome.output)")
    }
    // "The phone gets an `ack` that names the second fix a `jump`, and an `error` that names the field `lat`."
    let refusals = said.messages("ack").flatMap { $0["refused"].array }
    #expect(refusals.compactMap { $0["code"].string } == ["jump"], "\(outcome.output)")
    #expect(said.messages("error").compactMap { $0["field"].string } == ["lat"], "\(outcome.output)")
    // "The viewer gets the events `online` and `offline`, and the one position."
    let events = said.messages("event").compactMap { $0["presence"].string }
    #expect(events == ["online", "offline"], "\(outcome.output)")
    // It is told again with each new `job`, and stays the one.
    #expect(Set(said.messages("pos").map { $0["t"].double }).count == 1, "\(outcome.output)")
    // "Ask who is near": the one with that skill.
    let near = said.answers.flatMap { $0["data"].array }.filter { $0["distanceMeters"] != .null }
    #expect(near.compactMap { $0["id"].string } == ["tech-1"], "\(outcome.output)")
    expectBooking(said, outcome.output)
    // "the viewer hears "closed 4503"", after everything else.
    let last = outcome.output.split(separator: "\n").last.map(String.init) ?? ""
    #expect(last.hasPrefix("closed 4503"), "\(outcome.output)")
  }

  /// "`tech-1` is asked over the WebSocket, takes the booking and sets out; then a link shows the customer the arrival."
  private func expectBooking(_ said: Said, _ output: String) {
    let bookings = said.answers.map { $0["data"] }.filter { $0["id"].string == "b-1" }
    #expect(bookings.first?["skillsRequired"].array == ["ac-repair"], "\(output)")
    #expect(bookings.contains { $0["assignment"]["technician"].string == "tech-1" }, "\(output)")
    let states = said.answers.compactMap { $0["data"]["trip"]["state"].string ?? $0["data"]["state"].string }
    #expect(states.contains("enRoute"), "\(states) \(output)")
    let shares = said.answers.compactMap { $0["data"]["path"].string }
    #expect(shares.count == 1 && shares[0].hasPrefix("/t/"), "\(output)")
  }

  /// What was printed, as far as it is JSON.
  private struct Said {
    /// Messages of WebSockets.
    private let all: [JSONValue]
    /// Answers of the HTTP interface.
    var answers: [JSONValue] { all.filter { $0["success"] != .null } }

    init(_ output: String) {
      // What the viewer hears in the background can come in the middle of another command's line.
      let lines = output.replacing("}{", with: "}\n{").split(separator: "\n")
      all = lines.compactMap {
        try? JSONDecoder().decode(JSONValue.self, from: Data($0.utf8))
      }
    }

    func messages(_ type: String) -> [JSONValue] { all.filter { $0["type"].string == type } }
  }
}
