// An authority that signs certificates for tests, made on the spot with the openssl program.

import Foundation
import TestPrograms
import Transport

/// A certificate authority in a folder of its own.
struct TestAuthority {
  /// Whether the program is here; for `.enabled(if:)`.
  static let isAvailable = (try? Command.run(["openssl", "version"])) != nil

  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try Self.request(
      ["-subj", "/CN=geod test authority"], file("authority", "key"), file("authority", "pem"))
  }

  /// What those trust who trust the authority.
  var certificate: String { file("authority", "pem") }

  /// A server's side of TLS with a certificate of this authority.
  /// - Parameter names: such as `IP:127.0.0.1` or `DNS:example.com`.
  func server(_ names: String) throws -> TLSServerContext {
    let name = UUID().uuidString
    let (key, certificate) = (file(name, "key"), file(name, "pem"))
    let signing = ["-CA", self.certificate, "-CAkey", file("authority", "key")]
    let content = ["-subj", "/CN=receiver", "-addext", "subjectAltName=\(names)"]
    try Self.request(signing + content + ["-addext", "basicConstraints=critical,CA:FALSE"], key, certificate)
    return try TLSServerContext(
      certificatePEM: Self.bytes(certificate), keyPEM: Self.bytes(key))
  }

  private func file(_ name: String, _ kind: String) -> String { folder.path("\(name).\(kind)") }

  private static func bytes(_ path: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(filePath: path)))
  }

  private static func request(_ content: [String], _ key: String, _ certificate: String) throws {
    let pair = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-noenc", "-keyout", key]
    try Command.run(
      ["openssl", "req", "-x509", "-days", "1", "-out", certificate] + pair + content)
  }
}

/// A receiver of webhooks behind TLS, which takes everything.
final class TLSReceiver: Sendable {
  private final class Handler: LoopHandler {
    typealias Mail = Never
    let bodies: Lock<[[UInt8]]>

    init(_ bodies: Lock<[[UInt8]]>) { self.bodies = bodies }

    func request(_ request: HTTPRequest, on connection: ConnectionID, _ loop: inout LoopControl) {
      bodies.withLock { $0.append(request.body) }
      loop.respond(to: request.token, HTTPResponse(status: 204, headers: [:], body: []))
    }

    func mail(_ mail: Never, _ loop: inout LoopControl) {}
  }

  private let group: LoopGroup<Handler>
  private let bodies = Lock<[[UInt8]]>([])

  init(_ identity: TLSServerContext) throws {
    guard let address = PeerAddress("127.0.0.1", port: 0) else { throw TestFailure("no loopback") }
    group = try LoopGroup(LoopGroupConfiguration(listen: [address], tls: identity)) { [bodies] _ in
      Handler(bodies)
    }
  }

  /// The address of a path here.
  func url(_ path: String) -> String { "https://127.0.0.1:\(group.addresses[0].port)\(path)" }

  /// What was posted.
  var requests: [[UInt8]] { bodies.withLock { $0 } }

  /// How many callers have begun to shake hands, and how many of them have given up.
  var handshakes: (begun: UInt64, failed: UInt64) {
    let counters = group.counters()[0]
    return (counters.handshakesBegun, counters.handshakesFailed)
  }

  /// Takes no more.
  func stop() { group.stop() }
}
