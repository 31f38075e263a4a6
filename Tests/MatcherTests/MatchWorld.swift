// A tenant for tests of matching: index, columns and skills that agree, and the question put to both the
// search and the scan.

import Bedrock
import GeoIndex
import Testing

@testable import Matcher

/// Technicians in all the places where the matcher looks.
final class MatchWorld {
  var index = MovingIndex()
  var columns = MatchColumns()
  var skills = SkillTable()
  var credentialKinds = NumberedNames()
  var zones = NumberedNames()
  var weights = MatchWeights()
  var travel = TravelTimeEstimate()
  private var search = MatchSearch()
  private var result = MatchResult()

  static let now = Instant(seconds: 1_800_000_000)
  static let available: UInt64 = 1

  /// Adds a technician; without a point only to the columns. The skills of `profile` are set from the names.
  func add(
    _ technician: UInt32, at point: GeoPoint?, skills names: [String] = [], ageMilliseconds: Int64 = 0,
    _ change: (inout MatchProfile) -> Void = { _ in }
  ) {
    var profile = MatchProfile()
    change(&profile)
    profile.skills = skills.set(names, of: technician)
    columns.set(profile, of: technician)
    guard let point else { return }
    index.insert(
      technician, at: point, fixTime: Self.now.advanced(byMilliseconds: -ageMilliseconds),
      attributes: IndexAttributes(skills: profile.skills, rating: profile.rating, status: profile.status))
  }

  /// Asks the search, checks the answer against the scan in every bit and the certificate against everybody,
  /// and returns it.
  @discardableResult
  func match(_ request: MatchRequest, _ comment: Comment = "") -> MatchResult {
    search.run(
      request, weights: weights, travel: travel, columns: columns, skills: skills, index: &index,
      into: &result)
    let expected = MatchScan().run(
      request, weights: weights, travel: travel, columns: columns, skills: skills, index: index)
    #expect(result.candidates == expected.candidates, comment)
    #expect(result.refusals == expected.refusals, comment)
    #expect(result.certificate.proves(result.candidates, wanted: request.wanted), comment)
    checkCertificate(request, comment)
    return result
  }

  /// Scores everybody by the scan and looks for somebody whom the certificate denies.
  private func checkCertificate(_ request: MatchRequest, _ comment: Comment) {
    var everybody = request
    everybody.wanted = MatchRequest.wantedMax
    let all = MatchScan().run(
      everybody, weights: weights, travel: travel, columns: columns, skills: skills, index: index)
    let certificate = result.certificate
    guard let radius = certificate.radiusMeters, let bound = certificate.boundSeconds else {
      // Whoever passed was scored, so the scores are as many as the candidates of an unlimited answer.
      if all.candidates.count < everybody.wanted {
        #expect(certificate.scored == all.candidates.count, comment)
      }
      return
    }
    let denied = all.candidates.filter { $0.distanceMeters >= radius && $0.costSeconds < bound }
    #expect(denied.isEmpty, comment)
    #expect(certificate.scored >= result.candidates.count, comment)
    #expect(certificate.examined >= certificate.scored, comment)
  }

  /// A request for available technicians.
  static func request(_ place: GeoPoint, wanted: Int = 10) -> MatchRequest {
    MatchRequest(place: place, now: now, wanted: wanted, statuses: available)
  }
}

/// Places around Riyadh in metres, for cases worked out by hand.
enum Places {
  static let home = at(north: 0, east: 0)

  /// A point some metres away from ``home``; the scale is right to about a per mille.
  static func at(north: Double, east: Double) -> GeoPoint {
    let unitsPerMeter = 4_294_967_296.0 / 40_007_863
    return GeoPoint(
      latitudeAngle: 294_682_000 + Int32(north * unitsPerMeter * 1.004),
      longitudeAngle: 556_828_000 + Int32(east * unitsPerMeter / 0.9094))
  }
}
