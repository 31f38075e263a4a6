// GET /v1/trips over the wire: pages, filters, whose trips, and places that are not this list's.

import Bedrock
import Testing
import TripStore

@testable import geod

@Suite("Lists of trips over HTTP")
struct TripListTests {
  @Test("pages follow each other, and a technician's list is its own")
  func pages() throws {
    try TestServer.with(FixLifeTests.trace) { server in
      try server.addTechnicians(["t1", "t2"], to: "alpha")
      let (service, analyst) = try (server.token("alpha", .service), server.token("alpha", .analyst))
      let first = try server.stage(.completed, technician: "t1")
      try server.moveClock(to: FixLifeTests.start + 1_000)
      let second = try server.stage(.enRoute, technician: "t2")
      func trips(_ query: String, token: String) throws -> [String] {
        try server.data("GET", "/v1/trips?\(query)", token: token)["items"].array.compactMap {
          $0["id"].string
        }
      }
      #expect(try trips("", token: analyst) == [second.trip, first.trip])
      let page = try server.data("GET", "/v1/trips?limit=1", token: service)
      let next = try #require(page["next"].string)
      #expect(page["items"].array.map { $0["id"].string } == [second.trip])
      // A trip that starts meanwhile moves nothing.
      try server.moveClock(to: FixLifeTests.start + 2_000)
      let third = try server.stage(.enRoute, technician: "t1")
      #expect(try trips("limit=5&after=\(next)", token: service) == [first.trip])

      #expect(try trips("live=true", token: service) == [third.trip, second.trip])
      #expect(try trips("live=false", token: service) == [first.trip])
      #expect(try trips("technician=t2", token: service) == [second.trip])
      #expect(try trips("booking=\(first.booking)", token: service) == [first.trip])
      #expect(try trips("state=completed", token: service) == [first.trip])
      #expect(try trips("until=\(FixLifeTests.start + 1_000)", token: service) == [first.trip])

      let technician = try server.token("alpha", .technician, subject: "t1")
      #expect(try trips("", token: technician) == [third.trip, first.trip])
      #expect(try trips("technician=t1&live=true", token: technician) == [third.trip])
      #expect(try trips("technician=t2", token: technician) == [])
      #expect(try trips("booking=\(second.booking)", token: technician) == [])
      #expect(try trips("", token: server.token("beta", .service)) == [])

      let cursor = TripQuery.Cursor(startedAt: .epoch, id: OrderSamples.uuid(1))
      let track = TrackReads.cursor(
        PointPlace(at: .epoch, device: OrderSamples.id("d"), sequence: 1), of: OrderSamples.id("alpha"))
      for wrong in [
        "after=\(TripList.cursor(cursor, of: OrderSamples.id("beta")))", "after=\(track)",
        "after=\(next.dropLast())", "after=\(next)A", "after=", "live=yes", "state=open", "limit=1001",
      ] {
        let answer = try server.ask("GET", "/v1/trips?\(wrong)", token: service)
        let field = String(wrong.prefix { $0 != "=" })
        #expect(try answer.status == 422 && answer.faultyFields == [field], "\(wrong): \(answer.text)")
      }
      #expect(try server.ask("GET", "/v1/trips", token: server.token("alpha", .customer)).status == 403)
    }
  }

  @Test("a changed cursor is refused, whatever is changed")
  func cursors() throws {
    let tenant = OrderSamples.tenant
    let cursor = PageCursor(list: .trips, tenant: tenant)
    var place = ByteWriter()
    place.append(Int64(12_345))
    let text = cursor.text(place)
    #expect(try #require(cursor.place(text)).isAtEnd == false)
    #expect(text.wholeMatch(of: try Regex(PageCursor.pattern)) != nil)
    for index in text.indices {
      for letter in ["A", "b", "-", "7"] where String(text[index]) != letter {
        #expect(cursor.place(text.replacingCharacters(in: index...index, with: letter)) == nil)
      }
    }
    #expect(PageCursor(list: .trackPoints, tenant: tenant).place(text) == nil)
    #expect(PageCursor(list: .trips, tenant: OrderSamples.id("beta")).place(text) == nil)
  }
}
