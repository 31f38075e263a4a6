// From CSV files to a trace. Every fault names the file and the line.

import Bedrock
import Projection
import Transport

/// Reads recorded taxis: `cab,lat,lon,occupied,unix_time`, gzip or plain.
///
/// A first line that begins with no number where the latitude belongs is a header: it must name `cab`, `lat`, `lon`
/// and `unix_time`, in any order and among others. Without a header the columns are the five above. Empty lines are
/// skipped. Numbers are taken as they are: what is out of range is for the server to refuse.
///
/// Coordinates of another reference system are turned into WGS84: `lat` is the northing then and `lon` the easting, and
/// a header may call them `y` and `x`. One that the system cannot express is a fault of its line.
struct TraceReader: ~Copyable {
  private static let lineBytesMax = 4_096

  private let transform: ImportTransform
  private var vehicles: [ClientID] = []
  private var vehicleByID: [String: Int] = [:]
  private var fixes: [TraceFix] = []

  /// Where the wanted columns stand.
  private struct Columns {
    var cab = 0
    var latitude = 1
    var longitude = 2
    var time = 4
    var count = 5
  }

  private init(_ transform: consuming ImportTransform) {
    self.transform = transform
  }

  /// Reads all files into one trace; a vehicle that occurs in several is one.
  static func read(
    _ paths: [String], in transform: consuming ImportTransform = ImportTransform()
  ) throws(FileFault) -> Trace {
    var reader = TraceReader(transform)
    for path in paths {
      do {
        var lines = try GzipLineReader(path: path, lineBytesMax: Self.lineBytesMax)
        try reader.read(&lines, file: path)
      } catch let error as FileFault {
        throw error
      } catch {
        throw FileFault(reading: path, lineBytesMax: Self.lineBytesMax, error)
      }
    }
    guard !reader.fixes.isEmpty else {
      throw FileFault(file: paths.joined(separator: ", "), message: "holds no fix")
    }
    return Trace(vehicles: reader.vehicles, fixes: reader.fixes)
  }

  private mutating func read(_ lines: inout GzipLineReader, file: String) throws {
    var columns = Columns()
    var number = 0
    var isFirst = true
    while let line = try lines.nextLine() {
      number += 1
      let fields = line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map {
        String(decoding: $0, as: UTF8.self)
      }
      if fields.count == 1, fields[0].allSatisfy(\.isWhitespace) { continue }
      do throws(LineFault) {
        if isFirst, Self.isHeader(fields) {
          columns = try Self.columns(fields.map { ["x": "lon", "y": "lat"][$0] ?? $0 })
        } else {
          fixes.append(try fix(fields, columns))
        }
      } catch {
        throw FileFault(file: file, line: number, message: error.message)
      }
      isFirst = false
    }
  }

  private static func isHeader(_ fields: [String]) -> Bool {
    fields.contains("lat") && fields.contains("lon") || fields.contains("x") && fields.contains("y")
  }

  private static func columns(_ names: [String]) throws(LineFault) -> Columns {
    func place(_ name: String) throws(LineFault) -> Int {
      guard let place = names.firstIndex(of: name) else {
        throw LineFault(message: "the header names no column \(name)")
      }
      return place
    }
    return Columns(
      cab: try place("cab"), latitude: try place("lat"), longitude: try place("lon"),
      time: try place("unix_time"), count: names.count)
  }

  private mutating func fix(_ fields: [String], _ columns: Columns) throws(LineFault) -> TraceFix {
    guard fields.count == columns.count else {
      throw LineFault(message: "has \(fields.count) fields, must have \(columns.count)")
    }
    let seconds = fields[columns.time]
    guard let unix = Int64(seconds), (0...Instant.latest.milliseconds / 1_000).contains(unix) else {
      throw LineFault(message: "unix_time '\(seconds)' must be a whole number of seconds since 1970")
    }
    let latitude = try Self.number(fields[columns.latitude], "lat")
    let longitude = try Self.number(fields[columns.longitude], "lon")
    let place: (latitude: Double, longitude: Double)
    do throws(ProjectionError) {
      place = try transform.degrees(x: longitude, y: latitude)
    } catch {
      throw LineFault(message: "\(error)")
    }
    return TraceFix(
      vehicle: try vehicle(fields[columns.cab]), time: Instant(seconds: unix),
      latitudeDegrees: place.latitude, longitudeDegrees: place.longitude)
  }

  private mutating func vehicle(_ text: String) throws(LineFault) -> Int {
    if let known = vehicleByID[text] { return known }
    let id: ClientID
    do {
      id = try ClientID(text, field: "cab")
    } catch {
      throw LineFault(message: "\(error)")
    }
    vehicleByID[text] = vehicles.count
    vehicles.append(id)
    return vehicles.count - 1
  }

  private static func number(_ text: String, _ name: String) throws(LineFault) -> Double {
    guard let number = Double(text), number.isFinite else {
      throw LineFault(message: "\(name) '\(text)' must be a number")
    }
    return number
  }
}
