// How a receiver knows that a message comes from geod, and is not an old one.

internal import Bedrock
internal import Transport

/// The signature of a message: HMAC-SHA-256 (RFC 2104, FIPS 180-4) over the time of sending, a full stop and the body.
public enum WebhookSignature {
  /// The value of the header `Geod-Signature`: `t=SECONDS,v1=HEX`, with one `v1` for each secret, so that a receiver may
  /// take its time to change over to a new one.
  /// - Parameters:
  ///   - secrets: at least one; the current one first.
  ///   - unixSeconds: when the message is sent. Receivers refuse messages that are too old, and so stop repetitions
  ///     by others.
  public static func header(_ body: [UInt8], secrets: [[UInt8]], unixSeconds: Int64) -> String {
    precondition(!secrets.isEmpty, "a message without a signature")
    let signed = Array("\(unixSeconds).".utf8) + body
    let codes = secrets.map { ",v1=" + HexText.encode(Digest.hmacSHA256(key: $0, signed)) }
    return "t=\(unixSeconds)" + codes.joined()
  }
}

/// The secret that an endpoint's messages are signed with.
public enum WebhookSecret {
  /// How many characters a secret has.
  public static let length = 49

  /// A new one: `whsec_` and 32 random bytes in Base64 for addresses (RFC 4648 section 5). The whole text is the key,
  /// so that nobody has to decode anything to check a signature.
  public static func make() -> String { "whsec_" + Base64.encodeURL(SecureRandom.bytes(32)) }
}
