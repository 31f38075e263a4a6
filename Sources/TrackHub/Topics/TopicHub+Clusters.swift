// Counted cells for viewers who look from far away. A viewer's cells are compared with what it was told when it can
// take them, so that a slow one skips what is over, like on maps.

import Bedrock
import GeoIndex

/// What a viewer of counted cells was told.
struct ClusterWatch: Sendable {
  let level: Int
  let range: GeohashRange
  /// By geohash. Cells that are empty now were told so or are still to be.
  var told: [UInt64: ClusterCell] = [:]

  init(_ view: ClusterView) {
    level = view.level
    range = view.cells
  }
}

extension TopicHub {
  /// Begins counted cells for a session. They are counted anew by ``refreshClusters(_:)``; one who comes in between
  /// sees the last count.
  public mutating func subscribe(
    toClusters view: ClusterView, name: String, session: SessionID, _ world: borrowing TechnicianTable,
    into actions: inout ActionList
  ) -> SubscribeOutcome {
    let index: Int
    switch add(.clusters(view), name: name, target: .clusters(level: view.level), session: session) {
    case .added(let added): index = added
    case .already: return .already
    case .tooMany: return .tooMany
    }
    let watch = ClusterWatch(view)
    subscriptions[index]?.clusters = watch
    if clusterTables[view.level] == nil {
      var table = ClusterTable(level: view.level)
      table.count(world)
      clusterTables[view.level] = table
    }
    var count = 0
    for cell in clusterTables[view.level]?.cells ?? [] where watch.range.contains(cell, view.level) {
      count += Int(cell.count)
    }
    ServerMessages.mapState(name, count: count, epoch: epoch, to: session, into: &actions)
    if count > 0 { mark(index) }
    return .subscribed
  }

  /// Whether anybody looks at counted cells.
  public var hasClusterViewers: Bool { !clusterTables.isEmpty }

  /// Counts the cells anew; viewers are told with the next flush. The caller decides how often: once a second is
  /// enough for whoever looks from far away. O(technicians) for each level that somebody looks at.
  public mutating func refreshClusters(_ world: borrowing TechnicianTable) {
    guard hasClusterViewers else { return }
    for level in ClusterView.levels { clusterTables[level]?.count(world) }
    for index in clusterWatchers { mark(index) }
  }

  /// Nobody looks at a level any more: its table goes.
  mutating func dropClusters(_ index: Int, level: Int) {
    clusterWatchers.removeAll { $0 == index }
    let isWatched = clusterWatchers.contains { subscriptions[$0]?.clusters?.level == level }
    if !isWatched { clusterTables[level] = nil }
  }

  /// Tells a viewer the cells that have changed since it was told. What does not fit any more stays marked.
  mutating func flushClusters(_ index: Int, limit: Int, into actions: inout ActionList) {
    guard var subscription = subscriptions[index], var watch = subscription.clusters,
      let table = clusterTables[watch.level]
    else { return }
    // Out of the array while it is changed: the cells are moved, not copied.
    subscriptions[index] = nil
    subscription.clusters = nil
    var place = 0
    var isEmpty = true
    let message = actions.write { json in
      isEmpty = ServerMessages.clusterFrame(
        subscription.name, &watch, table, from: &place, limit: limit, &json)
    }
    if !isEmpty { actions.send(message, to: subscription.session) }
    let hasMore = place < table.cells.count
    subscription.clusters = watch
    subscriptions[index] = subscription
    if hasMore { mark(index) }
  }
}

extension GeohashRange {
  /// Whether a counted cell of that level is among them.
  func contains(_ cell: ClusterCell, _ level: Int) -> Bool {
    contains(Geohash(value: cell.value, bits: 5 * level))
  }
}
