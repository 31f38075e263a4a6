// What remains of a trip when its points are gone.

public import Bedrock
import GeoIndex

/// What was promised about an arrival, and what came of it.
public struct ETARecord: Hashable, Sendable {
  /// When the estimate was made.
  public var madeAt: Instant
  /// The estimate: seconds of travel from then on, with its interval.
  public var estimate: TravelTime
  /// The seconds that it took.
  public var actualSeconds: Double

  /// Compares an estimate with the arrival.
  public init(madeAt: Instant, estimate: TravelTime, arrivedAt: Instant) {
    self.madeAt = madeAt
    self.estimate = estimate
    actualSeconds = Double(arrivedAt.milliseconds(since: madeAt)) / 1000
  }

  /// How much longer it took than estimated, in seconds; negative when it was faster.
  public var errorSeconds: Double { actualSeconds - estimate.expectedSeconds }

  /// Whether the interval held.
  public var isInside: Bool { estimate.lowSeconds <= actualSeconds && actualSeconds <= estimate.highSeconds }
}

/// A trip that is over, in numbers and one line.
public struct TripSummary: Hashable, Sendable {
  /// The trip.
  public var trip: UUIDv7
  /// The booking that it served.
  public var booking: ClientID
  /// Who travelled.
  public var technician: ClientID
  /// How it ended: completed or cancelled.
  public var state: TripState
  /// When it began and ended.
  public var span: TimeWindow
  /// Metres along the accepted fixes.
  public var distanceMeters: Double
  /// Milliseconds on the way.
  public var enRouteMilliseconds: Int64
  /// Milliseconds between arrival and the beginning of the work.
  public var arrivedMilliseconds: Int64
  /// Milliseconds of work.
  public var inServiceMilliseconds: Int64
  /// How many fixes the track had.
  public var fixCount: Int
  /// How many numbers are missing between those of the kept fixes because their fixes were refused; at most, what is
  /// known of it.
  public var refusedCount: Int
  /// The simplified line as an encoded polyline.
  public var polyline: String
  /// How far the encoded line may be from the fixes, in metres: 10, unless the trip has more corners than a line may
  /// have points.
  public var toleranceMeters: Double
  /// What became of the estimate, where one was made and the technician arrived.
  public var eta: ETARecord?

  /// Sums up a trip that is over; nil for one that is not.
  /// - Parameters:
  ///   - refusedCount: numbers that are missing between those of the kept fixes because their fixes were refused.
  ///   - eta: the estimate made when the trip began, with the time at which it was made.
  public init?(
    _ trip: Trip, track: TrackAccumulator, refusedCount: Int = 0,
    eta: (madeAt: Instant, estimate: TravelTime)? = nil
  ) {
    guard let endedAt = trip.endedAt,
      let span = try? TimeWindow(start: trip.startedAt, end: endedAt, field: "span")
    else { return nil }
    self.trip = trip.id
    booking = trip.booking
    technician = trip.terms.technician
    state = trip.state
    self.span = span
    distanceMeters = track.distanceMeters
    enRouteMilliseconds = trip.milliseconds(in: .enRoute, now: endedAt)
    arrivedMilliseconds = trip.milliseconds(in: .arrived, now: endedAt)
    inServiceMilliseconds = trip.milliseconds(in: .inService, now: endedAt)
    fixCount = track.fixCount
    self.refusedCount = refusedCount
    polyline = EncodedPolyline.encode(track.line().map(\.point))
    toleranceMeters = track.toleranceMeters + EncodedPolyline.roundingMeters
    if let eta, let arrivedAt = trip.arrivedAt {
      self.eta = ETARecord(madeAt: eta.madeAt, estimate: eta.estimate, arrivedAt: arrivedAt)
    }
  }

  /// Appends the summary as one object.
  public func write(to json: inout JSONWriter) {
    json.beginObject()
    json.key("trip")
    json.string(trip.description)
    json.key("booking")
    json.string(booking.text)
    json.key("technician")
    json.string(technician.text)
    json.key("state")
    json.string(state.name)
    json.key("startedAt")
    json.integer(span.start.milliseconds)
    json.key("endedAt")
    json.integer(span.end.milliseconds)
    json.key("distanceMeters")
    json.number(distanceMeters, decimals: 1)
    json.key("enRouteMilliseconds")
    json.integer(enRouteMilliseconds)
    json.key("arrivedMilliseconds")
    json.integer(arrivedMilliseconds)
    json.key("inServiceMilliseconds")
    json.integer(inServiceMilliseconds)
    json.key("fixCount")
    json.integer(fixCount)
    json.key("refusedCount")
    json.integer(refusedCount)
    json.key("polyline")
    json.string(polyline)
    json.key("toleranceMeters")
    json.number(toleranceMeters, decimals: 1)
    json.key("eta")
    writeETA(to: &json)
    json.endObject()
  }

  private func writeETA(to json: inout JSONWriter) {
    guard let eta else { return json.null() }
    json.beginObject()
    json.key("madeAt")
    json.integer(eta.madeAt.milliseconds)
    json.key("expectedSeconds")
    json.number(eta.estimate.expectedSeconds, decimals: 1)
    json.key("lowSeconds")
    json.number(eta.estimate.lowSeconds, decimals: 1)
    json.key("highSeconds")
    json.number(eta.estimate.highSeconds, decimals: 1)
    json.key("actualSeconds")
    json.number(eta.actualSeconds, decimals: 1)
    json.key("errorSeconds")
    json.number(eta.errorSeconds, decimals: 1)
    json.endObject()
  }
}
