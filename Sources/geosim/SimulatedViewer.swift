// A viewer: it watches topics, and builds its picture of the world from nothing but the frames it receives.

import Bedrock
import Engine
import GeoIndex
import TrackHub

/// The client side of a viewer.
struct SimulatedViewer {
  /// One topic as the viewer sees it.
  struct Watch {
    let name: String
    /// The technician's identifier, or nil for a map.
    let technician: String?
    let box: GeoBox?
    /// A state was received and no end since.
    var isActive = false
    /// The last event that was seen.
    var place: EventOffset?
    /// The server said that events were missed; the next state starts over.
    var mayStartOver = true
    var latest: FrameValue?
    var presence: String?
    var status: String?
    var shown: [String: FrameValue] = [:]
  }

  let number: Int
  /// Bytes per second that it takes.
  let rate: Int64
  var watches: [Watch]
  var connection: ConnectionNumber?
  var isWelcomed = false
  var reconnectAt: Int64 = 0
  /// Positions in `watches` that were asked for and not answered, in the order of asking, which is the order
  /// of the answers. Asking twice would get no second answer.
  private var asked: [Int] = []

  init(number: Int, rate: Int64, watches: [Watch]) {
    self.number = number
    self.rate = rate
    self.watches = watches
  }

  /// `hello`, asking for the events since the last one of each technician's topic.
  mutating func hello() -> [UInt8] {
    asked = watches.indices.filter { watches[$0].place != nil }
    var json = JSONWriter()
    json.beginObject()
    json.key("type")
    json.string("hello" as StaticString)
    json.key("token")
    json.string("viewer" as StaticString)
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
    json.endObject()
    return json.finish()
  }

  /// Asks for every topic that is not being watched: those that ended, or did not exist.
  mutating func askForInactive() -> [[UInt8]] {
    let wanted = watches.indices.filter { !watches[$0].isActive && !asked.contains($0) }
    asked += wanted
    return wanted.map { Self.subscribe(watches[$0]) }
  }

  /// `sub` for a topic, from the last event that was seen of it.
  private static func subscribe(_ watch: Watch) -> [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    json.key("type")
    json.string("sub" as StaticString)
    json.key("topic")
    json.string(watch.name)
    if let place = watch.place {
      json.key("since")
      json.beginObject()
      write(place, &json)
      json.endObject()
    }
    json.endObject()
    return json.finish()
  }

  private static func write(_ place: EventOffset, _ json: inout JSONWriter) {
    json.key("epoch")
    json.integer(Int64(place.epoch))
    json.key("offset")
    json.integer(Int64(place.offset))
  }

  /// The connection is gone: what was seen stays, and is compared when it comes back.
  mutating func disconnected() {
    connection = nil
    isWelcomed = false
    asked = []
    for index in watches.indices { watches[index].isActive = false }
  }

  /// A frame of the server has arrived.
  /// - Returns: messages to send.
  mutating func read(_ frame: FrameValue) throws(BrokenPromise) -> [[UInt8]] {
    guard let type = frame["type"]?.text else { throw BrokenPromise(text: "a frame without type") }
    if type == "welcome" {
      isWelcomed = true
      return askForInactive()
    }
    // A topic of somebody who does not exist (yet, or any more) is asked for again later.
    if type == "error", frame["code"]?.text == "notFound", !asked.isEmpty {
      asked.removeFirst()
      return []
    }
    guard let name = frame["topic"]?.text, let index = watches.firstIndex(where: { $0.name == name }) else {
      throw BrokenPromise(text: "viewer \(number) is told of what it does not watch: \(frame)")
    }
    switch type {
    case "state":
      // A state nobody asked for follows a resync.
      if asked.first == index { asked.removeFirst() }
      try watches[index].readState(frame)
    case "event": try watches[index].readEvent(frame)
    case "pos": try watches[index].readPosition(frame)
    case "resync": watches[index].mayStartOver = true
    case "end":
      watches[index].isActive = false
    default: throw BrokenPromise(text: "viewer \(number) does not understand \(type)")
    }
    return []
  }

