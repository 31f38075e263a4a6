// The account of one phone: which fixes are on their way, what became of the others, and which place the
// server must believe in.

public import Bedrock

/// What one phone has sent. Pure: no socket, no clock.
public struct PhoneLedger: Sendable {
  /// A fix that was sent and not judged yet.
  struct Entry: Sendable {
    var sequence: UInt64
    var fix: OutgoingFix
    var dueNanoseconds: UInt64
    /// The trip that the phone knew to be under way when it made the fix.
    var trip: UUIDv7?
  }

  /// The most fixes that may wait for their verdict.
  public static let outstandingMax = 4_096

  /// The number of the last fix.
  public private(set) var lastSequence: UInt64 = 0
  /// The fix with the highest number that was accepted: where the server must believe the technician to be.
  public private(set) var lastAccepted: OutgoingFix?

  /// Sent fixes, the oldest first; those before `head` are settled.
  private var entries: [Entry] = []
  private var head = 0
  /// Fixes of trips that were accepted since ``takeTripFixes()``.
  private var tripFixes: [Entry] = []

  /// A phone that has sent nothing.
  public init() {}

  /// How many fixes wait for their verdict.
  public var outstandingCount: Int { entries.count - head }

  /// The fixes that wait for their verdict, the oldest first: what is to be sent again after a reconnect.
  var outstanding: ArraySlice<Entry> { entries[head...] }

  /// Goes on behind the numbers that the server knows of this device from an earlier life of the client.
  public mutating func resume(after sequence: UInt64) {
    lastSequence = max(lastSequence, sequence)
  }

  /// Notes a fix that is being sent. O(1), no allocation once the window has its size.
  /// - Returns: its number; nil when ``outstandingMax`` fixes wait already, and then nothing is noted.
  public mutating func note(_ fix: OutgoingFix, dueNanoseconds: UInt64, trip: UUIDv7? = nil) -> UInt64? {
    guard outstandingCount < Self.outstandingMax else { return nil }
    lastSequence += 1
    entries.append(Entry(sequence: lastSequence, fix: fix, dueNanoseconds: dueNanoseconds, trip: trip))
    return lastSequence
  }

  /// Settles every fix up to `sequence`: refused if listed, accepted if not. Fixes that were settled before stay
  /// as they are, so a repeated acknowledgement changes nothing. O(settled x refused); both are small.
  public mutating func settle(
    upTo sequence: UInt64, refused: [RefusedFix], atNanoseconds now: UInt64,
    _ statistics: inout FleetStatistics
  ) {
    while head < entries.count, entries[head].sequence <= sequence {
      let number = entries[head].sequence
      if let refusal = refused.first(where: { $0.sequence == number }) {
        statistics.refused[refusal.code, default: 0] += 1
      } else {
        statistics.accepted += 1
        lastAccepted = entries[head].fix
        if entries[head].trip != nil { tripFixes.append(entries[head]) }
      }
      statistics.acknowledged += 1
      let due = entries[head].dueNanoseconds
      statistics.acknowledgementNanoseconds.record(now > due ? now - due : 0)
      head += 1
    }
    compact()
  }

  /// The fixes of trips that were accepted since this was asked before.
  mutating func takeTripFixes() -> [Entry] {
    guard !tripFixes.isEmpty else { return [] }
    defer { tripFixes.removeAll(keepingCapacity: true) }
    return tripFixes
  }

  /// Gives up what is settled: at once when that is everything, otherwise when it is the larger part.
  private mutating func compact() {
    if head == entries.count {
      entries.removeAll(keepingCapacity: true)
      head = 0
    } else if head > 64, head * 2 > entries.count {
      entries.removeSubrange(..<head)
      head = 0
    }
  }
}
