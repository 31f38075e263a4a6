// Profiles are set and removed. The store has them durably before the engine hears of them.

public import Bedrock
import GeoIndex
import Matcher
public import TrackHub

extension TenantEngine {
  /// Adds a technician or replaces the profile; watchers are told.
  public mutating func put(_ profile: TechnicianProfile, now time: Instant) {
    observe(time)
    let technician: UInt32
    let isNew: Bool
    if let known = technicians.roster.slot(of: profile.id) {
      technician = known
      isNew = false
    } else {
      technician = technicians.add(profile.id, status: profile.status)
      hub.technicianAdded(technician)
      isNew = true
      if Int(technician) < profiles.count {
        histories[Int(technician)] = FixHistory()
      } else {
        profiles.append(nil)
        histories.append(FixHistory())
        skillBits.append(0)
      }
    }
    profiles[Int(technician)] = profile
    skillBits[Int(technician)] = skills.set(profile.skills.map(\.text), of: technician)
    updateColumns(of: technician, profile)
    // Whoever was removed and comes back may have bookings and offers.
    if isNew { refreshLoad(of: profile.id) }
    let statusChanged = technicians.setStatus(profile.status, of: technician)
    if index.contains(technician) {
      index.update(technician, attributes: indexAttributes(of: technician))
    }
    refreshShares(of: profile.id)
    guard !isNew else { return }
    publish("profile", technician) { json in
      json.key("status")
      json.string(profile.status.name)
    }
    if statusChanged {
      hub.appearanceChanged(technician, at: technicians.position(of: technician)?.point)
    }
  }

  /// Removes a technician: phones are disconnected, topics end, maps forget. False when there was none.
  public mutating func remove(
    technician id: ClientID, now time: Instant, into actions: inout ActionList
  ) -> Bool {
    observe(time)
    guard let technician = technicians.roster.slot(of: id) else { return false }
    removedCount += 1
    // What was published before must arrive before the topic ends.
    flushAcknowledgements(into: &actions)
    flushViewers(into: &actions)
    for watcher in hub.technicianRemoved(technician, id: id) {
      ServerMessages.topicEnded(
        topic: watcher.topic, reason: "technicianRemoved", to: watcher.session, into: &actions)
    }
    for device in technicians.roster.devices(of: technician) {
      guard let session = sessions.session(of: device.slot) else { continue }
      actions.close(session, code: .forbidden, reason: "the technician was removed")
      close(session)
    }
    if index.contains(technician) { index.remove(technician) }
    skills.remove(technician)
    columns.remove(technician)
    for device in technicians.remove(technician) {
      devices.remove(device)
      desk.points.forget(device)
    }
    profiles[Int(technician)] = nil
    histories[Int(technician)] = FixHistory()
    refreshShares(of: id)
    return true
  }

  /// Whether a technician exists.
  public func hasTechnician(_ id: ClientID) -> Bool { technicians.roster.slot(of: id) != nil }

  /// Writes one technician: profile, presence, position with its age. False, and nothing written, when
  /// there is none.
  public mutating func writeTechnician(
    _ id: ClientID, now time: Instant, _ json: inout JSONWriter
  ) -> Bool {
    observe(time)
    return writeTechnician(id, &json)
  }

  /// Writes up to `limit` technicians after an identifier, in the order of identifiers, and where the next
  /// page begins: `{"items":[...],"next":"..."}`. O(technicians log technicians).
  public mutating func writeTechnicians(
    after: ClientID?, limit: Int, now time: Instant, _ json: inout JSONWriter
  ) {
    observe(time)
    var ids = technicians.roster.occupiedSlots.map { technicians.roster.id(of: $0) }
    if let after { ids.removeAll { $0 <= after } }
    ids.sort()
    json.beginObject()
    json.key("items")
    json.beginArray()
    for id in ids.prefix(limit) { _ = writeTechnician(id, &json) }
    json.endArray()
    if ids.count > limit {
      json.key("next")
      json.string(ids[limit - 1].text)
    }
    json.endObject()
  }

  private func writeTechnician(_ id: ClientID, _ json: inout JSONWriter) -> Bool {
    guard let technician = technicians.roster.slot(of: id), let profile = profiles[Int(technician)] else {
      return false
    }
    json.beginObject()
    json.key("id")
    json.string(id.text)
    json.key("profile")
    json.raw(profile.document)
    json.key("presence")
    json.string(technicians.presence.presence(of: technician).name)
    if let position = technicians.position(of: technician) {
      json.key("position")
      json.beginObject()
      ServerMessages.writePosition(position, &json)
      json.key("ageMs")
      json.integer(position.ageMilliseconds(at: now))
      json.endObject()
    }
    json.endObject()
    return true
  }

  func indexAttributes(of technician: UInt32) -> IndexAttributes {
    IndexAttributes(
      skills: skillBits[Int(technician)], rating: profiles[Int(technician)]?.rating ?? 0,
      status: technicians.roster.status(of: technician).rawValue)
  }
}
