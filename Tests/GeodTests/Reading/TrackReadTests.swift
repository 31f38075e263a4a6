// Tracks over pages and forms: the pages of a track are the track, and `Accept` chooses what nobody named.

import Bedrock
import Testing
import Transport
import TripStore

@testable import geod

@Suite("Tracks out of the store")
struct TrackReadTests {
  private func response(_ reads: TrackReads, _ reading: ReadingBench) throws -> HTTPResponse {
    switch try reads.answer(from: reading.bench.store, requestID: "r") {
    case .answer(let response): return response
    case .problem(let problem): throw TestFailure("\(problem)")
    case .onHome, .later: throw TestFailure("a read that asks somebody else")
    }
  }

  private func reads(_ form: TrackReads.Form, after: PointPlace? = nil, limit: Int) -> TrackReads {
    TrackReads(
      trip: ReadingBench.trip(0), form: form, tenant: OrderSamples.tenant, after: after, limit: limit)
  }

  @Test("the pages of a track hold each point once, in order, in every form")
  func pages() throws {
    let reading = try ReadingBench(count: 1)
    for limit in 1...ReadingBench.pointsPerTrip + 1 {
      var rows: [String] = []
      var after: PointPlace?
      while true {
        let page = try response(reads(.csv, after: after, limit: limit), reading)
        #expect(page.headers["Content-Type"] == "text/csv; charset=utf-8; header=present")
        rows += String(decoding: page.body, as: UTF8.self).components(separatedBy: "\r\n").dropFirst()
          .dropLast()
        guard let link = page.headers["Link"] else { break }
        let match = try #require(
          link.wholeMatch(
            of: /<\/v1\/trips\/[0-9a-f-]{36}\/track\?format=csv&limit=(\d+)&after=([^>&]+)>; rel="next"/))
        #expect(String(match.1) == "\(limit)")
        let cursor = PageCursor(list: .trackPoints, tenant: OrderSamples.tenant)
        var bytes = try #require(cursor.place(String(match.2)))
        after = TrackReads.place(&bytes)
      }
      let times = rows.map { TimeText.parse($0.components(separatedBy: ",")[0]) }
      #expect(times == reading.fixes(0).map(\.time), "limit \(limit)")
      #expect(rows.allSatisfy { $0.hasSuffix(",5,8.5,,phone,\($0.last ?? "?")") }, "\(rows)")
    }
    for form in TrackReads.Form.allCases {
      #expect(
        try response(reads(form, limit: 2), reading).headers["Link"]?.contains("format=\(form.rawValue)&")
          == true)
      #expect(try response(reads(form, limit: 9), reading).headers["Link"] == nil)
    }
    // Behind the last point there is nothing, and no line of a summary either.
    let last = PointPlace(at: .latest, device: OrderSamples.id("phone"), sequence: 0)
    #expect(try JSON(response(reads(.geojson, after: last, limit: 2), reading).body)["geometry"] == .null)
  }

  @Test(
    "the form that Accept names first; the named form goes before",
    arguments: [
      (nil, nil), ("*/*", nil), ("text/html", nil), ("text/csv", "csv"), ("TEXT/CSV; header=present", "csv"),
      ("text/html, application/gpx+xml;q=0.9, text/csv", "gpx"), ("application/json", "polyline"),
      ("application/geo+json,text/csv", "geojson"), ("text/csvx", nil), ("", nil), (",,", nil),
    ] as [(String?, String?)])
  func accept(header: String?, form: String?) {
    #expect(TrackReads.Form(accepting: header)?.rawValue == form)
  }

  @Test("a track over HTTP comes as Accept or the query want it")
  func overHTTP() throws {
    try TestServer.with(FixLifeTests.trace) { server in
      try server.addTechnicians(["t1"], to: "alpha")
      let staged = try server.stage(.enRoute)
      let token = try server.token("alpha", .analyst)
      func type(_ query: String, _ headers: HTTPHeaders) throws -> String? {
        let answer = try server.ask(
          "GET", "/v1/trips/\(staged.trip)/track\(query)", token: token, headers: headers)
        #expect(answer.status == 200, "\(answer.text)")
        return answer.headers["Content-Type"]
      }
      #expect(try type("", [:]) == "application/geo+json")
      #expect(try type("", ["Accept": "text/csv"]) == "text/csv; charset=utf-8; header=present")
      #expect(try type("?format=gpx", ["Accept": "text/csv"]) == "application/gpx+xml")
    }
  }
}
