// Answers out of the store: the audit over HTTP, bookings and trips that have ended.

import Bedrock
import GeoIndex
import Testing
import Transport
import TripStore

@testable import Engine
@testable import Trips
@testable import geod

@Suite("Reads of the store")
struct StoreReadTests {
  private typealias Sample = OrderSamples
  private let tenant = OrderSamples.tenant

  private func data(_ response: HTTPResponse) throws -> JSON {
    #expect(response.status == 200, "\(String(decoding: response.body, as: UTF8.self))")
    return try JSON(response.body)["data"]
  }

  /// The answer, or that of the problem.
  private func response(to outcome: StoreOutcome) throws -> HTTPResponse {
    switch outcome {
    case .answer(let response): return response
    case .problem(let problem): return Envelope.failure(problem, in: .english, requestID: "r")
    case .onHome, .later: throw TestFailure("a read that asks somebody else")
    }
  }

  @Test("the audit comes in pages, the newest first, and refuses what it does not know")
  func audit() throws {
    try TestServer.with { server in
      let admin = try server.token("alpha", .admin)
      for version in 0..<5 {
        _ = try server.data(
          "PUT", "/v1/tenants/alpha/settings", token: admin,
          body: #"{"version":\#(version),"reason":"why \#(version)","settings":{}}"#)
      }
      let first = try server.data("GET", "/v1/audit?limit=3", token: admin)
      #expect(first["items"].array.map { $0["newVersion"].int } == [5, 4, 3])
      let row = first["items"][0]
      #expect(row["action"].string == "settings.put" && row["actor"].string == "admin-1")
      #expect(row["reason"].string == "why 4" && row["oldVersion"].int == 4 && row["target"].string == "")
      let next = try #require(first["next"].int)
      let second = try server.data("GET", "/v1/audit?limit=3&before=\(next)", token: admin)
      #expect(second["items"].array.map { $0["newVersion"].int } == [2, 1])
      #expect(second["next"] == .null)
      let beta = try server.data("GET", "/v1/audit", token: server.token("beta", .admin))
      #expect(beta["items"].array.isEmpty)
      for (query, field) in [("limit=0", "limit"), ("before=x", "before"), ("after=1", "after")] {
        let answer = try server.ask("GET", "/v1/audit?\(query)", token: admin)
        #expect(try answer.status == 422 && answer.faultyFields == [field], "\(query): \(answer.text)")
      }
    }
  }

  /// A booking `b` whose trip 101 of `t1` is over, with three points and a summary, and some others.
  private func withEndedTrip(_ body: (StoreBench) throws -> Void) throws {
    let bench = try StoreBench()
    var booking = try Sample("b")
    #expect(bench.verdict(.commit(booking.place())) == .durable)
    let requests: [LifeRequest] = [
      .assign(technician: Sample.id("t1"), trip: Sample.uuid(101), reason: .none),
      .startTrip(Sample.uuid(101)), .arrive(trip: Sample.uuid(101), .said), .begin(trip: Sample.uuid(101)),
    ]
    for (index, request) in requests.enumerated() {
      #expect(bench.verdict(.commit(try booking.step(request, at: Int64(index) * 60))) == .durable)
    }
    let fixes = (1...3).map { Sample.fix(101, UInt64($0), second: 60 + Int64($0)) }
    _ = bench.outcome(.points(PointOrder(number: OrderNumber(99), points: fixes)))
    var track = TrackAccumulator()
    for fix in fixes {
      track.add(
        GeoPoint(latitudeAngle: fix.latitudeAngle, longitudeAngle: fix.longitudeAngle), at: fix.time)
    }
    var complete = try booking.step(.complete(trip: Sample.uuid(101)), at: 300)
    complete.summary = TripSummary(try #require(booking.life.trips.last), track: track)
    complete.trips = complete.trips.map { ($0.trip, Array(#"{"id":"\#($0.trip.id)"}"#.utf8)) }
    #expect(bench.verdict(.commit(complete)) == .durable)
    try body(bench)
  }

  @Test("decisions come page by page with the offers that came from them")
  func decisions() throws {
    let bench = try StoreBench()
    var booking = try Sample("b")
    #expect(bench.verdict(.commit(booking.place())) == .durable)
    func page(_ id: String, after: Int64 = 0, limit: Int = 20) throws -> HTTPResponse {
      try response(
        to: BookingReads.decisions(
          of: Sample.id(id), after: after, limit: limit, tenant: tenant, from: bench.store, requestID: "r"))
    }
    // It is there and nobody was asked; another one is not there.
    #expect(try data(page("b"))["items"].array.isEmpty)
    #expect(try page("c").status == 404)
    for number in [1, 2] {
      var offer = try booking.step(Sample.offer(number, "t\(number)"), at: Int64(number) * 60)
      offer.decision = Array(#"{"time":\#(number)}"#.utf8)
      #expect(bench.verdict(.commit(offer)) == .durable)
      let withdraw = try booking.step(.withdraw(offer: Sample.uuid(number)), at: Int64(number) * 60 + 1)
      #expect(bench.verdict(.commit(withdraw)) == .durable)
    }
    let all = try data(page("b"))
    #expect(all["items"].array.map { $0["decision"]["time"].int } == [1, 2] && all["next"] == .null)
    #expect(all["items"].array.map { $0["offer"].string } == [1, 2].map { Sample.uuid($0).description })
    #expect(all["items"][0]["madeAt"].int == Int(Sample.at(60).milliseconds))
    let first = try data(page("b", limit: 1))
    let next = try #require(first["next"].int)
    let second = try data(page("b", after: Int64(next), limit: 1))
    #expect(first["items"].array + second["items"].array == all["items"].array)
  }

  private static func reader(_ query: String) throws -> QueryReader {
    var parser = HTTPRequestParser(limits: TransportLimits())
    let bytes = Array("GET /x?\(query) HTTP/1.1\r\nHost: x\r\n\r\n".utf8)
    var offset = 0
    guard case .head(let head) = parser.next(bytes.span, at: &offset) else {
      throw TestFailure("not a request: \(query)")
    }
    return try QueryReader(head)
  }

  @Test("a booking, its pages and its events are answered as they were written")
  func bookings() throws {
    try withEndedTrip { bench in
      for name in ["a", "c"] {
        var other = try Sample(name)
        #expect(bench.verdict(.commit(other.place())) == .durable)
      }
      func booking(_ id: String) throws -> HTTPResponse {
        try response(
          to: BookingReads.booking(
            Sample.id(id), of: tenant, showsCustomer: true, from: bench.store, requestID: "r"))
      }
      #expect(try data(try booking("b"))["id"].string == "b")
      #expect(try booking("z").status == 404)

      func page(_ query: String) throws -> (ids: String, next: String?) {
        var reader = try Self.reader(query)
        let query = BookingReads.query(&reader)
        try reader.finish()
        let page = try data(
          try BookingReads.page(query, of: tenant, showsCustomer: true, from: bench.store, requestID: "r"))
        return (page["items"].array.compactMap { $0["id"].string }.joined(), page["next"].string)
      }
      let first = try page("limit=2")
      #expect(first.ids == "cb")
      #expect(try page("limit=2&after=\(try #require(first.next))") == ("a", nil))
      #expect(try page("state=completed").ids == "b")
      #expect(try page("until=\(Sample.start.milliseconds)").ids == "")
      for query in ["state=gone", "after=1", "after=x~b", "limit=1001", "from=-1", "what=1"] {
        #expect(throws: FieldErrors.self, "\(query)") { try page(query) }
      }

      func events(after: Int64, limit: Int) throws -> JSON {
        try data(
          try response(
            to: BookingReads.events(
              of: Sample.id("b"), after: after, limit: limit, tenant: tenant, from: bench.store,
              requestID: "r"))
        )
      }
      let all = try events(after: 0, limit: 100)
      #expect(all["items"].array.map { $0["number"].int } == (1...all["items"].array.count).map { $0 })
      #expect(all["items"][0]["kind"].string == "booking.placed" && all["next"] == .null)
      let part = try events(after: 1, limit: 2)
      #expect(part["items"].array.map { $0["number"].int } == [2, 3] && part["next"].int == 3)
    }
  }

  @Test("a trip and its track are there for its technician, and from the summary when the points are gone")
  func trips() throws {
    try withEndedTrip { bench in
      func trip(_ technician: String? = nil, _ id: Int = 101) throws -> HTTPResponse {
        try response(
          to: TripReads.trip(
            Sample.uuid(id), of: tenant, onlyFor: technician.map(Sample.id), from: bench.store, requestID: "r"
          ))
      }
      func track(
        _ form: TrackReads.Form, after: PointPlace? = nil, limit: Int = TrackReads.pointsMax
      ) throws -> HTTPResponse {
        let reads = TrackReads(trip: Sample.uuid(101), form: form, tenant: tenant, after: after, limit: limit)
        return try response(to: reads.answer(from: bench.store, requestID: "r"))
      }
      let found = try data(try trip("t1"))
      #expect(found["trip"]["id"].string == "\(Sample.uuid(101))")
      #expect(found["summary"]["state"].string == "completed" && found["summary"]["fixCount"].int == 3)
      #expect(try trip("t2").status == 404 && trip(nil, 102).status == 404)

      let points = try JSON(try track(.geojson).body)
      #expect(points["geometry"]["coordinates"].array.count == 3)
      #expect(points["properties"]["coordTimes"].array.count == 3)
      let gpx = String(decoding: try track(.gpx).body, as: UTF8.self)
      #expect(gpx.components(separatedBy: "<time>").count == 4 && !gpx.contains("<desc>"))
      let line = try data(try track(.polyline))
      #expect(line["simplified"] == .bool(false) && line["toleranceMeters"] == .null)
      let text = try #require(line["polyline"].string)
      #expect(try EncodedPolyline.decode(text, field: "polyline").count == 3)

      // The points go first, the booking and with it the trip later; the summary stays.
      var policy = RetentionPolicy()
      policy.standard[.bookings] = 8
      let later = Sample.at(20 * 86_400)
      while try bench.store.retain(policy, now: later, dryRun: false).isBounded {}
      #expect(try data(try trip("t1"))["trip"] == .null)
      #expect(try trip("t2").status == 404, "the summary knows whose trip it was")
      let rest = try JSON(try track(.geojson).body)
      #expect(rest["properties"]["simplified"] == .bool(true) && rest["properties"]["coordTimes"] == .null)
      #expect(rest["geometry"]["coordinates"].array.count >= 2)
      #expect(try track(.gpx).headers["Content-Type"] == "application/gpx+xml")
      let simplified = try data(try track(.polyline))
      #expect(simplified["simplified"] == .bool(true) && simplified["toleranceMeters"].double == 10)
    }
  }
}
