// Who is asked next: the match for a booking that nobody has, and the waves of its tenant.

import Bedrock
import Matcher
import TrackHub
import Trips

extension TenantEngine {
  /// The waves go on: an offer, nothing for now, or nobody is left.
  mutating func findNext(_ life: BookingLife, _ slot: Int) -> Preparation {
    guard life.booking.state == .open, settings.offers.isAutomatic else { return .later }
    let opening = life.booking.terms.window.start.advanced(
      byMilliseconds: -Int64(settings.offers.leadMinutes) * 60_000)
    guard now >= opening else {
      desk.table[slot].nobodySince = nil
      return searchLater(slot, at: opening)
    }
    let ranked = ranking(life)
    let policy = settings.offers.policy
    switch policy.decide(
      life.booking, candidates: ranked.technicians, now: now, isFree: { desk.leases.isFree($0) })
    {
    case .offer(let terms):
      desk.table[slot].nobodySince = nil
      return .request(.offer(id: desk.newID(at: now), terms), decision: ranked.decision)
    case .wait:
      desk.table[slot].nobodySince = nil
      return searchLater(slot, at: now.advanced(byMilliseconds: Self.searchMilliseconds))
    case .nobodyLeft where ranked.someAreBusy && life.booking.wavesSent < policy.wavesMax:
      // They are being asked by others right now; that does not use up anybody's patience.
      return searchLater(slot, at: now.advanced(byMilliseconds: Self.searchMilliseconds))
    case .nobodyLeft:
      let since = desk.table[slot].nobodySince ?? now
      desk.table[slot].nobodySince = since
      let patience = Int64(settings.offers.searchSeconds) * 1000
      guard life.booking.wavesSent < policy.wavesMax, now.milliseconds(since: since) < patience else {
        desk.table[slot].nobodySince = nil
        return .request(.nobodyLeft)
      }
      return searchLater(slot, at: now.advanced(byMilliseconds: Self.searchMilliseconds))
    }
  }

  /// Somebody asks by hand: named technicians, or the best ones now.
  mutating func offer(to named: [ClientID]?, _ life: BookingLife) -> Preparation {
    let deadline = now.advanced(byMilliseconds: Int64(settings.offers.policy.waveSeconds) * 1000)
    let wave = life.booking.wavesSent + 1
    if let named {
      for technician in named where technicians.roster.slot(of: technician) == nil {
        return .answer(
          .fault(
            FieldError(
              field: "technicians", code: .notFound, message: "there is no technician \(technician.text)")))
      }
      let terms = OfferTerms(technicians: named, deadline: deadline, wave: wave)
      return .request(.offer(id: desk.newID(at: now), terms))
    }
    let ranked = ranking(life)
    let free = ranked.technicians.filter { desk.leases.isFree($0) && !life.booking.asked.contains($0) }
    let chosen = Array(free.prefix(settings.offers.policy.waveSize))
    guard !chosen.isEmpty else { return .answer(.nobody(busy: [])) }
    let terms = OfferTerms(technicians: chosen, deadline: deadline, wave: wave)
    return .request(.offer(id: desk.newID(at: now), terms), decision: ranked.decision)
  }

  private mutating func searchLater(_ slot: Int, at: Instant) -> Preparation {
    if let set = desk.table[slot].searchAlarmAt, set <= at, set > now { return .later }
    desk.table[slot].searchAlarmAt = at
    desk.alarms.set(.search(desk.table[slot].id), at: at)
    return .later
  }

  /// Looks for technicians with the next passing of time.
  mutating func lookAgain(_ slot: Int) {
    desk.table[slot].searchAlarmAt = now
    desk.alarms.set(.search(desk.table[slot].id), at: now)
  }

  /// Looks for technicians for all bookings that nobody has, because the tenant asks in another way from now on.
  mutating func lookAgainForAll() {
    for slot in desk.table.occupiedSlots where desk.table[slot].life?.booking.state == .open {
      lookAgain(slot)
    }
  }

  /// How often a booking without candidates is looked at again.
  static let searchMilliseconds: Int64 = 5_000
}

extension TenantEngine {
  /// Who may be asked for a booking, best first, and what explains it. The technician whom the customer picked comes
  /// first, when the gates let them.
  private mutating func ranking(_ life: BookingLife) -> (
    technicians: [ClientID], someAreBusy: Bool, decision: [UInt8]
  ) {
    var query = MatchQuery(life.booking.terms, excluding: life.booking.asked)
    query.count = min(MatchQuery.countLimit, max(settings.match.count, settings.offers.waveSize))
    // Counting looks at everybody; in a large tenant the offers must not wait for it.
    query.countsRefusals = technicians.roster.count <= Self.countedMax
    let answer = rank(query, now: now)
    var found = answer.candidates.map(\.technician)
    if let picked = answer.picked, picked.hasPassed {
      found.removeAll { $0 == picked.technician }
      found.insert(picked.technician, at: 0)
    }
    return (found, (answer.refusals?[.leased] ?? 0) > 0, answer.decision)
  }

  /// Up to so many technicians, decisions say how many each gate has refused.
  private static let countedMax = 5_000
}
