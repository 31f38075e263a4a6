// SlotSet against Set.

import Bedrock
import TestSupport
import Testing

@Suite struct SlotSetTests {
  @Test func behavesLikeASet() {
    for seed in Seeds.all("slot-set") {
      for range in [4, 60, 3_000] {
        var random = SeededRandom(seed: seed)
        var set = SlotSet()
        var model: Set<UInt32> = []
        for step in 0..<20_000 {
          // Also the largest numbers: one of them must not be taken for a mark.
          let value = UInt32.max - UInt32(random.below(range))
          switch random.below(20) {
          case 0..<9: #expect(set.insert(value) == model.insert(value).inserted, "seed \(seed), step \(step)")
          case 9..<17:
            #expect(set.remove(value) == (model.remove(value) != nil), "seed \(seed), step \(step)")
          case 17: #expect(set.contains(value) == model.contains(value), "seed \(seed), step \(step)")
          case 18:
            let popped = set.popLast()
            #expect((popped == nil) == model.isEmpty, "seed \(seed), step \(step)")
            if let popped { #expect(model.remove(popped) != nil, "seed \(seed), step \(step)") }
          default:
            guard random.chance(0.02) else { continue }
            set.removeAll()
            model.removeAll()
          }
          guard set.count == model.count, step % 500 != 0 || Set(set.members) == model else {
            Issue.record("seed \(seed): differs from the model at step \(step)")
            return
          }
        }
        #expect(Set(set.members) == model && set.members.count == model.count, "seed \(seed)")
        for value in model { #expect(set.contains(value)) }
      }
    }
  }
}
