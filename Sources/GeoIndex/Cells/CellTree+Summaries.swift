// What is known of everybody below a node: how many, their skills, their best rating.
//
// Counts are exact. Skills and ratings may promise more than is there, never less: joining widens them at
// once, leaving is only counted, and after enough departures they are taken anew. So keeping them costs O(1)
// amortised for each change.

extension CellTree {
  /// After so many departures below a node its summary is taken anew from its (at most 64) children.
  private static let nodeRemovalsMax: UInt32 = 64

  /// Widens the summaries from a node up to the root.
  mutating func widen(_ start: UInt32, skills: UInt64, rating: Float) {
    var node = start
    while node != .max {
      let known = nodes[node].skills
      if known & skills == skills, nodes[node].maxRating >= rating { return }
      nodes[node].skills = known | skills
      nodes[node].maxRating = max(nodes[node].maxRating, rating)
      node = nodes[node].parent
    }
  }

  /// One technician more below a node and all above it.
  mutating func countJoined(_ start: UInt32) {
    var node = start
    while node != .max { node = count(node, nodes[node].count + 1) }
  }

  /// Notes how many technicians are below a node, there and in the list of the node above, which it returns.
  @inline(__always)
  private mutating func count(_ node: UInt32, _ technicians: UInt32) -> UInt32 {
    nodes[node].count = technicians
    let parent = nodes[node].parent
    if parent != .max {
      children[Int(nodes[parent].first) + Self.childIndex(nodes[node])].count = technicians
    }
    return parent
  }

  /// One technician less below a node and all above it.
  mutating func countLeft(_ start: UInt32) {
    var node = start
    while node != .max { node = count(node, nodes[node].count - 1) }
    noteChange(start)
  }

  /// Somebody below a node has left it or changed: the summaries may have become too wide.
  mutating func noteChange(_ start: UInt32) {
    var node = start
    var level = Self.levels - 1
    while node != .max {
      nodes[node].removals += 1
      if nodes[node].removals >= Self.nodeRemovalsMax { summarize(node, level: level) }
      node = nodes[node].parent
      level -= 1
    }
  }

  private mutating func summarize(_ node: UInt32, level: Int) {
    var skills: UInt64 = 0
    var rating: Float = 0
    var rest = nodes[node].occupancy
    let first = Int(nodes[node].first)
    while rest != 0 {
      let child = first + rest.trailingZeroBitCount
      rest &= rest - 1
      if level == Self.levels - 1 {
        skills |= blocks.skills[child]
        rating = max(rating, blocks.ratings[child])
      } else {
        skills |= nodes[children[child].node].skills
        rating = max(rating, nodes[children[child].node].maxRating)
      }
    }
    nodes[node].skills = skills
    nodes[node].maxRating = rating
    nodes[node].removals = 0
  }
}

/// What a filter asks of a summary: a cell or node that fails it holds nobody who passes.
struct SummaryFilter {
  let allSkills: UInt64
  let anySkills: UInt64
  let minRating: Float

  init(_ filter: IndexFilter) {
    allSkills = filter.allSkills
    anySkills = filter.anySkills
    minRating = filter.minRating
  }

  /// Whether everybody passes, as far as summaries can tell.
  @inline(__always)
  var asksNothing: Bool { allSkills | anySkills == 0 && minRating <= 0 }

  @inline(__always)
  func mayHold(skills: UInt64, maxRating: Float) -> Bool {
    skills & allSkills == allSkills && (anySkills == 0 || skills & anySkills != 0) && maxRating >= minRating
  }
}
