// Fixes of trips on their way to the store, and the acknowledgements that wait for them.

import Bedrock
import TrackHub

/// An acknowledgement that may not leave before its fixes are durable.
struct HeldAcknowledgement {
  var session: SessionKey
  var device: DeviceSlot
  var sequence: UInt64
  var refused: [RefusedFix]
}

/// One batch is under way at a time; the next one gathers meanwhile, so that a busy store shares its flushes and
/// batches become durable in the order in which they were made.
struct PointDesk {
  /// Gathered for the next batch, in the order of arrival.
  var pending: [TripFix] = []
  /// Due when everything gathered so far is durable; one per session.
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

  /// Holds an acknowledgement; a later one of the same session takes the place of the earlier.
  mutating func hold(_ next: HeldAcknowledgement) {
    if let place = places[next.session] {
      held[place].sequence = next.sequence
      held[place].refused += next.refused
    } else {
      places[next.session] = held.count
      held.append(next)
      heldByDevice[next.device, default: 0] += 1
    }
  }

  /// Takes what was held for the next batch.
  mutating func takeHeld() -> [HeldAcknowledgement] {
    places.removeAll(keepingCapacity: true)
    var taken: [HeldAcknowledgement] = []
    swap(&taken, &held)
    return taken
  }

  /// A device is gone, and its slot will be another one's: nothing that is held may be told of that one.
  mutating func forget(_ device: DeviceSlot) {
    guard heldByDevice.removeValue(forKey: device) != nil else { return }
    held.removeAll { $0.device == device }
    flight?.held.removeAll { $0.device == device }
    places.removeAll(keepingCapacity: true)
    for place in held.indices { places[held[place].session] = place }
  }

  /// One acknowledgement of a device is held no longer.
  mutating func release(_ device: DeviceSlot) {
    guard let count = heldByDevice[device] else { preconditionFailure("nothing was held") }
    heldByDevice[device] = count > 1 ? count - 1 : nil
  }
}
