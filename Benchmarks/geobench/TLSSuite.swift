// What TLS costs: handshakes and small messages between two loops of one process, beside the same without TLS.

import Bedrock
import Transport

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension Suite {
  static let tls = Suite(
    name: "tls",
    summary: "handshakes and echoed messages over loopback, both sides together, with TLS and without"
  ) { options, report in
    do {
      return try TLSBench(options).run(&report)
    } catch {
      report.note("\(error)")
      return false
    }
  }
}

private struct TLSBench {
  let options: BenchmarkOptions

  init(_ options: BenchmarkOptions) { self.options = options }

  func run(_ report: inout BenchmarkReport) throws -> Bool {
    report.note("tls, one loop and one blocking client on loopback; processor time of both together")
    let plain = try EchoServer.start(port: 0)
    defer { plain.stop() }
    var isRight = true
    let connect = try measure { try self.connect(plain, nil, &isRight) }
    report.row("connect_plain", connect / 1000, "us")
    report.row("echo_plain", try echo(plain, nil, &isRight) / 1000, "us")
    for (name, algorithm) in [("p256", SignatureKey.Algorithm.es256), ("rsa2048", .rs256)] {
      let key = SignatureKey.generate(algorithm)
      let certificate = SelfSignedCertificate.make(.init(names: ["127.0.0.1"]), key: key)
      let secured = try EchoServer.start(
        port: 0,
        tls: TLSServerContext(
          certificatePEM: Array(certificate.utf8), keyPEM: Array((key.privatePEM ?? "").utf8)))
      defer { secured.stop() }
      let roots = TLSClientContext.Roots.pem(Array(certificate.utf8))
      // Who does not look at the name keeps no ticket by it.
      let forgetful = try TLSClientContext(roots: roots, verifiesName: false)
      let whole = try measure { try self.connect(secured, forgetful, &isRight) }
      report.row("handshake_\(name)", whole / 1000, "us")
      guard algorithm == .es256 else { continue }
      let known = try TLSClientContext(roots: roots)
      let resumed = try measure { try self.connect(secured, known, &isRight) }
      report.row("handshake_resumed", resumed / 1000, "us")
      report.row("echo_tls", try echo(secured, known, &isRight) / 1000, "us")
    }
    report.row("answers_wrong", isRight ? 0 : 1, "answers")
    return isRight
  }

  /// One connection with one request.
  private func connect(
    _ group: LoopGroup<EchoServer>, _ tls: TLSClientContext?, _ isRight: inout Bool
  ) throws {
    let client = HTTPClient(host: "127.0.0.1", port: group.addresses[0].port, tls: tls)
    // What is no WebSocket is answered that it should be one.
    if try client.get("/").status != 426 { isRight = false }
    client.close()
  }

  /// One message there and back.
  private func echo(
    _ group: LoopGroup<EchoServer>, _ tls: TLSClientContext?, _ isRight: inout Bool
  ) throws -> Double {
    let client = try WebSocketClient(host: "127.0.0.1", port: group.addresses[0].port, path: "/", tls: tls)
    defer { _ = client.close() }
    let text = String(repeating: "x", count: 120)
    return try measure {
      try client.send(text: text)
      if try client.receive() != .text(text) { isRight = false }
    }
  }

  /// The median of five runs, in nanoseconds of processor time per call, of all threads together: the server and the
  /// client share the work, and what else the machine does shall not count.
  private func measure(_ body: () throws -> Void) throws -> Double {
    try body()
    var runs: [Double] = []
    for _ in 0..<5 {
      let start = clock()
      var calls = 0.0
      var seconds = 0.0
      repeat {
        try body()
        calls += 1
        seconds = Double(clock() - start) / Double(CLOCKS_PER_SEC)
      } while seconds < options.secondsPerRow / 5
      runs.append(seconds / calls * 1e9)
    }
    return runs.sorted()[2]
  }
}
