// The promises of a booking, read together.

public import Bedrock

/// How the promises of a booking stand. A promise that was not made, or that ended with the booking before
/// it was kept or broken, has no reading.
public struct BookingSLA: Hashable, Sendable {
  /// The promise that somebody gets the booking in time.
  public var assign: SLAReading?
  /// The promise that the technician arrives in time.
  public var arrive: SLAReading?

  /// The worse of the two marks; nil without a promise.
  public var mark: SLAMark? { [assign, arrive].compactMap { $0?.mark }.max() }

  /// When to look again, for the timer; nil when nothing changes by itself.
  public var lookAgainAt: Instant? { [assign, arrive].compactMap { $0?.lookAgainAt }.min() }
}

extension Booking {
  /// Reads the SLA clock. O(1).
  /// - Parameters:
  ///   - etaMilliseconds: the travel time that is left from now on; nil without a technician or an estimate.
  ///     It counts for the arrival only.
  ///   - thresholds: how early a promise is at risk.
  public func sla(
    now: Instant, etaMilliseconds: Int64?, thresholds: SLAThresholds = .standard
  ) -> BookingSLA {
    var result = BookingSLA()
    let keepsAssignment = state.hasAssignment || state == .completed || state == .noShow
    if let due = terms.sla.assignBy {
      let assignedAt = keepsAssignment ? assignment?.since : nil
      result.assign = reading(SLAClock(due: due, happenedAt: assignedAt), now, nil, thresholds)
    }
    if let due = terms.sla.arriveBy {
      result.arrive = reading(SLAClock(due: due, happenedAt: arrivedAt), now, etaMilliseconds, thresholds)
    }
    return result
  }

  private func reading(
    _ clock: SLAClock, _ now: Instant, _ etaMilliseconds: Int64?, _ thresholds: SLAThresholds
  ) -> SLAReading? {
    if state.isFinal, clock.happenedAt == nil { return nil }
    return clock.read(now: now, etaMilliseconds: etaMilliseconds, thresholds: thresholds)
  }
}
