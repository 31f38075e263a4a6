// Shards on threads of their own, with several movers and several who ask at the same time.

import Bedrock
import Foundation
import GeoIndex
import TestSupport
import Testing

@Suite("Shards on threads", .serialized)
struct ShardThreadTests {
  @Test(
    "every merged answer is that of the single index at that moment", arguments: [2, 4],
    LongForm.seeds("shards"))
  func threads(shardCount: Int, seed: UInt64) {
    let post = ShardPost(shardCount: shardCount, seed: seed)
    let group = DispatchGroup()
    var threads: [Thread] = []
    func start(_ body: @escaping @Sendable () -> Void) {
      group.enter()
      let thread = Thread {
        body()
        group.leave()
      }
      threads.append(thread)
      thread.start()
    }
    for shard in 0..<shardCount { start { post.serve(shard) } }
    let work = DispatchGroup()
    for _ in 0..<3 {
      work.enter()
      start {
        for _ in 0..<2_000 { post.move() }
        work.leave()
      }
    }
    for _ in 0..<2 {
      work.enter()
      start {
        for _ in 0..<150 { post.ask() }
        work.leave()
      }
    }
    work.wait()
    post.close()
    group.wait()
    let (answered, wrong) = post.outcome()
    #expect(answered == 300)
    #expect(wrong.isEmpty, "\(wrong.prefix(3)), seed \(seed)")
  }
}

/// The mailboxes between the threads.
private final class ShardPost: @unchecked Sendable {  // `condition` guards everything
  private let condition = NSCondition()
  private var home: ShardHome
  private var mailboxes: [[ShardMessage]]
  private var drops: [[ShardMessage]]
  private var asked: [UInt64: AskedShards] = [:]
  private var answered = 0
  private var wrong: [String] = []
  private var isClosed = false

  init(shardCount: Int, seed: UInt64) {
    home = ShardHome(shards: shardCount, idCount: 300, seed: seed)
    mailboxes = Array(repeating: [], count: shardCount)
    drops = Array(repeating: [], count: shardCount)
  }

  private func send(_ letters: [ShardLetter]) {
    for letter in letters {
      if case .drop = letter.message {
        drops[letter.shard].append(letter.message)
      } else {
        mailboxes[letter.shard].append(letter.message)
      }
    }
    condition.broadcast()
  }

  /// A mover: the home's part of a change, whichever thread it comes from.
  func move() {
    condition.withLock {
      var letters: [ShardLetter] = []
      home.step(into: &letters)
      send(letters)
    }
  }

  /// Asks and waits for the merged answer.
  func ask() {
    condition.lock()
    defer { condition.unlock() }
    var letters: [ShardLetter] = []
    let question = home.ask(into: &letters)
    guard let number = question.gather?.number else { return }
    asked[number] = question
    send(letters)
    while asked[number] != nil { condition.wait() }
  }

  /// A shard's thread: takes a few messages at a time and works on them while others go on.
  func serve(_ number: Int) {
    var shard = IndexShard(number: number)
    var random = SeededRandom(seed: UInt64(number))
    while let messages = take(number, &random) {
      var replies: [ShardReply] = []
      for message in messages { shard.receive(message, into: &replies) }
      settle(replies)
    }
  }

  /// Some of what waits for a shard: places and questions in order, and now and then a drop, from anywhere in its heap.
  /// Nil at the end.
  private func take(_ shard: Int, _ random: inout SeededRandom) -> [ShardMessage]? {
    condition.withLock {
      while mailboxes[shard].isEmpty, drops[shard].isEmpty {
        if isClosed { return nil }
        condition.wait()
      }
      let count = min(mailboxes[shard].count, 1 + random.below(8))
      var messages = Array(mailboxes[shard].prefix(count))
      mailboxes[shard].removeFirst(count)
      if !drops[shard].isEmpty, messages.isEmpty || random.chance(0.2) {
        let drop = drops[shard].remove(at: random.below(drops[shard].count))
        messages.insert(drop, at: random.below(messages.count + 1))
      }
      return messages
    }
  }

  private func settle(_ replies: [ShardReply]) {
    condition.withLock {
      for reply in replies {
        switch reply {
        case .receipt(let receipt):
          home.router.receive(receipt)
        case .answer(let answer):
          asked[answer.number]?.gather?.add(answer)
          guard let question = asked[answer.number], question.gather?.isComplete == true else { continue }
          if !question.isRight() { wrong.append("question \(answer.number): \(question.area)") }
          answered += 1
          asked[answer.number] = nil
        }
      }
      condition.broadcast()
    }
  }

  func close() {
    condition.withLock {
      isClosed = true
      condition.broadcast()
    }
  }

  func outcome() -> (answered: Int, wrong: [String]) { condition.withLock { (answered, wrong) } }
}
