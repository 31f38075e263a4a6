// The model's views for analysts: the same numbers counted one by one, out of documents read by Foundation.

import Bedrock
import Foundation

@testable import TripStore

extension ModelStore {
  func forEachRow(
    of view: AnalystView, tenant: ClientID, from: Instant, until: Instant,
    _ body: ([AnalystValue]) throws(StoreError) -> Void
  ) throws(StoreError) {
    let life = content[tenant]?.life ?? ModelLife()
    let rows =
      switch view {
      case .funnel: life.funnel
      case .response: life.response
      case .completion: life.completion
      case .sla:
        life.promises { document in
          [ModelLife.geohash(document["lat"] as? Double ?? 0, document["lon"] as? Double ?? 0)]
        }
      case .slaZones:
        life.promises { document in
          let zones = document["zones"] as? [String] ?? []
          return zones.isEmpty ? [""] : zones
        }
      }
    let days = Self.day(from)...Self.day(until)
    for row in rows {
      if case .text(let day)? = row.first, days.contains(day) { try body(row) }
    }
  }

  static func day(_ time: Instant) -> String {
    let date = Date(timeIntervalSince1970: Double(time.milliseconds) / 1000)
    return date.formatted(Date.ISO8601FormatStyle(timeZone: .gmt).year().month().day())
  }
}

extension ModelLife {
  private typealias Document = [String: Any]

  private func document(_ bytes: [UInt8]) -> Document {
    ((try? JSONSerialization.jsonObject(with: Data(bytes))) as? Document) ?? [:]
  }

  private func firstArrival(of booking: ClientID) -> Int64? {
    trips.values.filter { $0.booking == booking }
      .compactMap { (document($0.trip.document)["arrivedAt"] as? NSNumber)?.int64Value }.min()
  }

  /// Groups in the order of their keys, by bytes.
  private func groups<Value>(_ pairs: [([AnalystValue], Value)]) -> [(key: [AnalystValue], values: [Value])] {
    var groups: [[AnalystValue]: [Value]] = [:]
    for (key, value) in pairs { groups[key, default: []].append(value) }
    return groups.sorted { Self.order($0.key) < Self.order($1.key) }.map { ($0.key, $0.value) }
  }

  private static func order(_ key: [AnalystValue]) -> String {
    key.map { value in
      switch value {
      case .text(let text): text
      case .whole(let number): String(1000 + number)
      case .number, .none: ""
      }
    }.joined(separator: " ")
  }

  private func count(_ flags: [Bool]) -> AnalystValue { .whole(Int64(flags.count { $0 })) }

  /// Milliseconds as seconds with one decimal.
  private func seconds(_ milliseconds: Double) -> AnalystValue {
    .number((milliseconds / 100 + 0.5).rounded(.down) / 10)
  }

  private func mean(_ milliseconds: [Int64]) -> AnalystValue {
    milliseconds.isEmpty ? .none : seconds(Double(milliseconds.reduce(0, +)) / Double(milliseconds.count))
  }

  var funnel: [[AnalystValue]] {
    let reached = bookings.values.map { record in
      let (id, state) = (record.booking.id, record.booking.state)
      let flags = [
        offers.values.contains { $0.booking == id }, assignments[id]?.isEmpty == false,
        trips.values.contains { $0.booking == id }, firstArrival(of: id) != nil, state == "completed",
        state == "cancelled", state == "noShow", state == "unfilled",
      ]
      return ([AnalystValue.text(ModelStore.day(record.placedAt))], flags)
    }
    return groups(reached).map { group in
      group.key + [.whole(Int64(group.values.count))]
        + (0..<8).map { index in count(group.values.map { $0[index] }) }
    }
  }

