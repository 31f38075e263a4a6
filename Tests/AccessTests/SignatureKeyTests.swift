// Pairs of keys, below the level of tokens.

import Bedrock
import Foundation
import Testing
import Transport

@Suite("Signature keys")
struct SignatureKeyTests {
  private static let algorithms: [SignatureKey.Algorithm] = [.rs256, .es256]
  private let message = Array("fix".utf8)

  @Test(arguments: algorithms)
  func textAndBackIsTheSameKey(_ algorithm: SignatureKey.Algorithm) throws {
    let key = SignatureKey.generate(algorithm)
    let pem = try #require(key.privatePEM)
    let copy = try SignatureKey(privatePEM: pem, algorithm: algorithm)
    let reader = try SignatureKey(publicPEM: copy.publicPEM, algorithm: algorithm)
    #expect(copy.canSign && !reader.canSign && reader.privatePEM == nil)
    let signature = try #require(copy.sign(message))
    #expect(reader.verify(signature, of: message))
    #expect(reader.sign(message) == nil)
  }

  @Test(arguments: algorithms)
  func aChangedSignatureIsRefused(_ algorithm: SignatureKey.Algorithm) throws {
    let key = SignatureKey.generate(algorithm)
    let signature = try #require(key.sign(message))
    #expect(signature.count == (algorithm == .es256 ? 64 : 256))
    for index in signature.indices {
      var changed = signature
      changed[index] ^= 1
      #expect(!key.verify(changed, of: message))
    }
    let zeros = [UInt8](repeating: 0, count: signature.count)
    for bad: [UInt8] in [[], [0], Array(signature.dropLast()), signature + [0], zeros] {
      #expect(!key.verify(bad, of: message))
    }
    #expect(!key.verify(signature, of: message + [0]))
    #expect(!key.verify(signature, of: []))
  }

  @Test func manySignaturesOfACurveHaveTheirFixedLength() throws {
    // r or s begins with a zero byte once in 128 signatures; the fixed form must keep it.
    let key = SignatureKey.generate(.es256)
    for index in 0..<600 {
      let message = Array("\(index)".utf8)
      let signature = try #require(key.sign(message))
      #expect(signature.count == 64)
      #expect(key.verify(signature, of: message))
    }
  }

  @Test func theExampleOfTheStandardVerifies() throws {
    // RFC 7515, appendix A.3: the public key as a SubjectPublicKeyInfo, the signing input and the signature.
    let x = try #require(Base64.decodeURL("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"))
    let y = try #require(Base64.decodeURL("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"))
    let head = try #require(HexText.decode("3059301306072a8648ce3d020106082a8648ce3d03010703420004"))
    let pem =
      "-----BEGIN PUBLIC KEY-----\n\(Base64.encode(head + x + y))\n-----END PUBLIC KEY-----\n"
    let key = try SignatureKey(publicPEM: pem, algorithm: .es256)
    let input =
      "eyJhbGciOiJFUzI1NiJ9."
      + "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
    let signature = try #require(
      Base64.decodeURL(
        "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"))
    #expect(key.verify(signature, of: Array(input.utf8)))
  }

  @Test func keysOfTheWrongKindOrSizeAreRefused() throws {
    let curve = SignatureKey.generate(.es256).publicPEM
    #expect(throws: SignatureKey.Fault.wrongKind) {
      try SignatureKey(publicPEM: curve, algorithm: .rs256)
    }
    #expect(throws: SignatureKey.Fault.unreadable) {
      try SignatureKey(privatePEM: curve, algorithm: .es256)
    }
    #expect(throws: SignatureKey.Fault.unreadable) {
      try SignatureKey(publicPEM: "", algorithm: .es256)
    }
  }

  @Test func keysOfTheWrongSizeAreRefused() {
    #expect(throws: SignatureKey.Fault.wrongSize) {
      try SignatureKey(publicPEM: ForeignKeys.rsa1024, algorithm: .rs256)
    }
    #expect(throws: SignatureKey.Fault.wrongSize) {
      try SignatureKey(publicPEM: ForeignKeys.p384, algorithm: .es256)
    }
  }

  @Test func aPasswordIsNotAskedFor() {
    #expect(throws: SignatureKey.Fault.unreadable) {
      try SignatureKey(privatePEM: ForeignKeys.encryptedP256, algorithm: .es256)
    }
  }
}

/// Keys that must be refused, made for these tests with the `openssl` program and used nowhere else.
private enum ForeignKeys {
  static let rsa1024 = """
    -----BEGIN PUBLIC KEY-----
    MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQCmhoevrNp1TqsYkG8IS9WkYw5Q
    iAs4ucOAb5FohTKWGCMl6CQrLMoWP37jtdCZHjqg2MFvx+M7/NrOhvr0uMT2NLeJ
    U669xijj3CyfLeu49Q9Eyw51jMhC+GUcnMsCJu29BcCk27GHcfG/DYazMOzZEsNE
    HNIr/d3zOy39ENB5/QIDAQAB
    -----END PUBLIC KEY-----
    """
  static let p384 = """
    -----BEGIN PUBLIC KEY-----
    MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEPTv5Y8rVi8Zqj26wMg5qm9LYIu4lqfFp
    vbu/g+UvBSUQdX1szER5fE/2KK6LVvDhBTV/WU5qFrnjmO6XX8qXBzhYJdB/G9PD
    mJO60SOYZdSIHBag7iufZM2gRoxgqHuC
    -----END PUBLIC KEY-----
    """
  /// Its password is `x`.
  static let encryptedP256 = """
    -----BEGIN ENCRYPTED PRIVATE KEY-----
    MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAg02rwW6LMCrAICA+gw
    DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEMA1y19bImAusgGj8Co4L7MEgZAD
    xFNNMJwMExLSSdrtOnZ0vWaykh9gf4f1/vvSCo1KU2xddFOtzq19avaDat+JzkCT
    PTMfk1rxhOlG+1TqJg62soovWAfwmDLVx6XutHytKNJ0ruWr3L2D5cmkUTYZQLGZ
    Hae3stz5T3QAmyxWeOiTFIru3Snb3PJYKlR7R0K2wUJuWpE8Qh09ISv0ttMEdnM=
    -----END ENCRYPTED PRIVATE KEY-----
    """
}
