// A certificate for a server that is started here, made on the spot.

import FleetClient
import Foundation
import TestPrograms
import Transport

/// Certificate and key in a folder that goes away with this object.
final class LoadIdentity {
  private let folder: TemporaryFolder
  private let certificate: [UInt8]

  init() throws {
    let key = SignatureKey.generate(.es256)
    guard let secret = key.privatePEM else { preconditionFailure("a fresh key is whole") }
    folder = try TemporaryFolder()
    certificate = Array(SelfSignedCertificate.make(.init(names: ["127.0.0.1"]), key: key).utf8)
    for (name, content) in [("server.pem", certificate), ("server.key", Array(secret.utf8))] {
      let path = folder.path(name)
      guard
        FileManager.default.createFile(
          atPath: path, contents: Data(content), attributes: [.posixPermissions: 0o600])
      else { throw FleetError.file("\(path) cannot be written") }
    }
  }

  /// The options of the server.
  var arguments: [String] {
    ["--tls-cert", folder.path("server.pem"), "--tls-key", folder.path("server.key")]
  }

  /// For clients that look at the name, and all of which are one to a ticket.
  func security() throws -> ServerSecurity {
    ServerSecurity(trust: try TLSClientContext(roots: .pem(certificate)), serverName: "127.0.0.1")
  }

  /// For clients that each say a name of their own, and so have a ticket of their own, as devices do.
  func trustOfMany(_ count: Int) throws -> TLSClientContext {
    try TLSClientContext(roots: .pem(certificate), verifiesName: false, ticketsMax: count)
  }
}
