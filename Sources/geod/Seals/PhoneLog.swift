// The fixes that a phone has kept for itself, out of a file; docs/WIRE.md, "The chain of a trip", says how it is written.

import Bedrock
import Foundation
import GeoIndex
import Transport

/// A phone's own record of its fixes, plain or gzip: NDJSON with the members of the message `fix`, or CSV whose header
/// names them.
///
/// `seq`, `t`, `lat` and `lon` are required; `acc`, `spd` and `hdg` are absent where the phone did not send them; `device`
/// is the device of the line, `verdict` what the server said. Lines with another verdict than `accepted` are left out:
/// such fixes are in no chain. Other members are none of ours.
struct PhoneLog {
  /// The fixes by device, in the order of their numbers.
  private(set) var devices: [ClientID: [ChainedFix]] = [:]
  /// Lines that say that the server refused the fix.
  private(set) var refusedCount = 0

  private static let lineBytesMax = 65_536

  private let device: ClientID
  private var columns: [String]?

  /// Reads a log.
  /// - Parameter device: whose the lines are that name none.
  init(file: String, device: ClientID) throws(FileFault) {
    self.device = device
    var number = 0
    do {
      var lines = try GzipLineReader(path: file, lineBytesMax: Self.lineBytesMax)
      while let line = try lines.nextLine() {
        number += 1
        try take(Array(line), isFirst: number == 1)
      }
    } catch let error as FieldError {
      throw FileFault(file: file, line: number, message: "\(error)")
    } catch let fault as LineFault {
      throw FileFault(file: file, line: number, message: fault.message)
    } catch {
      throw FileFault(reading: file, lineBytesMax: Self.lineBytesMax, error)
    }
    for device in devices.keys {
      do throws(LineFault) { try sort(device) } catch {
        throw FileFault(file: file, line: nil, message: error.message)
      }
    }
  }

  /// A number that occurs twice with the same content counts once: the phone has sent it again.
  private mutating func sort(_ device: ClientID) throws(LineFault) {
    var sorted: [ChainedFix] = []
    for fix in (devices[device] ?? []).sorted(by: { $0.sequence < $1.sequence }) {
      if fix == sorted.last { continue }
      guard fix.sequence != sorted.last?.sequence else {
        throw LineFault(message: "the number \(fix.sequence) occurs with two contents")
      }
      sorted.append(fix)
    }
    devices[device] = sorted
  }

  private mutating func take(_ line: [UInt8], isFirst: Bool) throws {
    guard line.contains(where: { $0 > 0x20 }) else { return }
    if columns == nil, line.first(where: { $0 > 0x20 }) == UInt8(ascii: "{") {
      guard case .object(let members) = try JSONValue.parse(line, field: "line") else { return }
      return try take(members)
    }
    let fields = String(decoding: line, as: UTF8.self).split(separator: ",", omittingEmptySubsequences: false)
      .map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
    guard let columns else {
      guard isFirst, Set(["seq", "t", "lat", "lon"]).isSubset(of: fields) else {
        throw LineFault(message: "is neither an object nor a header with seq, t, lat and lon")
      }
      self.columns = fields
      return
    }
    guard fields.count == columns.count else {
      throw LineFault(message: "has \(fields.count) of \(columns.count) fields")
    }
    var members: [String: JSONValue] = [:]
    for (name, text) in zip(columns, fields) where !text.isEmpty {
      members[name] = Double(text).map(JSONValue.number) ?? .string(text)
    }
    // Names may look like numbers.
    for name in ["device", "verdict"] {
      if let index = columns.firstIndex(of: name), !fields[index].isEmpty {
        members[name] = .string(fields[index])
      }
    }
    try take(members)
  }

  private mutating func take(_ members: [String: JSONValue]) throws {
    var owner = device
    if case .string(let text)? = members["device"] { owner = try ClientID(text, field: "device") }
    if let verdict = members["verdict"], verdict != .string("accepted") {
      refusedCount += 1
      return
    }
    let point = try GeoPoint(
      latitudeDegrees: try Self.number("lat", members), longitudeDegrees: try Self.number("lon", members))
    let fix = ChainedFix(
      sequence: UInt64(try Self.whole("seq", members)),
      time: Instant(milliseconds: try Self.whole("t", members)), latitudeAngle: point.latitudeAngle,
      longitudeAngle: point.longitudeAngle, accuracyMeters: try Self.optional("acc", members),
      speedMetersPerSecond: try Self.optional("spd", members),
      headingDegrees: try Self.optional("hdg", members))
    devices[owner, default: []].append(fix)
  }

  private static func number(_ name: String, _ members: [String: JSONValue]) throws(LineFault) -> Double {
    guard case .number(let value)? = members[name] else {
      throw LineFault(message: "\(name) must be a number")
    }
    return value
  }

  private static func whole(_ name: String, _ members: [String: JSONValue]) throws(LineFault) -> Int64 {
    guard let value = Int64(exactly: try number(name, members)), value >= 0, value < 1 << 53 else {
      throw LineFault(message: "\(name) must be a whole number from 0 to 2^53 - 1")
    }
    return value
  }

  private static func optional(
    _ name: String, _ members: [String: JSONValue]
  ) throws(LineFault) -> Float? {
    guard let member = members[name], member != .null else { return nil }
    return Float(try number(name, members))
  }
}
