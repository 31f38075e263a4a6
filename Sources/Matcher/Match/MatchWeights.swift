// What a tenant's bookings care about, all in one unit; a part of each tenant's settings document.

public import Bedrock

/// The weights of the score, in seconds of waiting.
///
/// Every term of the cost is the number of seconds that a customer would rather wait than have the
/// disadvantage, so that the weights can be discussed with people and compared with each other. The limits keep
/// every term within sight of the others: at the least weight of travel, a kilometre of city traffic
/// still costs more than what a single vote does to a well-known rating at the greatest weight of ratings.
public struct MatchWeights: Sendable, Hashable {
  /// The cost of a second of travel. 0.25 to 4.
  public var travelWeight: Double = 1
  /// The cost of each star below five. Seconds, 0 to 600.
  public var ratingSecondsPerStar: Double = 120
  /// The rating of a technician of whom nothing is known yet. Stars, 1 to 5.
  public var ratingPriorStars: Double = 4.5
  /// How many votes the prior counts as: so many votes move a rating half of the way. 1 to 1 000.
  public var ratingPriorCount: Double = 20
  /// With this much time to spare an arrival is as good as any earlier one. Seconds, 0 to 86 400.
  public var slackWantedSeconds: Double = 900
  /// The cost of each second of slack that is missing. 0 to 4.
  public var slackWeight: Double = 0.25
  /// The further cost of each second by which the deadline is missed. 0 to 10.
  public var lateWeight: Double = 1
  /// What having all preferred skills is worth; a share of them is worth that share. Seconds, 0 to 1 800.
  public var skillFitSeconds: Double = 120

  /// The defaults: a customer waits two minutes for a star, or for all preferred skills.
  public init() {}

  /// Every value that lies outside its limits, with the path of its field.
  public func faults(path: String) -> [FieldError] {
    var limits = LimitCheck(path: path)
    limits.check("travelWeight", travelWeight, in: 0.25...4)
    limits.check("ratingSecondsPerStar", ratingSecondsPerStar, in: 0...600)
    limits.check("ratingPriorStars", ratingPriorStars, in: 1...5)
    limits.check("ratingPriorCount", ratingPriorCount, in: 1...1_000)
    limits.check("slackWantedSeconds", slackWantedSeconds, in: 0...86_400)
    limits.check("slackWeight", slackWeight, in: 0...4)
    limits.check("lateWeight", lateWeight, in: 0...10)
    limits.check("skillFitSeconds", skillFitSeconds, in: 0...1_800)
    return limits.faults
  }

  /// The rating shrunk towards the prior by its count: the mean of the votes and ``ratingPriorCount`` votes
  /// for the prior (the posterior mean of a normal model with known variances). At most 5; without votes
  /// the prior, whatever `rating` says.
  @inline(__always)
  public func shrunkRating(_ rating: Float, count: UInt32) -> Double {
    let votes = Double(count)
    let stars = ratingPriorStars * ratingPriorCount + Double(rating) * votes
    return min(5, stars / (ratingPriorCount + votes))
  }
}
