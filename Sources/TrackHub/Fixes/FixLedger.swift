// The account of all fixes: received equals the sum over all verdicts, always.

/// Counts of fixes by verdict.
public struct FixLedger: Sendable, Equatable {
  private var counts: InlineArray<10, UInt64> = .init(repeating: 0)

  /// Fixes whose number was seen before, whatever their verdict; they are counted there too.
  public private(set) var repeats: UInt64 = 0

  /// An empty account.
  public init() {
    precondition(FixVerdict.allCases.count == 10, "a verdict without a column in the ledger")
  }

  /// Counts one fix.
  public mutating func count(_ verdict: FixVerdict, isRepeat: Bool) {
    counts[Int(verdict.rawValue)] += 1
    if isRepeat { repeats += 1 }
  }

  /// How many fixes had this verdict.
  public subscript(_ verdict: FixVerdict) -> UInt64 { counts[Int(verdict.rawValue)] }

  /// How many fixes were judged in all.
  public var total: UInt64 {
    var sum: UInt64 = 0
    for index in counts.indices { sum += counts[index] }
    return sum
  }

  /// Adds another account to this one.
  public mutating func merge(_ other: FixLedger) {
    for index in counts.indices { counts[index] += other.counts[index] }
    repeats += other.repeats
  }

  /// Whether all counts are equal.
  public static func == (a: FixLedger, b: FixLedger) -> Bool {
    a.repeats == b.repeats && a.counts.indices.allSatisfy { a.counts[$0] == b.counts[$0] }
  }
}
