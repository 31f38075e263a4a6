// The gates of one request, with everything that does not depend on the technician prepared.

import Bedrock
import GeoIndex

/// Judges technicians by the gates of one request.
struct GateCheck {
  let request: MatchRequest
  // Copies of what every technician is asked for, so that nothing is counted by reference on the way there.
  private let isImpossible: Bool
  private let skillBits: UInt64
  private let plainSkills: [String]
  private let statuses: UInt64
  private let freshSince: Instant
  private let serviceEnd: Instant
  private let minuteOfDay: Int
  private let zoneSummary: UInt64
  private let credentialSummary: UInt64

  init(_ request: MatchRequest) {
    self.request = request
    isImpossible = request.skills.isImpossible
    skillBits = request.skills.bits
    plainSkills = request.skills.plain
    statuses = request.statuses
    freshSince = request.freshSince
    serviceEnd = request.serviceEnd
    minuteOfDay = request.serviceMinuteOfDay
    zoneSummary = request.zones.reduce(0) { $0 | MatchColumns.summaryBit($1) }
    credentialSummary = request.credentials.reduce(0) { $0 | MatchColumns.summaryBit($1) }
  }

  /// The first three gates as the index applies them; skills beyond the bits are left to the caller.
  var filter: IndexFilter {
    IndexFilter(allSkills: request.skills.bits, statuses: request.statuses, freshSince: freshSince)
  }

  /// The first gate that refuses a technician; nil for one who passes.
  @inline(__always)
  func refusal(
    of technician: UInt32, _ columns: borrowing MatchColumns, _ skills: borrowing SkillTable,
    _ index: borrowing MovingIndex
  ) -> MatchGate? {
    let slot = Int(technician)
    guard !isImpossible, columns.rows[slot].skills & skillBits == skillBits,
      plainSkills.isEmpty || skills.holdsAll(plainSkills, technician)
    else { return .skill }
    guard (statuses >> UInt64(columns.rows[slot].status)) & 1 == 1 else { return .status }
    guard let fixTime = index.fixTime(of: technician), fixTime >= freshSince else { return .staleness }
    return laterRefusal(of: technician, columns)
  }

  /// The first gate that refuses a technician who passed those that the index knows.
  @inline(__always)
  func laterRefusal(of technician: UInt32, _ columns: borrowing MatchColumns) -> MatchGate? {
    let slot = Int(technician)
    if !request.credentials.isEmpty, !holdsCredentials(slot, columns) { return .credential }
    if !request.zones.isEmpty, !coversZone(slot, columns) { return .zone }
    guard columns.rows[slot].shift.contains(minuteOfDay: minuteOfDay) else { return .shift }
    guard columns.rows[slot].openJobs < columns.rows[slot].capacity else { return .load }
    if !request.blocked.isEmpty, request.blocked.contains(technician) { return .blocked }
    return columns.rows[slot].isLeased ? .leased : nil
  }

  private func holdsCredentials(_ slot: Int, _ columns: borrowing MatchColumns) -> Bool {
    guard columns.rows[slot].credentialSummary & credentialSummary == credentialSummary else { return false }
    for kind in request.credentials {
      var isHeld = false
      for index in columns.credentials[slot].indices {
        let credential = columns.credentials[slot][index]
        if credential.kind == kind, credential.isValid(at: serviceEnd) { isHeld = true }
      }
      if !isHeld { return false }
    }
    return true
  }

  private func coversZone(_ slot: Int, _ columns: borrowing MatchColumns) -> Bool {
    if columns.rows[slot].coversEverywhere { return true }
    guard columns.rows[slot].zoneSummary & zoneSummary != 0 else { return false }
    for index in columns.zones[slot].indices
    where request.zones.contains(columns.zones[slot][index]) {
      return true
    }
    return false
  }
}
