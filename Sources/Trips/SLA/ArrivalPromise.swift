// What a customer is told about the arrival: a window of whole minutes that stays where it is. Expectations move with
// every fix; a promise moves with cause.

public import Bedrock

/// When a technician is expected, as moments.
public struct ArrivalForecast: Hashable, Sendable {
  /// As of when.
  public let madeAt: Instant
  /// What to expect.
  public let expectedAt: Instant
  /// The lower end of the interval; never after `expectedAt`.
  public let earliestAt: Instant
  /// The upper end of the interval; never before `expectedAt`.
  public let latestAt: Instant

  /// Makes moments of a travel time that begins now. An interval that does not hold the expected time, as that of a
  /// city whose trips always take longer, is widened until it does.
  public init(_ time: TravelTime, at now: Instant) {
    func after(_ seconds: Double) -> Instant {
      now.advanced(byMilliseconds: Int64((max(0, min(seconds, Self.secondsMax)) * 1000).rounded()))
    }
    madeAt = now
    expectedAt = after(time.expectedSeconds)
    earliestAt = min(after(time.lowSeconds), expectedAt)
    latestAt = max(after(time.highSeconds), expectedAt)
  }

  /// Nobody is promised anything further away: a year.
  private static let secondsMax = 31_536_000.0
}

/// The window in which a technician is promised to arrive, and how it moves.
///
/// Before the trip the window is the booking's. When the technician sets out, the first forecast makes another one
/// of its interval; from then on these rules hold:
///
/// * A window is rounded in the customer's favour: `from` down and `until` up to the minute, at least five minutes wide.
/// * It stays as long as the expected arrival lies inside, give or take ``marginMilliseconds``.
/// * Once the expected arrival has been outside without a break for ``patienceMilliseconds``, another window is made.
/// * It narrows, and stays within itself, once the forecast's own window is less than half as wide.
/// * It is firm when the expected arrival is ``firmMilliseconds`` away or nearer, until it moves.
/// * The delay is how much later the window ends than the first one did. Less than ``delayMinMilliseconds`` is none.
///
/// So neither noise in the expected time nor a delay of some seconds reaches the customer. A value without I/O.
public struct ArrivalPromise: Hashable, Sendable {
  /// The first moment; a whole minute.
  public private(set) var from: Instant
  /// The last moment; a whole minute.
  public private(set) var until: Instant
  /// Since when it has been this window.
  public private(set) var madeAt: Instant
  /// Whether the arrival is so near that the window is not expected to move any more.
  public private(set) var isFirm = false
  /// Since when the technician has been late against the first promise; nil when not late.
  public private(set) var delayedSince: Instant?
  /// The end of the first promise. The window that the booking was placed with counts as one, so that setting out late
  /// does not hide a delay.
  private var dueAt: Instant
  private var isUnderWay = false
  /// Since when the expected arrival lies outside.
  private var outsideSince: Instant?

  /// The least width of a window.
  public static let widthMinMilliseconds: Int64 = 300_000
  /// How far outside of the window the expected arrival may lie.
  public static let marginMilliseconds: Int64 = 30_000
  /// For how long it may lie further outside.
  public static let patienceMilliseconds: Int64 = 30_000
  /// How near the expected arrival makes a promise firm.
  public static let firmMilliseconds: Int64 = 300_000
  /// The least delay that is told.
  public static let delayMinMilliseconds: Int64 = 120_000

  /// The promise before the trip: the window that was agreed on.
  /// - Parameter madeAt: since when it has been promised.
  public init(window: TimeWindow, madeAt: Instant) {
    (from, until) = Self.rounded(window.start, window.end)
    self.madeAt = madeAt
    dueAt = until
  }

  /// How much later the technician comes than was promised first, in whole minutes as seconds; nil when not late.
  public var delaySeconds: Int64? {
    delayedSince.map { _ in until.milliseconds(since: dueAt) / 1000 }
  }

  /// Whether a customer reads the same in both.
  public func readsLike(_ other: ArrivalPromise) -> Bool {
    from == other.from && until == other.until && madeAt == other.madeAt && isFirm == other.isFirm
      && delayedSince == other.delayedSince && dueAt == other.dueAt
  }

  /// Compares the promise with what is expected now, on the way. O(1).
  /// - Returns: whether a customer reads something else now.
  public mutating func observe(_ forecast: ArrivalForecast) -> Bool {
    let before = self
    let next = Self.rounded(forecast.earliestAt, forecast.latestAt)
    if !isUnderWay {
      isUnderWay = true
      dueAt = min(dueAt, next.until)
      move(to: next, forecast)
    } else if isOutside(forecast.expectedAt) {
      let since = outsideSince ?? forecast.madeAt
      outsideSince = since
      if forecast.madeAt.milliseconds(since: since) >= Self.patienceMilliseconds { move(to: next, forecast) }
    } else {
      outsideSince = nil
      if 2 * next.until.milliseconds(since: next.from) < until.milliseconds(since: from) {
        narrow(to: next, forecast)
      }
    }
    if outsideSince == nil, forecast.expectedAt.milliseconds(since: forecast.madeAt) <= Self.firmMilliseconds
    {
      isFirm = true
    }
    return !readsLike(before)
  }

  /// When to look again if nothing is heard of the technician until then: whoever stands still comes later and later.
  /// After the forecast's own time.
  public func looksAgainAt(after forecast: ArrivalForecast) -> Instant {
    if let outsideSince {
      return max(
        outsideSince.advanced(byMilliseconds: Self.patienceMilliseconds),
        forecast.madeAt.advanced(byMilliseconds: 1))
    }
    let left = until.milliseconds(since: forecast.expectedAt) + Self.marginMilliseconds + 1
    return forecast.madeAt.advanced(byMilliseconds: max(left, 1))
  }

  private func isOutside(_ expected: Instant) -> Bool {
    expected.milliseconds(since: until) > Self.marginMilliseconds
      || from.milliseconds(since: expected) > Self.marginMilliseconds
  }

  private mutating func move(to next: (from: Instant, until: Instant), _ forecast: ArrivalForecast) {
    outsideSince = nil
    isFirm = false
    set(next.from, next.until, forecast)
  }

  /// Takes what the forecast's window and this one have in common, and as much more of this one as is needed.
  private mutating func narrow(to next: (from: Instant, until: Instant), _ forecast: ArrivalForecast) {
    let start = min(
      max(from, next.from), until.advanced(byMilliseconds: -Self.widthMinMilliseconds))
    let end = max(min(until, next.until), start.advanced(byMilliseconds: Self.widthMinMilliseconds))
    set(start, end, forecast)
  }

  private mutating func set(_ start: Instant, _ end: Instant, _ forecast: ArrivalForecast) {
    (from, until, madeAt) = (start, end, forecast.madeAt)
    let isLate = end.milliseconds(since: dueAt) >= Self.delayMinMilliseconds
    delayedSince = isLate ? delayedSince ?? forecast.madeAt : nil
  }

  /// Whole minutes in the customer's favour. Offsets of local time are whole minutes too, so these are minutes everywhere.
  private static func rounded(_ start: Instant, _ end: Instant) -> (from: Instant, until: Instant) {
    let minute: Int64 = 60_000
    let from = Instant(milliseconds: floorDivide(start.milliseconds, minute).quotient * minute)
    let until = Instant(milliseconds: floorDivide(end.milliseconds + minute - 1, minute).quotient * minute)
    return (from, max(until, from.advanced(byMilliseconds: Self.widthMinMilliseconds)))
  }
}
