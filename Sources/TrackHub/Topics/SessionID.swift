// How the pure ring names a connection of the world outside.

/// A session of a tenant: one WebSocket after its `hello`. The number is used again after the session's
/// end, but not before the next flush; the host that holds the socket maps it.
public struct SessionID: Hashable, Sendable {
  /// The index.
  public let index: UInt32

  /// Wraps an index.
  public init(_ index: UInt32) {
    self.index = index
  }
}
