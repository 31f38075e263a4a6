// A Postgres in trouble: sessions that are cut off, servers that restart, say nothing or are not there. On a cluster of
// its own, because the shared one is nobody's to stop.

import Bedrock
import Dispatch
import Foundation
import TestDatabase
import TestPrograms
import Testing

@testable import TripStore

@Suite(
  "The Postgres store in trouble", .serialized,
  .enabled(if: TestDatabase.isAvailable, "\(TestDatabase.missing)"))
struct PostgresFaultTests {
  /// Lends a store with one tenant in a cluster that may be harmed.
  private func withCluster(
    silenceMilliseconds: Int32 = 10_000, _ body: (PostgresCluster, DatabaseURLs, PostgresStore) throws -> Void
  ) throws {
    let cluster = try PostgresCluster()
    defer { cluster.remove() }
    try cluster.makeRolesAndDatabase("trips")
    let urls = cluster.urls("trips")
    _ = try PostgresMigrator(PostgresURL(urls.owner)).up()
    var options = PostgresStore.Options()
    options.silenceMilliseconds = silenceMilliseconds
    let store = try PostgresStore(urls, options: options)
    try store.addTenant(Sample.tenant(Sample.red))
    try body(cluster, urls, store)
  }

  /// Repeats a call until it succeeds, as those do who are told that it is worth it.
  private func eventually<Value>(_ body: () throws -> Value) throws -> Value {
    var value: Value?
    var last: StoreError?
    try Poll.require("a call succeeds; last: \(String(describing: last))") {
      do {
        value = try body()
      } catch let error as StoreError where error.isRetryable {
        last = error
      }
      return value != nil
    }
    return try #require(value)
  }

  private func cutOff(_ role: String, _ cluster: PostgresCluster) throws {
    try cluster.psql("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = '\(role)'")
  }

  @Test func aSessionThatIsCutOffIsReplaced() throws {
    try withCluster { cluster, _, store throws in
      try cutOff("geod_app", cluster)
      #expect(fault { try store.tenant(Sample.red) }?.isRetryable == true)
      #expect(try eventually { try store.tenant(Sample.red) } == Sample.tenant(Sample.red))
    }
  }

  @Test func aTransactionThatIsCutOffHasNotHappened() throws {
    try withCluster { cluster, _, store throws in
      var later: StoreError?
      let outcome = fault {
        try store.transaction { () throws(StoreError) -> Void in
          _ = try store.putTechnician(Sample.draft("t1"), of: Sample.red, expectedVersion: nil)
          do { try cutOff("geod_app", cluster) } catch { Issue.record(error) }
          _ = fault { try store.putTechnician(Sample.draft("t2"), of: Sample.red, expectedVersion: nil) }
          later = fault { try store.tenant(Sample.red) }
        }
      }
      guard case .unavailable = outcome else {
        Issue.record("\(String(describing: outcome))")
        return
      }
      // Nothing runs outside of the transaction that it was meant for.
      #expect(later == outcome)
      let written = try eventually { try technicians(of: Sample.red, in: store) }
      #expect(written == [])
    }
  }

  @Test func aServerThatRestartsIsFoundAgain() throws {
    try withCluster { cluster, _, store throws in
      _ = try store.commit(Sample.transition("b"), of: Sample.red)
      try cluster.kill()
      #expect(fault { try store.tenants() }?.isRetryable == true)
      #expect(fault { try store.admit() }?.isRetryable == true)
      try cluster.start()
      #expect(try eventually { try store.booking(ClientID(trusted: "b"), of: Sample.red)?.version } == 1)
      try cluster.stop()
      #expect(fault { try store.commit(Sample.transition("c"), of: Sample.red) }?.isRetryable == true)
      try cluster.start()
      #expect(try eventually { try store.booking(ClientID(trusted: "c"), of: Sample.red) } == nil)
    }
  }

  @Test func aSilentServerIsNotWaitedForForEver() throws {
    try withCluster(silenceMilliseconds: 600) { cluster, _, store throws in
      cluster.freeze()
      let start = ContinuousClock.now
      #expect(fault { try store.tenant(Sample.red) } == .unavailable(reason: "Postgres is silent"))
      #expect((.milliseconds(500) ..< .seconds(4)).contains(start.duration(to: .now)))
      cluster.thaw()
      #expect(try eventually { try store.tenant(Sample.red) } != nil)
      // The same in the middle of a commit, which may have happened: what a repetition meets tells.
      cluster.freeze()
      let outcome = fault { try store.commit(Sample.transition("b"), of: Sample.red) }
      #expect(outcome == .inDoubt(reason: "Postgres is silent"))
      cluster.thaw()
      let version = try eventually { try store.booking(ClientID(trusted: "b"), of: Sample.red)?.version ?? 0 }
      let repeated = fault { try store.commit(Sample.transition("b"), of: Sample.red) }
      #expect(version == 1 ? repeated == .conflict(found: 1) : repeated == nil)
      // Whatever was on its way has ended before the next session was used.
      #expect(try store.booking(ClientID(trusted: "b"), of: Sample.red)?.version == 1)
    }
  }

  /// Between two attempts the last answer holds, so that who has many jobs waiting is not kept.
  @Test func aServerThatIsAwayIsUnavailableAtOnce() throws {
    let url = try PostgresURL("postgres://geod_app:geheim@127.0.0.1:1/trips")
    let store = try PostgresStore(url, systemURL: url.with(user: "geod_system"))
    let start = ContinuousClock.now
    for _ in 0..<1000 {
      let outcome = fault { try store.admit() }
      guard case .unavailable(let reason) = outcome else {
        Issue.record("\(String(describing: outcome))")
        return
      }
      #expect(!reason.contains("geheim"))
    }
    #expect(start.duration(to: .now) < .seconds(5))
  }

