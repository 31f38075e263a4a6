// Zones that another process has changed: the tenants of this loop are compared with the store, one after the other.

import Bedrock
import Engine
import Transport
import TripStore

extension LoopServer {
  /// Asks the store about the zones of the tenants whose turn it is.
  func compareZones() {
    // While the store is away everybody's turn passes.
    if server.readiness.isStoreAway { return }
    for tenant in zoneRounds.begin(tickMilliseconds: Int(Timer.tickMilliseconds)) {
      guard let host = tenants[tenant] else { preconditionFailure("a tenant that lives elsewhere") }
      let known = host.withEngine { engine, _ in engine.zoneVersions }
      let (server, mailbox) = (server, seat.mailboxes[seat.index])
      // The answer takes the way of all commits, so that what this process puts meanwhile comes before it or behind it as it
      // does in the store.
      let accepted = server.store.post(for: tenant) { store throws(StoreError) in
        try ZoneReading.read(of: tenant, known: known, from: store)
      } then: { result in
        // That reading works does not say that writing does.
        if case .failure = result { server.noteStore(result, doing: "reading zones") }
        server.deliver(.zones(tenant: tenant, (try? result.get()) ?? nil), to: mailbox)
      }
      if !accepted { zoneRounds.end() }
    }
  }

  /// The store has answered: nil for nothing new.
  func zonesRead(_ reading: ZoneReading?, tenant: ClientID) {
    zoneRounds.end()
    guard let reading, let host = tenants[tenant] else { return }
    host.withEngine { engine, _ in
      for zone in reading.gone { engine.remove(zone: zone) }
      for zone in reading.changed { engine.put(zone) }
    }
    for fault in reading.faults {
      server.log.error(
        "stored data could not be used", ["tenant": .text(tenant.text), "fault": .text(fault)])
    }
    server.log.info(
      "zones were changed elsewhere",
      [
        "tenant": .text(tenant.text), "changed": .whole(Int64(reading.changed.count)),
        "gone": .whole(Int64(reading.gone.count)),
      ])
  }
}
