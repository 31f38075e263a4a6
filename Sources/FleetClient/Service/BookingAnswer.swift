// A booking as the server answers it.

internal import Foundation

/// The document of a booking, read and as it came.
public struct BookingAnswer: Sendable {
  /// The members that a caller of bookings needs.
  public struct Document: Sendable, Decodable {
    /// Who has the booking.
    public struct Assignment: Sendable, Decodable {
      public var technician: String
      public var trip: String
      public var version: Int64
      public var endedAt: Int64?
    }

    /// The trip of the assignment.
    public struct Trip: Sendable, Decodable {
      public var id: String
      public var technician: String
      public var state: String
      public var startedAt: Int64
      public var arrivedAt: Int64?
      public var endedAt: Int64?
    }

    /// When the technician is expected.
    public struct Expectation: Sendable, Decodable {
      public var expectedSeconds: Double
      public var t: Int64
    }

    public var id: String
    public var state: String
    public var version: Int64
    public var lat: Double
    public var lon: Double
    public var assignment: Assignment?
    public var trip: Trip?
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
