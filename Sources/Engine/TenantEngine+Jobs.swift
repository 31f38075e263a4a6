// What technicians do for their bookings, as far as others have to know it: the matcher, and those who watch maps.

import Bedrock
import TrackHub
import Trips

extension TenantEngine {
  /// Tells the matcher how busy somebody is, and maps what they do.
  mutating func refreshLoad(of technician: ClientID) {
    guard let slot = technicians.roster.slot(of: technician) else { return }
    setLoad(
      openJobs: desk.jobs.count(of: technician), isLeased: !desk.leases.isFree(technician), of: slot)
    refreshJob(of: technician, slot)
  }

  /// Tells maps what somebody does, when that is something else than before.
  mutating func refreshJob(of technician: ClientID) {
    guard let slot = technicians.roster.slot(of: technician) else { return }
    refreshJob(of: technician, slot)
  }

  private mutating func refreshJob(of technician: ClientID, _ slot: UInt32) {
    guard technicians.setJob(job(of: technician), of: slot) else { return }
    hub.jobChanged(slot, at: technicians.position(of: slot)?.point)
  }

  /// The most advanced of somebody's bookings, as far as it is durable. O(their bookings + their offers).
  func job(of technician: ClientID) -> TechnicianJob {
    var job = TechnicianJob.none
    for booking in desk.jobs.bookings(of: technician) {
      guard let slot = desk.table.slot(of: booking), let life = desk.table[slot].life else { continue }
      job = max(job, TechnicianJob(life.booking.tripState))
    }
    guard job == .none else { return job }
    // A lease that was taken for an offer to come is nobody's business yet.
    let isAsked = desk.leases.offers(of: technician).contains { desk.table.slot(ofOffer: $0) != nil }
    return isAsked ? .offered : .none
  }
}

extension TechnicianJob {
  /// What somebody does who has a booking; `trip` is nil before they set out.
  init(_ trip: TripState?) {
    switch trip {
    case .enRoute: self = .enRoute
    case .arrived: self = .arrived
    case .inService: self = .inService
    case .completed, .cancelled, nil: self = .assigned
    }
  }
}