  @Test func aHostThatIsDeadIsPassedOver() throws {
    var options = PostgresCluster.Options()
    options.listensOnLoopback = true
    options.needsPassword = true
    let cluster = try PostgresCluster(options)
    defer { cluster.remove() }
    try cluster.makeRolesAndDatabase("trips")
    let password = PostgresCluster.password(of: "geod_app").replacing(" ", with: "%20")
    // The first takes connections and never says a word, the second refuses them.
    let silent = try SilentServer()
    let text = "geod_app:\(password)@127.0.0.1:\(silent.port),127.0.0.1:1,127.0.0.1:\(cluster.port)/trips"
    var times = PostgresConnection.Options()
    times.connectMilliseconds = 3000
    let connection = try PostgresConnection(
      PostgresURL("postgres://\(text)?target_session_attrs=read-write"), options: times)
    let start = ContinuousClock.now
    try connection.connect()
    #expect(start.duration(to: .now) < .seconds(3))
    let wrong = try PostgresConnection(
      PostgresURL("postgres://geod_app:wrong-one@127.0.0.1:\(cluster.port)/trips"))
    let refusal = fault { try wrong.connect() }
    #expect(refusal?.isRetryable == true && refusal?.description.contains("wrong-one") == false)
    let standby = try PostgresConnection(
      PostgresURL("postgres://\(text)?target_session_attrs=standby"), options: times)
    #expect(fault { try standby.connect() }?.isRetryable == true)
    let either = try PostgresConnection(
      PostgresURL("postgres://\(text)?target_session_attrs=prefer-standby"), options: times)
    try either.connect()
  }

  @Test func aServerThatCouldLoseACommitIsRefused() throws {
    for setting in ["fsync", "full_page_writes", "synchronous_commit"] {
      try withCluster { cluster, urls, store throws in
        try cluster.psql("ALTER SYSTEM SET \(setting) = off")
        try cluster.restart()
        let other = try PostgresStore(urls)
        #expect(
          fault { try other.admit() } == .incompatible(reason: "\(setting) is off: a commit could be lost"))
        // Also of one that was good when it was first met.
        try Poll.require("'\(setting)' is found out") {
          fault { try store.tenants() }.map(isIncompatible) == true
        }
      }
    }
  }

  @Test func aRoleThatLooksOverTheWallIsRefused() throws {
    try TestDatabase.withDatabase(.migrated) { urls throws in
      for url in [urls.system, urls.superuser] {
        let store = try PostgresStore(PostgresURL(url), systemURL: PostgresURL(urls.system))
        #expect(fault { try store.admit() }.map(isIncompatible) == true, "\(url)")
      }
    }
  }

  @Test func aLockThatIsNotGivenIsWorthAnotherTry() throws {
    try withCluster(silenceMilliseconds: 1000) { _, urls, store throws in
      let other = try PostgresStore(urls)
      try other.transaction { () throws(StoreError) -> Void in
        _ = try other.putTechnician(Sample.draft("t1"), of: Sample.red, expectedVersion: nil)
        let outcome = fault {
          try store.putTechnician(Sample.draft("t2"), of: Sample.red, expectedVersion: nil)
        }
        #expect(outcome?.isRetryable == true && outcome?.description.contains("55P03") == true)
        // It was an answer: the connection is there, and reading waits for nobody.
        #expect(try store.tenant(Sample.red) != nil)
      }
      _ = try store.putTechnician(Sample.draft("t2"), of: Sample.red, expectedVersion: nil)
      #expect(try technicians(of: Sample.red, in: store).map(\.id.text) == ["t1", "t2"])
    }
  }

  /// The server does not know that its client has gone, and would keep the locks until it finds out by itself.
  @Test func aSessionThatBreaksWhileItIsTakenBackIsEnded() throws {
    var clusterOptions = PostgresCluster.Options()
    clusterOptions.listensOnLoopback = true
    let cluster = try PostgresCluster(clusterOptions)
    defer { cluster.remove() }
    try cluster.makeRolesAndDatabase("trips")
    // The first way breaks, the second one is open.
    let relay = try TCPRelay(to: cluster.port)
    let hosts = "127.0.0.1:\(relay.port),127.0.0.1:\(cluster.port)"
    var options = PostgresConnection.Options()
    (options.connectMilliseconds, options.silenceMilliseconds, options.lockMilliseconds) = (1000, 3000, 1000)
    let connection = try PostgresConnection(
      PostgresURL("postgres://geod_app@\(hosts)/trips"), options: options)
    let outcome = fault {
      try connection.transaction { () throws(StoreError) -> Void in
        try connection.execute(PostgresQuery(once: "SELECT pg_advisory_xact_lock(7)"))
        relay.silence()
        throw .full
      }
    }
    #expect(outcome == .full && !connection.isConnected)
    let take = PostgresQuery(once: "SELECT pg_try_advisory_lock(7)::int")
    #expect(try eventually { try connection.first(take) { $0.integer(0) } } == 1)
    relay.stop()
  }

  private func isIncompatible(_ error: StoreError) -> Bool {
    if case .incompatible = error { true } else { false }
  }
}

/// Takes connections at a port of loopback and says nothing.
private final class SilentServer {
  let port: Int
  private let socket: Int32

  init() throws {
    let socket = Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    self.socket = socket
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(socket, address, length) == 0 && listen(socket, 8) == 0
          && getsockname(socket, address, &length) == 0
      }
    }
    guard isBound else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
    port = Int(UInt16(bigEndian: address.sin_port))
  }

  deinit { close(socket) }
}
