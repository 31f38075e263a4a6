// Sockets come and go: the ramp at the start, the handshakes in flight, the way back after a loss.

import Bedrock
import Transport

/// Who is to be connected next.
struct ArrivalPlan {
  /// The next viewer and phone that was never connected.
  var nextViewer = 0
  var nextPhone = 0
  /// Connections whose handshake or welcome is under way.
  var underWay = 0
  var startMilliseconds: Int64 = 0
  var isTicking = false
}

extension FleetHandler {
  /// Timer tokens: the ramp's tick; what is higher is a socket that comes back.
  private static let rampToken: UInt64 = 0
  private static let rampTickMilliseconds: Int64 = 5
  private static let backoffMilliseconds: Int64 = 100
  private static let backoffMillisecondsMax: Int64 = 10_000

  /// Close codes after which another attempt would end the same way: token, forbidden, replaced.
  private static let finalCodes: [UInt16] = [4401, 4403, 4409]

  func beginConnecting(_ loop: inout LoopControl) {
    arrivals.startMilliseconds = loop.nowMilliseconds
    continueConnecting(&loop)
  }

  func arrivalTimer(_ token: UInt64, _ loop: inout LoopControl) {
    guard !isLeaving else { return }
    if token == Self.rampToken {
      arrivals.isTicking = false
      continueConnecting(&loop)
    } else {
      let place = Int(token) - 1
      open(place < phones.count ? .phone(place) : .viewer(place - phones.count), &loop)
    }
  }

  /// Connects as many as the ramp and the handshakes in flight allow, and comes back while some are left.
  private func continueConnecting(_ loop: inout LoopControl) {
    while arrivals.nextViewer < configuration.viewers.count,
      arrivals.underWay < FleetConfiguration.handshakesMax
    {
      open(.viewer(arrivals.nextViewer), &loop)
      arrivals.nextViewer += 1
      // The ramp of the phones begins when the last viewer is ready.
      arrivals.startMilliseconds = loop.nowMilliseconds
    }
    let elapsed = loop.nowMilliseconds - arrivals.startMilliseconds
    let ramp = configuration.rampMilliseconds
    let due = ramp <= elapsed ? phones.count : Int(Int64(phones.count) * elapsed / ramp)
    while statistics.viewersReady == configuration.viewers.count, arrivals.nextPhone < due,
      arrivals.underWay < FleetConfiguration.handshakesMax
    {
      open(.phone(arrivals.nextPhone), &loop)
      arrivals.nextPhone += 1
    }
    guard arrivals.nextPhone < phones.count, !arrivals.isTicking else { return }
    arrivals.isTicking = true
    loop.schedule(afterMilliseconds: Self.rampTickMilliseconds, token: Self.rampToken)
  }

  func open(_ owner: Owner, _ loop: inout LoopControl) {
    let connection = loop.connect(
      to: WebSocketTarget(
        address: configuration.address, path: "/ws", subprotocols: ["geod.v1.json"],
        tls: configuration.security?.trust, serverName: configuration.security?.serverName))
    owners[connection] = owner
    arrivals.underWay += 1
    switch owner {
    case .phone(let phone):
      phones[phone].connection = connection
      phones[phone].stage = .arriving
    case .viewer(let viewer):
      viewers[viewer].connection = connection
      viewers[viewer].stage = .arriving
    }
  }

  /// A socket has ended, or did not come to be. It comes back later where that is wanted and makes sense.
  func ended(_ connection: ConnectionID, reason: String, code: UInt16?, _ loop: inout LoopControl) {
    guard let owner = owners.removeValue(forKey: connection), !isLeaving else { return }
    let attempts: Int
    let token: UInt64
    switch owner {
    case .phone(let phone):
      statistics.noteDisconnect("phone \(phones[phone].id): \(reason)")
      if phones[phone].stage == .ready { statistics.phonesReady -= 1 } else { arrivals.underWay -= 1 }
      phones[phone].connection = nil
      phones[phone].stage = .absent
      phones[phone].attempts += 1
      // Whether its trip goes on is told after the next welcome.
      phones[phone].trip = nil
      attempts = phones[phone].attempts
      token = UInt64(phone) + 1
    case .viewer(let viewer):
      if viewers[viewer].stage != .ready { arrivals.underWay -= 1 }
      setReady(false, viewer: viewer)
      viewers[viewer].connection = nil
      if isOver(viewer, code: code) { return }
      statistics.noteDisconnect("viewer \(viewer): \(reason)")
      viewers[viewer].stage = .absent
      viewers[viewer].attempts += 1
      attempts = viewers[viewer].attempts
      token = UInt64(phones.count + viewer) + 1
    }
    guard configuration.reconnects, !(code.map(Self.finalCodes.contains) ?? false) else { return }
    let delay = min(Self.backoffMillisecondsMax, Self.backoffMilliseconds << Int64(min(attempts - 1, 10)))
    // Spread by place, so that a fleet that lost its server does not come back in one moment.
    loop.schedule(afterMilliseconds: delay + Int64(token % 97) * delay / 97, token: token)
  }
}
