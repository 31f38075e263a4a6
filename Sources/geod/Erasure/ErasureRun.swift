// The erasure of one person: what is looked at, in which order, and what stands in the way.

import Bedrock
import Engine
import Transport
import Trips
import TripStore

/// Why nobody is erased.
enum ErasureRefusal: Error, Equatable, CustomStringConvertible {
  /// Work with the person goes on.
  case live([ClientID], PersonErasure.Kind)
  /// A running server knows the person and would write them down again.
  case served(ClientID)
  /// Points wait for the database in this folder, and would come back after an erasure.
  case waiting(String)
  /// This folder has no spool, so that nobody has looked for points that wait.
  case noSpool(String)

  var description: String {
    switch self {
    case .live(let bookings, let kind):
      "the \(kind.rawValue) is part of bookings that have not ended: \(bookings.prefix(10).map(\.text).joined(separator: ", "))"
        + (bookings.count > 10 ? " and \(bookings.count - 10) more" : "") + ". Complete or cancel them first"
    case .served(let id):
      "a server may be running that knows the technician \(id): DELETE /v1/technicians/\(id) there first, so that it forgets "
        + "them too; or say --stopped when none runs"
    case .waiting(let directory):
      "track points of the tenant wait for the database in \(directory): run a server there until /readyz shows none, then "
        + "erase; otherwise they would come back. What was put aside goes after its term, or by hand"
    case .noSpool(let directory):
      "there is no spool in \(directory), where track points of the tenant may wait for the database: name the server's "
        + "folder with --data; or say --spools-empty when the /readyz of every server shows no waiting points"
    }
  }
}

/// What an erasure has changed, or would.
struct ErasureReport: Equatable {
  /// What stands in place of the identifier; nil when nothing was there, and in a dry run.
  var pseudonym: ClientID?
  var profiles = 0
  var positions = 0
  var points = 0
  var bookings = 0
  /// Rows of bookings and what belongs to them.
  var rows = 0
  var auditRows = 0

  /// Whether nothing was there.
  var isEmpty: Bool { profiles + positions + points + rows + auditRows == 0 }

  /// The counts by name.
  var counts: [(name: StaticString, count: Int)] {
    [
      ("profiles", profiles), ("positions", positions), ("points", points), ("bookings", bookings),
      ("rows", rows), ("audit_rows", auditRows),
    ]
  }
}

/// Erases one person from one tenant's data, in pieces between which others have their turn.
///
/// Points go first, while it is still known whose they are; then the rows of each booking in one transaction; then the
/// audit. Cut short, it goes on under the same pseudonym when it is run again. Afterwards nothing connects the pseudonym
/// with the person.
struct ErasureRun {
  let store: any Store
  let tenant: ClientID
  let kind: PersonErasure.Kind
  let id: ClientID
  let now: Instant

  /// The points of a piece.
  static let pointsPerPiece = 5000
  /// The bookings of a transaction.
  static let bookingsPerPiece = 16
  /// How often everything is looked through again for what was written meanwhile.
  static let roundsMax = 5

  /// Counts what an erasure would change.
  /// - Throws: `ErasureRefusal.live`, or what the store throws.
  func plan() throws -> ErasureReport {
    let person = PersonErasure(kind, id, pseudonym: Self.standIn)
    let bookings = try bookings()
    try refuseLive(bookings, person)
    var report = ErasureReport()
    for booking in bookings {
      let rows = try store.rewrite(booking, of: tenant, as: nil, BookingRewriting(erasing: person))
      report.rows += rows
      if rows > 0 { report.bookings += 1 }
      for trip in try trips(of: booking, person) {
        try store.forEachPoint(of: trip, tenant: tenant) { (_) throws(StoreError) in report.points += 1 }
      }
    }
    report.auditRows = try eraseAudit(person, isDryRun: true)
    guard kind == .technician else { return report }
    if try store.technician(id, of: tenant) != nil { report.profiles = 1 }
    if let snapshot = try store.positions(of: tenant)?.payload, isNamed(in: snapshot) { report.positions = 1 }
    return report
  }

  /// Erases.
  /// - Parameters:
  ///   - actor: who the audit names.
  ///   - reason: why, for the audit; the identifier in it is replaced, too.
  /// - Throws: `ErasureRefusal.live`, or what the store throws; then it can be run again.
  func run(actor: String, reason: String) throws -> ErasureReport {
    let plan = try plan()
    let pending = try pendingPseudonym()
    guard !plan.isEmpty || pending != nil else { return plan }
    let person = PersonErasure(kind, id, pseudonym: try pending ?? begin())
    var report = ErasureReport(pseudonym: person.pseudonym)
    if kind == .technician { try eraseLive(&report) }
    for _ in 0..<Self.roundsMax {
      let before = report.rows + report.points
      try eraseBookings(person, &report)
      if report.rows + report.points == before { break }
    }
    report.auditRows = try eraseAudit(person, isDryRun: false)
    let note = ChangeNote(actor: person.text(actor), at: now, reason: person.text(reason))
    let entry = AuditDraft(
      note: note, action: "\(kind.rawValue).erase", target: person.pseudonym.text, detail: report.detail)
    _ = try store.endErasure(person.pseudonym, of: tenant, audit: entry)
    return report
  }

