// When the server is killed, where somebody wants to see what survives.

import Bedrock

/// Random moments of a demo, from a seed.
struct KillPlan: Sendable {
  /// Seconds since the beginning, rising.
  private var moments: [Double]
  private var random: SeededRandom
  /// How often the server was killed so far.
  private(set) var done = 0

  /// The longest time between a kill and the next start.
  private static let awaySecondsMax = 0.4

  /// Moments all over the demo, but neither while it begins nor so late that nothing could go on.
  init(count: Int, seconds: Double, seed: UInt64) {
    var random = SeededRandom(seed: seed).fork(0x6B69_6C6C)
    moments = (0..<count).map { _ in random.double(in: (0.06 * seconds)...(0.9 * seconds)) }.sorted()
    self.random = random
  }

  /// Whether the next moment has come; takes it.
  mutating func isDue(_ seconds: Double) -> Bool {
    guard let next = moments.first, next <= seconds else { return false }
    moments.removeFirst()
    done += 1
    return true
  }

  /// For how long the server stays away.
  mutating func awaySeconds() -> Double { random.double(in: 0...Self.awaySecondsMax) }
}
