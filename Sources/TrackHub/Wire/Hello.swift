// Who says hello, and with what proof.

public import Bedrock

/// The content of a `hello`.
public struct Hello: Sendable, Equatable {
  /// What proves who is there.
  public var proof: Proof
  /// Which of the technician's devices this is; sequence numbers are counted per device.
  public var device: ClientID
  /// The topics that the viewer watched before, with the last offset it has seen of each.
  public var resume: [TopicResume]

  /// What a client may come with. Never logged.
  public enum Proof: Sendable, Equatable {
    /// A JWT.
    case token(String)
    /// The key of a share.
    case share(ShareKey)
  }

  /// The device of a client that names none.
  public static let defaultDevice = ClientID(trusted: "default")

  /// Describes a greeting.
  public init(proof: Proof, device: ClientID = Hello.defaultDevice, resume: [TopicResume] = []) {
    self.proof = proof
    self.device = device
    self.resume = resume
  }
}

/// The secret in a share's link: 128 random bits. Whoever has it may watch.
///
/// It describes itself without the bits, so that no log can give a share away.
public struct ShareKey: Hashable, Sendable, CustomStringConvertible {
  /// The 16 octets, for a digest or for making the link.
  public let bytes: [UInt8]

  /// How many octets a key has.
  public static let byteCount = 16
  /// How many characters a key has: base64url without padding (RFC 4648 section 5).
  public static let textLength = 22

  /// Wraps 16 random octets.
  public init(bytes: [UInt8]) {
    precondition(bytes.count == Self.byteCount, "the key of a share has \(Self.byteCount) octets")
    self.bytes = bytes
  }

  /// Reads the text of a key. Each key has one spelling.
  /// - Throws: `badLength` or `badFormat` for that field; the text is not repeated.
  public init(_ text: String, field: String) throws(FieldError) {
    guard text.utf8.count == Self.textLength else {
      throw FieldError(
        field: field, code: .badLength, message: "must have \(Self.textLength) characters")
    }
    guard let bytes = Base64.decodeURL(text) else {
      throw FieldError(
        field: field, code: .badFormat, message: "must be 128 bits in base64url without padding")
    }
    self.bytes = bytes
  }

  /// The text of the key, as it stands in a link.
  public var text: String { Base64.encodeURL(bytes) }

  /// Not the key.
  public var description: String { "a share's key" }
}
