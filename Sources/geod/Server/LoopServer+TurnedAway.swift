// Connections that could not be let in, as the operator hears of them: once a second, however many there were.

import Transport

/// What this loop had counted when it last looked.
struct TurnedAway {
  /// Connections beyond those that may be open.
  var refused: UInt64 = 0
  /// Connections for which there was no descriptor.
  var exhausted: UInt64 = 0
  /// Whether the last look has found some.
  var isGoingOn = false
}

extension LoopServer {
  /// Once a second: says how many connections were turned away since the last time, and when that is over.
  func tellTurnedAway(_ counters: TransportCounters) {
    let refused = counters.connectionsRefused - turnedAway.refused
    let exhausted = counters.descriptorsExhausted - turnedAway.exhausted
    let open = Log.Value.whole(Int64(counters.connections))
    if refused > 0 {
      server.log.warning(
        "connections were turned away: as many are open as may be",
        ["connections": .whole(Int64(refused)), "open": open])
    }
    if exhausted > 0 {
      server.log.warning(
        "connections were closed: no descriptor was free",
        ["connections": .whole(Int64(exhausted)), "open": open])
    }
    let isGoingOn = refused > 0 || exhausted > 0
    if turnedAway.isGoingOn, !isGoingOn {
      server.log.info("all connections are let in again", ["open": open])
    }
    turnedAway = TurnedAway(
      refused: counters.connectionsRefused, exhausted: counters.descriptorsExhausted, isGoingOn: isGoingOn)
  }
}
