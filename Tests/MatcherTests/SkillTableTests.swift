// Which skills have a bit, and what becomes of the others.

import Matcher
import Testing

@Suite struct SkillTableTests {
  @Test func theFirstNamesHaveABitForEver() {
    var table = SkillTable()
    let names = (0..<70).map { "s\($0)" }
    #expect(table.set(Array(names.prefix(64)), of: 1) == .max)
    #expect(table.set(["s64", "s0"], of: 2) == 1)
    #expect(table.indexedCount == 64 && table.plainCount == 1)
    // Nobody has s0 to s63 any more; their bits still are not given away.
    #expect(table.set([], of: 1) == 0)
    #expect(table.set(["s65"], of: 1) == 0)
    #expect(table.indexedCount == 64 && table.plainCount == 2)
  }

  @Test func requirementsNameBitsPlainSkillsAndTheImpossible() {
    var table = SkillTable()
    _ = table.set((0..<66).map { "s\($0)" }, of: 1)
    let none = table.requirement([])
    #expect(none.bits == 0 && none.plain.isEmpty && !none.isImpossible)
    #expect(table.requirement(["s0", "s3"]).bits == 0b1001)
    let mixed = table.requirement(["s65", "s1"])
    #expect(mixed.bits == 2 && mixed.plain == ["s65"] && !mixed.isImpossible)
    #expect(table.requirement(["s1", "unheard-of"]).isImpossible)
    table.remove(1)
    #expect(table.requirement(["s65"]).isImpossible && table.plainCount == 0)
    #expect(!table.requirement(["s1"]).isImpossible)
  }
}
