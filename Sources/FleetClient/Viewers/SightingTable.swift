// From a position that a viewer sees back to the moment at which its fix was sent.

import Bedrock

/// When the last few fixes of every phone were sent, and what every viewer has seen of each phone.
struct SightingTable {
  /// How many fixes of a phone are remembered. A viewer that is further behind is not measured; latest wins,
  /// so that happens to those only who are far too slow anyway.
  static let window = 16

  private var phonesByID: [String: Int] = [:]
  private var times: [Instant]
  private var sentNanoseconds: [UInt64]
  private var next: [UInt8]
  /// The newest fix that a viewer saw of a phone; viewers x phones.
  private var newest: [Instant]
  private let phoneCount: Int

  init(phones: [ClientID], viewerCount: Int) {
    // Without viewers nothing is remembered.
    phoneCount = viewerCount == 0 ? 0 : phones.count
    times = Array(repeating: .epoch, count: phoneCount * Self.window)
    sentNanoseconds = Array(repeating: 0, count: phoneCount * Self.window)
    next = Array(repeating: 0, count: phoneCount)
    newest = Array(repeating: .epoch, count: phoneCount * viewerCount)
    guard phoneCount > 0 else { return }
    for (index, id) in phones.enumerated() { phonesByID[id.text] = index }
  }

  /// Remembers that a phone sends a fix now. One that is sent again counts from then.
  mutating func sent(_ time: Instant, phone: Int, atNanoseconds now: UInt64) {
    guard phoneCount > 0 else { return }
    for index in (phone * Self.window)..<((phone + 1) * Self.window) where times[index] == time {
      sentNanoseconds[index] = now
      return
    }
    let place = phone * Self.window + Int(next[phone])
    times[place] = time
    sentNanoseconds[place] = now
    next[phone] = UInt8((Int(next[phone]) + 1) % Self.window)
  }

  /// A viewer sees a position.
  /// - Returns: how long ago its fix was sent; nil for a technician or fix that is not known, and for one that
  ///   the viewer has seen before (the server repeats a position when something else about it changes).
  mutating func seen(_ time: Instant, of id: String, viewer: Int, atNanoseconds now: UInt64) -> UInt64? {
    guard let phone = phonesByID[id] else { return nil }
    let place = viewer * phoneCount + phone
    guard time > newest[place] else { return nil }
    newest[place] = time
    return age(time, phone: phone, atNanoseconds: now)
  }

  /// How long ago a phone has sent a fix; nil when that is not remembered.
  func age(_ time: Instant, phone: Int, atNanoseconds now: UInt64) -> UInt64? {
    guard phoneCount > 0 else { return nil }
    for index in (phone * Self.window)..<((phone + 1) * Self.window) where times[index] == time {
      return now - min(now, sentNanoseconds[index])
    }
    return nil
  }
}
