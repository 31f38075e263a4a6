// Certificates and keys: what is taken, what is refused and how it is called.

import Foundation
import TestPrograms
import Testing

@testable import Transport

@Suite struct TLSContextTests {
  @Test func saysWhatIsWrong() throws {
    let one = try TestIdentity()
    let other = try TestIdentity()
    let nothing = Array("nothing of use".utf8)
    func fault(_ certificate: [UInt8], _ key: [UInt8]) -> TLSFault? {
      #expect(throws: TLSFault.self) { try TLSServerContext(certificatePEM: certificate, keyPEM: key) }
    }
    #expect(fault(one.certificate, other.key) == .keyMismatch)
    #expect(fault(nothing, one.key) == .badCertificate)
    #expect(fault([], one.key) == .badCertificate)
    #expect(fault(one.certificate, nothing) == .badKey)
    #expect(fault(one.certificate, one.certificate) == .badKey)
    #expect(fault(Array(one.certificate.dropLast(80)), one.key) == .badCertificate)
    #expect(throws: TLSFault.badRoots) { try TLSClientContext(roots: .pem(nothing)) }
    let missing = TLSFault.unreadable(SystemError(operation: "read /no/such/file", number: 2))
    #expect(throws: missing) { try TLSClientContext(roots: .file("/no/such/file")) }
    #expect(throws: missing) { try TLSServerContext(certificatePath: "/no/such/file", keyPath: "") }
    let folder = TLSFault.unreadable(SystemError(operation: "read /", number: 21))
    #expect(throws: folder) { try TLSServerContext(certificatePath: "/", keyPath: "") }
    #expect("\(missing)" == "read /no/such/file: No such file or directory")
  }

  @Test func takesOneFileForBoth() throws {
    let identity = try TestIdentity(algorithm: .rs256)
    let folder = try TemporaryFolder()
    let path = folder.url.appending(path: "both.pem")
    try Data(identity.certificate + identity.key).write(to: path)
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path.path)
    #expect(throws: TLSFault.readableByOthers) {
      try TLSServerContext(certificatePath: path.path, keyPath: path.path)
    }
    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path.path)
    let context = try TLSServerContext(certificatePath: path.path, keyPath: path.path)
    #expect(context.warning == nil)
    let server = try TestServer(tls: context)
    let trust = try TLSClientContext(roots: .file(path.path))
    #expect(try server.http(trust).get("/x").text == "GET /x")
  }

  @Test func warnsOfTimes() throws {
    let now = SystemClock.unixSeconds()
    let expired = try TestIdentity(validSeconds: -7200 ... -3600).server()
    #expect(abs(expired.expiresAtUnixSeconds - (now - 3600)) < 60)
    #expect(expired.warning == .expired(unixSeconds: expired.expiresAtUnixSeconds))
    let early = try TestIdentity(validSeconds: 3600...7200).server()
    guard case .notYetValid(let seconds) = early.warning else {
      return #expect(Bool(false), "\(String(describing: early.warning))")
    }
    #expect(abs(seconds - (now + 3600)) < 60)
    #expect(try TestIdentity().server().warning == nil)
  }

  @Test func refusesAWrongServer() throws {
    let elsewhere = try TestIdentity(names: ["elsewhere.example", "192.0.2.1"])
    let server = try TestServer(tls: try elsewhere.server())
    #expect(throws: ClientError.tls(.wrongName)) { try server.http(elsewhere.client()).get("/") }
    #expect(throws: ClientError.tls(.wrongName)) {
      try server.http(elsewhere.client(), host: "localhost").get("/")
    }
    let stranger = try TestIdentity()
    let error = #expect(throws: ClientError.self) { try server.http(stranger.client()).get("/") }
    guard case .tls(.untrusted) = error else { return #expect(Bool(false), "\(String(describing: error))") }
    #expect(throws: ClientError.self) { try server.http(TLSClientContext()).get("/") }
    #expect(eventually { server.counters.handshakesFailed == 4 && server.counters.connections == 0 })
    let anyName = try elsewhere.client(verifiesName: false)
    #expect(try server.http(anyName).get("/a").text == "GET /a")
    // A ticket that comes alone is neither data nor an end, also where there is no name to keep it by.
    let now = SystemClock.monotonicMilliseconds()
    let silent = try BlockingSocket(
      host: "127.0.0.1", port: server.port, tls: anyName, deadline: now + 10_000)
    var bytes: [UInt8] = []
    #expect(throws: ClientError.timeout) { try silent.read(into: &bytes, deadline: now + 300) }
  }

  @Test func refusesAnExpiredServer() throws {
    let expired = try TestIdentity(validSeconds: -7200 ... -3600)
    let server = try TestServer(tls: try expired.server())
    #expect(throws: ClientError.tls(.untrusted("certificate has expired"))) {
      try server.http(expired.client()).get("/")
    }
  }

  @Test func speaksOneProtocol() throws {
    let identity = try TestIdentity()
    let server = try TestServer(tls: try identity.server())
    let modern = try identity.client()
    modern.offer(["h2"])
    // no_application_protocol, RFC 7301 section 3.2.
    #expect(throws: ClientError.tls(.refused(alert: 120))) { try server.http(modern).get("/") }
    let both = try identity.client()
    both.offer(["h2", "http/1.1"])
    #expect(try server.http(both).get("/b").text == "GET /b")
  }

  @Test func findsNoCommonVersion() throws {
    let identity = try TestIdentity()
    let server = try TestServer(tls: try identity.server(.tls13 ... .tls13))
    // protocol_version, RFC 8446 section 6.2.
    #expect(throws: ClientError.tls(.refused(alert: 70))) {
      try server.http(identity.client(.tls12 ... .tls12)).get("/")
    }
    #expect(eventually { server.counters.handshakesFailed == 1 && server.counters.handshakesNotTLS == 0 })
  }
}
