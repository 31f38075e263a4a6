// A booking in service: its durable life, the one transition that may be under way, and who waits.

import Bedrock
import TrackHub
import Trips

/// One booking that has not ended, or has ended a moment ago.
struct BookingFile {
  /// A wish that waits for its turn, or whose transition is under way.
  struct Waiting {
    var wish: BookingWish
    var context: WishContext
    /// When it came; deadlines and durations look at this, however long the store takes.
    var observed: Instant
  }

  /// A transition that the store is making durable.
  struct Flight {
    var number: OrderNumber
    var step: LifeStep
    /// Nil while the booking is placed.
    var waiting: Waiting?
    var context: WishContext
    /// The answer when it is durable.
    var document: [UInt8]
    /// Taken for this step; given back when nothing comes of it.
    var leases: (offer: UUIDv7, technicians: [ClientID])?
    /// Nobody knows whether it happened; the booking is being read.
    var isInDoubt = false
  }

  let id: ClientID
  /// What is durable; nil while the booking is placed.
  var life: BookingLife?
  /// How many transitions are durable.
  var version: Int64 = 0
  var flight: Flight?
  var queue: [Waiting] = []
  /// The engine's own wishes that the store did not take; they come again.
  var postponed: [Waiting] = []

  var subject: SubjectSlot?
  var tripSubject: SubjectSlot?
  /// The customers' view of the present assignment, or of the one to come; opened when the first of them looks.
  var shareSubject: SubjectSlot?

  var mark: SLAMark?
  /// Alarms that are set already; an earlier one replaces a later one.
  var slaAlarmAt: Instant?
  var searchAlarmAt: Instant?
  /// Since when nobody is left who could be asked; nil while somebody is.
  var nobodySince: Instant?
  var isForgetting = false

  init(id: ClientID) { self.id = id }

  /// The most wishes that may wait for one booking.
  static let queueMax = 128
}

/// The bookings in service, by name, and what they are found by.
struct BookingTable {
  private var files: [BookingFile?] = []
  private var vacant: [Int] = []
  private var slots: [ClientID: Int] = [:]
  private var byOffer: [UUIDv7: Int] = [:]
  private var byTrip: [UUIDv7: Int] = [:]
  /// Bookings by state, for the overview.
  private(set) var counts = Array(repeating: 0, count: BookingState.allCases.count)

  /// The most bookings in service at once; more are refused until some have ended.
  static let countMax = 200_000

  var count: Int { slots.count }

  func slot(of id: ClientID) -> Int? { slots[id] }

  func slot(ofOffer id: UUIDv7) -> Int? { byOffer[id] }

  func slot(ofTrip id: UUIDv7) -> Int? { byTrip[id] }

  var occupiedSlots: [Int] { files.indices.filter { files[$0] != nil } }

  subscript(slot: Int) -> BookingFile {
    _read {
      guard files[slot] != nil else { preconditionFailure("no booking in this slot") }
      // Unwrapped in place: a copy would share the queues and make the next change copy them.
      yield files[slot].unsafelyPresent
    }
    _modify {
      guard files[slot] != nil else { preconditionFailure("no booking in this slot") }
      yield &files[slot].unsafelyPresent
    }
  }

  mutating func open(_ id: ClientID) -> Int {
    precondition(slots[id] == nil, "a booking was opened twice")
    let slot: Int
    if let reused = vacant.popLast() {
      slot = reused
      files[slot] = BookingFile(id: id)
    } else {
      slot = files.count
      files.append(BookingFile(id: id))
    }
    slots[id] = slot
    return slot
  }

  /// Puts the durable life of a booking into place.
  mutating func set(_ life: BookingLife, version: Int64, at slot: Int) {
    if let old = self[slot].life { uncount(old, slot) }
    self[slot].life = life
    self[slot].version = version
    counts[Int(life.booking.state.rawValue)] += 1
    for offer in life.offers { byOffer[offer.id] = slot }
    for trip in life.trips { byTrip[trip.id] = slot }
    if let assignment = life.booking.assignment { byTrip[assignment.trip] = slot }
  }

  mutating func close(_ slot: Int) {
    let file = self[slot]
    if let life = file.life { uncount(life, slot) }
    slots[file.id] = nil
    files[slot] = nil
    vacant.append(slot)
  }

  private mutating func uncount(_ life: BookingLife, _ slot: Int) {
    counts[Int(life.booking.state.rawValue)] -= 1
    for offer in life.offers { byOffer[offer.id] = nil }
    for trip in life.trips { byTrip[trip.id] = nil }
    if let assignment = life.booking.assignment { byTrip[assignment.trip] = nil }
  }
}

extension Optional {
  /// The value of an optional that was looked at before, changed in place.
  fileprivate var unsafelyPresent: Wrapped {
    get {
      guard let self else { preconditionFailure("looked at before") }
      return self
    }
    _modify {
      guard var value = self else { preconditionFailure("looked at before") }
      self = nil
      defer { self = value }
      yield &value
    }
  }
}
