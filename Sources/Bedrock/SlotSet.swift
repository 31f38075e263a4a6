// A set of dense numbers that is cheap to fill, to ask and to empty, over and over.

/// A set of `UInt32` with constant-time insertion, removal and membership, in arbitrary but repeatable
/// order (the same operations give the same order on every machine).
///
/// Members stand densely in an array; an open-addressing table of positions finds them. Nothing is
/// allocated once the set has reached its usual size.
public struct SlotSet: Sendable {
  /// The members; removal moves the last one into the gap.
  public private(set) var members: [UInt32] = []
  private var table: [UInt32] = []
  private var mask = 0

  private static let vacant = UInt32.max

  /// An empty set.
  public init() {}

  /// How many members there are.
  public var count: Int { members.count }

  /// Whether there is no member.
  public var isEmpty: Bool { members.isEmpty }

  /// Whether `value` is a member. O(1) expected.
  public func contains(_ value: UInt32) -> Bool {
    !table.isEmpty && table[place(of: value)] != Self.vacant
  }

  /// Adds `value`; false when it was a member already. O(1) amortised.
  @discardableResult
  public mutating func insert(_ value: UInt32) -> Bool {
    if (members.count + 1) * 2 > table.count { grow() }
    let place = place(of: value)
    guard table[place] == Self.vacant else { return false }
    table[place] = UInt32(members.count)
    members.append(value)
    return true
  }

  /// Takes `value` away; false when it was no member. O(1) expected.
  @discardableResult
  public mutating func remove(_ value: UInt32) -> Bool {
    guard !table.isEmpty else { return false }
    let hole = place(of: value)
    let position = table[hole]
    guard position != Self.vacant else { return false }
    closeHole(hole)
    // The last member is found while the table still leads to its old position.
    let last = members[members.count - 1]
    if last != value {
      table[place(of: last)] = position
      members[Int(position)] = last
    }
    members.removeLast()
    return true
  }

  /// Takes the member that was added last (or moved to the end by a removal); nil when there is none.
  public mutating func popLast() -> UInt32? {
    guard let last = members.last else { return nil }
    remove(last)
    return last
  }

  /// Takes all members away and keeps the memory. O(capacity).
  public mutating func removeAll() {
    guard !members.isEmpty else { return }
    members.removeAll(keepingCapacity: true)
    for index in table.indices { table[index] = Self.vacant }
  }

  /// The table index where `value` is, or where it would be put.
  private func place(of value: UInt32) -> Int {
    var index = home(of: value)
    while table[index] != Self.vacant, members[Int(table[index])] != value {
      index = (index + 1) & mask
    }
    return index
  }

  private func home(of value: UInt32) -> Int {
    Int(truncatingIfNeeded: ContentHash.mix(UInt64(value))) & mask
  }

  /// Deletion without tombstones (Knuth, The Art of Computer Programming 3, section 6.4, algorithm R):
  /// entries behind the hole move up when their home lies before it.
  private mutating func closeHole(_ start: Int) {
    var hole = start
    var index = start
    while true {
      index = (index + 1) & mask
      let position = table[index]
      guard position != Self.vacant else { break }
      let home = home(of: members[Int(position)])
      let reaches = hole <= index ? (home <= hole || home > index) : (home <= hole && home > index)
      guard reaches else { continue }
      table[hole] = position
      hole = index
    }
    table[hole] = Self.vacant
  }

  private mutating func grow() {
    let size = max(16, table.count * 2)
    mask = size - 1
    table = Array(repeating: Self.vacant, count: size)
    for (position, member) in members.enumerated() {
      var index = home(of: member)
      while table[index] != Self.vacant { index = (index + 1) & mask }
      table[index] = UInt32(position)
    }
  }
}
