// Frames of counted cells.

import Bedrock
import GeoIndex

extension ServerMessages {
  /// `pos` of counted cells: those that are new or have changed, and those that are empty now. The frame ends early
  /// when the bytes reach `limit`.
  /// - Parameter place: where to go on in the table; its end when everything is said.
  /// - Returns: whether there was nothing to say, so that the frame need not be sent.
  static func clusterFrame(
    _ topic: String, _ watch: inout ClusterWatch, _ table: ClusterTable, from place: inout Int, limit: Int,
    _ json: inout JSONWriter
  ) -> Bool {
    var isEmpty = true
    json.beginObject()
    json.key("type")
    json.string("pos" as StaticString)
    json.key("topic")
    json.string(topic)
    json.key("items")
    json.beginArray()
    while place < table.cells.count, json.bytes.count < limit {
      let cell = table.cells[place]
      place += 1
      guard watch.range.contains(cell, watch.level) else { continue }
      if let old = watch.told[cell.value], !cell.isNews(after: old, level: watch.level) { continue }
      watch.told[cell.value] = cell
      isEmpty = false
      write(cell, level: watch.level, &json)
    }
    json.endArray()
    let gone = place < table.cells.count ? [] : forgetEmpty(&watch, table)
    if !gone.isEmpty {
      isEmpty = false
      json.key("gone")
      json.beginArray()
      for value in gone { json.string(name(value, watch.level)) }
      json.endArray()
    }
    json.endObject()
    return isEmpty
  }

  /// Takes the cells out that were told and are empty now, in the order of their geohashes.
  private static func forgetEmpty(_ watch: inout ClusterWatch, _ table: ClusterTable) -> [UInt64] {
    var gone: [UInt64] = []
    for value in watch.told.keys where table.cell(value) == nil { gone.append(value) }
    for value in gone { watch.told[value] = nil }
    return gone.sorted()
  }

  private static func write(_ cell: ClusterCell, level: Int, _ json: inout JSONWriter) {
    let mean = cell.mean
    json.beginObject()
    json.key("cell")
    json.string(name(cell.value, level))
    json.key("lat")
    json.number(mean.latitudeDegrees, decimals: 5)
    json.key("lon")
    json.number(mean.longitudeDegrees, decimals: 5)
    json.key("count")
    json.integer(Int64(cell.count))
    json.key("jobs")
    json.beginObject()
    for activity in TechnicianActivity.allCases where cell.activities[Int(activity.rawValue)] > 0 {
      json.key(activity.name)
      json.integer(Int64(cell.activities[Int(activity.rawValue)]))
    }
    json.endObject()
    json.endObject()
  }

  private static func name(_ value: UInt64, _ level: Int) -> String {
    guard let text = Geohash(value: value, bits: 5 * level).text else {
      preconditionFailure("cells have whole characters")
    }
    return text
  }
}