  var response: [[AnalystValue]] {
    var waits: [([AnalystValue], Int64)] = []
    for record in bookings.values {
      let id = record.booking.id
      let offered = events[id]?.filter { $0.event.kind == "offer.made" }.map(\.event.at.milliseconds).min()
      let assigned = assignments[id]?.values.map(\.since.milliseconds).min()
      for (measure, moment) in [
        ("offered", offered), ("assigned", assigned), ("arrived", firstArrival(of: id)),
      ] {
        guard let moment else { continue }
        let key: [AnalystValue] = [.text(ModelStore.day(record.placedAt)), .text(measure)]
        waits.append((key, moment - record.placedAt.milliseconds))
      }
    }
    return groups(waits).map { group in
      let sorted = group.values.sorted()
      func rank(_ share: Double) -> AnalystValue {
        seconds(Double(sorted[max(0, Int((share * Double(sorted.count)).rounded(.up)) - 1)]))
      }
      return group.key + [.whole(Int64(sorted.count)), mean(sorted), rank(0.5), rank(0.9), rank(1)]
    }
  }

  var completion: [[AnalystValue]] {
    let ended = summaries.values.map { record in
      ([AnalystValue.text(ModelStore.day(record.summary.endedAt))], document(record.summary.document))
    }
    return groups(ended).map { group in
      let trips = group.values
      func number(_ name: String) -> [Int64] { trips.map { ($0[name] as? NSNumber)?.int64Value ?? 0 } }
      let etas = trips.compactMap { $0["eta"] as? [String: Double] }
      let inside = etas.map { eta in
        (eta["lowSeconds"] ?? 0)...(eta["highSeconds"] ?? 0) ~= (eta["actualSeconds"] ?? -1)
      }
      let meters = trips.map { ($0["distanceMeters"] as? NSNumber)?.doubleValue ?? 0 }.reduce(0, +)
      return group.key + [
        .whole(Int64(trips.count)), count(trips.map { $0["state"] as? String == "completed" }),
        count(trips.map { $0["state"] as? String == "cancelled" }),
        .whole(Int64((meters * 10).rounded() + 5) / 10), mean(number("enRouteMilliseconds")),
        mean(number("arrivedMilliseconds")), mean(number("inServiceMilliseconds")),
        .whole(Int64(etas.count)), count(inside),
        mean(etas.map { Int64((abs($0["errorSeconds"] ?? 0) * 1000).rounded()) }),
      ]
    }
  }

  /// - Parameter places: under what a booking's promise counts, by its document.
  fileprivate func promises(by places: ([String: Any]) -> [String]) -> [[AnalystValue]] {
    let promises: [([AnalystValue], [Bool])] = bookings.values.flatMap {
      (record) -> [([AnalystValue], [Bool])] in
      let document = document(record.booking.document)
      guard let due = ((document["sla"] as? Document)?["arriveBy"] as? NSNumber)?.int64Value else {
        return []
      }
      let arrived = firstArrival(of: record.booking.id)
      let hour = due / 3_600_000 % 24
      let hasEnded = record.booking.endedAt != nil
      let flags = [
        arrived.map { $0 <= due } ?? false, arrived.map { $0 > due } ?? false, arrived == nil && hasEnded,
        arrived == nil && !hasEnded,
      ]
      return places(document).map { place in
        ([.text(ModelStore.day(Instant(milliseconds: due))), .whole(hour), .text(place)], flags)
      }
    }
    return groups(promises).map { group in
      group.key + [.whole(Int64(group.values.count))]
        + (0..<4).map { index in count(group.values.map { $0[index] }) }
    }
  }

  /// Five characters, by halving the earth again and again.
  static func geohash(_ latitude: Double, _ longitude: Double) -> String {
    let letters = Array("0123456789bcdefghjkmnpqrstuvwxyz")
    var (south, north, west, east) = (-90.0, 90.0, -180.0, 180.0)
    var (text, bits) = ("", 0)
    for index in 0..<25 {
      if index.isMultiple(of: 2) {
        let middle = (west + east) / 2
        bits = bits * 2 + (longitude >= middle ? 1 : 0)
        if longitude >= middle { west = middle } else { east = middle }
      } else {
        let middle = (south + north) / 2
        bits = bits * 2 + (latitude >= middle ? 1 : 0)
        if latitude >= middle { south = middle } else { north = middle }
      }
      if index % 5 == 4 {
        text.append(letters[bits])
        bits = 0
      }
    }
    return text
  }
}
