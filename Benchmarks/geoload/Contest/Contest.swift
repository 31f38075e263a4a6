// One booking that several technicians want: who was asked, what each was told, and whether the promise was kept.

import FleetClient
import Foundation
import Transport

/// The account of one contest. Pure: no socket, no clock.
struct Contest: Sendable {
  /// The phones of those who are asked, in the order in which they accept.
  let phones: [Int]
  /// Those of them that are connected to the server that offers, and hear of the offer from it.
  let hearing: [Int]
  /// Those that have heard of the offer.
  private(set) var asked: Set<Int> = []
  /// The offer, from the first phone that heard of it.
  private(set) var offer: String?
  /// When the first accept was sent, nanoseconds of `MonotonicClock`; nil before.
  var startNanoseconds: UInt64?
  /// What each phone was told in answer to its accept, and when.
  private(set) var answers: [Int: Answer] = [:]
  /// Everybody who was ever told to have won, in an answer or without being asked.
  private(set) var winners: Set<Int> = []
  /// The trip that the winner was told.
  private(set) var trip: String?

  /// What a phone was told.
  struct Answer: Sendable {
    /// `won`, `taken`, or what else the server said.
    var word: String
    var nanoseconds: UInt64
  }

  init(phones: [Int], hearing: [Int]) {
    self.phones = phones
    self.hearing = hearing
  }

  /// A phone hears of the offer. True when everybody has who will: now they all accept.
  mutating func heard(_ offer: String, phone: Int) -> Bool {
    guard startNanoseconds == nil, phones.contains(phone), self.offer == nil || self.offer == offer else {
      return false
    }
    self.offer = offer
    asked.insert(phone)
    return asked.isSuperset(of: hearing)
  }

  /// A phone is told how the offer ended. True when this was the last answer that is due.
  mutating func told(_ word: String, trip: String?, isAnswer: Bool, phone: Int, now: UInt64) -> Bool {
    if word == "won" {
      winners.insert(phone)
      self.trip = trip
    }
    guard isAnswer, answers[phone] == nil, phones.contains(phone), let start = startNanoseconds else {
      return false
    }
    answers[phone] = Answer(word: word, nanoseconds: now - start)
    return answers.count == phones.count
  }

  /// How far it came, for those who look for what went wrong.
  var account: String {
    let words = answers.values.map(\.word).sorted().joined(separator: ", ")
    return "asked \(asked.count) of \(phones.count), told: \(words.isEmpty ? "nothing" : words)"
  }

  /// Whether exactly one has won and everybody else was told that it is taken.
  var isKept: Bool {
    winners.count == 1 && answers.count == phones.count
      && answers.allSatisfy { $0.value.word == (winners.contains($0.key) ? "won" : "taken") }
  }
}

/// Where a thread waits for the end of a contest.
final class ContestWaiter: Sendable {
  private let ended = Lock<Contest?>(nil)
  private let signal = DispatchSemaphore(value: 0)

  /// The contest is over.
  func end(_ contest: Contest) {
    ended.withLock { $0 = contest }
    signal.signal()
  }

  /// Blocks until then; nil when it takes longer.
  func wait(seconds: Int) -> Contest? {
    guard signal.wait(timeout: .now() + .seconds(seconds)) == .success else { return nil }
    return ended.withLock { $0 }
  }
}
