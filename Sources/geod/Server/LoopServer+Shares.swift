// Somebody comes with a share instead of a token: the store knows whose it is, the tenant's engine whether it
// still opens anything.

import Access
import Bedrock
import Engine
import TrackHub
import Transport
import Trips
import TripStore

extension LoopServer {
  /// Asks the store whose share this is. The key itself goes no further than here.
  func lookUp(
    _ key: ShareKey, _ client: LoopClient, _ resume: [TopicResume], _ loop: inout LoopControl
  ) {
    let hash = ShareHash(key)
    client.stage = .waiting
    client.resume = resume
    let (server, mailboxes, index, connection) = (server, seat.mailboxes, seat.index, client.connection)
    let accepted = server.store.post(for: nil) { store throws(StoreError) in
      try store.share(hash: hash.bytes)
    } then: { result in
      server.noteStore(result, doing: "looking up a share")
      let lookup: ShareLookup =
        switch result {
        case .success(let found?): .found(tenant: found.tenant, hash)
        case .success(nil): .none
        case .failure: .failed
        }
      server.deliver(.shareFound(connection, lookup), to: mailboxes[index])
    }
    if !accepted { shareFound(.failed, connection, &loop) }
  }

  /// The share was looked up.
  func shareFound(_ lookup: ShareLookup, _ connection: ConnectionID, _ loop: inout LoopControl) {
    guard let client = clients[connection], case .waiting = client.stage else { return }
    switch lookup {
    case .failed:
      loop.close(connection, .tryAgainLater, reason: "the share could not be looked up")
    case .none:
      end(client, .forbidden, FieldErrorFrame(TenantEngine.noShare), &loop)
    case .found(let tenant, let hash):
      let arrival = Arrival(
        claims: Claims(guestOf: tenant), device: Hello.defaultDevice, resume: client.resume,
        label: Self.sessionLabel(), share: hash)
      client.resume = []
      if server.directory.home(of: tenant) == nil {
        load(tenant, then: .hello(connection, arrival), &loop)
      } else {
        tenantLoaded(.found, connection, arrival, &loop)
      }
    }
  }
}

extension Claims {
  /// What stands in for claims where somebody has a share only: a tenant, and a role without rights.
  fileprivate init(guestOf tenant: ClientID) {
    self.init(
      tenant: tenant, role: .customer, subject: ClientID(trusted: "share"), issuer: "", audience: "",
      expires: .latest, issuedAt: .epoch)
  }
}

extension TripStep {
  /// The step that a technician's command means.
  init(_ action: TripAction, reason: Note) {
    switch action {
    case .start: self = .start
    case .arrive: self = .arrive(.said)
    case .begin: self = .begin
    case .complete: self = .complete
    case .cancel: self = .cancel(reason: reason)
    }
  }
}
