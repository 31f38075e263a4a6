// How a tenant asks: how many at once, for how long, how often. Data, with one function that reads it.

public import Bedrock

/// The waves of offers of a tenant.
public struct OfferPolicy: Hashable, Sendable {
  /// How many technicians see one offer.
  public let waveSize: Int
  /// How long a wave may be answered, in seconds.
  public let waveSeconds: Int
  /// How many waves there are before nobody is left.
  public let wavesMax: Int
  /// How many live offers a technician may have at once.
  public let leasesMax: Int

  /// One technician at a time, 30 seconds each, eight times.
  public static let standard = OfferPolicy()

  private init() {
    waveSize = 1
    waveSeconds = 30
    wavesMax = 8
    leasesMax = 1
  }

  /// Checks a policy and reports all faults at once.
  /// - Throws: `outOfRange` for `offers.waveSize` (1 to 64), `.waveSeconds` (5 to 3600), `.wavesMax`
  ///   (1 to 100), `.leasesMax` (1 to 8).
  public init(waveSize: Int, waveSeconds: Int, wavesMax: Int, leasesMax: Int = 1) throws(FieldErrors) {
    let limits: [(Int, ClosedRange<Int>, String)] = [
      (waveSize, 1...OfferTerms.techniciansMax, "offers.waveSize"),
      (waveSeconds, 5...3600, "offers.waveSeconds"),
      (wavesMax, 1...100, "offers.wavesMax"),
      (leasesMax, 1...8, "offers.leasesMax"),
    ]
    let faults = limits.filter { !$0.1.contains($0.0) }.map {
      FieldError(
        field: $0.2, code: .outOfRange,
        message: "must be from \($0.1.lowerBound) to \($0.1.upperBound), is \($0.0)")
    }
    guard faults.isEmpty else { throw FieldErrors(faults) }
    self.waveSize = waveSize
    self.waveSeconds = waveSeconds
    self.wavesMax = wavesMax
    self.leasesMax = leasesMax
  }

  /// What to do for a booking that nobody has.
  public enum Decision: Hashable, Sendable {
    /// Send this offer.
    case offer(OfferTerms)
    /// Somebody would be left, but is being asked by others right now: look again when leases end.
    case wait
    /// Record that nobody is left.
    case nobodyLeft
  }

  /// Decides about the next wave. O(candidates).
  /// - Parameters:
  ///   - candidates: by ascending cost. They passed the gates; who is blocked or was asked is left out here.
  ///   - isFree: whether a technician may get one more offer, see ``LeaseBook/isFree(_:)``.
  /// - Returns: the picked technician alone as long as that one was not asked, then the best free ones.
  public func decide(
    _ booking: Booking, candidates: [ClientID], now: Instant, isFree: (ClientID) -> Bool
  ) -> Decision {
    guard booking.wavesSent < wavesMax else { return .nobodyLeft }
    var left = candidates.filter {
      !booking.asked.contains($0) && !booking.terms.preferences.blocked.contains($0)
    }
    if let picked = booking.terms.preferences.picked, left.contains(picked) { left = [picked] }
    guard !left.isEmpty else { return .nobodyLeft }
    let wave = Array(left.lazy.filter(isFree).prefix(waveSize))
    guard !wave.isEmpty else { return .wait }
    return .offer(
      OfferTerms(
        technicians: wave, deadline: now.advanced(byMilliseconds: Int64(waveSeconds) * 1000),
        wave: booking.wavesSent + 1))
  }
}