  /// Whether every topic that exists is being watched.
  func watchesAll(of oracle: Oracle) -> Bool {
    isWelcomed
      && watches.allSatisfy { watch in
        watch.isActive || watch.technician.map { oracle.accounts[$0] == nil } ?? false
      }
  }

  /// Compares the picture with the books. Everything under way must have arrived.
  func check(_ oracle: Oracle) throws(BrokenPromise) {
    for watch in watches {
      if let technician = watch.technician {
        guard let account = oracle.accounts[technician] else { continue }
        guard watch.isActive, watch.presence == "\(account.presence.name)",
          watch.status == "\(account.profile.status.name)", Oracle.isSame(watch.latest, account.position)
        else {
          throw BrokenPromise(
            text: "viewer \(number) has a wrong picture of \(watch.name): \(watch) instead of \(account)")
        }
      } else if let box = watch.box {
        let inside = oracle.accounts.filter { $0.value.position.map { box.contains($0.point) } ?? false }
        guard Set(watch.shown.keys) == Set(inside.keys) else {
          throw BrokenPromise(
            text: "viewer \(number) sees \(watch.shown.keys.sorted()), not \(inside.keys.sorted())")
        }
        for (id, account) in inside.sorted(by: { $0.key < $1.key }) {
          guard Oracle.isSame(watch.shown[id], account.position),
            watch.shown[id]?["presence"]?.text == "\(account.presence.name)",
            watch.shown[id]?["status"]?.text == "\(account.profile.status.name)"
          else {
            throw BrokenPromise(
              text:
                "viewer \(number) sees \(watch.shown[id] ?? .null) on its map, not \(String(describing: account.position))"
            )
          }
        }
      }
    }
  }
}

extension SimulatedViewer.Watch {
  mutating func readState(_ frame: FrameValue) throws(BrokenPromise) {
    guard let epoch = frame["epoch"]?.whole, let offset = frame["offset"]?.whole else {
      throw BrokenPromise(text: "a state without its place")
    }
    isActive = true
    guard technician != nil else {
      shown = [:]
      return
    }
    let now = EventOffset(epoch: epoch, offset: offset)
    guard mayStartOver || place == now else {
      throw BrokenPromise(text: "\(name): the state is at \(now), the viewer at \(String(describing: place))")
    }
    mayStartOver = false
    place = now
    latest = frame["t"] == nil ? nil : frame
    presence = frame["presence"]?.text
    status = frame["status"]?.text
  }

  mutating func readEvent(_ frame: FrameValue) throws(BrokenPromise) {
    guard let epoch = frame["epoch"]?.whole, let offset = frame["offset"]?.whole, let last = place,
      last.epoch == epoch, last.offset + 1 == offset
    else { throw BrokenPromise(text: "\(name): \(frame) does not follow \(String(describing: place))") }
    place = EventOffset(epoch: epoch, offset: offset)
    switch frame["kind"]?.text {
    case "presence": presence = frame["presence"]?.text
    case "profile": status = frame["status"]?.text
    default: throw BrokenPromise(text: "\(name): an unknown event \(frame)")
    }
  }

  mutating func readPosition(_ frame: FrameValue) throws(BrokenPromise) {
    guard isActive else { throw BrokenPromise(text: "\(name): a position before the state") }
    guard technician == nil else {
      latest = frame
      return
    }
    for item in frame["items"]?.list ?? [] {
      guard let id = item["id"]?.text else { throw BrokenPromise(text: "\(name): an item without id") }
      shown[id] = item
    }
    for id in frame["gone"]?.list ?? [] {
      guard let id = id.text, shown.removeValue(forKey: id) != nil else {
        throw BrokenPromise(text: "\(name): \(id) is gone and was never shown")
      }
    }
  }
}
