// A running server from its parts: store, keys, loops, signals. Reads as a list. How it begins, goes on and ends is in
// ServerLife.swift.

import Access
import Bedrock
import Foundation
import Transport
import TripStore

/// `geod serve`, from start to exit.
enum Server {
  /// Runs until a signal says stop; returns the exit status.
  static func run(_ configuration: ServerConfiguration) throws -> Int32 {
    // Before any thread is started: threads inherit which signals are blocked.
    let signals = try Signals()
    let log = Log(level: configuration.logLevel)
    defer { log.close() }
    let descriptorsMax = DescriptorLimit.raise()
    var limits = configuration.limits
    limits.connectionsMax = connectionsMax(descriptorsMax)
    log.info(
      "starting",
      [
        "descriptorsMax": .whole(Int64(descriptorsMax)),
        "connectionsMax": .whole(Int64(limits.connectionsMax)),
      ])

    let store = try configuration.store.openForServing(
      keeping: configuration.dataDirectory, bytesMax: configuration.storeBytesMax)
    let mark = try ServedFolder(configuration.dataDirectory)
    defer { withExtendedLifetime(mark) {} }
    let ring = try keys(configuration)
    let tls = try configuration.tls?.load()
    if let tls { warn(of: tls, log) }
    let clock = EngineClock(configuration.clockMode)
    let baseMap = try configuration.map.load()

    let worker = StoreWorker(store)
    let points = try StorePlace.beginIngest(configuration, beside: worker, clock: clock, log: log)
    let server = ServerContext(
      configuration: configuration, clock: clock,
      verifier: TokenVerifier(
        ring: ring, issuer: configuration.issuer, audience: configuration.audience),
      store: worker, points: points, baseMap: baseMap, log: log)
    let group = try LoopGroup<LoopServer>(
      LoopGroupConfiguration(
        loopCount: configuration.loopCount, listen: configuration.listen, limits: limits, tls: tls)
    ) { seat in LoopServer(server: server, seat: seat) }
    let retention = RetentionClock(server)
    let seals = SealClock(server)
    let relay = Relay(server)
    if configuration.endsWithInput { InputWatch.start() }

    let life = ServerLife(server: server, group: group, signals: signals)
    do {
      if try life.begin(announcing: { try announce(configuration, group.addresses, ring: ring, log: log) }) {
        life.goOn()
      }
    } catch {
      life.end(retention, seals, relay, drainSeconds: 0)
      throw error
    }
    life.end(retention, seals, relay, drainSeconds: configuration.drainSeconds)
    return 0
  }

  /// Descriptors that connections leave for files, databases and loops, and for those who are told that there is no room.
  private static let descriptorsKept = 200

  /// How many connections may be open, so that the rest goes on working when that many are.
  private static func connectionsMax(_ descriptorsMax: Int) -> Int {
    max(descriptorsMax / 2, descriptorsMax - descriptorsKept)
  }

  /// Does what `run` does before it listens.
  static func check(_ configuration: ServerConfiguration) throws {
    _ = try keys(configuration)
    if let warning = try configuration.tls?.load().warning {
      Terminal.complain("warning: --tls-cert: \(warning)")
    }
    _ = try configuration.map.load()
    let store = try configuration.store.open()
    let now = EngineClock(configuration.clockMode).now()
    for tenant in try store.tenants() {
      guard let seed = try TenantSeed.load(tenant.id, from: store, now: now), !seed.faults.isEmpty else {
        continue
      }
      throw UsageError("the data of tenant \(seed.id): \(seed.faults.joined(separator: "; "))")
    }
  }

  private static func keys(_ configuration: ServerConfiguration) throws -> KeyRing {
    if configuration.isDevelopment { return KeyRing.ephemeral() }
    guard let path = configuration.keysPath else { preconditionFailure("the configuration has keys") }
    return try KeyRing(file: path)
  }

  /// Says where the server listens; a development server also prints its tokens, once.
  private static func announce(
    _ configuration: ServerConfiguration, _ addresses: [PeerAddress], ring: KeyRing, log: Log
  ) throws {
    if let path = configuration.portFile, let port = addresses.first?.port {
      try Data("\(port)\n".utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    }
    for address in addresses {
      log.info(
        "listening",
        [
          "address": .text("\(address)"), "loops": .whole(Int64(configuration.loopCount)),
          "tls": .text(configuration.tls == nil ? "off" : "on"), "version": .text(VersionCommand.version),
        ])
    }
    if configuration.isReadableOnTheWay {
      log.warning(
        "other machines can connect without TLS: positions and tokens can be read on the way; use --tls-cert "
          + "and --tls-key, or listen on loopback behind a reverse proxy that does TLS")
    }
    guard configuration.isDevelopment, let key = ring.signingKey, let address = addresses.first else {
      return
    }
    Terminal.print(
      "geod is listening on \(configuration.tls == nil ? "http" : "https")://\(address). Tenant: dev. Tokens (24 hours, this process only):\n"
    )
    for role in [Role.service, .dispatcher, .admin] {
      let token = try TokenCommand.mint(
        tenant: TenantLoading.developmentTenant, role: role,
        subject: ClientID(trusted: "dev-\(role.rawValue)"),
        ttlSeconds: 86_400, issuer: configuration.issuer, audience: configuration.audience, key: key)
      Terminal.print("export GEOD_\(role.rawValue.uppercased())=\(token)")
    }
    let token = try TokenCommand.mint(
      tenant: TenantLoading.developmentTenant, role: .technician, subject: ClientID(trusted: "tech-1"),
      ttlSeconds: 86_400, issuer: configuration.issuer, audience: configuration.audience, key: key)
    Terminal.print("export GEOD_TECHNICIAN=\(token)   # the technician tech-1\n")
  }

  /// Says what is odd about a certificate that can be used.
  static func warn(of tls: TLSServerContext, _ log: Log) {
    if let warning = tls.warning { log.warning("\(warning)") }
  }
}
