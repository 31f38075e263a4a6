// Keys whose tokens are checked on other threads than the loops.

import Access
import Bedrock
import Foundation
import Testing
import Transport

/// A pair for RS256 or ES256; its `kid` is the name of the algorithm.
struct KeyPair {
  let algorithm: AccessKey.Algorithm
  private let pair: SignatureKey

  static let both = [KeyPair(.rs256), KeyPair(.es256)]

  init(_ algorithm: AccessKey.Algorithm) {
    self.algorithm = algorithm
    pair = SignatureKey.generate(algorithm == .rs256 ? .rs256 : .es256)
  }

  /// Adds keys behind those of a key file, which stays private.
  static func add(_ pairs: [KeyPair], toFile path: String) throws {
    guard !pairs.isEmpty else { return }
    let old = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: path)))
    var document = try #require(old as? [String: [[String: Any]]])
    for pair in pairs {
      document["keys"]?.append([
        "kid": pair.algorithm.rawValue, "alg": pair.algorithm.rawValue,
        "privateKey": try #require(pair.pair.privatePEM),
      ])
    }
    try JSONSerialization.data(withJSONObject: document).write(to: URL(filePath: path))
  }
}

extension TestServer {
  /// A token signed by the pair of that algorithm. `number` makes it another one.
  func token(
    _ algorithm: AccessKey.Algorithm, _ role: Role, subject: String = "service-1", number: Int64 = 0
  ) throws -> String {
    let key = try #require(keys.key(algorithm.rawValue))
    return try TokenMint.mint(
      Tokens.claims {
        $0.role = role
        $0.subject = ClientID(trusted: subject)
        $0.expires = $0.expires.advanced(byMilliseconds: number * 1000)
      }, with: key)
  }
}
