// Erasing persons: afterwards no row of any table names them, and everything else is as it was.

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

  /// Every value of every row, as SQLite prints it, with texts and blobs in the open.
  private func dump(_ folder: TemporaryFolder) throws -> String {
    let file = folder.path("dump-\(UUID().uuidString).sqlite")
    _ = try SQLiteStore.backup(directory: folder.path("data"), to: file)
    return String(decoding: try Data(contentsOf: URL(filePath: file)), as: Unicode.ASCII.self)
  }

  private func erase(_ arguments: String..., in folder: TemporaryFolder) throws -> ProgramResult {
    try Program.run(
      ["erase"] + arguments + ["--tenant", "alpha", "--data", folder.path("data")], in: folder.url)
  }

  /// What would be erased, when the server writes no more of it: the seal of a trip, for example, is a row more.
  private func settledPlan(of person: String, in folder: TemporaryFolder) throws -> ProgramResult {
    var plan = try erase("technician", person, "--dry-run", "--json", in: folder)
    let isSettled = try Poll.until(seconds: 20) {
      let before = plan.output
      plan = try erase("technician", person, "--dry-run", "--json", in: folder)
      return plan.output == before
    }
    #expect(isSettled)
    return plan
  }

  @Test("a technician is gone from the whole file, in one consistent pseudonym; live work stands in the way")
  func technician() throws {
    try TestServer.with(FixLifeTests.trace + ["--snapshot-seconds", "1"]) { server in
      try server.addTechnicians([person, "t2"], to: "alpha")
      try server.addTechnicians([person], to: "beta")
      let done = try server.stage(.enRoute, technician: person)
      let phone = try Phone(server, "alpha", person)
      try phone.report((1...30).map { FixLifeTests.fix($0) })
      let (service, dispatcher) = (
        try server.token("alpha", .service), try server.token("alpha", .dispatcher)
      )
      for command in ["arrive", "begin", "complete"] {
        _ = try server.data(
          "POST", "/v1/trips/\(done.trip):\(command)",
          token: server.token("alpha", .technician, subject: person))
      }
      // Another booking names them in a reason, as blocked and as declined.
      let other = try server.data(
        "POST", "/v1/bookings", token: service,
        body: #"{"id":"other","lat":24.72,"lon":46.72,"preferences":{"blocked":["\#(person)"]}}"#)
      _ = other
      let offered = try server.stage(.offered, technician: person)

      let live = try erase("technician", person, "--stopped", in: server.folder)
      #expect(
        live.status == 1 && live.errors.contains("have not ended") && live.errors.contains("other"), "\(live)"
      )
      _ = try server.data(
        "POST", "/v1/bookings/other:cancel", token: dispatcher,
        body: #"{"reason":"nobody but \#(person) was free"}"#)
      try server.cancel(offered)
      let served = try erase("technician", person, in: server.folder)
      #expect(served.status == 1 && served.errors.contains("DELETE /v1/technicians"), "\(served)")
      phone.socket.close()
      _ = try server.ask("DELETE", "/v1/technicians/\(person)", token: service)
      Thread.sleep(forTimeInterval: 1.5)

      let planned = try settledPlan(of: person, in: server.folder)
      let plan = try JSON(planned.output)
      #expect(planned.status == 0 && plan["points"].int == 30 && plan["bookings"].int == 3, "\(planned)")
      #expect(try dump(server.folder).contains(person), "a dry run has changed something")
      let erased = try erase(
        "technician", person, "--reason", "letter of \(person)", "--json", in: server.folder)
      #expect(erased.status == 0, "\(erased)")
      let pseudonym = try #require(try JSON(erased.output)["pseudonym"].string)
      #expect(pseudonym.hasPrefix("erased-"))
      for name in ["points", "bookings", "rows"] {
        #expect(try JSON(erased.output)[name].int == plan[name].int, "\(name)")
      }

      // The other tenant's technician of the same name is another person.
      let store = try SQLiteStore(directory: server.folder.path("data"))
      #expect(try store.technician(ClientID(trusted: person), of: ClientID(trusted: "beta")) != nil)
      _ = try store.deleteTechnician(ClientID(trusted: person), of: ClientID(trusted: "beta"))
      for tenant in [alpha, ClientID(trusted: "beta")] where try store.positions(of: tenant) != nil {
        if tenant != alpha {
          try store.savePositions(PositionSnapshot(takenAt: .epoch, payload: []), of: tenant)
        }
      }
      #expect(try !dump(server.folder).contains(person))
      #expect(try dump(server.folder).contains(pseudonym))

      // The same booking still tells what happened, of nobody.
      let booking = try #require(try store.booking(ClientID(trusted: done.booking), of: alpha))
      #expect(booking.booking.technician?.text == pseudonym && booking.booking.state == "completed")
      let reading = try #require(
        try StoreOrders.read(ClientID(trusted: done.booking), of: alpha, from: store))
      #expect(try BookingLife(folding: reading.events).booking.assignment?.technician.text == pseudonym)
      let trip = try #require(UUIDv7(done.trip))
      let summary = try #require(try store.summary(of: trip, tenant: alpha))
      let document = try JSON(summary.summary.document)
      #expect(document["polyline"].string == "" && document["technician"].string == pseudonym)
      #expect(document["fixCount"].int == 30)
      let row = try #require(
        try store.audit(of: alpha, before: nil, limit: 9).first { $0.entry.action == "technician.erase" })
      #expect(row.entry.target == pseudonym && row.entry.note.reason == "letter of \(pseudonym)")
      #expect(
        try store.erasures(of: alpha) == [], "what connects the pseudonym with the person is still there")

      let again = try erase("technician", person, in: server.folder)
      #expect(again.status == 0 && again.output == "nothing to erase\n", "\(again)")
      #expect(
        try store.audit(of: alpha, before: nil, limit: 99).count { $0.entry.action == "technician.erase" }
          == 1)
    }
  }

  @Test("a customer is gone with their place and the tracks to it; only the business was told who it was")
  func customer() throws {
    try TestServer.with(FixLifeTests.trace) { server in
      try server.addTechnicians(["t1"], to: "alpha")
      let service = try server.token("alpha", .service)
      let late = FixLifeTests.start + 30 * 86_400_000
      let placed = try server.data(
        "POST", "/v1/bookings", token: service,
        body:
          #"{"id":"b1","lat":24.7213579,"lon":46.7213579,"customer":"\#(person)","window":{"start":\#(late),"end":\#(late + 1000)}}"#
      )
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

      _ = try server.data(
        "POST", "/v1/bookings/b1:assign", token: service, body: #"{"technician":"t1","reason":"x"}"#)
      let trip = try server.data("GET", "/v1/bookings/b1", token: service)["assignment"]["trip"].string ?? ""
      let technician = try server.token("alpha", .technician, subject: "t1")
      _ = try server.data("POST", "/v1/trips/\(trip):start", token: technician)
      try Phone(server, "alpha", "t1").report((1...10).map { FixLifeTests.fix($0) })
      #expect(try erase("customer", person, in: server.folder).status == 1, "live")
      for command in ["arrive", "begin", "complete"] {
        _ = try server.data("POST", "/v1/trips/\(trip):\(command)", token: technician)
      }
      #expect(try dump(server.folder).contains(person))
      let erased = try erase("customer", person, "--json", in: server.folder)
      #expect(try erased.status == 0 && JSON(erased.output)["points"].int == 10, "\(erased)")
      let pseudonym = try #require(try JSON(erased.output)["pseudonym"].string)
      let rest = try dump(server.folder)
      #expect(!rest.contains(person) && !rest.contains("24.7213579") && rest.contains(pseudonym))
      let store = try SQLiteStore(directory: server.folder.path("data"))
      let reading = try #require(try StoreOrders.read(ClientID(trusted: "b1"), of: alpha, from: store))
      let life = try BookingLife(folding: reading.events)
      #expect(life.booking.terms.customer?.text == pseudonym && life.booking.state == .completed)
      let document = try JSON(
        try #require(try store.booking(ClientID(trusted: "b1"), of: alpha)).booking.document)
      #expect(
        document["lat"].double.map { abs($0 - life.booking.terms.place.latitudeDegrees) < 1e-6 } == true,
        "document and log have the same coarse place")
      #expect(life.booking.assignment?.technician.text == "t1")
      #expect(try erase("customer", person, in: server.folder).output == "nothing to erase\n")
    }
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
    let customer = PersonErasure(.customer, ClientID(trusted: "7"), pseudonym: ClientID(trusted: "erased-y"))
    let place = #"{"lat":24.7213579,"lon":46.7213579,"technician":"7","customer":"7","polyline":"abc"}"#
    let coarse = try JSON(try JSONErasure.rewrite(Array(place.utf8), customer, removesLine: true))
    #expect(coarse["technician"].string == "7" && coarse["customer"].string == "erased-y")
    #expect(coarse["polyline"].string == "" && coarse["lat"].double != 24.7213579)
  }
}
