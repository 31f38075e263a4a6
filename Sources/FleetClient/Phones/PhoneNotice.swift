// What a phone hears about offers, assignments and trips.

public import Bedrock
internal import Foundation

/// A message of the server to a technician's phone.
public enum PhoneNotice: Sendable, Equatable {
  /// Somebody needs the technician: will they come?
  case offer(Offer)
  /// An offer has ended for the technician.
  case outcome(Outcome)
  /// A booking is the technician's, or is not any more.
  case assignment(Assignment)
  /// A trip has moved on.
  case trip(Trip)
  /// A command came to nothing: the code, and what the server says.
  case refused(code: String, message: String)
  /// The phone is connected (again). What is still true of offers and assignments follows.
  case welcomed

  /// An offer as a phone sees it.
  public struct Offer: Sendable, Equatable {
    /// The offer.
    public var id: UUIDv7
    /// The booking that it is about.
    public var booking: ClientID
    /// Until when it may be accepted.
    public var deadline: Instant
    /// Where the customer is, degrees north.
    public var latitudeDegrees: Double
    /// Where the customer is, degrees east.
    public var longitudeDegrees: Double
  }

  /// How an offer ended: `won`, `declined`, `taken`, `withdrawn` or `late`.
  public struct Outcome: Sendable, Equatable {
    /// The offer.
    public var offer: UUIDv7
    /// The word of the wire.
    public var outcome: String
    /// The booking, while it is in service.
    public var booking: ClientID?
    /// The trip of an offer that was won, unless it is over already.
    public var trip: UUIDv7?
  }

  /// An assignment as a phone sees it.
  public struct Assignment: Sendable, Equatable {
    /// The booking.
    public var booking: ClientID
    /// Which of the booking's assignments it is.
    public var version: Int64
    /// Whether it has begun; otherwise it has ended.
    public var hasBegun: Bool
    /// The trip that belongs to it.
    public var trip: UUIDv7
    /// Where the customer is, degrees north.
    public var latitudeDegrees: Double
    /// Where the customer is, degrees east.
    public var longitudeDegrees: Double
    /// Where its trip stands; nil while it has not begun.
    public var tripState: String?
  }

  /// A trip as a phone sees it: `enRoute`, `arrived`, `inService`, `completed` or `cancelled`.
  public struct Trip: Sendable, Equatable {
    /// The trip.
    public var id: UUIDv7
    /// The booking that it serves.
    public var booking: ClientID
    /// The word of the wire.
    public var state: String
  }
}

/// A notice with whom it is for.
public struct PhoneNews: Sendable {
  /// The phone, as its place in `FleetConfiguration.phones`.
  public var phone: Int
  /// What it heard.
  public var notice: PhoneNotice
  /// The command that this answers; nil for what the server says by itself.
  public var command: PhoneCommand?
}

/// The members of all messages about bookings; which of them are there depends on the type. They are few and come
/// seldom, so they may cost a decoder.
struct PhoneFrame: Decodable {
  var offer: String?
  var booking: String?
  var outcome: String?
  var trip: String?
  var id: String?
  var state: String?
  var tripState: String?
  var version: Int64?
  var deadline: Int64?
  var lat: Double?
  var lon: Double?
  var code: String?
  var message: String?
  var ref: String?

  /// Reads a message; nil when it is malformed.
  init?(_ payload: borrowing Span<UInt8>) {
    var bytes = Data(capacity: payload.count)
    for index in payload.indices { bytes.append(payload[index]) }
    guard let frame = try? JSONDecoder().decode(PhoneFrame.self, from: bytes) else { return nil }
    self = frame
  }

  /// What the message says; nil when something that it must have is missing.
  func notice(_ kind: ServerFrame) -> PhoneNotice? {
    switch kind {
    case .offer:
      guard let offer = offer.flatMap({ UUIDv7($0) }), let booking = Self.name(booking), let deadline,
        let lat, let lon
      else { return nil }
      return .offer(
        PhoneNotice.Offer(
          id: offer, booking: booking, deadline: Instant(milliseconds: deadline), latitudeDegrees: lat,
          longitudeDegrees: lon))
    case .outcome:
      guard let offer = offer.flatMap({ UUIDv7($0) }), let outcome else { return nil }
      return .outcome(
        PhoneNotice.Outcome(
          offer: offer, outcome: outcome, booking: Self.name(booking), trip: trip.flatMap { UUIDv7($0) }))
    case .assignment:
      guard let booking = Self.name(booking), let version, let state, let trip = trip.flatMap({ UUIDv7($0) }),
        let lat, let lon
      else { return nil }
      return .assignment(
        PhoneNotice.Assignment(
          booking: booking, version: version, hasBegun: state == "began", trip: trip, latitudeDegrees: lat,
          longitudeDegrees: lon, tripState: tripState))
    case .trip:
      guard let id = id.flatMap({ UUIDv7($0) }), let booking = Self.name(booking), let state else {
        return nil
      }
      return .trip(PhoneNotice.Trip(id: id, booking: booking, state: state))
    case .error:
      guard let code, let message else { return nil }
      return .refused(code: code, message: message)
    case .welcome, .ack, .state, .pos, .event, .resync, .end, .other: return nil
    }
  }

  private static func name(_ text: String?) -> ClientID? {
    text.flatMap { try? ClientID($0, field: "booking") }
  }
}
