// Tracks: lines against slow answers, texts against published ones, distances against sums.

import Bedrock
import Foundation
import GeoIndex
import TestSupport
import Testing

@testable import Trips

/// A walk with straight stretches, turns and noise.
func randomTrack(_ count: Int, _ random: inout SeededRandom) -> [TrackPoint] {
  var (latitude, longitude) = (Sample.place.latitudeAngle, Sample.place.longitudeAngle)
  var (north, east) = (1000.0, 0.0)
  return (0..<count).map { index in
    if random.chance(0.1) {
      (north, east) = (random.double(in: -2000...2000), random.double(in: -2000...2000))
    }
    latitude += Int32(north + 300 * random.normal())
    longitude &+= Int32(east + 300 * random.normal())
    return TrackPoint(
      GeoPoint(latitudeAngle: latitude, longitudeAngle: longitude), at: Sample.instant(Double(index)))
  }
}

@Suite struct LineSimplifierTests {
  /// The published algorithm, by recursion, with a segment of its own for every distance.
  func naive(_ points: [TrackPoint], _ tolerance: Double) -> [TrackPoint] {
    guard points.count > 2, let first = points.first, let last = points.last else { return points }
    let distances = points.map { Segment(first.point, last.point).squaredMeters(to: $0.point) }
    var best = 1
    for index in 1..<(points.count - 1) where distances[index] > distances[best] { best = index }
    guard distances[best] > tolerance * tolerance else { return [first, last] }
    return naive(Array(points[...best]), tolerance).dropLast() + naive(Array(points[best...]), tolerance)
  }

  /// Distance from a segment by sampling it finely, along geodesics; independent of the plane.
  func sampledMeters(_ point: GeoPoint, _ a: GeoPoint, _ b: GeoPoint) -> Double {
    let count = 400.0
    return (0...400).map { step in
      let part = Double(step) / count
      let latitude = Double(a.latitudeAngle) + part * Double(b.latitudeAngle - a.latitudeAngle)
      let longitude = Double(a.longitudeAngle) + part * Double(b.longitudeAngle - a.longitudeAngle)
      let sample = GeoPoint(
        latitudeAngle: Int32(latitude.rounded()), longitudeAngle: Int32(longitude.rounded()))
      return Geodesic.distanceMeters(point, sample)
    }.min() ?? .infinity
  }

  /// The largest distance of a point of the track from the line.
  func error(_ track: [TrackPoint], _ line: [TrackPoint]) -> Double {
    var worst = 0.0
    var part = 0
    for point in track {
      while part + 2 < line.count, line[part + 1].time < point.time { part += 1 }
      worst = max(worst, sampledMeters(point.point, line[part].point, line[part + 1].point))
    }
    return worst
  }

  @Test(arguments: [0.5, 3, 10, 60])
  func sameAsTheNaiveAnswer(_ tolerance: Double) {
    for seed in Seeds.current..<(Seeds.current + 20) {
      var random = SeededRandom(seed: seed)
      let track = randomTrack(2 + random.below(400), &random)
      let line = LineSimplifier.simplify(track, toleranceMeters: tolerance)
      #expect(line == naive(track, tolerance), "seed \(seed)")
      #expect(line.first == track.first && line.last == track.last)
    }
  }

  @Test func toleranceHoldsByGeodesics() {
    var random = SeededRandom(seed: Seeds.current)
    let track = randomTrack(400, &random)
    let line = LineSimplifier.simplify(track, toleranceMeters: 10)
    #expect(line.count < track.count / 2)
    // The samples are half a segment's 400th apart at most.
    #expect(error(track, line) < 10.5)
  }

  @Test func boundOnPointsIsKeptAndToleranceTold() {
    var random = SeededRandom(seed: Seeds.current)
    let track = randomTrack(2000, &random)
    let result = LineSimplifier.simplify(track, toleranceMeters: 1, pointsMax: 40)
    #expect(result.points.count <= 40 && result.toleranceMeters > 1)
    #expect(result.points == naive(track, result.toleranceMeters))
    #expect(LineSimplifier.simplify(track, toleranceMeters: result.toleranceMeters / 2).count > 40)
  }

