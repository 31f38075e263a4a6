// Reading one fix: the message that makes up nearly all traffic.

import Bedrock

/// Reads the members of a fix, alone or within a batch.
enum FixReader {
  /// What was seen so far; a bit per field finds duplicates and gaps without a set.
  private struct Seen {
    var bits: UInt16 = 0

    /// False when the field was seen before.
    mutating func add(_ field: UInt16) -> Bool {
      defer { bits |= field }
      return bits & field == 0
    }

    static let seq: UInt16 = 1
    static let t: UInt16 = 2
    static let lat: UInt16 = 4
    static let lon: UInt16 = 8
    static let acc: UInt16 = 16
    static let spd: UInt16 = 32
    static let hdg: UInt16 = 64
    static let alt: UInt16 = 128
    static let bat: UInt16 = 256
    static let src: UInt16 = 512
    static let required: UInt16 = 15
  }

  /// Reads the rest of an object as a fix. A top-level fix has a `type` besides.
  static func read(
    _ object: inout ObjectReader, _ text: borrowing Span<UInt8>
  ) throws(FieldError) -> Fix {
    var fix = Fix(sequence: 0, time: .epoch, latitudeDegrees: 0, longitudeDegrees: 0)
    var seen = Seen()
    while let key = try object.nextKey(text) {
      let isNew: Bool
      if key.equals("seq", text) {
        isNew = seen.add(Seen.seq)
        fix.sequence = try object.whole(key, text)
      } else if key.equals("t", text) {
        isNew = seen.add(Seen.t)
        fix.time = Instant(milliseconds: Int64(try object.whole(key, text)))
      } else if key.equals("lat", text) {
        isNew = seen.add(Seen.lat)
        fix.latitudeDegrees = try object.number(key, text)
      } else if key.equals("lon", text) {
        isNew = seen.add(Seen.lon)
        fix.longitudeDegrees = try object.number(key, text)
      } else if key.equals("acc", text) {
        isNew = seen.add(Seen.acc)
        fix.accuracyMeters = try object.number(key, text)
      } else if key.equals("spd", text) {
        isNew = seen.add(Seen.spd)
        fix.speedMetersPerSecond = try object.number(key, text)
      } else if key.equals("hdg", text) {
        isNew = seen.add(Seen.hdg)
        fix.headingDegrees = try object.number(key, text)
      } else if key.equals("alt", text) {
        isNew = seen.add(Seen.alt)
        fix.altitudeMeters = try object.number(key, text)
      } else if key.equals("bat", text) {
        isNew = seen.add(Seen.bat)
        fix.batteryFraction = try object.number(key, text)
      } else if key.equals("src", text) {
        isNew = seen.add(Seen.src)
        fix.source = try source(&object, key, text)
      } else {
        try object.takeType(key, text)
        continue
      }
      guard isNew else { throw object.duplicate(key, text) }
    }
    guard seen.bits & Seen.required == Seen.required else {
      throw missing(seen.bits, object.path)
    }
    return fix
  }

  /// Kept, because `allCases` makes a new array each time.
  private static let sources = FixSource.allCases

  private static func source(
    _ object: inout ObjectReader, _ key: ObjectReader.Key, _ text: borrowing Span<UInt8>
  ) throws(FieldError) -> FixSource {
    let token = try object.token(key, text)
    // No text is built for a known word; phones name their source with every fix.
    if !token.escaped {
      for source in Self.sources where JSONCursor.equals(source.name, text, token.range) {
        return source
      }
    }
    throw FieldError(
      field: object.field(key, text), code: .notAllowed,
      message: "must be one of gps, network, fused, manual, mock, unknown")
  }

  private static func missing(_ bits: UInt16, _ path: ObjectReader.FieldPath) -> FieldError {
    let name =
      if bits & Seen.seq == 0 {
        "seq"
      } else if bits & Seen.t == 0 {
        "t"
      } else if bits & Seen.lat == 0 {
        "lat"
      } else {
        "lon"
      }
    return FieldError(
      field: path.prefix + name, code: .missing, message: "a fix needs seq, t, lat and lon")
  }
}
