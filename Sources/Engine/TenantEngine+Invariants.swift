// What must hold between any two calls. Slow and complete; tests and the simulator call it, the program does not.

public import Bedrock
import Matcher
import TrackHub
public import Trips

/// A booking in service as the engine has it.
public struct BookingStanding: Sendable {
  /// What is durable, as far as the engine knows; nil while the booking is being placed.
  public var life: BookingLife?
  /// How many transitions are durable.
  public var version: Int64
  /// Whether a transition waits for the store.
  public var isUnderWay: Bool
  /// Whether somebody wants something that is not decided yet.
  public var hasWishes: Bool
}

extension TenantEngine {
  /// The bookings in service, in the order of their identifiers. O(n log n).
  public var bookingsInService: [ClientID] {
    desk.table.occupiedSlots.map { desk.table[$0].id }.sorted()
  }

  /// A booking in service; nil when there is none. O(1).
  public func standing(of booking: ClientID) -> BookingStanding? {
    guard let slot = desk.table.slot(of: booking) else { return nil }
    let file = desk.table[slot]
    return BookingStanding(
      life: file.life, version: file.version, isUnderWay: file.flight != nil,
      hasWishes: !file.queue.isEmpty || !file.postponed.isEmpty)
  }

  /// How many leases are held in all.
  public var leaseCount: Int { desk.leases.count }

  /// Whether a technician has as many live offers as they may. O(1).
  public func isLeased(_ technician: ClientID) -> Bool { !desk.leases.isFree(technician) }

  /// How many open bookings a technician may have; nil for somebody unknown. O(1).
  public func capacity(of technician: ClientID) -> UInt8? {
    technicians.roster.slot(of: technician).flatMap { profiles[Int($0)]?.capacity }
  }

  /// The shares of a booking that open something.
  public func liveShares(of booking: ClientID) -> [Share] { desk.shares.shares(of: booking) }

  /// Checks what the desk derives from the lives of bookings, and describes the first contradiction; nil when there
  /// is none. O(bookings + technicians).
  public func brokenBookingInvariant() -> String? {
    var leases: [ClientID: Set<UUIDv7>] = [:]
    var jobs: [ClientID: Set<ClientID>] = [:]
    var journeys = 0
    for slot in desk.table.occupiedSlots {
      let file = desk.table[slot]
      if let fault = brokenInvariant(file) { return "\(file.id): \(fault)" }
      if let offer = file.life?.liveOffer {
        for technician in offer.waiting { leases[technician, default: []].insert(offer.id) }
      }
      if let taken = file.flight?.leases {
        for technician in taken.technicians { leases[technician, default: []].insert(taken.offer) }
      }
      if let assignment = file.life?.booking.liveAssignment {
        jobs[assignment.technician, default: []].insert(file.id)
      }
      guard let trip = file.life?.liveTrip else { continue }
      journeys += 1
      if desk.journeys[trip.id]?.booking != file.id { return "\(file.id): its trip is not followed" }
    }
    if journeys != desk.journeys.count { return "\(desk.journeys.count) journeys, \(journeys) trips" }
    if !desk.jobs.agrees(with: jobs) { return "jobs are \(desk.jobs), not \(jobs)" }
    for (technician, offers) in leases where Set(desk.leases.offers(of: technician)) != offers {
      return "\(technician) holds \(desk.leases.offers(of: technician)), not \(offers)"
    }
    let count = leases.values.reduce(0) { $0 + $1.count }
    if desk.leases.count != count { return "\(desk.leases.count) leases are held, \(count) have a reason" }
    return brokenLoad()
  }

  private func brokenInvariant(_ file: BookingFile) -> String? {
    if file.flight == nil, file.life == nil { return "it neither is nor comes to be" }
    if file.flight == nil, !file.queue.isEmpty { return "a wish waits for nothing" }
    guard let life = file.life else { return nil }
    if file.subject == nil { return "nobody can watch it" }
    if (file.tripSubject != nil) != (life.booking.liveAssignment != nil) {
      return "its trip's topic does not follow its assignment"
    }
    if file.shareSubject != nil, life.booking.state.isFinal { return "customers still look at it" }
    for share in desk.shares.shares(of: file.id)
    where share.assignmentVersion != life.booking.shareVersion {
      return "the share \(share.id) has outlived its assignment"
    }
    return nil
  }

  /// What the matcher reads of technicians.
  private func brokenLoad() -> String? {
    for technician in technicians.roster.occupiedSlots {
      let id = technicians.roster.id(of: technician)
      let load = columns.load(of: technician)
      if load.openJobs != UInt8(clamping: desk.jobs.count(of: id)) {
        return "\(id) matches with the wrong jobs"
      }
      if load.isLeased == desk.leases.isFree(id) { return "\(id) matches with the wrong leases" }
      if technicians.job(of: technician) != job(of: id) { return "\(id) is shown with the wrong job" }
    }
    return nil
  }
}
