// Shares as the engine knows them and as they are kept: never the secret, only its hash.

public import Bedrock

/// The hash of a share's secret (SHA-256). The secret itself is told once to who asked for it and kept nowhere.
public struct ShareHash: Hashable, Sendable {
  /// The 32 bytes.
  public let bytes: [UInt8]

  /// Wraps a hash. Another length is a bug of ours.
  public init(_ bytes: [UInt8]) {
    precondition(bytes.count == 32, "a SHA-256 has 32 bytes")
    self.bytes = bytes
  }
}

/// A link for one booking at one assignment version.
public struct Share: Hashable, Sendable {
  /// Names the share to those who may end it. Not the secret.
  public var id: UUIDv7
  /// Recognises the secret.
  public var hash: ShareHash
  /// The booking.
  public var booking: ClientID
  /// The assignment of the booking that the share shows, perhaps one to come. It ends with it.
  public var assignmentVersion: UInt32
  /// Until when it opens anything.
  public var expiresAt: Instant

  /// Puts the parts together.
  public init(
    id: UUIDv7, hash: ShareHash, booking: ClientID, assignmentVersion: UInt32, expiresAt: Instant
  ) {
    self.id = id
    self.hash = hash
    self.booking = booking
    self.assignmentVersion = assignmentVersion
    self.expiresAt = expiresAt
  }
}

/// A share to be kept.
public struct ShareOrder: Sendable {
  /// Names the order.
  public var number: OrderNumber
  /// The share.
  public var share: Share
  /// When it was asked for.
  public var at: Instant
  /// Who asked for it.
  public var actor: ClientID?
}

/// A share to be ended.
public struct EndShareOrder: Sendable {
  /// Names the order.
  public var number: OrderNumber
  /// Which.
  public var share: UUIDv7
  /// When.
  public var at: Instant
  /// Who asked for it.
  public var actor: ClientID?
}
