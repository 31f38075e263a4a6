// The way from a fleet's thread back to those who drive it: what phones and viewers have heard of bookings.

import Bedrock
import Transport

/// Two lists behind a lock. Bounded by whoever drives the fleet taking them many times a second; a fleet that nobody
/// asks keeps the newest only.
final class FleetNews: Sendable {
  private static let countMax = 100_000

  private let phones = Lock<[PhoneNews]>([])
  private let events = Lock<[TopicEvent]>([])

  func add(_ news: PhoneNews) {
    phones.withLock { list in
      if list.count >= Self.countMax { list.removeAll(keepingCapacity: true) }
      list.append(news)
    }
  }

  func add(_ event: TopicEvent) {
    events.withLock { list in
      if list.count >= Self.countMax { list.removeAll(keepingCapacity: true) }
      list.append(event)
    }
  }

  func takePhones() -> [PhoneNews] { Self.take(phones) }

  func takeEvents() -> [TopicEvent] { Self.take(events) }

  private static func take<Item: Sendable>(_ list: borrowing Lock<[Item]>) -> [Item] {
    list.withLock { list in
      guard !list.isEmpty else { return [] }
      defer { list.removeAll(keepingCapacity: true) }
      return list
    }
  }
}
