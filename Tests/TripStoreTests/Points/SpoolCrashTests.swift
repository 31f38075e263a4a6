// The spool of a process that is killed at random moments: what was acknowledged is there, in order, once.

import Bedrock
import Foundation
import TestPrograms
import TestSupport
import Testing

@testable import TripStore

@Suite("A spool whose process dies", .timeLimit(.minutes(5)))
struct SpoolCrashTests {
  @Test(.enabled(if: StoreCrashTests.hasProc, "needs /proc to start itself again"))
  func whatWasToldIsThereAfterKilling() throws {
    var random = SeededRandom(seed: Seeds.current)
    try withTemporaryDirectory { directory in
      let journal = SpoolJournal(directory: directory)
      try Data().write(to: URL(filePath: journal.path))
      for round in 1...12 {
        let before = journal.read().written
        let process = try journal.startChild()
        defer { kill(process.processIdentifier, SIGKILL) }
        try Poll.require("the first batch of a child") {
          try #require(process.isRunning, "the child has ended with \(process.terminationStatus)")
          return journal.read().written != before
        }
        usleep(UInt32(random.below(80_000)))
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()

        let told = journal.read()
        #expect(try Spool(directory: directory, bytesMax: SpoolTests.noBound).content.pointsAside == 0)
        let reader = SpoolReader(directory: directory)
        let numbers = try reader.points(of: [Sample.tripID(1)], tenant: Sample.red).map(\.sequence)
        let first = try #require(numbers.first)
        let place = "GEOD_SEED=\(Seeds.current), round \(round)"
        #expect(numbers == Array(first..<first + Int64(numbers.count)), "a gap or a repetition; \(place)")
        // One batch may have come or gone without the child having been able to say so.
        #expect(first == told.removed + 1 || first == told.removed + 2, "\(place)")
        let last = first + Int64(numbers.count) - 1
        #expect(last == told.written || last == told.written + 1, "\(place)")
        try journal.note("wrote \(last)")
        try journal.note("removed \(first - 1)")
      }
    }
  }
}

/// What a child has done, a line for each thing that it was told to be durable.
struct SpoolJournal {
  static let variable = "GEOD_SPOOL_CHILD"

  var directory: String
  var path: String { directory + "/journal" }

  /// The last numbers. A line that was cut off is none.
  func read() -> (written: Int64, removed: Int64) {
    var (written, removed) = (Int64(0), Int64(0))
    let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
      let words = line.split(separator: " ")
      guard words.count == 2, let number = Int64(words[1]) else { continue }
      if words[0] == "wrote" { written = number }
      if words[0] == "removed" { removed = number }
    }
    return (written, removed)
  }

  func note(_ line: String) throws {
    let file = try #require(FileHandle(forWritingAtPath: path))
    try file.seekToEnd()
    try file.write(contentsOf: Data("\n\(line)\n".utf8))
    try file.close()
  }

  /// Starts a child, which works in the folder: it ends with it when the tests end before.
  func startChild() throws -> Process {
    let process = Process()
    process.executableURL = URL(filePath: ChildTask.executable)
    process.arguments = ["--testing-library", "swift-testing", "--filter", "SpoolChildTests"]
    process.currentDirectoryURL = URL(filePath: directory)
    var environment = ProcessInfo.processInfo.environment
    environment[Self.variable] = directory
    process.environment = environment
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    return process
  }
}

@Suite("A child of the spool's crash tests")
struct SpoolChildTests {
  static let directory = ProcessInfo.processInfo.environment[SpoolJournal.variable]

  @Test(.enabled(if: directory != nil, "runs only as a child of the crash tests"))
  func writesAndRemovesUntilItIsKilled() throws {
    let journal = SpoolJournal(directory: try #require(Self.directory))
    let spool = try Spool(directory: journal.directory, bytesMax: SpoolTests.noBound)
    var random = SeededRandom(seed: UInt64(journal.read().written))
    var next = journal.read().written + 1
    while true {
      try spool.append([PointBatch(tenant: Sample.red, points: [Sample.fix(next)])], at: Sample.day(20_000))
      try journal.note("wrote \(next)")
      next += 1
      guard random.chance(0.4), let oldest = try spool.oldest(pointsMax: 1).first, spool.content.batches > 1
      else { continue }
      try spool.remove([oldest])
      try journal.note("removed \(oldest.batch.points[0].sequence)")
    }
  }
}
