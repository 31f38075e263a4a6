// Frames about technicians: the state of one, the latest position of one, and a map full of them.

public import Bedrock
import GeoIndex

extension ServerMessages {
  /// `state` of a technician topic: the snapshot on which positions and events build.
  static func technicianState(
    _ topic: String, _ technician: UInt32, _ world: borrowing TechnicianTable, epoch: UInt64,
    offset: UInt64, to target: SessionID, into actions: inout ActionList
  ) {
    let message = actions.write { json in
      json.beginObject()
      json.key("type")
      json.string("state" as StaticString)
      json.key("topic")
      json.string(topic)
      json.key("epoch")
      json.integer(Int64(epoch))
      json.key("offset")
      json.integer(Int64(offset))
      writeAppearance(technician, world, &json)
      if let position = world.position(of: technician) { writePosition(position, &json) }
      json.endObject()
    }
    actions.send(message, to: target)
  }

  /// `pos` of a technician topic.
  static func technicianPosition(
    _ topic: String, _ technician: UInt32, _ world: borrowing TechnicianTable, to target: SessionID,
    into actions: inout ActionList
  ) {
    guard let position = world.position(of: technician) else { return }
    let message = actions.write { json in
      json.beginObject()
      json.key("type")
      json.string("pos" as StaticString)
      json.key("topic")
      json.string(topic)
      writeJob(technician, world, &json)
      writePosition(position, &json)
      json.endObject()
    }
    actions.send(message, to: target)
  }

  /// `state` of a map: how many are in view; they follow in `pos` frames at the viewer's own pace.
  static func mapState(
    _ topic: String, count: Int, epoch: UInt64, to target: SessionID, into actions: inout ActionList
  ) {
    actions.send(to: target) { json in
      json.beginObject()
      json.key("type")
      json.string("state" as StaticString)
      json.key("topic")
      json.string(topic)
      json.key("epoch")
      json.integer(Int64(epoch))
      json.key("offset")
      json.integer(0)
      json.key("count")
      json.integer(count)
      json.endObject()
    }
  }

  /// `pos` of a map: who was removed for good while in view.
  static func mapRemovals(_ subscription: inout TopicHub.Subscription, _ json: inout JSONWriter) {
    beginMapFrame(subscription.name, &json)
    json.endArray()
    endMapFrame(gone: subscription.removed, &json)
    subscription.removed.removeAll()
  }

  /// `pos` of a map: up to `max` of those who wait to be told, and who has left. The frame ends early when
  /// the bytes reach `limit`.
  /// - Returns: whether there was nothing to say, so that the frame need not be sent.
  static func mapFrame(
    _ subscription: inout TopicHub.Subscription, box: GeoBox, _ world: borrowing TechnicianTable,
    max: Int, limit: Int, _ json: inout JSONWriter
  ) -> Bool {
    var gone: [ClientID] = []
    var shown = 0
    var looked = 0
    beginMapFrame(subscription.name, &json)
    while looked < max, json.bytes.count < limit, let technician = subscription.nextPending() {
      looked += 1
      guard let position = world.position(of: technician), box.contains(position.point) else {
        if subscription.inside.remove(technician) { gone.append(world.roster.id(of: technician)) }
        continue
      }
      shown += 1
      subscription.inside.insert(technician)
      json.beginObject()
      json.key("id")
      json.string(world.roster.id(of: technician).text)
      writeAppearance(technician, world, &json)
      writePosition(position, &json)
      json.endObject()
    }
    json.endArray()
    endMapFrame(gone: gone, &json)
    return shown == 0 && gone.isEmpty
  }

  private static func beginMapFrame(_ topic: String, _ json: inout JSONWriter) {
    json.beginObject()
    json.key("type")
    json.string("pos" as StaticString)
    json.key("topic")
    json.string(topic)
    json.key("items")
    json.beginArray()
  }

  private static func endMapFrame(gone: [ClientID], _ json: inout JSONWriter) {
    if !gone.isEmpty {
      json.key("gone")
      json.beginArray()
      for id in gone { json.string(id.text) }
      json.endArray()
    }
    json.endObject()
  }

  /// Presence, status and job, as members of an open object.
  static func writeAppearance(
    _ technician: UInt32, _ world: borrowing TechnicianTable, _ json: inout JSONWriter
  ) {
    json.key("presence")
    json.string(world.presence.presence(of: technician).name)
    json.key("status")
    json.string(world.roster.status(of: technician).name)
    writeJob(technician, world, &json)
  }

  /// How far a technician is with their bookings, as a member of an open object; nothing when there is none.
  private static func writeJob(
    _ technician: UInt32, _ world: borrowing TechnicianTable, _ json: inout JSONWriter
  ) {
    guard let name = world.job(of: technician).name else { return }
    json.key("job")
    json.string(name)
  }

  /// A position, as members of an open object. Seven decimals are 11 mm, about the stored resolution.
  public static func writePosition(_ position: Position, _ json: inout JSONWriter) {
    json.key("t")
    json.integer(position.fixTime.milliseconds)
    json.key("lat")
    json.number(position.point.latitudeDegrees, decimals: 7)
    json.key("lon")
    json.number(position.point.longitudeDegrees, decimals: 7)
    if position.accuracyMeters.isFinite {
      json.key("acc")
      json.number(Double(position.accuracyMeters), decimals: 1)
    }
    if position.speedMetersPerSecond.isFinite {
      json.key("spd")
      json.number(Double(position.speedMetersPerSecond), decimals: 2)
    }
    if position.headingDegrees.isFinite {
      json.key("hdg")
      json.number(Double(position.headingDegrees), decimals: 1)
    }
    if position.batteryFraction.isFinite {
      json.key("bat")
      json.number(Double(position.batteryFraction), decimals: 2)
    }
  }
}

extension ServerMessages {
  /// `event`: something that happened once, with its place in the topic's sequence. `content` adds the
  /// members that belong to the kind.
  public static func event(
    topic: String, epoch: UInt64, offset: UInt64, kind: StaticString, at time: Instant,
    _ content: (inout JSONWriter) -> Void
  ) -> [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    json.key("type")
    json.string("event" as StaticString)
    json.key("topic")
    json.string(topic)
    json.key("epoch")
    json.integer(Int64(epoch))
    json.key("offset")
    json.integer(Int64(offset))
    json.key("kind")
    json.string(kind)
    json.key("time")
    json.integer(time.milliseconds)
    content(&json)
    json.endObject()
    return json.finish()
  }
}
