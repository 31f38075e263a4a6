// The event window against a log that never forgets.

import Bedrock
import TestSupport
import Testing
import TrackHub

@Suite struct EventLogTests {
  @Test func behavesLikeALogThatNeverForgets() {
    for seed in Seeds.all("event-log") {
      var random = SeededRandom(seed: seed)
      let capacity = 1 + random.below(40)
      var log = EventLog(capacity: capacity)
      /// Every event ever, with its topic, offset and life.
      var all: [(topic: UInt32, life: Int, offset: UInt64)] = []
      var lives = Array(repeating: 0, count: 6)
      var bases = Array(repeating: UInt64(0), count: 6)
      var lasts = Array(repeating: UInt64(0), count: 6)
      for _ in 0..<4_000 {
        let topic = random.below(6)
        if random.chance(0.02) {
          let highest = lasts.max() ?? 0
          log.begin(topic: UInt32(topic))
          lives[topic] += 1
          bases[topic] = log.offset(of: UInt32(topic))
          lasts[topic] = bases[topic]
          #expect(bases[topic] >= highest, "seed \(seed): an offset of an earlier life can be reached")
        } else if random.chance(0.6) {
          var given: UInt64 = 0
          let life = lives[topic]
          log.append(topic: UInt32(topic)) { offset in
            given = offset
            return Array("\(topic).\(life).\(offset)".utf8)
          }
          // The first event of a topic that was never begun starts where the log is.
          if all.allSatisfy({ $0.topic != UInt32(topic) || $0.life != life }) {
            bases[topic] = given - 1
          } else {
            #expect(given == lasts[topic] + 1, "seed \(seed)")
          }
          lasts[topic] = given
          all.append((UInt32(topic), life, given))
        }
        let since = UInt64(random.below(Int(lasts[topic]) + 3))
        let window = all.suffix(capacity)
        let life = lives[topic]
        let wanted = all.filter { $0.topic == UInt32(topic) && $0.life == life && $0.offset > since }
        let kept = window.filter { $0.topic == UInt32(topic) && $0.life == life && $0.offset > since }
        let expected: [String]? =
          since > lasts[topic] || since < bases[topic] || kept.count < wanted.count
          ? nil : wanted.map { "\($0.topic).\(life).\($0.offset)" }
        let frames = log.frames(topic: UInt32(topic), after: since)
        if frames?.map({ String(decoding: $0, as: UTF8.self) }) != expected {
          Issue.record("seed \(seed): topic \(topic) after \(since) should give \(expected ?? ["nothing"])")
          return
        }
      }
    }
  }

  @Test func aTopicWithoutEventsIsAtItsBeginning() {
    let log = EventLog(capacity: 3)
    #expect(log.offset(of: 9) == 0)
    #expect(log.frames(topic: 9, after: 0) == [])
    #expect(log.frames(topic: 9, after: 1) == nil)
  }
}
