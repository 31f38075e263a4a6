// Many points as few bytes: the form in which they wait in the spool.

internal import Bedrock

/// The points of a batch as two blobs.
///
/// `series` lists who is in the block, once for each pair of trip and device: the trip's 16 octets, the length of the
/// device's name, its name. It stands apart so that whoever looks for a trip need not read the points. `content` has
/// for each point the number of its series, then its differences to the point before it in the series: a fix per
/// second is about 20 bytes.
struct PointBlock: Hashable {
  /// Who.
  var series: [UInt8]
  /// The points.
  var content: [UInt8]
  /// How many points.
  var count: Int

  /// Numbers of a point that a device may leave out, in the order in which they are written. Each has two bits of the
  /// point's flags.
  private enum Form: UInt8 {
    case absent = 0
    /// The number is a Float's, as those of devices are.
    case single = 1
    case double = 2
  }

  /// The point before in a series; what the differences are taken to.
  private struct Last {
    var sequence: Int64 = 0
    var milliseconds: Int64 = 0
    var latitude: Int32 = 0
    var longitude: Int32 = 0
  }

  private struct Series: Hashable {
    var trip: UUIDv7
    var device: ClientID
  }

  /// Writes points down. O(points).
  init(_ points: [TrackPoint]) {
    var places: [Series: Int] = [:]
    var lasts: [Last] = []
    series = []
    content = []
    content.reserveCapacity(points.count * 32)
    count = points.count
    for point in points {
      let who = Series(trip: point.trip, device: point.device)
      let place: Int
      if let found = places[who] {
        place = found
      } else {
        place = lasts.count
        places[who] = place
        lasts.append(Last())
        series.append(bigEndian: who.trip.high)
        series.append(bigEndian: who.trip.low)
        series.append(UInt8(who.device.text.utf8.count))
        series += who.device.text.utf8
      }
      content.append(varint: UInt64(place))
      append(point, after: &lasts[place])
    }
  }

  private mutating func append(_ point: TrackPoint, after last: inout Last) {
    content.append(difference: point.sequence &- last.sequence)
    content.append(difference: point.at.milliseconds &- last.milliseconds)
    content.append(difference: Int64(point.latitudeAngle &- last.latitude))
    content.append(difference: Int64(point.longitudeAngle &- last.longitude))
    last = Last(
      sequence: point.sequence, milliseconds: point.at.milliseconds, latitude: point.latitudeAngle,
      longitude: point.longitudeAngle)
    let flags = content.count
    content.append(0)
    let forms = (
      append(point.accuracyMeters), append(point.speedMetersPerSecond), append(point.headingDegrees)
    )
    content[flags] = forms.0.rawValue | forms.1.rawValue << 2 | forms.2.rawValue << 4
  }

  private mutating func append(_ number: Double?) -> Form {
    guard let number else { return .absent }
    let single = Float(number)
    if Double(single).bitPattern == number.bitPattern {
      content.append(bigEndian: single.bitPattern)
      return .single
    }
    content.append(bigEndian: number.bitPattern)
    return .double
  }
}

extension PointBlock {
  /// A block out of the spool.
  init(series: [UInt8], content: [UInt8], count: Int) {
    self.series = series
    self.content = content
    self.count = count
  }

  /// Recognises damage: a hash over everything, and over whose it is. Against accidents, not against attackers.
  func checksum(of tenant: ClientID) -> Int64 {
    var hash = ContentHash()
    hash.combine(tenant.text)
    hash.combine(UInt64(count))
    for part in [series, content] {
      hash.combine(UInt64(part.count))
      var word: UInt64 = 0
      for (index, byte) in part.enumerated() {
        word = word << 8 | UInt64(byte)
        if index & 7 == 7 { hash.combine(word) }
      }
      hash.combine(word)
    }
    return Int64(bitPattern: hash.value)
  }

  /// The points in their order; only those of some trips when `trips` is not nil. O(points).
  /// - Throws: `corrupt` when this is not a block.
  func points(of trips: Set<UUIDv7>? = nil) throws(StoreError) -> [TrackPoint] {
    do throws(ByteReader.Fault) {
      return try decode(trips)
    } catch {
      throw .corrupt(what: "a block of points")
    }
  }

  private func decode(_ trips: Set<UUIDv7>?) throws(ByteReader.Fault) -> [TrackPoint] {
    let who = try decodeSeries()
    let isWanted = who.map { trips?.contains($0.trip) ?? true }
    guard isWanted.contains(true) else { return [] }
    var lasts = Array(repeating: Last(), count: who.count)
    var reader = ByteReader(content)
    var points: [TrackPoint] = []
    for _ in 0..<count {
      guard let place = Int(exactly: try reader.varint()), place < who.count else { throw ByteReader.Fault() }
      let point = try Self.point(of: who[place], after: &lasts[place], &reader)
      if isWanted[place] { points.append(point) }
    }
    guard reader.isAtEnd else { throw ByteReader.Fault() }
    return points
  }

  private func decodeSeries() throws(ByteReader.Fault) -> [Series] {
    var reader = ByteReader(series)
    var who: [Series] = []
    while !reader.isAtEnd {
      let trip = UUIDv7(high: try reader.word(UInt64.self), low: try reader.word(UInt64.self))
      let name = try reader.text(count: Int(try reader.byte()))
      guard let trip, let device = try? ClientID(name, field: "device") else { throw ByteReader.Fault() }
      who.append(Series(trip: trip, device: device))
    }
    return who
  }

  private static func point(
    of who: Series, after last: inout Last, _ reader: inout ByteReader
  ) throws(ByteReader.Fault) -> TrackPoint {
    last.sequence &+= try reader.difference()
    last.milliseconds &+= try reader.difference()
    last.latitude &+= Int32(truncatingIfNeeded: try reader.difference())
    last.longitude &+= Int32(truncatingIfNeeded: try reader.difference())
    guard (0...Instant.latest.milliseconds).contains(last.milliseconds) else { throw ByteReader.Fault() }
    let flags = try reader.byte()
    return TrackPoint(
      trip: who.trip, device: who.device, sequence: last.sequence,
      at: Instant(milliseconds: last.milliseconds), latitudeAngle: last.latitude,
      longitudeAngle: last.longitude, accuracyMeters: try number(flags & 3, &reader),
      speedMetersPerSecond: try number(flags >> 2 & 3, &reader),
      headingDegrees: try number(flags >> 4, &reader))
  }

  private static func number(_ form: UInt8, _ reader: inout ByteReader) throws(ByteReader.Fault) -> Double? {
    switch Form(rawValue: form) {
    case .absent: return nil
    case .single: return Double(Float(bitPattern: try reader.word(UInt32.self)))
    case .double: return Double(bitPattern: try reader.word(UInt64.self))
    case nil: throw ByteReader.Fault()
    }
  }
}
