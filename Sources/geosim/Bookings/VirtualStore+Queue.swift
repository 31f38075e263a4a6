// Orders wait, are carried out in their order, sometimes come to nothing, and are told late. Sometimes nobody knows.

import Bedrock
import Engine
import Trips

extension VirtualStore {
  /// What becomes of an order.
  enum Fate: String, CaseIterable {
    /// It is carried out and told.
    case served
    /// Nothing happens, and that is certain.
    case refused
    /// It is carried out, and nobody is told.
    case doneInDoubt
    /// Nothing happens, and nobody is told.
    case undoneInDoubt
  }

  /// An order under way.
  struct Entry {
    var order: StoreOrder
    var leasesMax: Int
    var executeAt: Int64
    var tellAt: Int64
    var outcome: StoreOutcome?
  }

  /// Puts an order into the queue.
  mutating func post(_ order: StoreOrder, leasesMax: Int, now: Int64) {
    freeAt = max(freeAt, now + delay())
    entries.append(
      Entry(
        order: order, leasesMax: leasesMax, executeAt: freeAt, tellAt: freeAt + Int64(random.below(120))))
  }

  /// For a while nothing can be written.
  mutating func fail(until time: Int64) {
    outageUntil = max(outageUntil, time)
  }

  /// Power is lost: what waited is gone, what was carried out stays, told or not.
  mutating func losePower(now: Int64) {
    entries.removeAll()
    freeAt = now
  }

  /// Carries out what is due, and returns what has to be told by now, in the order of posting.
  mutating func work(until now: Int64, isCalm: Bool) throws(BrokenPromise) -> [StoreOutcome] {
    var told = 0
    var outcomes: [StoreOutcome] = []
    for place in entries.indices {
      guard entries[place].executeAt <= now else { break }
      if entries[place].outcome == nil {
        entries[place].outcome = try carryOut(entries[place], isCalm: isCalm)
      }
    }
    for entry in entries {
      guard entry.tellAt <= now, let outcome = entry.outcome else { break }
      outcomes.append(outcome)
      told += 1
    }
    entries.removeFirst(told)
    return outcomes
  }

  private mutating func carryOut(_ entry: Entry, isCalm: Bool) throws(BrokenPromise) -> StoreOutcome {
    let fate = fate(at: entry.executeAt, isCalm: isCalm)
    fates[fate, default: 0] += 1
    if fate != .served { soundSince = entry.executeAt }
    let happens = fate == .served || fate == .doneInDoubt
    let failure: StoreVerdict = fate == .refused ? .refused : .unknown
    switch entry.order {
    case .commit(let order):
      guard happens else { return .settled(order.number, failure, order.life.booking.id) }
      let verdict = try commit(order, leasesMax: entry.leasesMax)
      note(entry, verdict)
      return .settled(order.number, fate == .served ? verdict : .unknown, order.life.booking.id)
    case .points(let order):
      if happens {
        append(order)
        note(entry, nil)
      }
      return .points(order.number, isDurable: fate == .served)
    case .read(let booking):
      return .reading(booking, fate == .served ? reading(of: booking) : .unavailable)
    case .find: throw BrokenPromise(.agreement, "a tenant of one engine is looked for elsewhere")
    case .share(let order):
      guard happens else { return .settled(order.number, failure, nil) }
      let verdict = put(order.share)
      note(entry, verdict)
      return .settled(order.number, fate == .served ? verdict : .unknown, nil)
    case .endShare(let order):
      if happens {
        shares[order.share] = nil
        note(entry, .durable)
      }
      return .settled(order.number, fate == .served ? .durable : failure, nil)
    }
  }

  private mutating func note(_ entry: Entry, _ verdict: StoreVerdict?) {
    journal?.append(CarriedOut(order: entry.order, leasesMax: entry.leasesMax, verdict: verdict))
  }

  /// A share names the live assignment of a booking, or the next one while nobody has it.
  private mutating func put(_ share: Share) -> StoreVerdict {
    guard rows[share.booking]?.life.booking.shareVersion == share.assignmentVersion else { return .changed }
    shares[share.id] = share
    madeShares[share.id] = share
    return .durable
  }

  private mutating func fate(at time: Int64, isCalm: Bool) -> Fate {
    guard !isCalm else { return .served }
    if time < outageUntil {
      return random.chance(0.5) ? .refused : (random.chance(0.3) ? .doneInDoubt : .undoneInDoubt)
    }
    let draw = random.below(100)
    return draw < 95 ? .served : (draw < 96 ? .refused : (draw < 98 ? .doneInDoubt : .undoneInDoubt))
  }

  private mutating func delay() -> Int64 {
    // Mostly one flush of the disk, sometimes a disk that thinks about it.
    random.chance(0.02) ? Int64(500 + random.below(2_500)) : Int64(random.below(30))
  }
}

/// What the engine is told of an order.
enum StoreOutcome {
  /// Of a transition, with the booking; or of a share.
  case settled(OrderNumber, StoreVerdict, ClientID?)
  case points(OrderNumber, isDurable: Bool)
  case reading(ClientID, TenantEngine.ReadingVerdict)
}
