// Who is near.

public import Bedrock
import GeoIndex
public import Matcher
import TrackHub

extension TenantEngine {
  /// How an answer is written.
  public enum NearbyFormat: Sendable {
    /// An array of objects.
    case plain
    /// A FeatureCollection (RFC 7946).
    case geoJSON
  }

  /// Answers a nearby question as of `time` and writes the technicians found: an array, or a
  /// FeatureCollection.
  /// - Returns: how many were written.
  @discardableResult
  public mutating func nearby(
    _ query: NearbyQuery, format: NearbyFormat, now time: Instant, _ json: inout JSONWriter
  ) -> Int {
    observe(time)
    search.run(query, skills: skills, index: &index, into: &neighbors)
    switch format {
    case .plain:
      json.beginArray()
      for neighbor in neighbors { writePlain(neighbor, &json) }
      json.endArray()
    case .geoJSON:
      json.beginObject()
      json.key("type")
      json.string("FeatureCollection" as StaticString)
      json.key("features")
      json.beginArray()
      for neighbor in neighbors { writeFeature(neighbor, &json) }
      json.endArray()
      json.endObject()
    }
    return neighbors.count
  }

  private func writePlain(_ neighbor: Neighbor, _ json: inout JSONWriter) {
    guard let position = technicians.position(of: neighbor.id) else {
      preconditionFailure("the index knows a technician without a position")
    }
    json.beginObject()
    json.key("id")
    json.string(technicians.roster.id(of: neighbor.id).text)
    writeProperties(neighbor, &json)
    json.key("position")
    json.beginObject()
    ServerMessages.writePosition(position, &json)
    json.key("ageMs")
    json.integer(position.ageMilliseconds(at: now))
    json.endObject()
    json.endObject()
  }

  private func writeFeature(_ neighbor: Neighbor, _ json: inout JSONWriter) {
    guard let position = technicians.position(of: neighbor.id) else {
      preconditionFailure("the index knows a technician without a position")
    }
    json.beginObject()
    json.key("type")
    json.string("Feature" as StaticString)
    json.key("id")
    json.string(technicians.roster.id(of: neighbor.id).text)
    json.key("geometry")
    json.beginObject()
    json.key("type")
    json.string("Point" as StaticString)
    json.key("coordinates")
    json.beginArray()
    json.number(position.point.longitudeDegrees, decimals: 7)
    json.number(position.point.latitudeDegrees, decimals: 7)
    json.endArray()
    json.endObject()
    json.key("properties")
    json.beginObject()
    writeProperties(neighbor, &json)
    json.key("t")
    json.integer(position.fixTime.milliseconds)
    json.key("ageMs")
    json.integer(position.ageMilliseconds(at: now))
    json.endObject()
    json.endObject()
  }

  private func writeProperties(_ neighbor: Neighbor, _ json: inout JSONWriter) {
    json.key("distanceMeters")
    json.number(neighbor.distanceMeters, decimals: 2)
    json.key("presence")
    json.string(technicians.presence.presence(of: neighbor.id).name)
    json.key("status")
    json.string(technicians.roster.status(of: neighbor.id).name)
    guard let profile = profiles[Int(neighbor.id)] else { return }
    json.key("rating")
    json.number(Double(profile.rating), decimals: 2)
    json.key("skills")
    json.beginArray()
    for skill in profile.skills { json.string(skill.text) }
    json.endArray()
  }
}
