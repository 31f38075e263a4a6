// What must hold after every change. Slow and complete; tests call it, the program does not.

extension RTree {
  /// Checks every invariant and describes the first one that is broken; nil when all hold. O(n).
  public func brokenInvariant() -> String? {
    if root == Self.none { return count == 0 ? nil : "no root, but \(count) boxes" }
    if nodes[root].parent != Self.none { return "the root has a parent" }
    if nodes[root].level > 0, nodes[root].count < 2 { return "a root with one child" }
    var seen = 0
    if let fault = fault(below: root, &seen) { return fault }
    if seen != count { return "leaves hold \(seen) ids, the tree \(count)" }
    var located = 0
    for id in 0..<leaves.capacity where leaves[id] != Self.none { located += 1 }
    return located == count ? nil : "\(located) ids are located, the tree holds \(count)"
  }

  private func fault(below node: UInt32, _ seen: inout Int) -> String? {
    let header = nodes[node]
    if node != root, header.count < 1 { return "node \(node) is empty" }
    for slot in 0..<Int(header.count) {
      let child = children[entry(node, slot)]
      if header.level == 0 {
        seen += 1
        if leaves[child] != node { return "id \(child) is not where it is said to be" }
        continue
      }
      if nodes[child].parent != node { return "node \(child) has the wrong parent" }
      if nodes[child].level != header.level - 1 { return "node \(child) is on the wrong level" }
      let box = boxes[entry(node, slot)]
      for inner in 0..<Int(nodes[child].count) where !box.holds(boxes[entry(child, inner)]) {
        return "node \(child) reaches beyond its box"
      }
      if let fault = fault(below: child, &seen) { return fault }
    }
    return nil
  }
}
