// A second process of the tests that commits until it is killed, and writes down what it was told.

import Bedrock
import Foundation
import Synchronization
import TestPrograms
import Testing

@testable import TripStore

/// What a child is asked to do, carried in one variable of its environment.
struct ChildTask {
  static let variable = "GEOD_STORE_CHILD"

  /// Where store and acknowledgements are.
  var directory: String
  /// The name of the booking whose transitions it commits.
  var booking: String
  /// How many transitions.
  var count: Int

  /// The task of this process, when it is such a child.
  static let mine: ChildTask? = {
    let parts = ProcessInfo.processInfo.environment[variable]?.split(separator: "\n").map(String.init) ?? []
    guard parts.count == 3, let count = Int(parts[2]) else { return nil }
    return ChildTask(directory: parts[0], booking: parts[1], count: count)
  }()

  /// The file with a line for every transition whose commit was told.
  var toldPath: String { directory + "/told-" + booking }

  /// What the event of a transition says; easy to find in what goes to the disk.
  func mark(_ number: Int) -> String { "mark-\(booking)-\(number);" }

  /// The transition with a number, from 1.
  func transition(_ number: Int) -> TransitionRecord {
    var transition = Sample.transition(booking, after: Int64(number - 1))
    transition.events = [
      EventDraft(kind: "step", at: transition.at, document: Array(mark(number).utf8))
    ]
    return transition
  }

  /// The program and its arguments.
  static let executable = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().path
  static let arguments = ["--testing-library", "swift-testing", "--filter", "StoreChildTests"]

  /// Starts a child, which works in the task's folder: it ends with that folder when the tests end before it.
  /// - Parameter prefix: a program, with its arguments, that runs the child.
  func start(under prefix: [String] = []) throws -> Process {
    let command = prefix + [Self.executable] + Self.arguments
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = command
    process.currentDirectoryURL = URL(filePath: directory)
    var environment = ProcessInfo.processInfo.environment
    environment[Self.variable] = "\(directory)\n\(booking)\n\(count)"
    // The leak checker cannot work in a process that is being traced, and would fail it at its end.
    environment["ASAN_OPTIONS"] = "detect_leaks=0"
    process.environment = environment
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    return process
  }

  /// Waits until a child is at work; one that ends before has failed.
  func waitForFirst(_ process: Process) throws {
    try Poll.require("the first transition of a child") {
      try #require(process.isRunning, "the child has ended with \(process.terminationStatus)")
      return !told().isEmpty
    }
  }

  /// The numbers that were told so far. A line that was cut off is none.
  func told() -> [Int] {
    guard let text = try? String(contentsOfFile: toldPath, encoding: .utf8) else { return [] }
    return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().compactMap { line in
      line.hasPrefix("told ") ? Int(line.dropFirst(5)) : nil
    }
  }
}

@Suite("A child of the crash tests")
struct StoreChildTests {
  @Test(.enabled(if: ChildTask.mine != nil, "runs only as a child of the crash tests"))
  func commitsUntilItIsKilled() throws {
    let task = try #require(ChildTask.mine)
    let store = try SQLiteStore(directory: task.directory)
    let worker = StoreWorker(store)
    let file = try #require(FileHandle(forWritingAtPath: task.toldPath))
    let output = Mutex(file)
    for number in 1...task.count {
      // So many at once that groups have more than one, and few enough that there are many groups.
      while worker.pendingCount > 6 { usleep(20) }
      let accepted = worker.post(for: Sample.red) { store throws(StoreError) in
        _ = try store.commit(task.transition(number), of: Sample.red)
      } then: { outcome in
        guard case .success = outcome else { return }
        output.withLock { $0.write(Data("told \(number)\n".utf8)) }
      }
      #expect(accepted)
    }
    worker.stop()
  }
}
