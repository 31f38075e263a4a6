// Plays events on the index and on its model, and makes a failing list short.

import Bedrock
import GeoIndex

/// The index beside the linear scan.
struct IndexFuzz: ~Copyable {
  private var index = MovingIndex()
  private var model = LinearScan()
  private var cursor = NearestCursor()
  private var now: Int64 = 0
  /// Whom the model forgets to move, to show that a fault is found; nobody in earnest.
  private let forgotten: UInt32?

  private init(forgotten: UInt32?) {
    self.forgotten = forgotten
  }

  /// Plays the events; the first one after which the two differ, and how, nil for none.
  static func play(_ events: [IndexEvent], forgetting forgotten: UInt32? = nil) -> (
    event: Int, fault: String
  )? {
    var fuzz = IndexFuzz(forgotten: forgotten)
    for (number, event) in events.enumerated() {
      fuzz.now = Int64(number)
      if let fault = fuzz.play(event) { return (number, fault) }
    }
    return fuzz.play(.invariants).map { (events.count, $0) }
  }

  /// A part of the events that still fails, from which nothing can be left out; after at most `playsMax` trials.
  static func shortened(
    _ events: [IndexEvent], forgetting forgotten: UInt32? = nil, playsMax: Int = 600
  ) -> [IndexEvent] {
    var events = events
    var plays = 0
    var size = max(1, events.count / 2)
    while plays < playsMax {
      var start = 0
      var isShorter = false
      while start < events.count, plays < playsMax {
        var rest = events
        rest.removeSubrange(start..<min(start + size, events.count))
        plays += 1
        if play(rest, forgetting: forgotten) != nil {
          events = rest
          isShorter = true
        } else {
          start += size
        }
      }
      if size == 1, !isShorter { break }
      size = max(1, size / 2)
    }
    return events
  }

  private mutating func play(_ event: IndexEvent) -> String? {
    let time = Instant(milliseconds: now)
    switch event {
    case .insert(let id, let point, let attributes):
      guard !model.contains(id) else { return nil }
      index.insert(id, at: point, fixTime: time, attributes: attributes)
      model.insert(id, at: point, fixTime: time, attributes: attributes)
    case .move(let id, let point):
      guard model.contains(id) else { return nil }
      index.move(id, to: point, fixTime: time)
      if id != forgotten { model.move(id, to: point, fixTime: time) }
    case .batch(let moves):
      let present = moves.filter { model.contains($0.0) }
      let batch = present.map { IndexMove(id: $0.0, point: $0.1, fixTime: time) }
      index.move(batch.span)
      for (id, point) in present where id != forgotten { model.move(id, to: point, fixTime: time) }
    case .update(let id, let attributes):
      guard model.contains(id) else { return nil }
      index.update(id, attributes: attributes)
      model.update(id, attributes: attributes)
    case .remove(let id):
      guard model.contains(id) else { return nil }
      index.remove(id)
      model.remove(id)
    case .invariants:
      if let fault = index.brokenInvariant() { return fault }
    default:
      return ask(event)
    }
    return index.count == model.count ? nil : "\(index.count) are present, not \(model.count)"
  }

  private mutating func ask(_ event: IndexEvent) -> String? {
    var (found, expected): ([Neighbor], [Neighbor]) = ([], [])
    switch event {
    case .nearest(let point, let limit, let radius, let filter):
      index.nearest(to: point, limit: limit, radiusMeters: radius, filter: filter, into: &found)
      model.nearest(to: point, limit: limit, radiusMeters: radius, filter: filter, into: &expected)
    case .within(let point, let radius, let filter):
      index.within(radiusMeters: radius, of: point, filter: filter, into: &found)
      model.within(radiusMeters: radius, of: point, filter: filter, into: &expected)
    case .stream(let point, let count, let filter):
      cursor.begin(at: point, expecting: 7, filter: filter)
      while found.count < count, let neighbor = cursor.next(in: &index) { found.append(neighbor) }
      model.nearest(to: point, limit: count, filter: filter, into: &expected)
    default:
      return askForCells(event)
    }
    return found == expected ? nil : "\(found.count) found: \(found.prefix(5)), not \(expected.prefix(5))"
  }

  private mutating func askForCells(_ event: IndexEvent) -> String? {
    var (ids, expected): ([UInt32], [UInt32]) = ([], [])
    switch event {
    case .ids(let point, let radius, let filter):
      index.idsWithin(radiusMeters: radius, of: point, filter: filter, into: &ids)
      var neighbors: [Neighbor] = []
      model.within(radiusMeters: radius, of: point, filter: filter, into: &neighbors)
      ids.sort()
      expected = neighbors.map(\.id).sorted()
    case .box(let box, let filter):
      index.within(box, filter: filter, into: &ids)
      model.within(box, filter: filter, into: &expected)
    case .summaries(let bits, let box, let filter):
      return compareSummaries(bits, box, filter)
    case .count(let box):
      model.within(box, into: &expected)
      let estimate = index.estimateCount(in: box)
      let isRight = estimate.least <= expected.count && expected.count <= estimate.most
      return isRight ? nil : "\(estimate) for \(expected.count)"
    case .read(let id):
      let isRight =
        index.contains(id) == model.contains(id) && index.point(of: id) == model.point(of: id)
        && index.attributes(of: id) == model.attributes(of: id)
        && index.fixTime(of: id) == model.fixTime(of: id)
      return isRight ? nil : "\(id) reads otherwise"
    default:
      preconditionFailure("no question")
    }
    return ids == expected ? nil : "\(ids.count) found, not \(expected.count)"
  }

  private mutating func compareSummaries(_ bits: Int, _ box: GeoBox, _ filter: IndexFilter) -> String? {
    var found: [CellSummary] = []
    index.summaries(bits: bits, in: box, filter: filter, into: &found)
    let range = GeohashRange(box, bits: bits)
    var expected: [Geohash: CellSummary] = [:]
    var ids: [UInt32] = []
    model.within(.world, filter: filter, into: &ids)
    for id in ids {
      guard let point = model.point(of: id), let attributes = model.attributes(of: id),
        let fixTime = model.fixTime(of: id), range.contains(Geohash(point, bits: bits))
      else { continue }
      let cell = Geohash(point, bits: bits)
      let old = expected[cell]
      expected[cell] = CellSummary(
        cell: cell, count: 1 + (old?.count ?? 0), bestRating: max(attributes.rating, old?.bestRating ?? 0),
        skills: attributes.skills | (old?.skills ?? 0), freshest: max(fixTime, old?.freshest ?? fixTime))
    }
    return found == expected.values.sorted() ? nil : "\(found.count) summaries, not \(expected.count)"
  }
}
