// Keys of requests that were seen in this life of the engine: a request that comes again while the first is
// under way, or just after, is answered without another look into the store.

import Bedrock

/// The latest keys of a tenant, bounded.
struct RepetitionBook {
  /// What is known of a key.
  enum Standing: Equatable {
    case new
    /// The first request is under way: answer this one with it.
    case underWay
    case answered([UInt8])
    case otherRequest
  }

  private struct Entry {
    var requestHash: [UInt8]
    var answer: [UInt8]?
    var alsoWaiting: [Ticket] = []
  }

  private var entries: [String: Entry] = [:]
  private var answeredOrder: [String] = []
  private var oldest = 0

  /// How many answers are remembered. Older ones are in the store.
  static let answersMax = 4096

  func standing(of key: WishContext.Key) -> Standing {
    guard let entry = entries[key.text] else { return .new }
    guard entry.requestHash == key.requestHash else { return .otherRequest }
    return entry.answer.map { .answered($0) } ?? .underWay
  }

  mutating func begin(_ key: WishContext.Key) {
    entries[key.text] = Entry(requestHash: key.requestHash)
  }

  /// One more request under a key whose first request is under way.
  mutating func wait(_ ticket: Ticket, for key: WishContext.Key) {
    entries[key.text]?.alsoWaiting.append(ticket)
  }

  /// The first request was answered; nil when nothing came of it, so that the key is free again.
  /// - Returns: who waits for the same answer.
  mutating func end(_ key: WishContext.Key, answer: [UInt8]?) -> [Ticket] {
    guard var entry = entries[key.text], entry.answer == nil else { return [] }
    let waiting = entry.alsoWaiting
    guard let answer else {
      entries[key.text] = nil
      return waiting
    }
    entry.answer = answer
    entry.alsoWaiting = []
    entries[key.text] = entry
    answeredOrder.append(key.text)
    if answeredOrder.count - oldest > Self.answersMax {
      entries[answeredOrder[oldest]] = nil
      oldest += 1
      if oldest > Self.answersMax {
        answeredOrder.removeFirst(oldest)
        oldest = 0
      }
    }
    return waiting
  }
}
