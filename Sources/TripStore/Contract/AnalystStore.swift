// The contract of analysts' views: numbers per UTC day that a database makes out of what is kept, the same in every
// database. Their SQL is in Analyst/AnalystViews.swift.

public import Bedrock
internal import Trips

/// Reads the views.
///
/// A view is made anew with every reading, out of all that is kept of the tenant: O(n log n) in its bookings or
/// summaries. It is for reports, not for routes.
public protocol AnalystStore: AnyObject {
  /// Hands over the rows of a view in its order (``AnalystView/columns``, from the left, by bytes).
  ///
  /// `body` must not call the store. What it throws ends the reading and is thrown on.
  /// - Parameters:
  ///   - from: only days of which this is a part or that come later; from 1970 to 9999.
  ///   - until: only days of which this is a part or that come earlier; from 1970 to 9999.
  ///   - body: gets one value per column of the view.
  func forEachRow(
    of view: AnalystView, tenant: ClientID, from: Instant, until: Instant,
    _ body: ([AnalystValue]) throws(StoreError) -> Void
  ) throws(StoreError)
}

/// The views.
public enum AnalystView: String, CaseIterable, Sendable {
  /// How far the bookings have come that were placed on a day. Every count is one of bookings.
  case funnel
  /// How long the bookings waited that were placed on a day: for the first offer, for somebody to have them, for the
  /// first arrival. Percentiles are values that occurred (nearest rank).
  case response
  /// How the trips went that ended on a day, out of their summaries, which outlive bookings and points.
  case completion
  /// What became of the arrivals that were promised, by the day and hour of the promise and by area. An area is the
  /// geohash cell of five characters in which the booking's place lies (about 5 km): each booking counts once, whatever
  /// the zones are.
  case sla
  /// The same by the zones that the booking keeps from its placing. A booking in two zones counts in both, one in none
  /// under the empty name.
  case slaZones = "sla-zones"
}

/// A column of a view.
public struct AnalystColumn: Hashable, Sendable {
  /// What its values are.
  public enum Kind: Sendable {
    /// Words.
    case text
    /// Whole numbers.
    case whole
    /// Numbers with one decimal; null where there is nothing to tell.
    case number
  }

  /// Its name in the database and in reports, the unit last.
  public let name: String
  /// What it holds.
  public let kind: Kind
}

/// A value in a row of a view.
public enum AnalystValue: Hashable, Sendable {
  /// A word.
  case text(String)
  /// A whole number.
  case whole(Int64)
  /// A number with one decimal.
  case number(Double)
  /// Nothing to tell.
  case none
}

extension AnalystView {
  /// The name in the database. There its first column is `tenant`, which is left out here.
  public var name: String {
    switch self {
    case .funnel: "analyst_funnel"
    case .response: "analyst_response_times"
    case .completion: "analyst_completion"
    case .sla: "analyst_sla"
    case .slaZones: "analyst_sla_zones"
    }
  }

  /// The columns, from the left; the first ones, up to the last text or `hour`, name the row.
  public var columns: [AnalystColumn] {
    switch self {
    case .funnel:
      [.day] + .wholes("placed", "offered", "assigned", "started", "arrived")
        + .wholes("completed", "cancelled", "no_show", "unfilled")
    case .response:
      [.day, AnalystColumn(name: "measure", kind: .text)] + .wholes("bookings")
        + .numbers("mean_seconds", "p50_seconds", "p90_seconds", "max_seconds")
    case .completion:
      [.day] + .wholes("trips", "completed", "cancelled", "distance_meters")
        + .numbers("mean_en_route_seconds", "mean_arrived_seconds", "mean_in_service_seconds")
        + .wholes("eta_trips", "eta_inside") + .numbers("mean_eta_error_seconds")
    case .sla:
      [.day] + .wholes("hour") + [AnalystColumn(name: "area", kind: .text)] + .promises
    case .slaZones:
      [.day] + .wholes("hour") + [AnalystColumn(name: "zone", kind: .text)] + .promises
    }
  }

  /// How many of the first columns name a row; rows are in their order.
  public var keyCount: Int {
    switch self {
    case .funnel, .completion: 1
    case .response: 2
    case .sla, .slaZones: 3
    }
  }
}

extension AnalystView {
  /// The UTC day of a moment, as the views write it.
  static func day(of moment: Instant) -> String { String(UTCText.text(moment).prefix(10)) }
}

extension AnalystColumn {
  /// `2026-01-04`, in UTC.
  fileprivate static let day = AnalystColumn(name: "day", kind: .text)
}

extension [AnalystColumn] {
  /// What became of promised arrivals.
  fileprivate static let promises = wholes("promised", "kept", "late", "not_arrived", "pending")

  fileprivate static func wholes(_ names: String...) -> [AnalystColumn] {
    names.map { AnalystColumn(name: $0, kind: .whole) }
  }

  fileprivate static func numbers(_ names: String...) -> [AnalystColumn] {
    names.map { AnalystColumn(name: $0, kind: .number) }
  }
}
