// Points of one tenant that become durable together.

public import Bedrock

/// Points of one tenant, in the order of their arrival.
public struct PointBatch: Hashable, Sendable {
  /// Whose.
  public var tenant: ClientID
  /// At most `StoreLimits.pointBatchMax`, with times from 1970 to 9999.
  public var points: [TrackPoint]

  /// Puts the parts together.
  public init(tenant: ClientID, points: [TrackPoint]) {
    self.tenant = tenant
    self.points = points
  }
}

/// What every store knows a point by, within its tenant and trip.
struct PointKey: Hashable {
  let device: ClientID
  let sequence: Int64
  let day: PointDay

  init(_ point: TrackPoint) {
    device = point.device
    sequence = point.sequence
    day = PointDay(of: point.at)
  }
}

extension TrackPoint {
  /// The order in which the points of a trip are read: by time, then device, then sequence.
  static func isRead(_ a: TrackPoint, before b: TrackPoint) -> Bool {
    (a.at, a.device, a.sequence) < (b.at, b.device, b.sequence)
  }

  /// Whether it is behind a place in that order; always, when there is none.
  func isRead(after place: PointPlace?) -> Bool {
    guard let place else { return true }
    return (place.at, place.device, place.sequence) < (at, device, sequence)
  }
}
