// Certificates for servers of the tests, made on the spot.

import Foundation
import Testing
import Transport

/// A certificate for this machine that nobody else has signed, and its key.
struct ServerIdentity {
  let certificate: [UInt8]
  let key: [UInt8]

  init(validSeconds: ClosedRange<Int> = -3600...86_400) throws {
    let pair = SignatureKey.generate(.es256)
    let request = SelfSignedCertificate.Request(
      names: ["localhost", "127.0.0.1"], validSeconds: validSeconds)
    certificate = Array(SelfSignedCertificate.make(request, key: pair).utf8)
    key = Array(try #require(pair.privatePEM).utf8)
  }

  /// Who trusts this certificate and no other.
  func trust() throws -> TLSClientContext { try TLSClientContext(roots: .pem(certificate)) }

  /// Writes both files, over those that are there, and says how to use them.
  @discardableResult
  func install(in folder: TemporaryFolder, permissions: Int = 0o600) throws -> [String] {
    let (certificatePath, keyPath) = (folder.path("server.pem"), folder.path("server.key"))
    try Data(certificate).write(to: URL(filePath: certificatePath), options: .atomic)
    try Data(key).write(to: URL(filePath: keyPath), options: .atomic)
    try FileManager.default.setAttributes([.posixPermissions: permissions], ofItemAtPath: keyPath)
    return ["--tls-cert", certificatePath, "--tls-key", keyPath]
  }
}
