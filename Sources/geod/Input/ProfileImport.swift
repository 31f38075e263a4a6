// Many profiles at once: NDJSON, checked as a whole before anything is stored.

import Bedrock
import Engine

/// Reads imports.
enum ProfileImport {
  /// How many faults are told; more would help nobody.
  static let faultsMax = 50

  /// Reads one profile per line; empty lines are skipped.
  /// - Throws: a problem with the faults of all lines (the first ``faultsMax``), each with its line.
  static func read(_ body: [UInt8]) throws(Problem) -> [TechnicianProfile] {
    var profiles: [TechnicianProfile] = []
    var lineOf: [ClientID: Int] = [:]
    var faults: [FieldError] = []
    for (index, line) in body.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
      let number = index + 1
      guard line.contains(where: { $0 != 0x20 && $0 != 0x0D && $0 != 0x09 }) else { continue }
      guard faults.count < faultsMax else { break }
      do throws(FieldErrors) {
        let profile = try readLine(Array(line))
        if let first = lineOf.updateValue(number, forKey: profile.id) {
          throw FieldErrors(
            field: "id", code: .duplicateField, message: "stands on line \(first) already")
        }
        profiles.append(profile)
      } catch {
        for fault in error.errors.prefix(faultsMax - faults.count) {
          faults.append(
            FieldError(field: "line \(number): \(fault.field)", code: fault.code, message: fault.message))
        }
      }
    }
    if faults.isEmpty, profiles.isEmpty {
      faults.append(
        FieldError(field: "body", code: .missing, message: "must have a profile on each line"))
    }
    if profiles.count > TechnicianRoutes.importCountMax {
      faults.append(
        FieldError(
          field: "body", code: .tooMany,
          message: "may have at most \(TechnicianRoutes.importCountMax) profiles, has \(profiles.count)"))
    }
    if !faults.isEmpty { throw Problem(FieldErrors(faults)) }
    return profiles
  }

  private static func readLine(_ line: [UInt8]) throws(FieldErrors) -> TechnicianProfile {
    guard line.count <= ProfileDocument.bytesMax else {
      throw FieldErrors(
        field: "profile", code: .badLength, message: "may have at most \(ProfileDocument.bytesMax) bytes")
    }
    let value: JSONValue
    do {
      value = try JSONValue.parse(line, field: "profile")
    } catch {
      throw FieldErrors([error])
    }
    return try ProfileDocument.read(value, id: nil)
  }
}
