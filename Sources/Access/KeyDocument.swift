// The JSON of a key file, field by field.

internal import Bedrock
internal import Foundation
internal import Transport

/// A name of a field, known or not.
private struct FieldName: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }
  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}

extension KeyedDecodingContainer<FieldName> {
  /// Throws for the first field, by name, that is not among `known`.
  fileprivate func refuseUnknown(besides known: [String], path: String) throws(FieldError) {
    let unknown = allKeys.map(\.stringValue).filter { !known.contains($0) }.min()
    guard let unknown else { return }
    // The name comes from the file and could be a secret in the wrong place, so only its length is repeated.
    throw FieldError(
      field: path, code: .unknownField,
      message:
        "has an unknown field of \(unknown.utf8.count) characters; known are \(known.joined(separator: ", "))"
    )
  }

  fileprivate func optional<Value: Decodable>(
    _ name: String, as type: Value.Type, path: String
  ) throws(FieldError) -> Value? {
    let key = FieldName(stringValue: name)
    guard contains(key) else { return nil }
    guard let value = try? decode(type, forKey: key) else {
      throw FieldError(field: path, code: .wrongType, message: "has another type than this field takes")
    }
    return value
  }
}

/// The whole file.
struct KeyDocument: Decodable {
  let keys: [KeyEntry]

  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: FieldName.self)
    try fields.refuseUnknown(besides: ["keys"], path: "file")
    let key = FieldName(stringValue: "keys")
    guard fields.contains(key) else {
      throw FieldError(field: "keys", code: .missing, message: "is required")
    }
    guard var list = try? fields.nestedUnkeyedContainer(forKey: key) else {
      throw FieldError(field: "keys", code: .wrongType, message: "must be a list")
    }
    var keys: [KeyEntry] = []
    while !list.isAtEnd {
      let path = "keys[\(list.currentIndex)]"
      guard let entry = try? list.nestedContainer(keyedBy: FieldName.self) else {
        throw FieldError(field: path, code: .wrongType, message: "must be an object")
      }
      keys.append(try KeyEntry(entry, path: path))
    }
    self.keys = keys
  }
}

/// One entry of the file, with the right types and nothing else checked.
struct KeyEntry {
  private static let known = ["kid", "alg", "secret", "publicKey", "privateKey", "tenants", "roles"]

  private let kid: String?
  private let algorithm: String?
  private let secret: String?
  private let publicKey: String?
  private let privateKey: String?
  private let tenants: [String]?
  private let roles: [String]?

  fileprivate init(_ fields: KeyedDecodingContainer<FieldName>, path: String) throws(FieldError) {
    try fields.refuseUnknown(besides: Self.known, path: path)
    func text(_ name: String) throws(FieldError) -> String? {
      try fields.optional(name, as: String.self, path: "\(path).\(name)")
    }
    func texts(_ name: String) throws(FieldError) -> [String]? {
      try fields.optional(name, as: [String].self, path: "\(path).\(name)")
    }
    kid = try text("kid")
    algorithm = try text("alg")
    secret = try text("secret")
    publicKey = try text("publicKey")
    privateKey = try text("privateKey")
    tenants = try texts("tenants")
    roles = try texts("roles")
  }

  /// The key of the entry; faults name the field within the entry.
  func key() throws(FieldError) -> AccessKey {
    let kid = try ClientID(try Self.require(kid, "kid"), field: "kid")
    guard let algorithm = AccessKey.Algorithm(rawValue: try Self.require(algorithm, "alg")) else {
      throw FieldError(field: "alg", code: .notAllowed, message: "must be HS256, RS256 or ES256")
    }
    let material = try material(for: algorithm)
    return AccessKey(
      kid: kid, algorithm: algorithm, tenants: try tenantSet(), roles: try roleSet(), material: material)
  }

  private func material(for algorithm: AccessKey.Algorithm) throws(FieldError) -> AccessKey.Material {
    switch algorithm {
    case .hs256:
      try Self.refuse(publicKey, "publicKey", "belongs to RS256 and ES256")
      try Self.refuse(privateKey, "privateKey", "belongs to RS256 and ES256")
      return .secret(try Self.secret(Self.require(secret, "secret")))
    case .rs256: return .pair(try pair(.rs256))
    case .es256: return .pair(try pair(.es256))
    }
  }

  private static func secret(_ text: String) throws(FieldError) -> [UInt8] {
    guard let bytes = Base64.decodeURL(text) else {
      throw FieldError(field: "secret", code: .badFormat, message: "must be base64url without padding")
    }
    guard (AccessKey.secretBytesMin...AccessKey.secretBytesMax).contains(bytes.count) else {
      throw FieldError(
        field: "secret", code: .badLength,
        message: "must have \(AccessKey.secretBytesMin) to \(AccessKey.secretBytesMax) bytes")
    }
    return bytes
  }

  private func pair(_ algorithm: SignatureKey.Algorithm) throws(FieldError) -> SignatureKey {
    try Self.refuse(secret, "secret", "belongs to HS256")
    let field = privateKey == nil ? "publicKey" : "privateKey"
    do {
      if let privateKey {
        try Self.refuse(publicKey, "publicKey", "is part of the private key already")
        return try SignatureKey(privatePEM: privateKey, algorithm: algorithm)
      }
      return try SignatureKey(publicPEM: Self.require(publicKey, "publicKey"), algorithm: algorithm)
    } catch let error as FieldError {
      throw error
    } catch SignatureKey.Fault.wrongKind {
      throw FieldError(field: field, code: .notAllowed, message: "is another kind of key than alg says")
    } catch SignatureKey.Fault.wrongSize {
      throw FieldError(
        field: field, code: .outOfRange, message: "must be RSA with 2048 to 8192 bits, or on the curve P-256")
    } catch {
      throw FieldError(field: field, code: .badFormat, message: "must be a PEM block without a password")
    }
  }

  private func tenantSet() throws(FieldError) -> Set<ClientID>? {
    guard let tenants else { return nil }
    guard !tenants.isEmpty else {
      throw FieldError(field: "tenants", code: .badLength, message: "must name a tenant or be left out")
    }
    var set: Set<ClientID> = []
    for (index, text) in tenants.enumerated() {
      set.insert(try ClientID(text, field: "tenants[\(index)]"))
    }
    return set
  }

  private func roleSet() throws(FieldError) -> RoleSet {
    guard let roles else { return .everyone }
    guard !roles.isEmpty else {
      throw FieldError(field: "roles", code: .badLength, message: "must name a role or be left out")
    }
    var set: RoleSet = []
    for (index, text) in roles.enumerated() {
      guard let role = Role(rawValue: text) else {
        let names = Role.allCases.map(\.rawValue).joined(separator: ", ")
        throw FieldError(field: "roles[\(index)]", code: .notAllowed, message: "must be one of \(names)")
      }
      set.insert(RoleSet(role))
    }
    return set
  }

  private static func require(_ value: String?, _ field: String) throws(FieldError) -> String {
    guard let value else { throw FieldError(field: field, code: .missing, message: "is required") }
    return value
  }

  private static func refuse(_ value: String?, _ field: String, _ message: Phrase) throws(FieldError) {
    guard value == nil else { throw FieldError(field: field, code: .conflict, message: message) }
  }
}
