// A booking with its offers and trips, as one unit: what happens to one of them happens to all in the same
// step, so no state exists in which they disagree.

public import Bedrock

/// The whole life of a booking: the fold of its events.
///
/// Requests are decided on a value and do not change it: the answer is a ``LifeStep`` that becomes true when
/// its events are durable. At most one step per booking may be under way.
public struct BookingLife: Hashable, Sendable {
  /// The booking.
  public private(set) var booking: Booking
  /// Its offers, oldest first; of those that ended only the latest are kept.
  public private(set) var offers: [Offer] = []
  /// Its trips, oldest first; of those that ended only the latest are kept.
  public private(set) var trips: [Trip] = []
  /// The number of the last event.
  public private(set) var lastNumber: UInt64

  /// How many offers and how many trips are kept. Who asks about an older one gets "not found".
  public static let keptMax = 16

  /// Begins the life of a booking.
  public static func place(
    _ id: ClientID, _ terms: BookingTerms, at time: ChangeTime, by actor: Party
  ) -> LifeStep {
    let event = TripEvent(
      booking: id, number: 1, time: time, actor: actor, change: .booking(.placed(terms)))
    let life = BookingLife(id, terms, at: time)
    return LifeStep(events: [event], effects: [.findNext, .lookAtSLA], life: life)
  }

  init(_ id: ClientID, _ terms: BookingTerms, at time: ChangeTime) {
    booking = Booking(id: id, terms: terms, at: time)
    lastNumber = 1
  }

  /// An offer of this booking.
  public func offer(_ id: UUIDv7) -> Offer? { offers.last { $0.id == id } }

  /// A trip of this booking.
  public func trip(_ id: UUIDv7) -> Trip? { trips.last { $0.id == id } }

  /// The offer that may be answered.
  public var liveOffer: Offer? { booking.liveOffer.flatMap(offer) }

  /// The trip that is under way.
  public var liveTrip: Trip? { trips.last { !$0.state.isFinal } }

  /// Makes one change of one machine. Throws before anything is altered.
  mutating func make(_ change: LifeChange, at time: ChangeTime) throws(LifeRefusal) -> [LifeEffect] {
    let effects =
      switch change {
      case .booking(let change): try makeBooking(change, time)
      case .offer(let id, let change): try makeOffer(id, change, time)
      case .trip(let id, let change): try makeTrip(id, change, time)
      }
    lastNumber += 1
    return effects
  }

  private mutating func makeBooking(
    _ change: BookingChange, _ time: ChangeTime
  ) throws(LifeRefusal) -> [LifeEffect] {
    do { return try booking.make(change, at: time) } catch { throw .booking(error) }
  }

  private mutating func makeOffer(
    _ id: UUIDv7, _ change: OfferChange, _ time: ChangeTime
  ) throws(LifeRefusal) -> [LifeEffect] {
    guard let index = offers.lastIndex(where: { $0.id == id }) else {
      guard case .made(let terms) = change else { throw .unknownOffer(id) }
      let offer = Offer(id: id, booking: booking.id, terms: terms, at: time)
      offers.append(offer)
      if offers.count > Self.keptMax, offers[0].state.isFinal { offers.removeFirst() }
      return offer.openingEffects
    }
    do { return try offers[index].make(change, at: time) } catch { throw .offer(error) }
  }

  private mutating func makeTrip(
    _ id: UUIDv7, _ change: TripChange, _ time: ChangeTime
  ) throws(LifeRefusal) -> [LifeEffect] {
    guard let index = trips.lastIndex(where: { $0.id == id }) else {
      guard case .started(let terms) = change else { throw .unknownTrip(id) }
      let trip = Trip(id: id, booking: booking.id, terms: terms, at: time)
      trips.append(trip)
      if trips.count > Self.keptMax, trips[0].state.isFinal { trips.removeFirst() }
      return trip.openingEffects
    }
    do { return try trips[index].make(change, at: time) } catch { throw .trip(error) }
  }
}
