// Names for connections.

/// Names one connection of one loop. Never reused while the loop lives: a call about a connection that is
/// gone does nothing.
public struct ConnectionID: Hashable, Sendable {
  /// The place in the loop's slab.
  var slot: UInt32
  /// Distinguishes the connections that had this place; never 0.
  var generation: UInt32

  /// Both halves in one word, for logs and maps.
  public var rawValue: UInt64 { UInt64(generation) << 32 | UInt64(slot) }

  init(slot: UInt32, generation: UInt32) {
    self.slot = slot
    self.generation = generation
  }

  /// From `rawValue`. A number that was never a name names nothing.
  public init(rawValue: UInt64) {
    self.init(slot: UInt32(truncatingIfNeeded: rawValue), generation: UInt32(rawValue >> 32))
  }
}
