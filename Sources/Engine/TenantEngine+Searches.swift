// A wish names a booking that is not in service: where another process may serve the tenant too, the store is asked
// before anybody is told that there is none.

public import Bedrock
public import TrackHub
import Trips

extension TenantEngine {
  /// Looks a booking up, and decides the wish when it is found.
  mutating func seek(
    _ sought: BookingSought, _ wish: BookingWish, _ context: WishContext, technician: ClientID? = nil,
    into actions: inout ActionList
  ) {
    guard isShared else {
      return reply(context, to: wish, .fault(Self.fault(of: sought)), into: &actions)
    }
    guard desk.searches.hasRoom else { return reply(context, to: wish, .busy, into: &actions) }
    let waiting = BookingSearches.Waiting(
      wish: wish, context: context, observed: now, technician: technician)
    if desk.searches.add(waiting, for: sought) { desk.orders.append(.find(sought)) }
  }

  /// The store has looked a booking up.
  public mutating func settleSearch(
    _ verdict: SearchVerdict, for sought: BookingSought, now time: Instant, into actions: inout ActionList
  ) {
    observe(time)
    let waiting = desk.searches.take(sought)
    if case .found(let booking) = verdict { takeOver(booking, into: &actions) }
    for next in waiting {
      if case .unavailable = verdict {
        reply(next.context, to: next.wish, .unavailable, into: &actions)
      } else if let slot = slot(of: sought), isTheirs(next, slot) {
        enqueue(next.wish, next.context, slot, observed: next.observed, into: &actions)
      } else {
        reply(next.context, to: next.wish, .fault(Self.fault(of: sought)), into: &actions)
      }
    }
  }

  private func isTheirs(_ waiting: BookingSearches.Waiting, _ slot: Int) -> Bool {
    guard case .trip(let trip, _) = waiting.wish else { return true }
    return isTheirs(trip, waiting.technician, slot)
  }

  private func slot(of sought: BookingSought) -> Int? {
    switch sought {
    case .booking(let id): desk.table.slot(of: id)
    case .offer(let id): desk.table.slot(ofOffer: id)
    case .trip(let id): desk.table.slot(ofTrip: id)
    }
  }

  /// What the store has goes into service, or takes the place of what was known. While a transition is under way, its
  /// own outcome brings the news.
  private mutating func takeOver(_ booking: StoredBooking, into actions: inout ActionList) {
    let id = booking.life.booking.id
    guard let slot = desk.table.slot(of: id) else {
      guard desk.table.count < BookingTable.countMax else { return }
      return restore(
        booking.life, version: booking.version, points: booking.points, now: now, into: &actions)
    }
    guard desk.table[slot].flight == nil, booking.version > desk.table[slot].version else { return }
    replace(booking.life, version: booking.version, slot, points: booking.points, into: &actions)
  }

  private static func fault(of sought: BookingSought) -> FieldError {
    switch sought {
    case .booking: noBooking
    case .offer: noOffer
    case .trip: noTrip
    }
  }
}
