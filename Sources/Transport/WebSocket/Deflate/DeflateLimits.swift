// What this end is ready to spend on compressed messages.

/// The limits of permessage-deflate (RFC 7692). Compression is agreed on only where both ends want it, and costs
/// nothing where it was not.
///
/// What a connection costs in memory: an inflating end with context about 7 kB and the peer's window, from the first
/// compressed message on; a deflating end with context eight times its window and some 6 kB (268 kB with 15 bits,
/// 39 kB with 12, 10 kB with 9). Without context both are there only while a message is being read or written, and the
/// deflating end is shared by all connections of a loop.
public struct DeflateLimits: Sendable, Equatable {
  /// The largest window of what this end sends, as a power of two: 9 to 15. The peer may ask for a smaller one.
  public var windowBits = 15
  /// Whether this end may refer to its earlier messages. The peer may forbid it.
  public var keepsContext = true
  /// The largest window of what the peer sends, 8 to 15. A server can ask this only of a client that offers it, and
  /// declines an offer that leaves the peer more.
  public var peerWindowBits = 15
  /// Whether the peer may refer to its earlier messages.
  public var peerKeepsContext = true
  /// zlib's level of compression, 1 (fast) to 9 (small).
  public var level = 1
  /// Shorter messages are sent as they are. At least 1.
  public var messageBytesMin = 64
  /// A message that unpacks to more than `ratioFreeBytes` and so many times its packed bytes is not unpacked further: its
  /// sender is closed with 1009, as for any message that is larger than this end is ready to take. It breaks no rule of
  /// the protocol, so that 1002 would be wrong. Deflate itself ends at about 1032.
  public var ratioMax = 200
  /// Up to here any ratio will do. A window that repeats itself packs as well as an attack does, so the default is
  /// the largest window.
  public var ratioFreeBytes = 32 * 1024

  /// The defaults: everything that RFC 7692 allows, for few connections.
  public init() {}

  /// Says so where a limit is none.
  func check() {
    precondition((9...15).contains(windowBits), "zlib's windows have 9 to 15 bits")
    precondition((8...15).contains(peerWindowBits), "windows have 8 to 15 bits")
    precondition((1...9).contains(level), "a level of zlib")
    precondition(
      messageBytesMin > 0 && ratioMax > 0 && ratioFreeBytes >= 0, "limits are no less than nothing")
  }

  /// How many bytes a message of so many packed bytes may have.
  func unpackedMax(packed: Int, messageBytesMax: Int) -> Int {
    let (product, isHuge) = packed.multipliedReportingOverflow(by: ratioMax)
    let (sum, isHuger) = product.addingReportingOverflow(ratioFreeBytes)
    return isHuge || isHuger ? messageBytesMax : min(messageBytesMax, sum)
  }
}
