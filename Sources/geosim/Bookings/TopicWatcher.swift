// Somebody who watches bookings: a service, a control room, a customer. What is seen must follow what was seen before.

import Bedrock
import Engine
import TrackHub

/// The client side of a viewer of bookings.
struct TopicWatcher {
  /// How the viewer comes in.
  enum Proof {
    /// As a service or control room.
    case token
    /// With the key of a share.
    case share(UUIDv7, [UInt8])
  }

  struct Watch {
    let name: String
    /// A state was received, and no end since.
    var isActive = false
    var place: EventOffset?
    /// The next frame may begin anywhere.
    var mayStartOver = true
    /// The numbers of the last events, by booking.
    var numbers: [String: UInt64] = [:]
  }

  let number: Int
  let rate: Int64
  let proof: Proof
  var watches: [Watch]
  var connection: ConnectionNumber?
  var isWelcomed = false
  var reconnectAt: Int64 = 0
  /// Does not come back: its share has ended.
  var isGone = false
  private(set) var events = 0
  private(set) var positions = 0

  init(number: Int, rate: Int64, proof: Proof, topics: [String]) {
    self.number = number
    self.rate = rate
    self.proof = proof
    watches = topics.map { Watch(name: $0) }
  }

  func hello() -> [UInt8] {
    TechnicianPhone.message("hello") { json in
      switch proof {
      case .token:
        json.key("token")
        json.string("viewer" as StaticString)
      case .share(_, let key):
        json.key("share")
        json.string(Base64.encodeURL(key))
      }
      json.key("resume")
      json.beginArray()
      for watch in watches {
        guard let place = watch.place else { continue }
        json.beginObject()
        json.key("topic")
        json.string(watch.name)
        Self.write(place, &json)
        json.endObject()
      }
      json.endArray()
    }
  }

  private static func write(_ place: EventOffset, _ json: inout JSONWriter) {
    json.key("epoch")
    json.integer(Int64(place.epoch))
    json.key("offset")
    json.integer(Int64(place.offset))
  }

  /// Asks for what is not being watched.
  func askForInactive() -> [[UInt8]] {
    watches.filter { !$0.isActive }.map { watch in
      TechnicianPhone.message("sub") { json in
        json.key("topic")
        json.string(watch.name)
        guard let place = watch.place else { return }
        json.key("since")
        json.beginObject()
        Self.write(place, &json)
        json.endObject()
      }
    }
  }

  mutating func disconnected() {
    connection = nil
    isWelcomed = false
    for index in watches.indices { watches[index].isActive = false }
  }

  mutating func read(_ frame: FrameValue) throws(BrokenPromise) -> [[UInt8]] {
    guard let type = frame["type"]?.text else { throw BrokenPromise(.frames, "a frame without type") }
    if type == "welcome" {
      isWelcomed = true
      return askForInactive()
    }
    if type == "error" { return [] }
    guard let name = frame["topic"]?.text, let index = watches.firstIndex(where: { $0.name == name }) else {
      throw BrokenPromise(.frames, "viewer \(number) is told of what it does not watch: \(frame)")
    }
    switch type {
    case "state": try watches[index].readState(frame)
    case "event":
      events += 1
      try watches[index].readEvent(frame)
    case "pos":
      positions += 1
      guard watches[index].isActive else {
        throw BrokenPromise(.losslessEvents, "\(name): a position before the state")
      }
    case "resync":
      watches[index].mayStartOver = true
      watches[index].numbers = [:]
    case "end":
      watches[index].isActive = false
      watches[index].place = nil
      watches[index].mayStartOver = true
      watches[index].numbers = [:]
    default: throw BrokenPromise(.frames, "viewer \(number) does not understand \(type)")
    }
    return []
  }
}

extension TopicWatcher.Watch {
  mutating func readState(_ frame: FrameValue) throws(BrokenPromise) {
    guard let epoch = frame["epoch"]?.whole, let offset = frame["offset"]?.whole else {
      throw BrokenPromise(.frames, "a state without its place")
    }
    let now = EventOffset(epoch: epoch, offset: offset)
    guard mayStartOver || place == now else {
      throw BrokenPromise(
        .losslessEvents, "\(name): the state is at \(now), not at \(String(describing: place))")
    }
    isActive = true
    mayStartOver = false
    place = now
  }

  mutating func readEvent(_ frame: FrameValue) throws(BrokenPromise) {
    guard let epoch = frame["epoch"]?.whole, let offset = frame["offset"]?.whole, let last = place,
      last.epoch == epoch, last.offset + 1 == offset
    else {
      throw BrokenPromise(.losslessEvents, "\(name): \(frame) does not follow \(String(describing: place))")
    }
    place = EventOffset(epoch: epoch, offset: offset)
    // Whatever the offsets say: the log of each booking has to come whole.
    guard let booking = frame["event"]?["booking"]?.text, let number = frame["event"]?["number"]?.whole else {
      return
    }
    if name.hasPrefix("booking:") || name == "ops", let before = numbers[booking], before + 1 != number {
      throw BrokenPromise(.losslessEvents, "\(name): event \(number) of \(booking) follows \(before)")
    }
    numbers[booking] = number
  }
}
