// One loop's side of the server: what Transport calls. The rooms beside it: +Requests, +Clients, +Turns.

import Access
import Bedrock
import Dispatch
import Engine
import TrackHub
import Transport
import TripStore

/// Serves the connections of one loop and the tenants that live there. One thread, no locks.
final class LoopServer: LoopHandler {
  typealias Mail = LoopMail

  let server: ServerContext
  let seat: LoopSeat<LoopMail>
  var tenants: [ClientID: TenantHost] = [:]
  var clients: [ConnectionID: LoopClient] = [:]
  var decoder = ClientMessageDecoder()
  var tokens = TokenCache()
  /// Requests of connections whose first one waits for its signature to be checked; the others wait behind it, so
  /// that the requests of a connection keep their order. Transport reads no more than 16 of a connection.
  var lines: [ConnectionID: [ArrivedRequest]] = [:]
  var report = LoopReport()
  /// Tenants that something happened to in this turn.
  var touched: [TenantHost] = []
  var ticks: UInt64 = 0
  /// Answers that found the mailbox of their loop full; they are tried again with every tick.
  var undelivered: [(mail: LoopMail, loop: Int)] = []
  /// Orders that found the queue of the store full; their engines are told with the next tick.
  var unpostedOrders: [(outcome: StoreOrderOutcome, tenant: ClientID)] = []

  /// What was last said about connections that were turned away.
  var turnedAway = TurnedAway()
  /// Whose zones are compared with the store next.
  var zoneRounds = ZoneRounds()

  init(server: ServerContext, seat: LoopSeat<LoopMail>) {
    self.server = server
    self.seat = seat
  }

  func loopStarted(_ loop: inout LoopControl) {
    loop.schedule(afterMilliseconds: Timer.tickMilliseconds, token: Timer.tick)
  }

  func mail(_ mail: LoopMail, _ loop: inout LoopControl) {
    switch mail {
    case .seat(let seed):
      seatTenant(seed)
    case .work(let tenant, let work, let address):
      perform(work, tenant: tenant, address, &loop)
    case .read(let tenant, let read, let work, let address):
      readOrAsk(read, work, tenant: tenant, address, &loop)
    case .transition(let tenant, let transition, let address):
      begin(transition, tenant: tenant, address, &loop)
    case .stored(let tenant, let outcome, let posted):
      report.storeMicroseconds.record((DispatchTime.now().uptimeNanoseconds - posted) / 1000)
      stored(outcome, tenant: tenant)
    case .zones(let tenant, let reading):
      zonesRead(reading, tenant: tenant)
    case .shareFound(let connection, let lookup):
      shareFound(lookup, connection, &loop)
    case .reply(let response, let address):
      respond(response, address, &loop)
    case .tenantLoaded(let lookup, let waiting):
      goOn(waiting, lookup, &loop)
    case .tokenChecked(let verdict, let bearer):
      tokenChecked(verdict, for: bearer, &loop)
    case .adopt(let detached, let arrival):
      adopt(detached, arrival, &loop)
    }
  }

  private func seatTenant(_ seed: TenantSeed) {
    guard tenants[seed.id] == nil else { return }
    let host = TenantHost(
      seed, now: server.clock.now(), epoch: server.epoch,
      isShared: server.configuration.store.isElsewhere)
    var restored = 0
    if let snapshot = seed.snapshot {
      if let count = host.withEngine({ engine, _ in engine.restore(snapshot.payload) }) {
        restored = count
      } else {
        server.log.warning(
          "the snapshot has another form and was left out", ["tenant": .text(seed.id.text)])
      }
    }
    let now = server.clock.now()
    host.withEngine { engine, actions in
      for booking in seed.bookings {
        engine.restore(
          booking.life, version: booking.version, points: booking.points, now: now, into: &actions)
      }
      for share in seed.shares { engine.restore(share, now: now) }
    }
    touch(host)
    for fault in seed.faults {
      server.log.error(
        "stored data could not be used", ["tenant": .text(seed.id.text), "fault": .text(fault)])
    }
    tenants[seed.id] = host
    zoneRounds.add(seed.id)
    server.log.info(
      "tenant seated",
      [
        "tenant": .text(seed.id.text), "loop": .whole(Int64(seat.index)),
        "technicians": .whole(Int64(seed.profiles.count)), "positionsRestored": .whole(Int64(restored)),
        "bookings": .whole(Int64(seed.bookings.count)),
      ])
  }

  /// Puts a tenant on the list of those whose turn must be ended.
  func touch(_ host: TenantHost) {
    guard !host.isTouched else { return }
    host.isTouched = true
    touched.append(host)
  }

  /// Sends mail to a loop; a full mailbox is told to the sender.
  func post(_ mail: LoopMail, to loop: Int) -> Bool {
    seat.mailboxes[loop].post(mail)
  }
}

/// What the loop's timers are about. Names of connections are larger than the other numbers: the upper half
/// of their word is never 0.
enum Timer {
  static let tickMilliseconds: Int64 = 250
  static let tick: UInt64 = 0
  /// Viewers of a tenant wait for their frames; which one is not said: all that wait are flushed.
  static let flush: UInt64 = 1
  /// The `hello` of a connection is due.
  static func hello(_ connection: ConnectionID) -> UInt64 { connection.rawValue }
}
