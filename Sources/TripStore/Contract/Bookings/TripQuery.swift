// Which trips: the question that lists of trips are read by.

public import Bedrock

/// Which trips, in pages from the latest started to the first; among those of one millisecond the larger identifier
/// first.
///
/// Pages hang on the place of their last trip, not on a count: a trip that starts meanwhile stands before all pages, so
/// no trip is met twice and none that was there is missed.
public struct TripQuery: Hashable, Sendable {
  /// A place between two trips: the end of a page.
  public struct Cursor: Hashable, Sendable {
    /// When the last trip of the page started.
    public var startedAt: Instant
    /// Its identifier; orders those that started in the same millisecond.
    public var id: UUIDv7

    /// Puts the parts together.
    public init(startedAt: Instant, id: UUIDv7) {
      self.startedAt = startedAt
      self.id = id
    }
  }

  /// Only trips of this technician; nil for all.
  public var technician: ClientID?
  /// Only trips that served this booking; nil for all.
  public var booking: ClientID?
  /// Only trips in this state; nil for all.
  public var state: String?
  /// Only trips that are under way, or only those that are over; nil for both.
  public var isLive: Bool?
  /// Only trips that started then or later.
  public var from: Instant?
  /// Only trips that started before.
  public var until: Instant?
  /// Only trips behind this place; nil for the first page.
  public var after: Cursor?
  /// At most that many, 1 to `StoreLimits.tripPageMax`.
  public var limit: Int

  /// All trips; what is to be left out is said afterwards.
  public init(limit: Int) {
    self.limit = limit
  }
}

extension TripQuery {
  /// The place before which all trips of the page lie, in the order of time and identifier. No identifier is smaller
  /// than the one that is nil.
  var bound: (startedAt: Instant, id: UUIDv7?) {
    let end = (startedAt: until ?? Instant(milliseconds: .max), id: UUIDv7?.none)
    guard let after else { return end }
    return after.startedAt < end.startedAt ? (after.startedAt, after.id) : end
  }

  /// The page out of the trips of the query's booking, which are few: what every store answers where a booking is
  /// named. O(n log n) in the booking's trips.
  func page(of trips: [TripRecord]) -> [TripRecord] {
    let limit = StoreLimits.page(limit, max: StoreLimits.tripPageMax)
    let found = trips.filter(contains)
    return Array(found.sorted { Self.place($0) > Self.place($1) }.prefix(limit))
  }

  private func contains(_ record: TripRecord) -> Bool {
    let trip = record.trip
    if let booking, record.booking != booking { return false }
    if let technician, trip.technician != technician { return false }
    if let state, trip.state != state { return false }
    if let isLive, (trip.endedAt == nil) != isLive { return false }
    if let from, trip.startedAt < from { return false }
    if let until, trip.startedAt >= until { return false }
    return after.map { Self.place(record) < ($0.startedAt, $0.id) } ?? true
  }

  private static func place(_ record: TripRecord) -> (Instant, UUIDv7) {
    (record.trip.startedAt, record.trip.id)
  }
}
