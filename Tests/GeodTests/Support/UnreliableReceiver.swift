// A receiver of webhooks that fails in the ways receivers fail, and remembers what it has taken.

import Bedrock
import Foundation
import TestSupport
import Testing
import Transport

/// A receiver that answers about half of all requests with a failure, and holds requests back when it is told to.
final class UnreliableReceiver: Sendable {
  /// An event that was taken.
  struct Taken: Hashable, Sendable {
    var webhook: String
    var booking: String
    /// Of the event within its booking.
    var number: Int
    /// Of the message.
    var id: String

    /// Events that go to one webhook about one booking have an order.
    var line: String { "\(webhook) \(booking)" }
  }

  private struct State: Sendable {
    var random: SeededRandom
    var taken: [Taken] = []
    var waiting = 0
    var isHeld = false
  }

  private let state: Lock<State>
  private let receiver: HookReceiver

  init(seed: UInt64) throws {
    let state = Lock(State(random: SeededRandom(seed: seed)))
    self.state = state
    receiver = try HookReceiver { request, _ in Self.answer(request, state) }
  }

  private static func answer(_ request: HookRequest, _ state: Lock<State>) -> HookAnswer {
    state.withLock { $0.waiting += 1 }
    _ = Poll.until(seconds: Poll.patienceSeconds) { state.withLock { !$0.isHeld } }
    return state.withLock { state in
      state.waiting -= 1
      let answer: HookAnswer =
        switch state.random.below(10) {
        case 0: .status(500)
        case 1: .status(429, headers: ["Retry-After: 1"])
        case 2: .close
        case 3: .status(204, afterMilliseconds: UInt32(state.random.below(30)))
        default: .status(204)
        }
      if case .status(204, _, _) = answer, let body = try? JSON(request.body) {
        let event = body["event"]
        state.taken.append(
          Taken(
            webhook: request.path, booking: event["booking"].string ?? "", number: event["number"].int ?? 0,
            id: body["id"].string ?? ""))
      }
      return answer
    }
  }

  /// The address of a webhook here.
  func url(_ webhook: String) -> String { receiver.url("/\(webhook)") }

  /// What was taken, in the order of the answers, repetitions included.
  var taken: [Taken] { state.withLock { $0.taken } }

  /// How many different events were taken.
  var distinct: Int { Set(taken).count }

  /// How many requests wait for their answer.
  var waiting: Int { state.withLock { $0.waiting } }

  /// Answers nothing until `release`.
  func hold() { state.withLock { $0.isHeld = true } }

  /// Answers again, also what was held back.
  func release() { state.withLock { $0.isHeld = false } }

  /// Takes no more requests.
  func stop() {
    release()
    receiver.stop()
  }

  /// Expects that the events of each line have come in their order. A repetition may come after an answer that was lost,
  /// but never after a later event.
  func expectOrder(_ comment: Comment) {
    for (line, events) in Dictionary(grouping: taken, by: \.line) {
      #expect(events.map(\.number) == events.map(\.number).sorted(), "\(comment): \(line)")
    }
  }
}
