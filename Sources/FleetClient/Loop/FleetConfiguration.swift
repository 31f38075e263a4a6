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

/// By what a socket is let in.
public enum FleetCredential: Sendable {
  /// A token of any role that may watch.
  case token(String)
  /// The key of a share.
  case share(String)
}

/// A viewer: one WebSocket that watches topics.
public struct FleetViewer: Sendable {
  /// By what it is let in.
  public var credential: FleetCredential
  /// What to watch, such as `technician:tech-0001` or `map:46.4,24.45,47.05,25.05`.
  public var topics: [String]
  /// Whether it takes topics of bookings and trips that come up later (`Fleet.watch`).
  public var takesTopics = false
  /// Whether the events of bookings that it sees are handed over (`Fleet.takeEvents`). One of a fleet is enough.
  public var handsOverEvents = false

  /// Describes a viewer with a token that may watch the topics.
  public init(token: String, topics: [String]) {
    self.init(.token(token), topics: topics)
  }

  init(_ credential: FleetCredential, topics: [String]) {
    self.credential = credential
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
  /// Where everything is entered that was acknowledged; nil when nobody asks for it.
  public var record: FleetRecord?
  /// Whether neighbouring reports of one phone travel in one `fixes` message.
  public var batches = false

  /// Connections that may be in their handshake at a time.
  public static let handshakesMax = 128
  /// Topics of one viewer; the server allows as many.
  public static let topicsMax = 64
  /// Fixes in one `fixes` message.
  public static let batchMax = 500

  /// A fleet of phones.
  public init(address: PeerAddress, phones: [FleetPhone]) {
    self.address = address
    self.phones = phones
  }
}
