// A running server from its parts: store, keys, loops, signals. Reads as a list.

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
    log.info("starting", ["descriptorsMax": .whole(Int64(DescriptorLimit.raise()))])

    let store = try configuration.store.open()
    let ring = try keys(configuration)
    let tls = try configuration.tls?.load()
    if let tls { warn(of: tls, log) }
    if configuration.isDevelopment { try addDevelopmentTenant(to: store) }
    let clock = EngineClock(configuration.clockMode)
    let baseMap = try configuration.map.load()
    let seeds = try loadTenants(from: store, now: clock.now())

    let server = ServerContext(
      configuration: configuration, clock: clock,
      verifier: TokenVerifier(
        ring: ring, issuer: configuration.issuer, audience: configuration.audience),
      store: StoreWorker(store), baseMap: baseMap, log: log)
    let group = try LoopGroup<LoopServer>(
      LoopGroupConfiguration(
        loopCount: configuration.loopCount, listen: configuration.listen, limits: configuration.limits,
        tls: tls)
    ) { seat in LoopServer(server: server, seat: seat) }

    for seed in seeds {
      while !server.directory.add(seed.id, seat: { group.post(.seat(seed), to: $0) }) {
        Thread.sleep(forTimeInterval: 0.001)
      }
    }
    server.loaded()
    let retention = RetentionClock(server)
    if configuration.endsWithInput { InputWatch.start() }
    try announce(configuration, group.addresses, ring: ring, log: log)

    wait(signals, log) { reload(configuration.tls, group, log) }
    server.draining()
    log.info("draining", ["seconds": .whole(Int64(configuration.drainSeconds))])
    let aborted = group.drain(withinMilliseconds: Int64(configuration.drainSeconds) * 1000)
    server.loopsHaveEnded()
    retention.stop()
    server.signatures.stop()
    server.store.stop()
    log.info("stopped", ["connectionsAborted": .whole(Int64(aborted))])
    return 0
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
    for seed in try loadTenants(from: store, now: now) where !seed.faults.isEmpty {
      throw UsageError("the data of tenant \(seed.id): \(seed.faults.joined(separator: "; "))")
    }
  }

  private static func keys(_ configuration: ServerConfiguration) throws -> KeyRing {
    if configuration.isDevelopment { return KeyRing.ephemeral() }
    guard let path = configuration.keysPath else { preconditionFailure("the configuration has keys") }
    return try KeyRing(file: path)
  }

  private static func loadTenants(from store: any Store, now: Instant) throws -> [TenantSeed] {
    var seeds: [TenantSeed] = []
    for tenant in try store.tenants() {
      if let seed = try TenantSeed.load(tenant.id, from: store, now: now) { seeds.append(seed) }
    }
    return seeds
  }

  private static let developmentTenant = ClientID(trusted: "dev")

  private static func addDevelopmentTenant(to store: any Store) throws {
    guard try store.tenant(developmentTenant) == nil else { return }
    try store.addTenant(
      TenantRecord(
        id: developmentTenant, nameArabic: "تجربة", nameEnglish: "Development", timeZone: "Asia/Riyadh",
        createdAt: EngineClock.wallClock()))
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
        tenant: developmentTenant, role: role, subject: ClientID(trusted: "dev-\(role.rawValue)"),
        ttlSeconds: 86_400, issuer: configuration.issuer, audience: configuration.audience, key: key)
      Terminal.print("export GEOD_\(role.rawValue.uppercased())=\(token)")
    }
    let token = try TokenCommand.mint(
      tenant: developmentTenant, role: .technician, subject: ClientID(trusted: "tech-1"),
      ttlSeconds: 86_400, issuer: configuration.issuer, audience: configuration.audience, key: key)
    Terminal.print("export GEOD_TECHNICIAN=\(token)   # the technician tech-1\n")
  }

  /// Waits for the end; SIGHUP is answered by `reload`.
  private static func wait(_ signals: borrowing Signals, _ log: Log, reload: () -> Void) {
    while let signal = signals.wait() {
      guard signal == .reload else { return }
      reload()
    }
  }

  /// Reads certificate and key again, for the handshakes to come. What cannot be used changes nothing.
  private static func reload(_ files: TLSFiles?, _ group: LoopGroup<LoopServer>, _ log: Log) {
    guard let files else { return log.info("SIGHUP: nothing to reload") }
    do {
      let fresh = try files.load()
      group.replaceTLS(fresh)
      log.info(
        "SIGHUP: certificate and key were read again",
        ["expires": .text(TimeText.iso8601(Instant(milliseconds: fresh.expiresAtUnixSeconds * 1000)))])
      warn(of: fresh, log)
    } catch {
      log.error("SIGHUP: the old certificate stays in use", ["fault": .text("\(error)")])
    }
  }

  private static func warn(of tls: TLSServerContext, _ log: Log) {
    if let warning = tls.warning { log.warning("\(warning)") }
  }
}
