// What the tests of the ingestion use: a database that does what it is told, a journal of events, and callers.

import Bedrock
import Dispatch
import Foundation
import Synchronization
import TestPrograms
import TestSupport
import Testing

@testable import TripStore

/// A database that may be away, be slow, refuse points, or take them and not say so.
final class ScriptedDatabase: Sendable {
  private struct State {
    var keys: Set<PointKey> = []
    var sequences: [Int64] = []
    var days: [Int64] = []
    var groups = 0
    var isAway = false
    var isHeld = false
    var swallowsAnswers = 0
    var pointsPerCallMax = Int.max
    var refused: Set<Int64> = []
    var forgivesAfter = Int.max
  }

  private let state = Mutex(State())

  var sequences: [Int64] { state.withLock { $0.sequences } }
  var days: [Int64] { state.withLock { $0.days } }
  var groups: Int { state.withLock { $0.groups } }
  var isAway: Bool {
    get { state.withLock { $0.isAway } }
    set { state.withLock { $0.isAway = newValue } }
  }
  var isHeld: Bool {
    get { state.withLock { $0.isHeld } }
    set { state.withLock { $0.isHeld = newValue } }
  }
  var swallowsAnswers: Int {
    get { state.withLock { $0.swallowsAnswers } }
    set { state.withLock { $0.swallowsAnswers = newValue } }
  }
  /// A call with more of them takes longer than anybody waits.
  var pointsPerCallMax: Int {
    get { state.withLock { $0.pointsPerCallMax } }
    set { state.withLock { $0.pointsPerCallMax = newValue } }
  }
  /// The sequences of points that it will not have.
  var refused: Set<Int64> {
    get { state.withLock { $0.refused } }
    set { state.withLock { $0.refused = newValue } }
  }

  /// After so many refusals it has everything.
  var forgivesAfter: Int {
    get { state.withLock { $0.forgivesAfter } }
    set { state.withLock { $0.forgivesAfter = newValue } }
  }

  func append(_ batches: [PointBatch]) throws(StoreError) -> Int {
    let sequences = Set(batches.flatMap(\.points).map(\.sequence))
    let isRefused = state.withLock { state in
      guard !state.isAway, !state.refused.isDisjoint(with: sequences) else { return false }
      guard state.forgivesAfter > 0 else { return false }
      state.forgivesAfter -= 1
      state.groups += 1
      return true
    }
    guard !isRefused else { throw .fatal(reason: "the test will not have it") }
    let added: Int? = state.withLock { state in
      state.groups += 1
      guard !state.isAway, batches.reduce(0, { $0 + $1.points.count }) <= state.pointsPerCallMax else {
        return nil
      }
      var added = 0
      for point in batches.flatMap(\.points) where state.keys.insert(PointKey(point)).inserted {
        state.sequences.append(point.sequence)
        added += 1
      }
      guard state.swallowsAnswers == 0 else {
        state.swallowsAnswers -= 1
        return nil
      }
      return added
    }
    _ = Poll.until(seconds: Poll.patienceSeconds) { !isHeld }
    guard let added else { throw .inDoubt(reason: "the test says so") }
    return added
  }

  func makeDays(_ days: ClosedRange<Int64>) throws(StoreError) {
    guard !isAway else { throw .unavailable(reason: "the test says so") }
    state.withLock { $0.days += days }
  }
}

final class ScriptedSink: PointSink {
  private let database: ScriptedDatabase

  init(_ database: ScriptedDatabase) { self.database = database }

  func append(_ batches: [PointBatch]) throws(StoreError) -> PointsAdded {
    PointsAdded(count: try database.append(batches))
  }
  func makeDays(_ days: ClosedRange<Int64>) throws(StoreError) { try database.makeDays(days) }
  func rest() {}
}

/// What the ingestion has said to its operator.
final class EventList: Sendable {
  private let list = Mutex<[String]>([])
  private let late = Mutex<[PointsAfterSeal]>([])

  var names: [String] { list.withLock { $0 } }
  var afterSeal: [PointsAfterSeal] { late.withLock { $0 } }

  func add(_ event: IngestEvent) {
    if case .afterSeal(let points) = event { late.withLock { $0.append(points) } }
    let name =
      switch event {
      case .away: "away"
      case .stillAway: "stillAway"
      case .back: "back"
      case .refused: "refused"
      case .putAside: "putAside"
      case .afterSeal: "afterSeal"
      }
    list.withLock { $0.append(name) }
  }

  func wait(for name: String) throws {
    try Poll.require("the ingestion says '\(name)'") { names.contains(name) }
  }
}

/// What came of points that were posted.
final class Told: Sendable {
  private struct State {
    var count = 0
    var failures = 0
    var lastFault: StoreError?
  }

  private let state = Mutex(State())

  var count: Int { state.withLock { $0.count } }
  var failures: Int { state.withLock { $0.failures } }
  var lastFault: StoreError? { state.withLock { $0.lastFault } }

  func tell(_ result: Result<Void, StoreError>) {
    state.withLock { state in
      state.count += 1
      guard case .failure(let fault) = result else { return }
      state.failures += 1
      state.lastFault = fault
    }
  }

  func post(_ points: [TrackPoint], of tenant: ClientID = Sample.red, to ingest: PointIngest) {
    let accepted = ingest.post(points, of: tenant) { [self] in tell($0) }
    #expect(accepted)
  }

  func wait(for count: Int) {
    _ = Poll.until(seconds: Poll.patienceSeconds) { self.count >= count }
    #expect(self.count == count, "told too few or too many")
  }
}