  @Test func accumulatedLineHoldsItsTolerance() {
    var random = SeededRandom(seed: Seeds.current)
    let track = randomTrack(3000, &random)
    for pointsMax in [512, 4096] {
      var accumulator = TrackAccumulator(toleranceMeters: 10, pointsMax: pointsMax)
      for point in track { accumulator.add(point.point, at: point.time) }
      let line = accumulator.line()
      #expect(line.count <= pointsMax && line.first == track.first && line.last == track.last)
      #expect(error(track, line) < accumulator.toleranceMeters * 1.05)
      #expect((accumulator.toleranceMeters > 10) == (pointsMax == 512))
    }
  }
}

/// The encoded line of a summary against the raw fixes, by an oracle that knows neither planes nor pieces.
@Suite struct SummaryLineTests {
  /// The distance of a point from a segment: the smallest geodesic to any of its points, by narrowing down.
  private func meters(_ point: GeoPoint, _ a: GeoPoint, _ b: GeoPoint) -> Double {
    func distance(_ part: Double) -> Double {
      let latitude = Double(a.latitudeAngle) + part * Double(b.latitudeAngle - a.latitudeAngle)
      let longitude = Int32((part * Double(b.longitudeAngle &- a.longitudeAngle)).rounded())
      return Geodesic.distanceMeters(
        point,
        GeoPoint(latitudeAngle: Int32(latitude.rounded()), longitudeAngle: a.longitudeAngle &+ longitude))
    }
    var (low, high) = (0.0, 1.0)
    for _ in 0..<60 {
      let third = (high - low) / 3
      if distance(low + third) < distance(high - third) { high -= third } else { low += third }
    }
    return distance(low)
  }

  /// A day on the road: straight stretches, turns, circles, stops with jitter, gaps.
  private func drive(
    _ count: Int, from start: GeoPoint, _ random: inout SeededRandom
  ) -> [TrackPoint] {
    var (latitude, longitude) = (start.latitudeAngle, start.longitudeAngle)
    var (heading, turn, speed) = (0.0, 0.0, 1500.0)
    return (0..<count).map { index in
      if random.chance(0.03) {
        turn = [0, 0, 0.05, -0.3, 1.5][random.below(5)]
        speed = [0, 700, 1500, 3500][random.below(4)]
      }
      heading += turn + 0.02 * random.normal()
      latitude += Int32(speed * cos(heading) + 80 * random.normal())
      longitude &+= Int32(2 * speed * sin(heading) + 80 * random.normal())
      return TrackPoint(
        GeoPoint(latitudeAngle: latitude, longitudeAngle: longitude), at: Sample.instant(Double(index)))
    }
  }

  @Test(arguments: [(24.7, 46.7), (69.6, 18.9), (-17.0, 179.99), (0.0, 0.0)])
  func everyFixIsWithinTenMetersOfTheDecodedLine(_ latitude: Double, _ longitude: Double) throws {
    for seed in Seeds.current..<(Seeds.current + 3) {
      var random = SeededRandom(seed: seed)
      let fixes = drive(3000, from: Sample.point(latitude, longitude), &random)
      var trip = try TripTableTests.trip(in: .inService)
      _ = try trip.make(.completed, at: Sample.time(5000))
      var track = TrackAccumulator()
      for fix in fixes { track.add(fix.point, at: fix.time) }
      let summary = try #require(TripSummary(trip, track: track))
      #expect(summary.toleranceMeters == 10 && summary.fixCount == fixes.count)
      let line = try EncodedPolyline.decode(summary.polyline, field: "polyline")
      // The times of the line are not kept; here they tell which part of it a fix belongs to.
      let times = track.line().map(\.time)
      try #require(times.count == line.count)
      #expect(line.count < fixes.count / 3)
      var (part, worst) = (0, 0.0)
      for fix in fixes {
        while part + 2 < line.count, times[part + 1] < fix.time { part += 1 }
        worst = max(worst, meters(fix.point, line[part], line[part + 1]))
      }
      #expect(worst <= 10 && worst > 5, "GEOD_SEED=\(seed): \(worst) m")
    }
  }
}

