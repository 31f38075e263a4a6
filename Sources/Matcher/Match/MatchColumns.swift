// What the matcher reads about technicians besides the index: one row per slot.

import Bedrock
public import GeoIndex

/// Everybody whom a tenant could send, by dense slot, with or without a position.
///
/// Owned by the caller, who keeps skills and status equal to those in the index for technicians who have a
/// position there (``disagreement(with:)`` finds whom that was forgotten for). A row has 48 bytes, so that
/// judging a candidate costs one line of cache; memory grows with the greatest slot.
public struct MatchColumns: Sendable {
  /// The part of a technician that fits into a row.
  struct Row: Sendable, BitwiseCopyable {
    var skills: UInt64 = 0
    /// Bit `zone % 64` for each zone that is covered: rules most technicians out without reading their list.
    var zoneSummary: UInt64 = 0
    /// The same for kinds of credentials.
    var credentialSummary: UInt64 = 0
    var rating: Float = 0
    var ratingCount: UInt32 = 0
    var shift = WorkShift(startMinute: 0, endMinute: 0)
    var capacity: UInt8 = 0
    var openJobs: UInt8 = 0
    var status: UInt8 = 0
    var isPresent = false
    var isLeased = false
    var coversEverywhere = false
  }

  var rows: [Row] = []
  var credentials: [[MatchCredential]] = []
  var zones: [[UInt32]] = []
  /// How many technicians there are.
  public private(set) var count = 0
  /// The best mean and the greatest number of votes that anybody ever had: they bound what a rating can do.
  private(set) var ratingMax: Float = 0
  private(set) var ratingCountMax: UInt32 = 0

  /// Nobody yet.
  public init() {}

  /// Slots reach up to here.
  public var slotCount: Int { rows.count }

  /// Whether there is a technician with this slot. O(1).
  public func contains(_ technician: UInt32) -> Bool {
    Int(technician) < rows.count && rows[Int(technician)].isPresent
  }

  /// Adds a technician without open jobs and offers, or replaces the profile of one who keeps both. A rating
  /// beyond 0 to 5 or a status above 63 is a bug of the caller. O(credentials + zones).
  public mutating func set(_ profile: MatchProfile, of technician: UInt32) {
    precondition(profile.rating >= 0 && profile.rating <= 5, "a rating is from 0 to 5")
    precondition(profile.status < 64, "a status is from 0 to 63")
    let slot = Int(technician)
    while rows.count <= slot {
      rows.append(Row())
      credentials.append([])
      zones.append([])
    }
    if !rows[slot].isPresent { count += 1 }
    rows[slot].isPresent = true
    rows[slot].skills = profile.skills
    rows[slot].status = profile.status
    rows[slot].rating = profile.rating
    rows[slot].ratingCount = profile.ratingCount
    rows[slot].capacity = profile.capacity
    rows[slot].shift = profile.shift ?? WorkShift(startMinute: 0, endMinute: 0)
    rows[slot].coversEverywhere = profile.zones == nil
    zones[slot] = profile.zones ?? []
    rows[slot].zoneSummary = zones[slot].reduce(0) { $0 | Self.summaryBit($1) }
    credentials[slot] = profile.credentials
    rows[slot].credentialSummary = profile.credentials.reduce(0) { $0 | Self.summaryBit($1.kind) }
    if profile.ratingCount > 0 { ratingMax = max(ratingMax, profile.rating) }
    ratingCountMax = max(ratingCountMax, profile.ratingCount)
  }

  /// Forgets a technician. O(1).
  public mutating func remove(_ technician: UInt32) {
    precondition(contains(technician), "nobody has this slot")
    count -= 1
    rows[Int(technician)] = Row()
    credentials[Int(technician)] = []
    zones[Int(technician)] = []
  }

  /// Changes the working status; the caller changes it in the index, too. O(1).
  public mutating func setStatus(_ status: UInt8, of technician: UInt32) {
    precondition(contains(technician), "nobody has this slot")
    precondition(status < 64, "a status is from 0 to 63")
    rows[Int(technician)].status = status
  }

  /// Changes how many jobs are open: accepted and not yet completed or cancelled. O(1).
  public mutating func setOpenJobs(_ jobs: UInt8, of technician: UInt32) {
    precondition(contains(technician), "nobody has this slot")
    rows[Int(technician)].openJobs = jobs
  }

  /// Notes that a technician has a live offer, or no longer has one. O(1).
  public mutating func setLeased(_ isLeased: Bool, of technician: UInt32) {
    precondition(contains(technician), "nobody has this slot")
    rows[Int(technician)].isLeased = isLeased
  }

  /// How much a technician has to do, as it was set; for whoever checks it. O(1).
  public func load(of technician: UInt32) -> (openJobs: UInt8, isLeased: Bool) {
    precondition(contains(technician), "there is no such technician")
    return (rows[Int(technician)].openJobs, rows[Int(technician)].isLeased)
  }

  /// The technicians who differ between index and columns, or are in the index only: nobody, unless the caller
  /// has a bug. O(slots).
  public func disagreement(with index: borrowing MovingIndex) -> [UInt32] {
    var found: [UInt32] = []
    var seen = 0
    for slot in 0..<UInt32(rows.count) {
      guard let attributes = index.attributes(of: slot) else { continue }
      seen += 1
      let row = rows[Int(slot)]
      if !row.isPresent || row.skills != attributes.skills || row.status != attributes.status {
        found.append(slot)
      }
    }
    precondition(seen == index.count, "the index knows slots that the columns never had")
    return found
  }

  static func summaryBit(_ number: UInt32) -> UInt64 { 1 << UInt64(number & 63) }
}
