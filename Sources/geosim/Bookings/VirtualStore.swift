// The store of the simulator: it keeps what orders say, under the rules that the shipped store has for the data, and
// checks each order against what it has.

import Bedrock
import Engine
import Trips

/// What is durable. It survives the loss of power; what waits for it does not (VirtualStore+Queue.swift).
struct VirtualStore {
  /// One booking with its whole log.
  struct Row {
    var version: Int64
    var life: BookingLife
    var events: [TripEvent]
    /// What was answered or may be shown, by transition.
    var documents: [[UInt8]]
    var liveAssignments: Set<UInt32> = []
  }

  /// An order that was carried out, whether or not somebody was told.
  struct CarriedOut {
    var order: StoreOrder
    var leasesMax: Int
    /// What came of it; points have no verdict.
    var verdict: StoreVerdict?
  }

  /// What the store tells points apart by.
  struct PointKey: Hashable {
    var trip: UUIDv7
    var device: ClientID
    var sequence: UInt64
  }

  var rows: [ClientID: Row] = [:]
  /// Answers by the key of their request.
  var keys: [String: CommitOrder.Repetition] = [:]
  var pointKeys: Set<PointKey> = []
  var points: [UUIDv7: [TripFix]] = [:]
  /// Every share that was ever made.
  var madeShares: [UUIDv7: Share] = [:]
  /// Shares that have not been ended.
  var shares: [UUIDv7: Share] = [:]
  /// The live offers of each technician.
  var leases: [ClientID: Set<UUIDv7>] = [:]
  /// Who took each offer.
  var winners: [UUIDv7: ClientID] = [:]

  // The queue; see VirtualStore+Queue.swift.
  var entries: [Entry] = []
  var freeAt: Int64 = 0
  var random: SeededRandom
  /// Until when nothing can be written.
  var outageUntil: Int64 = 0
  /// Since when orders are carried out as they should.
  var soundSince: Int64 = 0
  /// How many orders each fate had.
  var fates: [Fate: Int] = [:]
  /// Everything that was carried out, where somebody wants to compare this store with another; nil where nobody does.
  var journal: [CarriedOut]?

  init(_ random: SeededRandom) { self.random = random }

  /// Makes a transition durable, or says why nothing happened.
  mutating func commit(_ order: CommitOrder, leasesMax: Int) throws(BrokenPromise) -> StoreVerdict {
    let id = order.life.booking.id
    let old = rows[id]
    guard old?.version ?? 0 == order.expectedVersion else { return .changed }
    if let key = order.repetition?.key, keys[key] != nil { return .keyUsed }
    var next = Row(version: order.expectedVersion + 1, life: order.life, events: [], documents: [])
    if let old { (next.events, next.documents) = (old.events, old.documents) }
    next.liveAssignments = old?.liveAssignments ?? []
    try checkLog(order, old)
    for assignment in order.assignments {
      if assignment.isLive {
        next.liveAssignments.insert(assignment.version)
      } else {
        next.liveAssignments.remove(assignment.version)
      }
    }
    let expected = Set([order.life.booking.liveAssignment?.version].compactMap { $0 })
    guard next.liveAssignments == expected else {
      throw BrokenPromise(.oneWinner, "\(id) has the live assignments \(next.liveAssignments)")
    }
    guard try takeLeases(order, leasesMax) else { return .exists }
    next.events += order.events
    next.documents.append(order.document)
    rows[id] = next
    if let repetition = order.repetition { keys[repetition.key] = repetition }
    for (share, content) in shares where content.booking == id {
      if content.assignmentVersion != order.life.booking.shareVersion { shares[share] = nil }
    }
    return .durable
  }

  /// The events must follow the log, and come to what the order says.
  private mutating func checkLog(_ order: CommitOrder, _ old: Row?) throws(BrokenPromise) {
    var folded: BookingLife
    do throws(TripLogError) {
      if let old {
        folded = old.life
        for event in order.events { try folded.fold(event) }
      } else {
        folded = try BookingLife(folding: order.events)
      }
    } catch {
      throw BrokenPromise(.logIsState, "\(order.life.booking.id): its log cannot be read: \(error)")
    }
    guard folded == order.life else {
      throw BrokenPromise(.logIsState, "\(order.life.booking.id): its log tells another life")
    }
    for event in order.events {
      guard case .offer(let offer, .accepted(let technician)) = event.change else { continue }
      guard winners[offer] == nil else {
        throw BrokenPromise(.oneWinner, "the offer \(offer) has two winners")
      }
      winners[offer] = technician
    }
  }

  /// A technician is asked by no more offers than the tenant allows.
  private mutating func takeLeases(_ order: CommitOrder, _ leasesMax: Int) throws(BrokenPromise) -> Bool {
    var next = leases
    for (offer, _) in order.offers {
      for technician in offer.terms.technicians { next[technician]?.remove(offer.id) }
      for technician in offer.waiting { next[technician, default: []].insert(offer.id) }
    }
    for (offer, _) in order.offers where offer.version == 1 {
      for technician in offer.waiting where next[technician]?.count ?? 0 > leasesMax {
        throw BrokenPromise(.leases, "\(technician) is asked by \(next[technician] ?? [])")
      }
    }
    leases = next
    return true
  }

  mutating func append(_ order: PointOrder) {
    for point in order.points {
      let key = PointKey(trip: point.trip, device: point.device, sequence: point.sequence)
      if pointKeys.insert(key).inserted { points[point.trip, default: []].append(point) }
    }
  }

  func reading(of booking: ClientID) -> TenantEngine.ReadingVerdict {
    guard let row = rows[booking] else { return .absent }
    return .found(BookingReading(version: row.version, events: row.events))
  }

  /// The bookings that have not ended, in the order of their names.
  var liveBookings: [ClientID] {
    rows.filter { !$0.value.life.booking.state.isFinal }.map(\.key).sorted()
  }

  /// Whether a document was made durable with a transition of a booking.
  func has(_ document: [UInt8], of booking: ClientID) -> Bool {
    rows[booking]?.documents.contains(document) ?? false
  }
}
