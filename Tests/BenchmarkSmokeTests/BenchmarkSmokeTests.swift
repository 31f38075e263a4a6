// Every benchmark in small, so that none of them can rot: it runs, its checks hold, and its rows have the
// form and the names that others read. The one that needs a browser is with the tests of the pages.

import Allocations
import Foundation
import TestDatabase
import TestPrograms
import TestSupport
import Testing

/// What the index is compared with.
enum Redis {
  static let isInstalled = (try? Command.run(["redis-server", "--version"])) != nil
  static let missing = "Redis is not installed (scripts/bootstrap --for test installs it)"
}

/// What the transport is compared with.
enum TransportReference {
  static let folder = SharedData.packageRoot.appending(path: "../shared/baselines/transport")
    .standardizedFileURL
  static let isThere = FileManager.default.fileExists(atPath: folder.appending(path: "ws_limit.c").path)
  static let missing = "the reference server in C is not beside the project (../shared/baselines/transport)"
}

@Suite("Benchmarks in small")
struct BenchmarkSmokeTests {
  private func rows(_ program: String, _ arguments: [String]) throws -> [String: MeasuredRow] {
    try MeasuredRow.all(of: program, arguments)
  }

  @Test func theIndexSuiteRuns() throws {
    let rows = try rows("geobench", ["index", "--quick"])
    #expect(rows["differences"]?.value == 0)
    for name in [
      "move", "move_batched", "knn10", "knn50", "knn10_skill10", "knn10_skill1", "radius_1km",
      "radius_1km_sorted", "mix_10_1",
    ] { #expect(rows[name]?.unit == "ns", "\(name)") }
    #expect(rows["allocations_per_operation"] != nil || !Allocations.isCounted)
    for name in ["knn10", "knn50", "radius_1km"] { #expect(rows[name]?.ratio != nil, "\(name)") }
    #expect((rows["bytes_per_technician"]?.value ?? 0) > 0)
  }

  @Test func theIndexIsDrawnAgainstTheNumberOfTechnicians() throws {
    let folder = try TemporaryFolder()
    let file = folder.url.appending(path: "index.svg")
    let rows = try rows("geobench", ["index", "--quick", "--sweep", "--svg", file.path])
    #expect(rows["differences"]?.value == 0 && rows["knn10_2000"]?.unit == "ns")
    #expect(try String(contentsOf: file, encoding: .utf8).hasPrefix("<svg"))
  }

  @Test(arguments: [["--data", "/nowhere/city"], ["--against", "/nowhere"], ["--data"]])
  func dataThatCannotBeReadIsRefused(arguments: [String]) throws {
    #expect(try BuiltProduct.run("geobench", ["index", "--quick"] + arguments).status != 0)
  }

  @Test func aReferenceThatIsNotThereIsRefused() throws {
    #expect(try BuiltProduct.run("geobench", ["transport", "--quick", "--against", "/nowhere"]).status == 1)
  }

  @Test(.enabled(if: Redis.isInstalled, "\(Redis.missing)"))
  func thePeersSuiteRuns() throws {
    let rows = try rows("geobench", ["peers", "--quick", "--seconds", "0.2"])
    #expect(rows["redis_installed"]?.value == 1)
    #expect((rows["redis_bytes_per_technician"]?.value ?? 0) > 0)
    for name in ["redis_move", "redis_radius_1km", "redis_knn10_within_1km"] {
      #expect(rows[name]?.unit == "ns" && rows[name]?.ratio != nil, "\(name)")
    }
  }

  @Test func theZonesSuiteRuns() throws {
    let rows = try rows("geobench", ["zones", "--quick"])
    #expect(rows["differences"]?.value == 0)
    for name in ["zone_lookup", "zone_lookup_border", "zone_lookup_tree"] {
      #expect(rows[name]?.unit == "ns", "\(name)")
    }
  }

  @Test func theFixSuiteRuns() throws {
    let rows = try rows("geobench", ["fix", "--quick"])
    #expect(rows["fixes_refused"]?.value == 0)
    #expect(rows["fix_read"]?.ratio != nil)
    for name in ["fix_receive", "fix_receive_ack", "fix_receive_map_viewer"] {
      #expect(rows[name]?.unit == "ns", "\(name)")
    }
    #expect(rows["clusters_refresh"]?.unit == "us")
  }

  @Test func theMatchSuiteRuns() throws {
    let rows = try rows("geobench", ["match", "--quick"])
    #expect(rows["differences"]?.value == 0)
    for name in ["match_top10", "match_top10_skill1"] {
      #expect(rows[name]?.unit == "ns" && rows[name]?.ratio != nil, "\(name)")
    }
  }

  @Test func theTransportSuiteRuns() throws {
    // Alone, whether or not a reference lies beside the project: programs that tests run have a folder of their own.
    let rows = try rows("geobench", ["transport", "--quick"])
    for name in ["count_1", "count_16", "ack_1", "ack_16", "fan10_1", "codec_32_ns"] {
      #expect(rows[name]?.unit == "ns" && (rows[name]?.value ?? 0) > 0 && rows[name]?.ratio == nil, "\(name)")
    }
    for name in ["idle_bytes_plain", "idle_bytes_tls"] { #expect(rows[name]?.unit == "bytes", "\(name)") }
    #expect(rows["allocations_per_frame"] != nil || !Allocations.isCounted)
  }

  @Test(.enabled(if: TransportReference.isThere, "\(TransportReference.missing)"))
  func theTransportSuiteRunsBesideTheReference() throws {
    let rows = try rows("geobench", ["transport", "--quick", "--against", TransportReference.folder.path])
    for name in ["count_1", "count_16", "ack_1", "ack_16", "fan10_1"] {
      #expect((rows[name]?.ratio ?? 0) > 0, "\(name)")
    }
  }

  @Test func theTLSSuiteRuns() throws {
    let rows = try rows("geobench", ["tls", "--quick"])
    #expect(rows["answers_wrong"]?.value == 0)
    for name in ["handshake_p256", "handshake_rsa2048", "handshake_resumed", "echo_tls"] {
      #expect(rows[name]?.unit == "us", "\(name)")
    }
  }

  @Test func thePointsSuiteRuns() throws {
    let rows = try rows("geobench", ["points", "--quick"])
    #expect((rows["fsync_p99"]?.value ?? 0) > 0)
    for name in ["points_sqlite"] + (TestDatabase.isAvailable ? ["points_postgres"] : []) {
      #expect((rows[name]?.value ?? 0) > 1000 && rows[name]?.unit == "1/s", "\(name)")
      #expect(rows["\(name)_ack_p99"]?.unit == "ms")
    }
    if TestDatabase.isAvailable { #expect(rows["postgres_spooled"]?.value == 0) }
  }

  @Test func theRetentionSuiteRuns() throws {
    let rows = try rows("geobench", ["retention", "--quick"])
    for store in ["sqlite"] + (TestDatabase.isAvailable ? ["postgres"] : []) {
      #expect(rows["\(store)_days_dropped"]?.value == 2)
      // Of three days, a hundredth of the points of each.
      #expect(rows["\(store)_rows_trimmed"]?.value == 600)
      #expect(rows["\(store)_trim_call_rows"].map { (1...250).contains($0.value) } == true)
      for name in ["grown_beyond_bound", "writes_failed", "points_astray"] {
        #expect(rows["\(store)_\(name)"]?.value == 0, "\(store) \(name)")
      }
      #expect(rows["\(store)_drop_day_slowest"]?.unit == "ms")
      #expect(rows["\(store)_write_p99_dropping"]?.ratio != nil)
    }
  }

  @Test func theLoadToolRuns() throws {
    let rows = try rows("geoload", ["--phones", "20", "--rate", "5", "--for", "2", "--ramp", "1"])
    #expect(rows["errors"]?.value == 0)
    #expect(rows["fixes_sent"]?.value == 200)
    #expect(rows["fixes_acknowledged"]?.value == 200)
    #expect(rows["fixes_refused"]?.value == 0)
    #expect(rows["ack_p99"]?.unit == "ms")
  }

  @Test func theAcceptSuiteRuns() throws {
    let rows = try rows("geobench", ["accept", "--quick"])
    #expect(rows["answers_wrong"]?.value == 0)
    for name in ["accept_own_socket", "accept_handed_over"] {
      #expect(rows[name]?.unit == "us", "\(name)")
      // Nobody got all of them.
      #expect(rows["\(name)_share"].map { (50..<100).contains($0.value) } == true, "\(name)")
    }
    #expect(rows["accept_handed_over"]?.ratio != nil)
  }

  @Test(arguments: [[]] + (TestDatabase.isAvailable ? [["--postgres"]] : []))
  func theLoadToolRunsTrips(store: [String]) throws {
    let rows = try rows(
      "geoload", ["--trips", "--phones", "20", "--rate", "5", "--for", "2", "--ramp", "0"] + store)
    #expect(rows["errors"]?.value == 0)
    #expect(rows["fixes_acknowledged"]?.value == 200)
    #expect(rows["fixes_kept"]?.value == 200)
    for name in ["fixes_unacknowledged", "fixes_refused", "fixes_lost", "fixes_unexpected"] {
      #expect(rows[name]?.value == 0, "\(name)")
    }
    #expect(rows["ack_p99"]?.ratio != nil && rows["disk_flush_before_p99"]?.unit == "ms")
  }

  @Test func ofFiveWhoAcceptAtOnceOneWins() throws {
    let rows = try rows("geoload", ["--contend", "--bookings", "100", "--at-once", "8"])
    #expect(rows["won"]?.value == 100)
    #expect(rows["taken"]?.value == 400)
    for name in ["other_answers", "bookings_unfinished", "promises_broken", "documents_wrong", "errors"] {
      #expect(rows[name]?.value == 0, "\(name)")
    }
    #expect(rows["accept_to_won_p99"]?.unit == "ms")
  }

  @Test(.enabled(if: TestDatabase.isAvailable, "\(TestDatabase.missing)"))
  func ofFiveWhoAcceptAtTwoProcessesOneWins() throws {
    let rows = try rows(
      "geoload", ["--contend", "--processes", "2", "--bookings", "300", "--at-once", "16"])
    #expect(rows["won"]?.value == 300)
    #expect(rows["taken"]?.value == 1_200)
    for name in ["other_answers", "bookings_unfinished", "promises_broken", "documents_wrong", "errors"] {
      #expect(rows[name]?.value == 0, "\(name)")
    }
  }

  @Test(arguments: [
    ["--contend", "--rate", "1"], ["--bookings", "5"], ["--contend", "--trips"], ["--faults", "reset=1"],
    ["--crash", "--faults", "flood=1"], ["--crash", "--postgres"], ["--no-mount"],
    ["--contend", "--idle", "5"],
    ["--slow-headers", "5", "--tls"],
  ])
  func whatDoesNotGoTogetherIsRefused(arguments: [String]) throws {
    #expect(try BuiltProduct.run("geoload", arguments).status == 2)
  }

  @Test(arguments: ["geobench", "geoload", "geopages"])
  func anUnknownOptionIsRefused(program: String) throws {
    let result = try BuiltProduct.run(program, program == "geobench" ? ["index", "--nearest"] : ["--fones"])
    #expect(result.status == 2)
  }
}
