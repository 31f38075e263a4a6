// Fixes of trips on their way to the store, and the acknowledgements that wait for them.

import Bedrock
import TrackHub

/// An acknowledgement that may not leave before its fixes are durable.
struct HeldAcknowledgement {
  var session: SessionKey
  var device: DeviceSlot
  var sequence: UInt64
  var refused: [RefusedFix]
  /// How many points have to be durable before, counted from the start.
  var after: UInt64 = 0
}

/// One batch is under way at a time; the next one gathers meanwhile, so that a busy store shares its flushes and
/// batches become durable in the order in which they were made.
struct PointDesk {
  /// Gathered for the next batches, in the order of arrival.
  private(set) var pending: [TripFix] = []
  /// How many points were gathered, and how many of them went into batches.
  private var gatheredCount: UInt64 = 0
  private var sentCount: UInt64 = 0
  /// Due when the points before them are durable. A session has one for each batch at most.
  private var held: [HeldAcknowledgement] = []
  private var places: [SessionKey: Int] = [:]
  /// How many acknowledgements of a device are held, here and in the flight.
  private var heldByDevice: [DeviceSlot: Int] = [:]
  /// Under way: until it is durable it can be sent again under the same keys.
  var flight: Flight?

  struct Flight {
    var number: OrderNumber
    var points: [TripFix]
    var held: [HeldAcknowledgement]
  }

  /// How many points may wait. Beyond it, phones on trips are told to come back later.
  static let pendingMax = 100_000

  var isFull: Bool { pending.count >= Self.pendingMax }

  /// How many points are not durable yet.
  var waitingCount: Int { pending.count + (flight?.points.count ?? 0) }

  /// Whether an acknowledgement of a device waits, so that the next one must wait behind it, also when the phone has
  /// connected anew meanwhile.
  func holds(_ device: DeviceSlot) -> Bool { heldByDevice[device] != nil }

  /// Adds points.
  mutating func gather(_ points: [TripFix]) {
    pending += points
    gatheredCount += UInt64(points.count)
  }

  /// Holds an acknowledgement until all points gathered so far are durable. A later one of the same session takes the
  /// place of the earlier, unless that one can leave with an earlier batch: in a backlog of several, nobody's
  /// acknowledgements are put off again and again.
  mutating func hold(_ new: HeldAcknowledgement) {
    var next = new
    next.after = gatheredCount
    let isInNextBatch = gatheredCount - sentCount <= UInt64(PointOrder.pointsMax)
    if let place = places[next.session], isInNextBatch || held[place].after == next.after {
      held[place].sequence = next.sequence
      held[place].refused += next.refused
      held[place].after = next.after
    } else {
      places[next.session] = held.count
      held.append(next)
      heldByDevice[next.device, default: 0] += 1
    }
  }

  /// Takes the next batch, the oldest points first, with the acknowledgements that need no more than it. O(batch +
  /// held).
  mutating func takeBatch() -> (points: [TripFix], held: [HeldAcknowledgement]) {
    var points: [TripFix] = []
    if pending.count <= PointOrder.pointsMax {
      swap(&points, &pending)
    } else {
      points = Array(pending.prefix(PointOrder.pointsMax))
      pending.removeFirst(PointOrder.pointsMax)
    }
    sentCount += UInt64(points.count)
    let taken = held.filter { $0.after <= sentCount }
    held.removeAll { $0.after <= sentCount }
    renumber()
    return (points, taken)
  }

  private mutating func renumber() {
    places.removeAll(keepingCapacity: true)
    for place in held.indices { places[held[place].session] = place }
  }

  /// A device is gone, and its slot will be another one's: nothing that is held may be told of that one.
  mutating func forget(_ device: DeviceSlot) {
    guard heldByDevice.removeValue(forKey: device) != nil else { return }
    held.removeAll { $0.device == device }
    flight?.held.removeAll { $0.device == device }
    renumber()
  }

  /// One acknowledgement of a device is held no longer.
  mutating func release(_ device: DeviceSlot) {
    guard let count = heldByDevice[device] else { preconditionFailure("nothing was held") }
    heldByDevice[device] = count > 1 ? count - 1 : nil
  }
}
