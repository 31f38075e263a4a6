// A hub with its technicians and a clock, and what viewers make of the frames they receive.

import Bedrock
import Foundation
import GeoIndex
import TrackHub

/// A hub under test.
struct TopicHubBench: ~Copyable {
  var world = TechnicianTable()
  var hub: TopicHub
  var actions = ActionList()
  var now: Int64 = 1_767_506_400_000

  static let epoch: UInt64 = 77

  init(eventCapacity: Int = 1_000) {
    hub = TopicHub(epoch: Self.epoch, eventCapacity: eventCapacity)
  }

  static func point(_ latitude: Double, _ longitude: Double) -> GeoPoint {
    GeoPoint(
      latitudeAngle: Int32((latitude * 0x1p32 / 360).rounded()),
      longitudeAngle: Int32((longitude * 0x1p32 / 360).rounded()))
  }

  mutating func add(_ id: String) -> UInt32 {
    let technician = world.add(ClientID(trusted: id), status: .available)
    hub.technicianAdded(technician)
    return technician
  }

  mutating func move(_ technician: UInt32, _ latitude: Double, _ longitude: Double) {
    now += 1
    let point = Self.point(latitude, longitude)
    let time = Instant(milliseconds: now)
    world.setPosition(Position(point: point, fixTime: time, receivedAt: time), of: technician)
    hub.positionChanged(technician, at: point)
  }

  mutating func publish(_ technician: UInt32) {
    let (id, time) = (world.roster.id(of: technician), Instant(milliseconds: now))
    hub.publish(technician) { offset in
      ServerMessages.event(
        topic: "technician:\(id)", epoch: Self.epoch, offset: offset, kind: "test", at: time
      ) { json in
        json.key("mark")
        json.integer(Int64(offset))
      }
    }
  }

  mutating func remove(_ technician: UInt32) {
    let id = world.roster.id(of: technician)
    for watcher in hub.technicianRemoved(technician, id: id) {
      ServerMessages.topicEnded(
        topic: watcher.topic, reason: "technicianRemoved", to: watcher.session, into: &actions)
    }
    _ = world.remove(technician)
  }

  mutating func watch(_ technician: UInt32, since: EventOffset? = nil, _ session: SessionID)
    -> TopicHub.SubscribeOutcome
  {
    let id = world.roster.id(of: technician)
    return hub.subscribe(
      toTechnician: technician, id: id, name: "technician:\(id)", since: since, session: session, world,
      into: &actions)
  }

  /// What was sent to a session since the last call, for one session at a time.
  mutating func taken(_ session: SessionID) throws -> [[String: Any]] {
    let frames = try Wire.frames(actions, to: session)
    actions.removeAll()
    return frames
  }

  /// Flushes once, then takes.
  mutating func flushed(_ session: SessionID) throws -> [[String: Any]] {
    hub.flush(world, into: &actions)
    return try taken(session)
  }

  /// Flushes until nothing is left.
  mutating func drained(_ session: SessionID) throws -> [[String: Any]] {
    var rounds = 0
    while hub.hasWork, rounds < 10_000 {
      hub.flush(world, into: &actions)
      rounds += 1
    }
    return try taken(session)
  }
}

/// What somebody who watches one map believes.
struct MapViewer {
  var shown: [String: Double] = [:]
  var frames = 0
  var items: [String: Int] = [:]

  mutating func read(_ frames: [[String: Any]]) {
    for frame in frames where frame.text("type") == "pos" {
      self.frames += 1
      for item in frame.objects("items") ?? [] {
        guard let id = item.text("id"), let latitude = item.number("lat") else { continue }
        shown[id] = latitude
        items[id, default: 0] += 1
      }
      for id in frame["gone"] as? [String] ?? [] { shown[id] = nil }
    }
  }
}
