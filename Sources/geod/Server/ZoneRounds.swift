// Whose zones are compared with the store next: each tenant of a loop in its turn.

import Bedrock

/// The tenants of a loop in a circle. A round takes `milliseconds`; where there are so many tenants that too many
/// questions would be with the store at once, it takes longer.
struct ZoneRounds {
  /// The time of a round.
  static let milliseconds = 5_000
  /// The most questions that are with the store at once. With as many in each tick, a round has 1 280 tenants.
  static let inFlightMax = 64

  private var tenants: [ClientID] = []
  private var next = 0
  private var inFlight = 0

  /// A tenant takes part from now on.
  mutating func add(_ tenant: ClientID) { tenants.append(tenant) }

  /// The tenants that are to be asked about in this tick. Each is to be told to `end()` when its answer has come.
  /// - Parameter tickMilliseconds: the time between two ticks.
  mutating func begin(tickMilliseconds: Int) -> [ClientID] {
    let ticks = Self.milliseconds / tickMilliseconds
    let count = min((tenants.count + ticks - 1) / ticks, Self.inFlightMax - inFlight)
    inFlight += count
    return (0..<count).map { _ in
      if next >= tenants.count { next = 0 }
      defer { next += 1 }
      return tenants[next]
    }
  }

  /// An answer has come, or will never come.
  mutating func end() { inFlight -= 1 }
}
