// A booking as the server answers it.

internal import Foundation

/// The document of a booking, read and as it came.
public struct BookingAnswer: Sendable {
  /// The members that a caller of bookings needs.
  public struct Document: Sendable, Decodable {
    /// Who has the booking.
    public struct Assignment: Sendable, Decodable {
      /// Who.
      public var technician: String
      /// The trip that belongs to it.
      public var trip: String
      /// Which of the booking's assignments it is.
      public var version: Int64
      /// When it was over, Unix milliseconds; nil while it is live.
      public var endedAt: Int64?
    }

    /// The trip of the assignment.
    public struct Trip: Sendable, Decodable {
      /// The trip.
      public var id: String
      /// Who travels.
      public var technician: String
      /// How far it is.
      public var state: String
      /// When it began, Unix milliseconds.
      public var startedAt: Int64
      /// When the technician was there, Unix milliseconds.
      public var arrivedAt: Int64?
      /// When it was over, Unix milliseconds.
      public var endedAt: Int64?
    }

    /// When the technician is expected.
    public struct Expectation: Sendable, Decodable {
      /// Seconds from `t` on.
      public var expectedSeconds: Double
      /// When it was said, Unix milliseconds.
      public var t: Int64
    }

    /// The caller's name for it.
    public var id: String
    /// How far it is.
    public var state: String
    /// Counts its changes.
    public var version: Int64
    /// Where somebody is needed, degrees north.
    public var lat: Double
    /// Where somebody is needed, degrees east.
    public var lon: Double
    /// The last assignment, live or not.
    public var assignment: Assignment?
    /// The trip of that assignment, when it has begun.
    public var trip: Trip?
    /// When the technician is expected, while on the way.
    public var eta: Expectation?

    /// States after which nothing follows.
    public static let finalStates: Set<String> = ["completed", "cancelled", "noShow"]
  }

  /// What was read.
  public let document: Document

  /// Reads the `data` of an answer; nil when it is no booking.
  init?(_ body: [UInt8]) {
    struct Success: Decodable { var data: Document }
    guard let answer = try? JSONDecoder().decode(Success.self, from: Data(body)) else { return nil }
    document = answer.data
  }
}
