// The daemon over TLS: requests, phones, new certificates, and files that cannot be used.

import Foundation
import TestSupport
import Testing
import Transport

@Suite("TLS")
struct TLSTests {
  @Test("requests, phones and viewers over TLS; a phone moves to its tenant's loop; all of it is counted")
  func servesBothProtocols() throws {
    try TestServer.with(FixLifeTests.trace, loops: 2, identity: ServerIdentity()) { server in
      try server.addTechnicians(["t1"], to: "alpha")
      try server.addTechnicians(["t1"], to: "beta")
      for tenant in ["alpha", "beta"] {
        try server.moveClock(to: FixLifeTests.start + 200_000)
        let viewer = try Viewer(server, tenant)
        _ = try viewer.watch("technician:t1")
        let phone = try Phone(server, tenant, "t1")
        #expect(try phone.report((1...200).map { FixLifeTests.fix($0) }) == [])
        _ = try viewer.next("pos")
        let technician = try server.data(
          "GET", "/v1/technicians/t1", token: server.token(tenant, .service))
        #expect(technician["position"]["lat"].double != nil)
      }
      // The other loop's numbers may be a second old.
      #expect(
        try Poll.until {
          let numbers = try server.metrics()
          return try #require(numbers["geod_tls_handshakes_total"]) >= 8
            && #require(numbers["geod_tls_handshakes_resumed_total"]) > 0
            && numbers["geod_tls_handshakes_failed_total"] == 0
        })
      let listening = try #require(server.logLines().first { $0["message"].string == "listening" })
      #expect(listening["tls"].string == "on")
    }
  }

  @Test("SIGHUP takes a new certificate; open sockets stay; a broken file changes nothing")
  func reloads() throws {
    let old = try ServerIdentity()
    let new = try ServerIdentity()
    try TestServer.with(FixLifeTests.trace, identity: old) { server in
      try server.addTechnicians(["t1"], to: "alpha")
      let phone = try Phone(server, "alpha", "t1")
      try phone.report(FixLifeTests.fix(1))

      try new.install(in: server.folder)
      server.reload()
      #expect(Poll.until { server.log.contains("were read again") })
      try phone.report(FixLifeTests.fix(2))
      #expect(try server.client(trusting: new.trust()).get("/healthz").status == 200)
      #expect(throws: ClientError.self) { try server.client().get("/healthz") }

      for (path, content) in [("server.pem", "nothing of use"), ("server.key", "")] {
        try Data(content.utf8).write(to: URL(filePath: server.folder.path(path)))
        let before = server.log.count
        server.reload()
        #expect(Poll.until { server.log.dropFirst(before).contains("the old certificate stays in use") })
        #expect(server.log.dropFirst(before).contains("server."), "the fault names its file")
        #expect(try server.client(trusting: new.trust()).get("/healthz").status == 200)
        try new.install(in: server.folder)
      }
      try phone.report(FixLifeTests.fix(3))
    }
  }

  @Test("what cannot be used is refused at the start, with the file's name and what would be right")
  func refusesBadFiles() throws {
    let folder = try TemporaryFolder()
    let identity = try ServerIdentity()
    let certificate = folder.path("server.pem")
    let key = folder.path("server.key")
    func faultOf(_ files: [String], check: Bool = true) throws -> String {
      let result = try Program.run(
        ["serve", "--dev", "--listen", "127.0.0.1:0", "--data", folder.path("data")] + files
          + (check ? ["--check"] : []), in: folder.url)
      #expect(result.status != 0)
      return result.errors
    }
    let files = try identity.install(in: folder)
    #expect(try faultOf(Array(files.prefix(2))).contains("--tls-key"))
    #expect(try faultOf(Array(files.suffix(2))).contains("--tls-cert"))
    #expect(try faultOf(["--tls-cert", folder.path("absent"), "--tls-key", key]).contains("absent"))

    for file in [certificate, key] {
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
    }
    let swapped = try faultOf(["--tls-cert", key, "--tls-key", certificate])
    #expect(swapped.contains("--tls-cert \(key)") && swapped.contains("BEGIN CERTIFICATE"))
    let twice = try faultOf(["--tls-cert", certificate, "--tls-key", certificate])
    #expect(twice.contains("--tls-key \(certificate)"))
    try ServerIdentity().install(in: folder, permissions: 0o604)
    let open = try faultOf(files, check: false)
    #expect(open.contains("--tls-key \(key)") && open.contains("chmod 600"))
    try Data(identity.certificate).write(to: URL(filePath: certificate))
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: key)
    #expect(try faultOf(files, check: false).contains("does not belong"))
  }

  @Test("an expired certificate is said, and served: a server that does not start cannot be looked at")
  func warnsOfAnExpiredCertificate() throws {
    let expired = try ServerIdentity(validSeconds: -7200 ... -3600)
    try TestServer.with(identity: expired) { server in
      #expect(server.log.contains("the certificate has expired"))
      #expect(throws: ClientError.tls(.untrusted("certificate has expired"))) {
        try server.client().get("/healthz")
      }
    }
  }

  @Test("SIGTERM ends phones over TLS with 4503, and a plain request gets no answer")
  func drains() throws {
    try TestServer.with(FixLifeTests.trace, identity: ServerIdentity()) { server in
      try server.addTechnicians(["t1"], to: "alpha")
      let plain = try RawSocket(port: server.port)
      try plain.send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
      let sent = Date()
      // The connection is ended or reset, whichever the system says first.
      let answer = try? plain.read { _ in false }
      #expect(answer ?? "" == "" && Date().timeIntervalSince(sent) < 5)
      let phone = try Phone(server, "alpha", "t1")
      server.terminate()
      #expect(try phone.closeCode() == 4503)
    }
  }

  @Test("a trace is replayed to a server with TLS")
  func replaysOverTLS() throws {
    try TestServer.with(
      ["--clock", "trace", "--trace-start", "1211439600000"], identity: ServerIdentity()
    ) { server in
      let trace = server.folder.path("trace.csv")
      try Data(FleetReplayTests.trace.utf8).write(to: URL(filePath: trace))
      func replay(_ more: [String]) throws -> ProgramResult {
        try Program.run(
          [
            "replay", trace, "--json", "--url", "https://localhost:\(server.port)", "--tenant", "alpha",
            "--keys", server.folder.path("keys.json"),
          ] + more, in: server.folder.url)
      }
      #expect(try replay([]).status == 1, "a stranger's certificate")
      let result = try replay(["--ca", server.folder.path("server.pem")])
      #expect(result.status == 0, "\(result.errors)\(result.output)")
    }
  }
}
