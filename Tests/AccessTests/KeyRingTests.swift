// Files of keys: what is taken, what is refused, and that nothing leaks.

import Bedrock
import Foundation
import Testing
import Transport

@testable import Access

@Suite("Key rings")
struct KeyRingTests {
  @Test func aNewFileIsPrivateAndUsable() throws {
    try Sample.withDirectory { directory in
      let path = directory + "/keys.json"
      let made = try KeyRing.create(file: path, kid: ClientID(trusted: "main"))
      let attributes = try FileManager.default.attributesOfItem(atPath: path)
      #expect(attributes[.posixPermissions] as? Int == 0o600)
      let read = try KeyRing(file: path)
      #expect(read.keys.map(\.kid.text) == ["main"])
      let token = try TokenMint.mint(Sample.claims(), with: made.keys[0])
      #expect(refusal(token, Sample.verifier(read)) == nil)
    }
  }

  @Test func anExistingFileIsLeftAlone() throws {
    try Sample.withDirectory { directory in
      let path = directory + "/keys.json"
      try "mine".write(toFile: path, atomically: true, encoding: .utf8)
      #expect(
        ringFault { try KeyRing.create(file: path, kid: ClientID(trusted: "k")) } == .exists(path: path))
      #expect(try String(contentsOfFile: path, encoding: .utf8) == "mine")
    }
  }

  @Test func twoNewFilesHaveDifferentSecrets() throws {
    let token = try TokenMint.mint(Sample.claims(), with: KeyRing.ephemeral().keys[0])
    #expect(refusal(token, Sample.verifier(KeyRing.ephemeral())) == .badSignature)
  }

  @Test(arguments: [0o640, 0o604, 0o660, 0o601])
  func secretsThatOthersMayReadAreRefused(_ mode: Int) throws {
    try Sample.withDirectory { directory in
      let path = directory + "/keys.json"
      _ = try KeyRing.create(file: path, kid: ClientID(trusted: "k"))
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
      let fault = try #require(ringFault { try KeyRing(file: path) })
      #expect(fault == .readableByOthers(path: path))
      #expect("\(fault)".contains("chmod 600 \(path)"))
    }
  }

  @Test func publicKeysMayBeReadByAll() throws {
    try Sample.withDirectory { directory in
      let pair = SignatureKey.generate(.es256)
      func write(_ field: String, _ pem: String?) throws -> String {
        let path = directory + "/\(field).json"
        let json = try Sample.json(["keys": [["kid": "k", "alg": "ES256", field: try #require(pem)]]])
        try Data(json).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        return path
      }
      let open = try write("publicKey", pair.publicPEM)
      #expect(ringFault { try KeyRing(file: open) } == nil)
      let secret = try write("privateKey", pair.privatePEM)
      #expect(ringFault { try KeyRing(file: secret) } == .readableByOthers(path: secret))
    }
  }

  @Test func whatIsNoFileIsRefused() throws {
    try Sample.withDirectory { directory in
      for path in [directory, directory + "/absent.json"] {
        guard case .unreadable(path, _) = ringFault({ try KeyRing(file: path) }) else {
          Issue.record("read \(path)")
          continue
        }
      }
    }
  }

  /// Each fault of a file with the field and the code that name it.
  static let faults: [(entry: String, field: String, code: FieldError.Code)] = [
    (#"{"alg":"HS256","secret":"\#(long)"}"#, "keys[0].kid", .missing),
    (#"{"kid":"a b","alg":"HS256","secret":"\#(long)"}"#, "keys[0].kid", .badFormat),
    (#"{"kid":7,"alg":"HS256","secret":"\#(long)"}"#, "keys[0].kid", .wrongType),
    (#"{"kid":"k","secret":"\#(long)"}"#, "keys[0].alg", .missing),
    (#"{"kid":"k","alg":"none","secret":"\#(long)"}"#, "keys[0].alg", .notAllowed),
    (#"{"kid":"k","alg":"HS256"}"#, "keys[0].secret", .missing),
    (#"{"kid":"k","alg":"HS256","secret":"\#(short)"}"#, "keys[0].secret", .badLength),
    (#"{"kid":"k","alg":"HS256","secret":"a+b/"}"#, "keys[0].secret", .badFormat),
    (#"{"kid":"k","alg":"HS256","secret":"\#(long)","publicKey":"x"}"#, "keys[0].publicKey", .conflict),
    (#"{"kid":"k","alg":"RS256","secret":"\#(long)"}"#, "keys[0].secret", .conflict),
    (#"{"kid":"k","alg":"RS256"}"#, "keys[0].publicKey", .missing),
    (#"{"kid":"k","alg":"ES256","publicKey":"not PEM"}"#, "keys[0].publicKey", .badFormat),
    (#"{"kid":"k","alg":"HS256","secret":"\#(long)","use":"sig"}"#, "keys[0]", .unknownField),
    (#"{"kid":"k","alg":"HS256","secret":"\#(long)","tenants":[]}"#, "keys[0].tenants", .badLength),
    (#"{"kid":"k","alg":"HS256","secret":"\#(long)","tenants":["a/b"]}"#, "keys[0].tenants[0]", .badFormat),
    (#"{"kid":"k","alg":"HS256","secret":"\#(long)","roles":["root"]}"#, "keys[0].roles[0]", .notAllowed),
    (#""k""#, "keys[0]", .wrongType),
    (
      #"{"kid":"k","alg":"HS256","secret":"\#(long)"},{"kid":"k","alg":"HS256","secret":"\#(long)"}"#,
      "keys[1].kid", .conflict
    ),
  ]
  private static let long = String(repeating: "A", count: 43)
  private static let short = String(repeating: "A", count: 42).dropLast(2)

  @Test(arguments: faults.indices)
  func faultsNameTheirField(_ index: Int) throws {
    let (entry, field, code) = Self.faults[index]
    let fault = ringFault { try KeyRing(json: Array("{\"keys\":[\(entry)]}".utf8)) }
    guard case .field(let error) = fault else {
      Issue.record("\(entry): \(String(describing: fault))")
      return
    }
    #expect(error.field == field && error.code == code, "\(entry): \(error)")
    #expect(!"\(error)".contains(Self.long))
  }

  @Test(arguments: [
    ("", "keys", FieldError.Code.malformed), ("[]", "keys", .malformed), ("{}", "keys", .missing),
    ("{\"keys\":[]}", "keys", .missing), ("{\"keys\":7}", "keys", .wrongType),
    ("{\"keys\":[],\"more\":1}", "file", .unknownField),
  ])
  func filesOfAnotherShapeAreRefused(_ text: String, _ field: String, _ code: FieldError.Code) {
    guard case .field(let error) = ringFault({ try KeyRing(json: Array(text.utf8)) }) else {
      Issue.record("took \(text)")
      return
    }
    #expect(error.field == field && error.code == code, "\(error)")
  }

  @Test func aKeyOfAnotherKindIsRefused() throws {
    let pem = SignatureKey.generate(.es256).publicPEM
    let fault = ringFault { try Sample.ring([["kid": "k", "alg": "RS256", "publicKey": pem]]) }
    guard case .field(let error) = fault else {
      Issue.record("took a curve for RSA")
      return
    }
    #expect(error.field == "keys[0].publicKey" && error.code == .notAllowed)
  }

  @Test func descriptionsHoldNoSecrets() throws {
    let secret = Sample.secret(32)
    let ring = try Sample.ring([Sample.entry(kid: "main", secret: secret)])
    var dumped = ""
    dump(ring, to: &dumped)
    let raw = try #require(Base64.decodeURL(secret))
    for text in [
      "\(ring)", String(reflecting: ring), "\(ring.keys[0])", String(reflecting: ring.keys), dumped,
    ] {
      #expect(text.contains("main"))
      #expect(!text.contains(secret))
      #expect(!text.contains("\(raw[0]), \(raw[1]), \(raw[2])"))
      #expect(!text.contains("secret"))
    }
  }
}
