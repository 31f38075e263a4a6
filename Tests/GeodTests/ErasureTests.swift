// Erasing persons, in a folder and in Postgres: afterwards no row of any table names them, and everything else is as it was.

import Access
import Bedrock
import Foundation
import GeoIndex
import TestSupport
import Testing
import Trips
import TripStore

@testable import geod

@Suite("Erasures")
struct ErasureTests {
  private let alpha = ClientID(trusted: "alpha")
  private let person = "Person-7.x"

  private func erase(_ arguments: String..., in data: ServedData) throws -> ProgramResult {
    try Program.run(["erase"] + arguments + ["--tenant", "alpha"] + data.arguments, in: data.folder.url)
  }

  private static let webhook = ["--webhook-allow", "127.0.0.1"]

  /// The tables of a database that name a technician of whom every kind of record is kept. Points and chains belong to trips,
  /// and have no names; the profile is the other tenant's, and the live position went with the own one.
  private static let namingTables = [
    "assignments", "audit", "bookings", "decisions", "events", "idempotency_keys", "offers", "outbox",
    "shares", "technicians", "trip_summaries", "trips",
  ]

  /// A booking that the person is found for, and carries out: with a decision, keys of requests, a share and a track.
  private func carryOut(_ server: TestServer) throws -> StagedBooking {
    let phone = try Phone(server, "alpha", person)
    try phone.report(FixLifeTests.fix(1))
    let placed = try server.data(
      "POST", "/v1/bookings", token: server.token("alpha", .service),
      body: #"{"id":"done","lat":24.72,"lon":46.7}"#)
    var staged = StagedBooking(booking: placed["id"].string ?? "")
    staged.offer = try phone.next("offer")["offer"].string ?? ""
    let token = try server.token("alpha", .technician, subject: person)
    let accepted = try server.ask(
      "POST", "/v1/offers/\(staged.offer):accept", token: token,
      headers: ["Idempotency-Key": "accept-\(person)"])
    staged.trip = try accepted.json["data"]["assignment"]["trip"].string ?? ""
    _ = try server.data(
      "POST", "/v1/bookings/done/shares", token: server.token("alpha", .dispatcher, subject: person))
    _ = try server.data("POST", "/v1/trips/\(staged.trip):start", token: token)
    try phone.report((2...30).map { FixLifeTests.fix($0) })
    for command in ["arrive", "begin", "complete"] {
      _ = try server.data("POST", "/v1/trips/\(staged.trip):\(command)", token: token)
    }
    phone.socket.close()
    return staged
  }

  @Test(
    "a technician is gone from the whole store, in one consistent pseudonym; live work stands in the way",
    arguments: ServedTruth.allCases)
  func technician(_ truth: ServedTruth) throws {
    let receiver = try HookReceiver { _, _ in .status(500) }
    defer { receiver.stop() }
    try truth.with(FixLifeTests.trace + ["--snapshot-seconds", "1"] + Self.webhook) { server, data in
      try WebhookTests.put(server, "hook", receiver)
      try server.addTechnicians([person, "t2"], to: "alpha")
      try server.addTechnicians([person], to: "beta")
      let done = try carryOut(server)
      try refuseLiveAndServed(server, data)
      let store = try data.open()
      let trip = try #require(UUIDv7(done.trip))
      // Sealed, so that a chain has to go, too.
      #expect(try Poll.until { try store.seal(of: trip, tenant: alpha)?.chains.isEmpty == false })
      // The server has saved its live positions since the technician was removed from them.
      #expect(
        try Poll.until { try store.positions(of: alpha)?.payload.firstRange(of: Array(person.utf8)) == nil })
      let naming = try data.tables(naming: person)
      if truth == .database { #expect(naming == Self.namingTables) }

      let planned = try erase("technician", person, "--dry-run", "--json", in: data)
      let plan = try JSON(planned.output)
      #expect(planned.status == 0 && plan["points"].int == 29 && plan["bookings"].int == 3, "\(planned)")
      #expect(try data.dump().contains(person), "a dry run has changed something")
      let erased = try erase("technician", person, "--reason", "letter of \(person)", "--json", in: data)
      #expect(erased.status == 0, "\(erased)")
      let pseudonym = try #require(try JSON(erased.output)["pseudonym"].string)
      #expect(pseudonym.hasPrefix("erased-"))
      for name in ["points", "bookings", "rows"] {
        #expect(try JSON(erased.output)[name].int == plan[name].int, "\(name)")
      }
      try expectNobodyElse(store)
      let left = try data.tables(naming: person)
      #expect(try !data.dump().contains(person) && left == [])
      #expect(try data.dump().contains(pseudonym))
      try expectHistory(of: done, as: pseudonym, store)

      let again = try erase("technician", person, in: data)
      #expect(again.status == 0 && again.output == "nothing to erase\n", "\(again)")
      #expect(
        try store.audit(of: alpha, before: nil, limit: 99).count { $0.entry.action == "technician.erase" }
          == 1)
    }
  }

