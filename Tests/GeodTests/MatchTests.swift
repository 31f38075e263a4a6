// Who should take a booking, as a booking service is told it.

import Bedrock
import Testing

@testable import geod

@Suite("Match")
struct MatchTests {
  /// Four technicians on a line north of a place, two kilometres apart.
  static func withFleet(_ body: (TestServer) throws -> Void) throws {
    try TestServer.with(FixLifeTests.trace, loops: 2) { server in
      let profiles = [
        ("near", #""skills":["ac"],"rating":{"value":3,"count":500}"#),
        ("good", #""skills":["ac","paint"],"rating":{"value":5,"count":500},"zones":["north"]"#),
        (
          "licensed",
          #""skills":["ac"],"credentials":[{"kind":"gas","jurisdiction":"SA","expires":"2999-01-01"}]"#
        ),
        ("paused", #""skills":["ac"],"status":"paused""#),
      ]
      for (index, (id, profile)) in profiles.enumerated() {
        try server.addTechnicians([id], to: "alpha", profile: profile)
        let phone = try Phone(server, "alpha", id)
        try phone.report(FixLifeTests.fix(1, latitude: 24.7 + 0.018 * Double(index + 1)))
      }
      try body(server)
    }
  }

  private static func match(_ server: TestServer, _ members: String) throws -> JSON {
    try server.data(
      "POST", "/v1/match", token: server.token("alpha", .service),
      body: #"{"lat":24.7,"lon":46.7\#(members)}"#)
  }

  private static func ids(_ answer: JSON) -> [String] {
    answer["candidates"].array.compactMap { $0["technician"].string }
  }

  @Test("ranks by ascending cost with every term; conditions, explanations and refusals are as asked")
  func ranking() throws {
    try Self.withFleet { server in
      let plain = try Self.match(server, "")
      #expect(Set(Self.ids(plain)) == ["near", "good", "licensed"])
      let costs = plain["candidates"].array.compactMap { $0["costSeconds"].double }
      #expect(costs.count == 3 && costs == costs.sorted())
      for candidate in plain["candidates"].array {
        let terms = ["travelSeconds", "slackSeconds", "ratingSeconds", "fitSeconds"].compactMap {
          candidate["terms"][$0].double
        }
        #expect(terms.count == 4)
        #expect(abs(terms.reduce(0, +) - (candidate["costSeconds"].double ?? -1)) < 0.003)
      }
      #expect(plain["refusals"]["status"].int == 1 && plain["refusals"]["passed"].int == 3)
      #expect(plain["certificate"]["examined"].int == 3)

      #expect(Self.ids(try Self.match(server, #","skillsRequired":["paint"]"#)) == ["good"])
      #expect(Self.ids(try Self.match(server, #","credentials":["gas"]"#)) == ["licensed"])
      let there = #","credentials":[{"kind":"gas","jurisdiction":"SA"}]"#
      #expect(Self.ids(try Self.match(server, there)) == ["licensed"])
      let elsewhere = try Self.match(server, there.replacing("SA", with: "AE"))
      #expect(Self.ids(elsewhere).isEmpty && elsewhere["refusals"]["credential"].int == 3)
      #expect(try Self.match(server, #","zones":["south"]"#)["refusals"]["zone"].int == 1)
      #expect(Self.ids(try Self.match(server, #","blocked":["near","nobody"]"#)).contains("near") == false)

      let explained = try Self.match(
        server, #","count":1,"picked":"good","explain":["near","paused","nobody","licensed"]"#)
      let best = try #require(Self.ids(explained).first)
      #expect(Self.ids(explained) == [best])
      let verdicts = explained["explanations"].array.map { $0["verdict"].string }
      #expect(verdicts[1...2] == ["refused", "unknown"])
      #expect(explained["explanations"][1]["gate"].string == "status")
      #expect(verdicts[3] == "outranked")
      #expect(explained["picked"]["technician"].string == "good")

      // Time passes without a fix.
      try server.moveClock(to: FixLifeTests.start + 100_000)
      let late = try Self.match(server, "")
      #expect(Self.ids(late).isEmpty && late["refusals"]["staleness"].int == 3)
      #expect(Self.ids(try Self.match(server, #","ageMaxSeconds":3600"#)).count == 3)
      // The numbers of other loops are up to a second old.
      #expect(
        Poll.until(seconds: 10) { (try? server.metrics())?["geod_match_seconds_count{}"] == 10 })
    }
  }

  @Test("settings weigh the terms from the answer on")
  func weights() throws {
    try Self.withFleet { server in
      let token = try server.token("alpha", .admin)
      func put(_ version: Int, _ match: String) throws {
        _ = try server.data(
          "PUT", "/v1/tenants/alpha/settings", token: token,
          body: #"{"version":\#(version),"settings":{"match":\#(match)}}"#)
      }
      try put(0, #"{"ratingSecondsPerStar":0,"count":1}"#)
      #expect(Self.ids(try Self.match(server, "")) == ["near"])
      try put(1, #"{"ratingSecondsPerStar":600,"travelWeight":0.25,"count":1}"#)
      #expect(Self.ids(try Self.match(server, "")) == ["good"])
    }
  }

  @Test("every fault of a request is named, all at once")
  func faults() throws {
    let cases: [(String, [String])] = [
      ("[]", ["body wrongType"]), ("{}", ["lat missing", "lon missing"]),
      (#"{"lat":91,"lon":"x"}"#, ["lat outOfRange", "lon wrongType"]),
      (#"{"lat":1,"lon":2,"skillsRequired":["a","a"]}"#, ["skillsRequired[1] duplicateField"]),
      (#"{"lat":1,"lon":2,"skillsPreferred":"a"}"#, ["skillsPreferred wrongType"]),
      (
        #"{"lat":1,"lon":2,"credentials":["a b",1,{"jurisdiction":"SA"}]}"#,
        ["credentials[0] badFormat", "credentials[1] wrongType", "credentials[2].kind missing"]
      ),
      (#"{"lat":1,"lon":2,"window":{"start":5,"end":4}}"#, ["window.end conflict"]),
      (
        #"{"lat":1,"lon":2,"window":{"begin":5},"arriveBy":1.5}"#,
        ["window.begin unknownField", "arriveBy wrongType"]
      ),
      (#"{"lat":1,"lon":2,"picked":"a","blocked":["a"]}"#, ["picked conflict"]),
      (#"{"lat":1,"lon":2,"count":0,"ageMaxSeconds":0}"#, ["count outOfRange", "ageMaxSeconds outOfRange"]),
      (
        #"{"lat":1,"lon":2,"countsRefusals":1,"expalin":[]}"#,
        ["countsRefusals wrongType", "expalin unknownField"]
      ),
    ]
    for (text, expected) in cases {
      let value = try InputTests.parse(text)
      let faults = InputTests.faults { () throws(FieldErrors) in _ = try MatchDocument.read(value) }
      #expect(faults == expected, "\(text)")
    }
    let many = (0..<65).map { "\"t\($0)\"" }.joined(separator: ",")
    let value = try InputTests.parse(#"{"lat":1,"lon":2,"blocked":[\#(many)],"explain":[\#(many)]}"#)
    let faults = InputTests.faults { () throws(FieldErrors) in _ = try MatchDocument.read(value) }
    #expect(faults == ["blocked tooMany", "explain tooMany"])
  }
}
