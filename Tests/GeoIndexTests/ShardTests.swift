// Several indexes against one, while technicians go from shard to shard and messages are under way.

import Bedrock
import GeoIndex
import TestSupport
import Testing

@Suite("Shards answer like a single index")
struct ShardTests {
  /// What is under way: for each shard a mailbox in order, drops and receipts in a heap without order.
  private struct Wires: ~Copyable {
    var shards: [Int: [ShardMessage]] = [:]
    var drops: [ShardLetter] = []
    var receipts: [ShardReceipt] = []
    var random: SeededRandom

    mutating func send(_ letters: [ShardLetter]) {
      for letter in letters {
        if case .drop = letter.message {
          drops.append(letter)
          if random.chance(0.1) { drops.append(letter) }
        } else {
          shards[letter.shard, default: []].append(letter.message)
        }
      }
    }

    var isIdle: Bool { drops.isEmpty && receipts.isEmpty && shards.values.allSatisfy(\.isEmpty) }
  }

  @Test(
    "whatever is delayed, doubled or overtaken", arguments: [1, 2, 3, 7], LongForm.seeds("shards"))
  func interleavings(shardCount: Int, seed: UInt64) {
    let seed = seed &+ UInt64(shardCount) << 32
    var home = ShardHome(shards: shardCount, idCount: 120, seed: seed)
    var wires = Wires(random: SeededRandom(seed: seed).fork(1))
    let shards = Shards(count: shardCount)
    var asked: [UInt64: AskedShards] = [:]
    var answered = 0
    var letters: [ShardLetter] = []
    var mostLeftOver = 0
    // Some shards are slower than others, and drops are slow now and then.
    let haste = (0..<shardCount).map { _ in home.random.double(in: 0.2...1) }
    for round in 0..<6_000 {
      letters.removeAll()
      if home.random.chance(0.6) { home.step(into: &letters) }
      if home.random.chance(0.1) {
        let question = home.ask(into: &letters)
        if let number = question.gather?.number { asked[number] = question }
      }
      if home.random.chance(0.001) { home.router.unreceipted(into: &letters) }
      wires.send(letters)
      let isLast = round == 5_999
      let dropsRest = (round / 500) % 2 == 0
      repeat {
        for shard in 0..<shardCount where isLast || wires.random.chance(haste[shard]) {
          guard let mailbox = wires.shards[shard], let message = mailbox.first else { continue }
          wires.shards[shard]?.removeFirst()
          deliver(message, to: shard, shards, &wires, &asked, &answered, seed)
        }
        if !wires.drops.isEmpty, isLast || wires.random.chance(dropsRest ? 0.02 : 0.7) {
          let letter = wires.drops.remove(at: wires.random.below(wires.drops.count))
          deliver(letter.message, to: letter.shard, shards, &wires, &asked, &answered, seed)
        }
        if !wires.receipts.isEmpty, isLast || wires.random.chance(0.3) {
          home.router.receive(wires.receipts.remove(at: wires.random.below(wires.receipts.count)))
        }
      } while isLast && !wires.isIdle
      mostLeftOver = max(mostLeftOver, home.router.leftOverCount)
    }
    #expect(asked.isEmpty && answered > 400, "\(asked.count) questions were never answered, seed \(seed)")
    #expect(home.router.leftOverCount == 0, "seed \(seed)")
    #expect(mostLeftOver > 10, "nobody was ever in flight")
    #expect(shards.technicians.reduce(0, +) == home.single.count, "seed \(seed)")
    #expect(shards.technicians.allSatisfy { $0 > 0 }, "everybody is in one shard")
  }

  private func deliver(
    _ message: ShardMessage, to shard: Int, _ shards: Shards, _ wires: inout Wires,
    _ asked: inout [UInt64: AskedShards], _ answered: inout Int, _ seed: UInt64
  ) {
    for reply in shards.receive(message, shard) {
      switch reply {
      case .receipt(let receipt):
        wires.receipts.append(receipt)
      case .answer(let answer):
        asked[answer.number]?.gather?.add(answer)
        guard let question = asked[answer.number], question.gather?.isComplete == true else { continue }
        #expect(question.isRight(), "question \(answer.number), \(question.area), seed \(seed)")
        asked[answer.number] = nil
        answered += 1
      }
    }
  }

  @Test("every place has a shard, and a city has all of them equally")
  func spread() {
    let map = ShardMap(shardCount: 4)
    var random = SeededRandom(seed: Seeds.current)
    var squares: [Set<Geohash>] = Array(repeating: [], count: 4)
    for _ in 0..<20_000 {
      let point = PointSet.city.point(&random)
      squares[map.shard(of: point)].insert(Geohash(point, bits: 26))
    }
    let total = squares.reduce(0) { $0 + $1.count }
    for shard in squares {
      #expect(shard.count > total / 6 && shard.count < total / 3, "\(squares.map(\.count))")
    }
    #expect(ShardMap(shardCount: 1).shard(of: PointSet.uniform.point(&random)) == 0)
  }
}

/// Shards side by side, each in a box of its own: a value that cannot be copied does not go into an array.
private struct Shards {
  private final class Box {
    var shard: IndexShard
    init(_ number: Int) { shard = IndexShard(number: number) }
  }

  private let boxes: [Box]

  init(count: Int) {
    boxes = (0..<count).map { Box($0) }
  }

  func receive(_ message: ShardMessage, _ shard: Int) -> [ShardReply] {
    var replies: [ShardReply] = []
    boxes[shard].shard.receive(message, into: &replies)
    return replies
  }

  var technicians: [Int] { boxes.map { $0.shard.index.count } }
}