  /// Other bookings name the person in a reason, as blocked and as asked. While they live, nothing is erased; nor while a
  /// server has the profile.
  private func refuseLiveAndServed(_ server: TestServer, _ data: ServedData) throws {
    let (service, dispatcher) = (try server.token("alpha", .service), try server.token("alpha", .dispatcher))
    _ = try server.data(
      "POST", "/v1/bookings", token: service,
      body: #"{"id":"other","lat":24.72,"lon":46.72,"preferences":{"blocked":["\#(person)"]}}"#)
    let offered = try server.stage(.offered, technician: person)
    let live = try erase("technician", person, "--stopped", in: data)
    #expect(
      live.status == 1 && live.errors.contains("have not ended") && live.errors.contains("other"), "\(live)")
    _ = try server.data(
      "POST", "/v1/bookings/other:cancel", token: dispatcher,
      body: #"{"reason":"nobody but \#(person) was free"}"#)
    try server.cancel(offered)
    let served = try erase("technician", person, in: data)
    #expect(served.status == 1 && served.errors.contains("DELETE /v1/technicians"), "\(served)")
    _ = try server.ask("DELETE", "/v1/technicians/\(person)", token: service)
  }

  /// The other tenant's technician of the same name is another person, who is removed only now.
  private func expectNobodyElse(_ store: any Store) throws {
    let (beta, id) = (ClientID(trusted: "beta"), ClientID(trusted: person))
    #expect(try store.technician(id, of: beta) != nil)
    _ = try store.deleteTechnician(id, of: beta)
    guard try store.positions(of: beta) != nil else { return }
    try store.savePositions(PositionSnapshot(takenAt: .epoch, payload: []), of: beta)
  }

  /// The same booking still tells what happened, of nobody.
  private func expectHistory(of done: StagedBooking, as pseudonym: String, _ store: any Store) throws {
    let id = ClientID(trusted: done.booking)
    let booking = try #require(try store.booking(id, of: alpha))
    #expect(booking.booking.technician?.text == pseudonym && booking.booking.state == "completed")
    let reading = try #require(try StoreOrders.read(id, of: alpha, from: store))
    #expect(try BookingLife(folding: reading.events).booking.assignment?.technician.text == pseudonym)
    let trip = try #require(UUIDv7(done.trip))
    let document = try JSON(try #require(try store.summary(of: trip, tenant: alpha)).summary.document)
    #expect(document["polyline"].string == "" && document["technician"].string == pseudonym)
    #expect(document["fixCount"].int == 29)
    #expect(try store.seal(of: trip, tenant: alpha)?.chains == [], "sealed, and nothing tells whose it was")
    let rows = try store.audit(of: alpha, before: nil, limit: 9)
    let row = try #require(rows.first { $0.entry.action == "technician.erase" })
    #expect(row.entry.target == pseudonym && row.entry.note.reason == "letter of \(pseudonym)")
    #expect(row.entry.note.actor == "geod erase")
    #expect(try store.erasures(of: alpha) == [], "what connects the pseudonym with the person is still there")
    #expect(try store.shares(of: id, tenant: alpha) == [])
  }

  @Test(
    "a customer is gone with their place and the tracks to it; only the business was told who it was",
    arguments: ServedTruth.allCases)
  func customer(_ truth: ServedTruth) throws {
    let receiver = try HookReceiver { _, _ in .status(500) }
    defer { receiver.stop() }
    try truth.with(FixLifeTests.trace + Self.webhook) { server, data in
      try WebhookTests.put(server, "hook", receiver)
      try server.addTechnicians(["t1"], to: "alpha")
      try placeForCustomer(server)
      let service = try server.token("alpha", .service)
      _ = try server.data(
        "POST", "/v1/bookings/b1:assign", token: service, body: #"{"technician":"t1","reason":"x"}"#)
      let trip = try server.data("GET", "/v1/bookings/b1", token: service)["assignment"]["trip"].string ?? ""
      let technician = try server.token("alpha", .technician, subject: "t1")
      _ = try server.data("POST", "/v1/trips/\(trip):start", token: technician)
      try Phone(server, "alpha", "t1").report((1...10).map { FixLifeTests.fix($0) })
      _ = try server.data("POST", "/v1/bookings/b1/shares", token: service)
      #expect(try erase("customer", person, in: data).status == 1, "live")
      for command in ["arrive", "begin", "complete"] {
        _ = try server.data("POST", "/v1/trips/\(trip):\(command)", token: technician)
      }
      #expect(try data.dump().contains(person))
      let erased = try erase("customer", person, "--json", in: data)
      #expect(try erased.status == 0 && JSON(erased.output)["points"].int == 10, "\(erased)")
      let pseudonym = try #require(try JSON(erased.output)["pseudonym"].string)
      let rest = try data.dump()
      #expect(!rest.contains(person) && !rest.contains("24.7213579") && rest.contains(pseudonym))
      #expect(try data.tables(naming: person) == [])
      let store = try data.open()
      let id = ClientID(trusted: "b1")
      let reading = try #require(try StoreOrders.read(id, of: alpha, from: store))
      let life = try BookingLife(folding: reading.events)
      #expect(life.booking.terms.customer?.text == pseudonym && life.booking.state == .completed)
      let document = try JSON(try #require(try store.booking(id, of: alpha)).booking.document)
      #expect(
        document["lat"].double.map { abs($0 - life.booking.terms.place.latitudeDegrees) < 1e-6 } == true,
        "document and log have the same coarse place")
      #expect(life.booking.assignment?.technician.text == "t1")
      #expect(try store.shares(of: id, tenant: alpha) == [])
      let rows = try store.audit(of: alpha, before: nil, limit: 9)
      #expect(rows.first { $0.entry.action == "customer.erase" }?.entry.target == pseudonym)
      #expect(try erase("customer", person, in: data).output == "nothing to erase\n")
    }
  }

  /// A booking for the person; who may know that, and who may not.
  private func placeForCustomer(_ server: TestServer) throws {
    let service = try server.token("alpha", .service)
    let late = FixLifeTests.start + 30 * 86_400_000
    let window = #""window":{"start":\#(late),"end":\#(late + 1000)}"#
    let placed = try server.data(
      "POST", "/v1/bookings", token: service,
      body: #"{"id":"b1","lat":24.7213579,"lon":46.7213579,"customer":"\#(person)",\#(window)}"#)
    #expect(placed["customer"] == .null, "answers that technicians get, too, name no customer")
    for role in [Role.service, .dispatcher, .admin] {
      let seen = try server.data("GET", "/v1/bookings/b1", token: server.token("alpha", role))
      #expect(seen["customer"].string == person)
      let list = try server.data("GET", "/v1/bookings", token: server.token("alpha", role))
      #expect(list["items"][0]["customer"].string == person)
    }
    let analyst = try server.token("alpha", .analyst)
    #expect(try server.data("GET", "/v1/bookings/b1", token: analyst)["customer"] == .null)
    #expect(try server.data("GET", "/v1/bookings", token: analyst)["items"][0]["customer"] == .null)
    #expect(try !server.ask("GET", "/v1/bookings/b1/events", token: service).text.contains(person))
  }

  @Test("an erasure that was cut short goes on under the same pseudonym")
  func resumed() throws {
    let folder = try TemporaryFolder()
    try TestServer.addTenant("alpha", in: folder)
    let store = try SQLiteStore(directory: folder.path("data"))
    let id = ClientID(trusted: person)
    for number in 0..<40 {
      var transition = TransitionRecord(
        booking: BookingDraft(
          id: ClientID(trusted: "b\(number)"), state: "cancelled", technician: id, endedAt: OldData.now(),
          document: Array(#"{"id":"b\#(number)","asked":["\#(person)"]}"#.utf8)),
        expectedVersion: 0, at: OldData.now())
      transition.assignments = [
        AssignmentDraft(version: 1, technician: id, since: OldData.now(), endedAt: OldData.now())
      ]
      _ = try store.commit(transition, of: alpha)
    }
    // One document in the middle cannot be read, so the first run ends there.
    let broken = ClientID(trusted: "b20")
    let original = try #require(try store.booking(broken, of: alpha))
    var next = TransitionRecord(
      booking: original.booking, expectedVersion: original.version, at: OldData.now())
    next.booking.document = Array(#"{"asked":["\#(person)""#.utf8)
    _ = try store.commit(next, of: alpha)
    let run = ErasureRun(store: store, tenant: alpha, kind: .technician, id: id, now: OldData.now())
    #expect(throws: StoreError.self) { _ = try run.run(actor: "test", reason: "") }
    #expect(try store.erasures(of: alpha) == [], "what cannot be planned does not begin")

    let salt: [UInt8] = [1, 2, 3]
    let pseudonym = ClientID(trusted: "erased-0011223344556677")
    try store.beginErasure(
      ErasureRecord(
        pseudonym: pseudonym, kind: "technician", salt: salt, proof: run.proof(salt), begunAt: OldData.now()),
      of: alpha)
    next.expectedVersion += 1
    next.booking.document = original.booking.document
    _ = try store.commit(next, of: alpha)
    let other = ErasureRun(
      store: store, tenant: alpha, kind: .technician, id: ClientID(trusted: "somebody"), now: OldData.now())
    #expect(try other.run(actor: "test", reason: "").isEmpty, "another person has another pseudonym")
    let report = try run.run(actor: "test", reason: "")
    #expect(report.pseudonym == pseudonym && report.bookings == 40)
    #expect(try store.bookings(naming: id, of: alpha) == [])
  }

  @Test("the same word is erased where it is the person, and stays where it is something else")
  func otherMeanings() throws {
    let seven = PersonErasure(.technician, ClientID(trusted: "7"), pseudonym: ClientID(trusted: "erased-x"))
    let document =
      #"{"id":"7","booking":"7","technician":"7","asked":["7","8"],"skillsRequired":["7"],"actor":{"kind":"technician","id":"7"},"reason":"7 is ill, not 17","n":7,"list":[],"o":{},"x":null}"#
    let expected =
      #"{"id":"7","booking":"7","technician":"erased-x","asked":["erased-x","8"],"skillsRequired":["7"],"actor":{"kind":"technician","id":"erased-x"},"reason":"erased-x is ill, not 17","n":7,"list":[],"o":{},"x":null}"#
    #expect(try JSONErasure.rewrite(Array(document.utf8), seven) == Array(expected.utf8))
    let quoted = Array(#"{"reason":"said:\n7\t\"ok\"","a":[{"technician":"7"}]}"#.utf8)
    #expect(
      try String(decoding: JSONErasure.rewrite(quoted, seven), as: UTF8.self)
        == #"{"reason":"said:\nerased-x\u0009\"ok\"","a":[{"technician":"erased-x"}]}"#)
    for broken in [#"{"a":1"#, #"{"a""#, "x}", #"{"a":}"#, #"["7"#] {
      #expect(throws: JSONErasure.Malformed.self) { _ = try JSONErasure.rewrite(Array(broken.utf8), seven) }
    }
    for key in ["7", "accept-7", "7.2026", "a/7/b", "x 7"] { #expect(seven.isNamed(inKey: key), "\(key)") }
    for key in ["", "17", "7a", "019a7-b", "accept"] { #expect(!seven.isNamed(inKey: key), "\(key)") }
    let customer = PersonErasure(.customer, ClientID(trusted: "7"), pseudonym: ClientID(trusted: "erased-y"))
    let place =
      #"{"lat":24.7213579,"lon":46.7213579,"technician":"7","customer":"7","polyline":"abc","zones":["a","7"]}"#
    let coarse = try JSON(try JSONErasure.rewrite(Array(place.utf8), customer, removesLine: true))
    #expect(coarse["technician"].string == "7" && coarse["customer"].string == "erased-y")
    #expect(coarse["polyline"].string == "" && coarse["lat"].double != 24.7213579)
    #expect(coarse["zones"] == .array([]))
  }
}