@Suite struct TrackTests {
  @Test func publishedPolylineExample() throws {
    let points = [(38.5, -120.2), (40.7, -120.95), (43.252, -126.453)].map { Sample.point($0.0, $0.1) }
    let text = "_p~iF~ps|U_ulLnnqC_mqNvxq`@"
    #expect(EncodedPolyline.encode(points) == text)
    #expect(try EncodedPolyline.decode(text, field: "line") == points)
    #expect(EncodedPolyline.encode([Sample.point(0, -179.98321)]) == "?`~oia@")
    #expect(EncodedPolyline.encode([]) == "")
  }

  @Test func polylineComesBackWithinItsPrecision() throws {
    var random = SeededRandom(seed: Seeds.current)
    for _ in 0..<200 {
      let points = (0..<random.below(50)).map { _ in
        Sample.point(random.double(in: -90...90), random.double(in: -179.999...179.999))
      }
      let decoded = try EncodedPolyline.decode(EncodedPolyline.encode(points), field: "line")
      #expect(decoded.count == points.count)
      for (a, b) in zip(points, decoded) {
        #expect(abs(a.latitudeDegrees - b.latitudeDegrees) < 5.1e-6)
        #expect(abs(a.longitudeDegrees - b.longitudeDegrees) < 5.1e-6)
      }
    }
  }

  @Test(arguments: ["_p~iF", "_p~i", "\u{1}", "~~~~~~~~~~", "_p~iF~ps|U_", "é"])
  func brokenPolylinesAreRefused(_ text: String) {
    #expect(throws: FieldError.self) { _ = try EncodedPolyline.decode(text, field: "line") }
  }

  @Test func distanceIsTheSumOfGeodesics() {
    var random = SeededRandom(seed: Seeds.current)
    let track = randomTrack(1000, &random)
    var accumulator = TrackAccumulator()
    for point in track { accumulator.add(point.point, at: point.time) }
    var sum = 0.0
    for (a, b) in zip(track, track.dropFirst()) { sum += Geodesic.distanceMeters(a.point, b.point) }
    #expect(abs(accumulator.distanceMeters - sum) < 1e-6)
    accumulator.add(Sample.place, at: Sample.instant(3))
    #expect(accumulator.lateCount == 1 && accumulator.fixCount == 1000)
    #expect(abs(accumulator.distanceMeters - sum) < 1e-6)
  }

  @Test func momentsAreWrittenAsFoundationWritesThem() throws {
    let format = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
    var random = SeededRandom(seed: Seeds.current)
    var moments: [Int64] = [0, -1, 951_782_400_000, 951_868_799_999, 4_107_542_400_000, 253_402_300_799_999]
    // From 1589 on: Foundation counts in the Julian calendar before the reform of 1582.
    for _ in 0..<2000 { moments.append(Int64(random.double(in: -12e12...250e12))) }
    for milliseconds in moments {
      let text = UTCText.text(Instant(milliseconds: milliseconds))
      let date = try Date(text, strategy: format)
      #expect((date.timeIntervalSince1970 * 1000).rounded() == Double(milliseconds), "\(text)")
    }
    #expect(UTCText.text(Sample.start) == "2026-01-04T06:00:00.000Z")
    #expect(UTCText.text(Instant(milliseconds: 951_782_400_123)) == "2000-02-29T00:00:00.123Z")
  }

  @Test func geoJSONFollowsTheStandard() throws {
    func object(_ points: [TrackPoint]) throws -> [String: Any] {
      var json = JSONWriter()
      TrackFormats.writeGeoJSON(points, trip: Sample.uuid(1), to: &json)
      return try #require(try JSONSerialization.jsonObject(with: Data(json.finish())) as? [String: Any])
    }
    let points = [
      TrackPoint(Sample.place, at: Sample.start),
      TrackPoint(Sample.point(24.8, -46.7), at: Sample.instant(2)),
    ]
    let line = try #require(try object(points)["geometry"] as? [String: Any])
    #expect(line["type"] as? String == "LineString")
    #expect(line["coordinates"] as? [[Double]] == [[46.6753, 24.7136], [-46.7, 24.8]])
    let times = (try object(points)["properties"] as? [String: Any])?["coordTimes"] as? [Int64]
    #expect(times == [Sample.start.milliseconds, Sample.instant(2).milliseconds])
    let single = try #require(try object([points[0]])["geometry"] as? [String: Any])
    #expect(single["type"] as? String == "Point" && single["coordinates"] as? [Double] == [46.6753, 24.7136])
    #expect(try object([])["geometry"] is NSNull)
  }

