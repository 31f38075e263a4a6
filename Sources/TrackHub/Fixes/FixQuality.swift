// Judging a fix: may it move the technician? The order of the checks is the order of the words in
// FixVerdict, from what is wrong with the numbers to what is wrong with the story they tell.

public import Bedrock
public import GeoIndex

/// What the judge remembers of one technician between fixes.
public struct FixHistory: Sendable {
  /// The last accepted fix: where, when, how well known.
  var last: Anchor?
  /// A place that was refused as a jump; fixes that agree with it may prove it right.
  var suspect: Anchor?
  var suspectCount = 0
  /// Since when the position has not changed by a single bit.
  var unchangedSince = Instant.epoch

  /// A place in time with its error.
  struct Anchor: Sendable {
    var point: GeoPoint
    var time: Instant
    var accuracyMeters: Double
  }

  /// A technician of whom nothing is known.
  public init() {}

  /// A technician whose position came back from a snapshot.
  public init(point: GeoPoint, time: Instant, accuracyMeters: Double?) {
    last = Anchor(
      point: point, time: time, accuracyMeters: accuracyMeters ?? FixQuality.accuracyUnknownMeters)
    unchangedSince = time
  }
}

/// Judges fixes against thresholds and history. Without state of its own.
public enum FixQuality {
  /// What is assumed when a device does not say how accurate it is.
  public static let accuracyUnknownMeters = 30.0

  /// Judges one fix and, when it is accepted or refused as a jump, remembers it. O(1), no allocation.
  /// - Parameters:
  ///   - now: engine time.
  ///   - history: of the technician, changed.
  /// - Returns: the judgement, and the stored position when it is accepted.
  public static func judge(
    _ fix: Fix, now: Instant, thresholds: FixThresholds, history: inout FixHistory
  ) -> (judgement: FixJudgement, point: GeoPoint?) {
    if let field = fieldOutOfRange(fix) { return (FixJudgement(.outOfRange, field), nil) }
    guard
      let point = try? GeoPoint(
        latitudeDegrees: fix.latitudeDegrees, longitudeDegrees: fix.longitudeDegrees)
    else { return (FixJudgement(.outOfRange, .lat), nil) }
    if let refusal = refusalByItself(fix, now: now, thresholds: thresholds) { return (refusal, nil) }

    let anchor = FixHistory.Anchor(
      point: point, time: fix.time, accuracyMeters: fix.accuracyMeters ?? accuracyUnknownMeters)
    if let refusal = refusalByHistory(fix, anchor, thresholds: thresholds, history: &history) {
      return (refusal, nil)
    }
    if history.last?.point != point { history.unchangedSince = fix.time }
    history.last = anchor
    history.suspect = nil
    history.suspectCount = 0
    return (.accepted, point)
  }

  /// The first number that is not finite or outside what the wire allows.
  static func fieldOutOfRange(_ fix: Fix) -> FixField? {
    if fix.sequence == 0 { return .seq }
    if fix.time < .epoch || fix.time > .latest { return .t }
    if !(fix.latitudeDegrees.magnitude <= 90) { return .lat }
    if !(fix.longitudeDegrees.magnitude <= 180) { return .lon }
    if let value = fix.accuracyMeters, !(value >= 0 && value <= 100_000) { return .acc }
    if let value = fix.speedMetersPerSecond, !(value >= 0 && value <= 500) { return .spd }
    if let value = fix.headingDegrees, !(value >= 0 && value <= 360) { return .hdg }
    if let value = fix.altitudeMeters, !(value >= -1_000 && value <= 20_000) { return .alt }
    if let value = fix.batteryFraction, !(value >= 0 && value <= 1) { return .bat }
    return nil
  }

  /// What can be said without knowing the technician's past.
  private static func refusalByItself(
    _ fix: Fix, now: Instant, thresholds: FixThresholds
  ) -> FixJudgement? {
    let ahead = fix.time.milliseconds(since: now)
    if ahead > thresholds.futureToleranceMilliseconds { return FixJudgement(.future, .t) }
    if -ahead > thresholds.ageMaxMilliseconds { return FixJudgement(.late, .t) }
    if thresholds.refusesMock, fix.source == .mock { return FixJudgement(.mock, .src) }
    if let accuracy = fix.accuracyMeters, accuracy > thresholds.accuracyMaxMeters {
      return FixJudgement(.coarse, .acc)
    }
    return nil
  }

  /// What only the technician's past can tell.
  private static func refusalByHistory(
    _ fix: Fix, _ anchor: FixHistory.Anchor, thresholds: FixThresholds, history: inout FixHistory
  ) -> FixJudgement? {
    guard let last = history.last else { return nil }
    if anchor.time < last.time { return FixJudgement(.late, .t) }
    // Two reports of one moment from different places are two reports (the later number wins); the
    // same place at the same moment says nothing new.
    if anchor.time == last.time, anchor.point == last.point { return FixJudgement(.duplicate) }
    if isFrozen(fix, anchor, last, thresholds: thresholds, since: history.unchangedSince) {
      return FixJudgement(.frozen)
    }
    if isReachable(anchor, from: last, thresholds: thresholds) { return nil }

    // Too fast. Either this fix is wrong, or the position that we believe is.
    if let suspect = history.suspect, anchor.time >= suspect.time,
      isReachable(anchor, from: suspect, thresholds: thresholds)
    {
      // The same moment told again is no second witness.
      if anchor.time == suspect.time { return FixJudgement(.jump) }
      if history.suspectCount >= thresholds.jumpConfirmations { return nil }
      history.suspectCount += 1
    } else {
      history.suspectCount = 1
    }
    history.suspect = anchor
    return FixJudgement(.jump)
  }

  private static func isFrozen(
    _ fix: Fix, _ anchor: FixHistory.Anchor, _ last: FixHistory.Anchor, thresholds: FixThresholds,
    since: Instant
  ) -> Bool {
    guard anchor.point == last.point, let speed = fix.speedMetersPerSecond else { return false }
    return speed >= thresholds.frozenSpeedMetersPerSecond
      && anchor.time.milliseconds(since: since) >= thresholds.frozenAfterMilliseconds
  }

  /// Whether the distance between two places can be covered in the time between them. Both errors and
  /// the slack are granted before speed is computed, so that noise at short intervals is no jump.
  private static func isReachable(
    _ anchor: FixHistory.Anchor, from other: FixHistory.Anchor, thresholds: FixThresholds
  ) -> Bool {
    let seconds = Double(anchor.time.milliseconds(since: other.time)) / 1000
    let allowed =
      thresholds.jumpSlackMeters + anchor.accuracyMeters + other.accuracyMeters
      + thresholds.speedMaxMetersPerSecond * max(0, seconds)
    return Geodesic.distanceMeters(anchor.point, other.point) <= allowed
  }
}
