// Who is in a fleet, and how it behaves.

public import Bedrock
public import Transport

/// A phone: one technician's device with one WebSocket.
public struct FleetPhone: Sendable {
  /// The technician.
  public var id: ClientID
  /// A token of the role technician with that subject.
  public var token: String

  /// Describes a phone.
  public init(id: ClientID, token: String) {
    self.id = id
    self.token = token
  }
}

/// A viewer: one WebSocket that watches topics.
public struct FleetViewer: Sendable {
  /// A token that may watch the topics.
  public var token: String
  /// What to watch, such as `technician:tech-0001` or `map:46.4,24.45,47.05,25.05`.
  public var topics: [String]

  /// Describes a viewer.
  public init(token: String, topics: [String]) {
    self.token = token
    self.topics = topics
  }
}

/// How a fleet is to be made.
public struct FleetConfiguration: Sendable {
  /// The server.
  public var address: PeerAddress
  /// Whom to trust, and the name that the server's certificate must be for; nil to speak without TLS.
  public var security: ServerSecurity?
  /// The phones; reports name them by their place here.
  public var phones: [FleetPhone]
  /// The viewers. They are connected before the phones, so that they miss nothing.
  public var viewers: [FleetViewer] = []
  /// Connections are begun evenly over this time. Milliseconds; 0 for as fast as handshakes are answered.
  public var rampMilliseconds: Int64 = 0
  /// Whether a lost connection is made again, after 100 ms at first and up to 10 s later; what was not
  /// acknowledged is sent again then.
  public var reconnects = false
  /// Whether neighbouring reports of one phone travel in one `fixes` message.
  public var batches = false

  /// Connections that may be in their handshake at a time.
  public static let handshakesMax = 128
  /// Fixes in one `fixes` message.
  public static let batchMax = 500

  /// A fleet of phones.
  public init(address: PeerAddress, phones: [FleetPhone]) {
    self.address = address
    self.phones = phones
  }
}
