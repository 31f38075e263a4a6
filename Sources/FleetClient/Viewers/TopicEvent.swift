// An event of a booking as a viewer reads it.

public import Bedrock
internal import Foundation

/// Something that happened to a booking, its offers or its trips.
public struct TopicEvent: Sendable, Equatable {
  /// The booking.
  public var booking: ClientID
  /// Its place in the booking's log, from 1 without gaps.
  public var number: Int64
  /// `booking.placed`, `offer.accepted`, `trip.arrived` and so on.
  public var kind: String
  /// When it happened.
  public var time: Instant
  /// The trip that it is about, where it is about one.
  public var trip: UUIDv7?
  /// The technician that it names, where it names one.
  public var technician: ClientID?

  private struct Members: Decodable {
    var booking: String
    var number: Int64
    var kind: String
    var t: Int64
    var trip: String?
    var technician: String?
  }

  /// Reads the object `event` of a message; nil when it is malformed.
  init?(_ text: borrowing Span<UInt8>, _ range: Range<Int>) {
    var bytes = Data(capacity: range.count)
    for index in range { bytes.append(text[index]) }
    guard let members = try? JSONDecoder().decode(Members.self, from: bytes),
      let booking = try? ClientID(members.booking, field: "booking")
    else { return nil }
    self.booking = booking
    number = members.number
    kind = members.kind
    time = Instant(milliseconds: members.t)
    trip = members.trip.flatMap { UUIDv7($0) }
    technician = members.technician.flatMap { try? ClientID($0, field: "technician") }
  }
}