  /// In place of a pseudonym where nothing is written.
  private static let standIn = ClientID(trusted: "erased-0000000000000000")

  // MARK: What is there

  private func bookings() throws(StoreError) -> [ClientID] {
    switch kind {
    case .technician: try store.bookings(naming: id, of: tenant)
    case .customer: try store.bookings(for: id, of: tenant)
    }
  }

  private func refuseLive(_ bookings: [ClientID], _ person: PersonErasure) throws {
    var live: [ClientID] = []
    for booking in bookings {
      guard let record = try store.booking(booking, of: tenant), record.booking.endedAt == nil else {
        continue
      }
      // Found by a text that means something else, it changes nothing.
      let rows = try store.rewrite(booking, of: tenant, as: nil, BookingRewriting(erasing: person))
      if rows > 0 { live.append(booking) }
    }
    if !live.isEmpty { throw ErasureRefusal.live(live, kind) }
  }

  /// The trips of a booking whose points tell where the person was.
  private func trips(of booking: ClientID, _ person: PersonErasure) throws(StoreError) -> Set<UUIDv7> {
    var found: Set<UUIDv7> = []
    for record in try store.trips(of: booking, tenant: tenant)
    where kind == .customer || record.trip.technician == id {
      found.insert(record.trip.id)
    }
    for record in try store.summaries(of: booking, tenant: tenant)
    where person.travelled(in: record.summary.document) {
      found.insert(record.summary.trip)
    }
    return found
  }

  private func isNamed(in snapshot: [UInt8]) -> Bool {
    TenantEngine.erasing(id, from: snapshot).map { $0 != snapshot } ?? true
  }

  // MARK: Erasing

  /// Profile and live position.
  private func eraseLive(_ report: inout ErasureReport) throws(StoreError) {
    if try store.deleteTechnician(id, of: tenant) { report.profiles += 1 }
    guard var snapshot = try store.positions(of: tenant), isNamed(in: snapshot.payload) else { return }
    // One that cannot be read goes as a whole: positions come back with the next fixes.
    snapshot.payload = TenantEngine.erasing(id, from: snapshot.payload) ?? []
    try store.savePositions(snapshot, of: tenant)
    report.positions += 1
  }

  private func eraseBookings(_ person: PersonErasure, _ report: inout ErasureReport) throws(StoreError) {
    var rest = try bookings()[...]
    let rewriting = BookingRewriting(erasing: person)
    while !rest.isEmpty {
      let piece = rest.prefix(Self.bookingsPerPiece)
      rest = rest.dropFirst(piece.count)
      for booking in piece {
        for trip in try trips(of: booking, person) { report.points += try removePoints(of: trip) }
      }
      let changed = try store.transaction { () throws(StoreError) in
        var changed: [Int] = []
        for booking in piece {
          changed.append(try store.rewrite(booking, of: tenant, as: person.pseudonym, rewriting))
        }
        return changed
      }
      report.rows += changed.reduce(0, +)
      report.bookings += changed.count { $0 > 0 }
    }
  }

  private func removePoints(of trip: UUIDv7) throws(StoreError) -> Int {
    var removed = 0
    while true {
      let count = try store.removePoints(of: trip, tenant: tenant, limit: Self.pointsPerPiece)
      removed += count
      if count < Self.pointsPerPiece { return removed }
    }
  }

  private func eraseAudit(_ person: PersonErasure, isDryRun: Bool) throws(StoreError) -> Int {
    var (place, changed) = (Int64(0), 0)
    while true {
      let page = try store.rewriteAudit(
        naming: id, of: tenant, after: place, limit: StoreLimits.auditPageMax,
        as: isDryRun ? nil : person.pseudonym
      ) { (entry) throws(StoreError) in try person.erase(entry) }
      changed += page.changed
      guard let last = page.last else { return changed }
      place = last
    }
  }

  // MARK: The pseudonym

  /// That of an erasure of the same person which was cut short.
  private func pendingPseudonym() throws(StoreError) -> ClientID? {
    try store.erasures(of: tenant).first { record in
      record.kind == kind.rawValue && Digest.constantTimeEquals(record.proof, proof(record.salt))
    }?.pseudonym
  }

  private func begin() throws(StoreError) -> ClientID {
    let salt = SecureRandom.bytes(16)
    let name = PersonErasure.pseudonymPrefix + HexText.encode(SecureRandom.bytes(8))
    let pseudonym = ClientID(trusted: name)
    try store.beginErasure(
      ErasureRecord(
        pseudonym: pseudonym, kind: kind.rawValue, salt: salt, proof: proof(salt), begunAt: now), of: tenant)
    return pseudonym
  }

  /// Recognises the person of an erasure under way.
  func proof(_ salt: [UInt8]) -> [UInt8] {
    Digest.hmacSHA256(key: salt, Array("\(kind.rawValue)\n\(id)".utf8))
  }
}

extension ErasureReport {
  /// The counts as one object, for the audit.
  var detail: [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    for (name, count) in counts {
      json.key(name)
      json.integer(count)
    }
    json.endObject()
    return json.finish()
  }
}
