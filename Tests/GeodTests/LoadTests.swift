// Many at once: tenants on different loops, hundreds of phones, requests from every side.

import Foundation
import Testing
import Transport

@Suite("Many at once")
struct LoadTests {
  /// Runs work on threads of its own and collects what went wrong.
  static func concurrently(_ count: Int, _ work: @escaping @Sendable (Int) throws -> Void) -> [String] {
    let faults = Lock<[String]>([])
    let left = DispatchGroup()
    for index in 0..<count {
      left.enter()
      let thread = Thread {
        do {
          try work(index)
        } catch {
          faults.withLock { $0.append("\(index): \(error)") }
        }
        left.leave()
      }
      thread.start()
    }
    let isOver = left.wait(timeout: .now() + 2 * Poll.patienceSeconds) == .success
    return faults.withLock { $0 } + (isOver ? [] : ["not all have come to an end"])
  }

  @Test("300 phones of four tenants, whichever loop they land on", arguments: [1, 3])
  func phones(loops: Int) throws {
    let tenants = ["alpha", "beta", "gamma", "delta"]
    try TestServer.with(FixLifeTests.trace + ["--rate-fixes", "0"], tenants: tenants, loops: loops) {
      server in
      let perTenant = 75
      for tenant in tenants { try server.addTechnicians((0..<perTenant).map { "t\($0)" }, to: tenant) }
      let viewers = try tenants.map { try Viewer(server, $0) }
      for viewer in viewers { _ = try viewer.watch("map:46,24,47,26") }
      nonisolated(unsafe) let shared = server
      let faults = Self.concurrently(12) { worker in
        let tenant = tenants[worker % 4]
        for number in stride(from: worker / 4, to: perTenant, by: 3) {
          let phone = try Phone(shared, tenant, "t\(number)")
          for batch in 0..<4 {
            let fixes = (1...5).map {
              FixLifeTests.fix(batch * 5 + $0, latitude: 24.7 + Double(number) * 1e-3)
            }
            let refused = try phone.report(fixes)
            guard refused.isEmpty else { throw TestFailure("\(refused)") }
          }
          let seen = try shared.data(
            "GET", "/v1/technicians/t\(number)", token: shared.token(tenant, .service))
          guard seen["position"]["t"].int == Int(FixLifeTests.start) + 20_000 else {
            throw TestFailure("\(seen)")
          }
          if number % 5 == 0 { _ = phone.socket.close() }
        }
      }
      #expect(faults == [])
      let all = Double(tenants.count * perTenant * 20)
      #expect(try Poll.until { try server.metrics()["geod_fixes_total{verdict=\"accepted\"}"] == all })
      #expect(try server.metrics()["geod_positions"] == Double(tenants.count * perTenant))
      for viewer in viewers {
        // The last that a viewer has been told of everybody is the last position, whatever it was not told.
        var last: [String: Int] = [:]
        while last.count < perTenant
          || last.values.contains(where: { $0 != Int(FixLifeTests.start) + 20_000 })
        {
          for item in try viewer.next("pos")["items"].array {
            if let id = item["id"].string { last[id] = item["t"].int }
          }
        }
      }
      if loops > 1 {
        let seats = try server.logLines().filter { $0["message"].string == "tenant seated" }
        #expect(Set(seats.compactMap { $0["loop"].int }).count == loops, "tenants live on all loops")
      }
    }
  }

  @Test("a tenant that is added while the server runs is served at once, to a crowd that all ask first")
  func newTenant() throws {
    try TestServer.with(["--rate-per-address", "0"], tenants: ["alpha"], loops: 3) { server in
      let before = try server.ask("GET", "/v1/technicians", token: server.token("late", .service))
      #expect(before.status == 403)
      for round in 0..<5 {
        let tenant = "late\(round)"
        try TestServer.addTenant(tenant, in: server.folder)
        nonisolated(unsafe) let shared = server
        let faults = Self.concurrently(16) { worker in
          if worker % 2 == 0 {
            _ = try shared.data(
              "PUT", "/v1/technicians/t\(worker)", token: shared.token(tenant, .service), body: "{}")
            let phone = try Phone(shared, tenant, "t\(worker)")
            let now = Int64(Date().timeIntervalSince1970 * 1000)
            try phone.report(TestFix(sequence: 1, time: now, latitude: 24.7, longitude: 46.7))
          } else {
            _ = try Viewer(shared, tenant).watch("map:46,24,47,25")
            _ = try shared.data(
              "GET", "/v1/technicians:nearby?lat=24&lon=46", token: shared.token(tenant, .service))
          }
        }
        #expect(faults == [], "round \(round)")
        let list = try server.data("GET", "/v1/technicians", token: server.token(tenant, .service))
        #expect(list["items"].array.count == 8)
      }
    }
  }

  @Test("answers come in the order of their requests, also from different loops", arguments: [1, 3])
  func pipelining(loops: Int) throws {
    try TestServer.with(FixLifeTests.trace, loops: loops) { server in
      for tenant in ["alpha", "beta"] { try server.addTechnicians(["of-\(tenant)"], to: tenant) }
      let socket = try RawSocket(port: server.port)
      var expected: [String] = []
      var text = ""
      for index in 0..<12 {
        let tenant = index % 2 == 0 ? "alpha" : "beta"
        let id = "request-\(index)"
        expected.append(id)
        let (method, path) =
          index % 3 == 0 ? ("PUT", "/v1/technicians/p\(index)") : ("GET", "/v1/technicians/of-\(tenant)")
        text += "\(method) \(path) HTTP/1.1\r\nHost: x\r\nX-Request-Id: \(id)\r\n"
        text += "Authorization: Bearer \(try server.token(tenant, .service))\r\nContent-Length: "
        text += index % 3 == 0 ? "2\r\n\r\n{}" : "0\r\n\r\n"
      }
      try socket.send(text)
      let answers = try socket.read { $0.components(separatedBy: "HTTP/1.1 20").count > 12 }
      let order = answers.matches(of: /X-Request-Id: (request-\d+)/).map { String($0.output.1) }
      #expect(order == expected)
    }
  }
}
