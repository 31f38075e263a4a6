// From claims to the text of a token.

internal import Bedrock
internal import Foundation

/// Makes tokens, for development, for tests and for the programs of the fleet.
public enum TokenMint {
  /// Signs `claims` with `key`. The verifier's rules are not applied here: whoever tests refusals needs bad
  /// tokens. Times are cut to whole seconds.
  /// - Throws: `cannotSign` when the key has no private part.
  public static func mint(_ claims: Claims, with key: AccessKey) throws(KeyRingError) -> String {
    let message = Base64.encodeURL(header(of: key)) + "." + Base64.encodeURL(payload(of: claims))
    guard let signature = key.sign(Array(message.utf8)) else { throw .cannotSign(kid: key.kid.text) }
    return message + "." + Base64.encodeURL(signature)
  }

  private static func header(of key: AccessKey) -> [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    json.key("alg")
    json.string(key.algorithm.rawValue)
    json.key("kid")
    json.string(key.kid.text)
    json.key("typ")
    json.string("JWT" as StaticString)
    json.endObject()
    return json.finish()
  }

  private static func payload(of claims: Claims) -> [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    json.key("iss")
    json.string(claims.issuer)
    json.key("aud")
    json.string(claims.audience)
    json.key("tenant")
    json.string(claims.tenant.text)
    json.key("role")
    json.string(claims.role.rawValue)
    json.key("sub")
    json.string(claims.subject.text)
    if let booking = claims.booking {
      json.key("booking")
      json.string(booking)
    }
    json.key("iat")
    json.integer(claims.issuedAt.milliseconds / 1000)
    if let notBefore = claims.notBefore {
      json.key("nbf")
      json.integer(notBefore.milliseconds / 1000)
    }
    json.key("exp")
    json.integer(claims.expires.milliseconds / 1000)
    json.endObject()
    return json.finish()
  }
}