  @Test func gpxIsEscapedAndComplete() {
    let bytes = TrackFormats.gpx(
      [TrackPoint(Sample.place, at: Sample.start)], name: "A & B <\"'> \u{1} رحلة")
    #expect(
      String(decoding: bytes, as: UTF8.self) == """
        <?xml version="1.0" encoding="UTF-8"?>
        <gpx version="1.1" creator="geod" xmlns="http://www.topografix.com/GPX/1/1">
        <trk><name>A &amp; B &lt;&quot;&apos;&gt; \u{FFFD} رحلة</name><trkseg>
        <trkpt lat="24.7136" lon="46.6753"><time>2026-01-04T06:00:00.000Z</time></trkpt>
        </trkseg></trk>
        </gpx>

        """)
  }

  @Test func whatIsLeftOfATrackSaysThatItIs() throws {
    let line = SimplifiedLine([Sample.place, Sample.point(24.8, -46.7)], toleranceMeters: 12.34)
    var json = JSONWriter()
    TrackFormats.writeGeoJSON(line, trip: Sample.uuid(1), to: &json)
    let object = try #require(try JSONSerialization.jsonObject(with: Data(json.finish())) as? [String: Any])
    let geometry = try #require(object["geometry"] as? [String: Any])
    #expect(geometry["coordinates"] as? [[Double]] == [[46.6753, 24.7136], [-46.7, 24.8]])
    let properties = try #require(object["properties"] as? [String: Any])
    #expect(properties["simplified"] as? Bool == true && properties["toleranceMeters"] as? Double == 12.3)
    #expect(properties["coordTimes"] == nil, "no times are made up")
    #expect(
      String(decoding: TrackFormats.gpx(line, name: "a"), as: UTF8.self) == """
        <?xml version="1.0" encoding="UTF-8"?>
        <gpx version="1.1" creator="geod" xmlns="http://www.topografix.com/GPX/1/1">
        <trk><name>a</name><desc>simplified, within 12.3 m; the times are not kept</desc><trkseg>
        <trkpt lat="24.7136" lon="46.6753"/>
        <trkpt lat="24.8" lon="-46.7"/>
        </trkseg></trk>
        </gpx>

        """)
  }

  @Test func summaryTellsWhatHappened() throws {
    var trip = try TripTableTests.trip(in: .enRoute)
    #expect(TripSummary(trip, track: TrackAccumulator()) == nil, "a trip that goes on has no summary")
    for (change, second) in [(TripChange.arrived(.positions), 610.0), (.began, 700), (.completed, 2000)] {
      _ = try trip.make(change, at: Sample.time(second))
    }
    var track = TrackAccumulator()
    track.add(Sample.place, at: Sample.instant(10))
    track.add(Sample.point(24.72, 46.68), at: Sample.instant(20))
    let estimate = TravelTime(expectedSeconds: 500, lowSeconds: 400, highSeconds: 601)
    let summary = try #require(TripSummary(trip, track: track, eta: (Sample.instant(10), estimate)))
    #expect(summary.enRouteMilliseconds == 600_000 && summary.arrivedMilliseconds == 90_000)
    #expect(summary.inServiceMilliseconds == 1_300_000 && summary.fixCount == 2)
    #expect(summary.eta?.errorSeconds == 100 && summary.eta?.isInside == true)
    #expect(try EncodedPolyline.decode(summary.polyline, field: "line").count == 2)
    var json = JSONWriter()
    summary.write(to: &json)
    let object = try #require(try JSONSerialization.jsonObject(with: Data(json.finish())) as? [String: Any])
    #expect(object["state"] as? String == "completed")
    #expect((object["eta"] as? [String: Any])?["errorSeconds"] as? Double == 100)
  }
}
