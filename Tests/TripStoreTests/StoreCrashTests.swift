// What was told survives: a process is killed at random moments, and watched by the system's tracer.

import Bedrock
import Foundation
import TestPrograms
import TestSupport
import Testing

@testable import TripStore

@Suite("A store whose process dies")
struct StoreCrashTests {
  static let hasProc = FileManager.default.fileExists(atPath: "/proc/self/exe")

  /// Whether a process may be traced here.
  static let canTrace =
    hasProc && (try? Command.run(["strace", "-f", "-o", "/dev/null", "true"])) != nil

  @Test(.enabled(if: hasProc, "needs /proc to start itself again"), .timeLimit(.minutes(5)))
  func whatWasToldIsThereAfterKilling() throws {
    var random = SeededRandom(seed: Seeds.current)
    try withTemporaryDirectory { directory in
      try SQLiteStore(directory: directory).addTenant(Sample.tenant(Sample.red))
      var tasks: [ChildTask] = []
      for round in 0..<10 {
        let task = ChildTask(directory: directory, booking: "b\(round)", count: 1_000_000)
        try Data().write(to: URL(filePath: task.toldPath))
        let process = try task.start()
        defer { kill(process.processIdentifier, SIGKILL) }
        try task.waitForFirst(process)
        usleep(UInt32(random.below(60_000)))
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        tasks.append(task)
        // Everything of this round, and of all rounds before.
        let store = try SQLiteStore(directory: directory)
        #expect(try store.connection.single("PRAGMA quick_check") { $0.text(0) } == "ok")
        for task in tasks { try compare(task, store) }
      }
    }
  }

  private func compare(_ task: ChildTask, _ store: SQLiteStore) throws {
    let told = task.told()
    let id = ClientID(trusted: task.booking)
    let booking = try #require(try store.booking(id, of: Sample.red))
    #expect(told == Array(1...told.count), "told in order, each once")
    #expect(booking.version >= Int64(told.count), "GEOD_SEED=\(Seeds.current): told but not there")
    #expect(booking.eventCount == booking.version)
    var number = 0
    while number < Int(booking.version) {
      let page = try store.events(of: id, after: Int64(number), limit: 1000, tenant: Sample.red)
      try #require(!page.isEmpty)
      for record in page {
        number += 1
        #expect(record.number == Int64(number) && record.event.document == Array(task.mark(number).utf8))
      }
    }
  }

  @Test(.enabled(if: canTrace, "strace is not here, or tracing is not permitted"), .timeLimit(.minutes(5)))
  func nothingIsToldBeforeItsGroupWasFlushed() throws {
    try withTemporaryDirectory { directory in
      try SQLiteStore(directory: directory).addTenant(Sample.tenant(Sample.red))
      let task = ChildTask(directory: directory, booking: "b", count: 60)
      try Data().write(to: URL(filePath: task.toldPath))
      let trace = directory + "/trace"
      let process = try task.start(under: [
        "strace", "-f", "-s", "70000", "-e", "trace=write,pwrite64,fsync,fdatasync", "-o", trace,
      ])
      defer { Processes.end(in: directory) }
      try Poll.require("the end of a traced child") { !process.isRunning }
      #expect(process.terminationStatus == 0)
      var reader = TraceReader()
      for line in try String(contentsOfFile: trace, encoding: .utf8).split(separator: "\n") {
        reader.read(line)
      }
      #expect(reader.told == Array(1...task.count))
      #expect(reader.early == [], "told before the flush")
      // Groups did happen: flushes are fewer than transitions.
      #expect(reader.flushes > 0 && reader.flushes < task.count, "\(reader.flushes) flushes")
    }
  }
}

/// Follows what a child has written, flushed and told, in the order of its system calls.
private struct TraceReader {
  /// Marks that were handed to the system, by file, and those of them that a flush has covered.
  private var written: [Substring: Set<Int>] = [:]
  private var flushed: Set<Int> = []
  /// The file that a thread is flushing, and what was written to it when that began.
  private var flushing: [Substring: Set<Int>] = [:]
  /// Flushes that covered something new.
  private(set) var flushes = 0
  private(set) var told: [Int] = []
  /// What was told although it was not flushed.
  private(set) var early: [Int] = []

  /// A line of the trace: the thread, then the call with its arguments and result.
  mutating func read(_ line: Substring) {
    guard let space = line.firstIndex(of: " ") else { return }
    let thread = line[..<space]
    let call = line[space...].drop { $0 == " " }
    if call.hasPrefix("fdatasync(") || call.hasPrefix("fsync(") {
      let file = call.drop { $0 != "(" }.dropFirst().prefix { $0.isNumber }
      flushing[thread] = written[file] ?? []
      if !call.hasSuffix("<unfinished ...>") { endFlush(thread, call) }
    } else if call.hasPrefix("<... fdatasync resumed>") || call.hasPrefix("<... fsync resumed>") {
      endFlush(thread, call)
    } else if call.hasPrefix("write(") || call.hasPrefix("pwrite64(") {
      let file = call.drop { $0 != "(" }.dropFirst().prefix { $0.isNumber }
      if let number = numbers(in: call, after: "\"told ").first {
        told.append(number)
        if !flushed.contains(number) { early.append(number) }
      } else {
        written[file, default: []].formUnion(numbers(in: call, after: "mark-b-"))
      }
    }
  }

  private mutating func endFlush(_ thread: Substring, _ call: Substring) {
    guard let covered = flushing.removeValue(forKey: thread), call.hasSuffix("= 0") else { return }
    if !covered.isSubset(of: flushed) { flushes += 1 }
    flushed.formUnion(covered)
  }

  private func numbers(in call: Substring, after mark: String) -> [Int] {
    call.split(separator: mark, omittingEmptySubsequences: false).dropFirst()
      .compactMap { Int($0.prefix { $0.isNumber }) }
  }
}
