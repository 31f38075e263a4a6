// The tenants of the store get their engines: at the start, or as soon as a database answers that was away then.

import Bedrock
import Foundation
import Transport
import TripStore

/// Loads all tenants, each in a piece of work of its own. An attempt that fails is repeated from where it stopped.
struct TenantLoading {
  private let server: ServerContext
  private let group: LoopGroup<LoopServer>
  /// Whether the tenants that are to be loaded are known.
  private var waiting: [ClientID]?

  /// The tenant of a development server.
  static let developmentTenant = ClientID(trusted: "dev")

  init(_ server: ServerContext, _ group: LoopGroup<LoopServer>) {
    self.server = server
    self.group = group
  }

  /// Loads what is not loaded yet. Blocks while the store works.
  mutating func attempt() throws(StoreError) {
    var left: [ClientID]
    if let waiting { left = waiting } else { left = try listed() }
    defer { waiting = left }
    while let id = left.last {
      // Somebody may have asked for it meanwhile.
      if server.directory.home(of: id) == nil, let seed = try read(id) { seat(seed) }
      left.removeLast()
    }
  }

  private func listed() throws(StoreError) -> [ClientID] {
    let isDevelopment = server.configuration.isDevelopment
    return try server.store.ask { store throws(StoreError) in
      if isDevelopment { try Self.addDevelopmentTenant(to: store) }
      return try store.tenants().map(\.id)
    }
  }

  private func read(_ id: ClientID) throws(StoreError) -> TenantSeed? {
    let now = server.clock.now()
    return try server.store.ask { store throws(StoreError) in
      try TenantSeed.load(id, from: store, now: now)
    }
  }

  private func seat(_ seed: TenantSeed) {
    while !server.directory.add(seed.id, seat: { group.post(.seat(seed), to: $0) }) {
      Thread.sleep(forTimeInterval: 0.001)
    }
  }

  private static func addDevelopmentTenant(to store: any Store) throws(StoreError) {
    guard try store.tenant(developmentTenant) == nil else { return }
    try store.addTenant(
      TenantRecord(
        id: developmentTenant, nameArabic: "تجربة", nameEnglish: "Development", timeZone: "Asia/Riyadh",
        createdAt: EngineClock.wallClock()))
  }
}
