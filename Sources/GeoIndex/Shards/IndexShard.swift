// One of several indexes: takes what the router sends and answers for its own technicians.

/// A ``MovingIndex`` over a part of a tenant's technicians, with the version of each copy.
///
/// Not for concurrent use: one owner, one thread. The dense slots are those of the whole tenant, so each shard takes
/// 24 bytes for every slot up to the greatest that it has seen.
public struct IndexShard: ~Copyable {
  /// Its number, from 0.
  public let number: Int
  /// The technicians.
  public private(set) var index = MovingIndex()
  /// By slot, the newest that has been heard of each technician: a place or a drop.
  private var versions: [UInt64] = []
  /// The last question that was answered.
  private var answered: UInt64 = 0
  /// Drops that came before a question for which their copies are still needed.
  private var early: [ShardDrop] = []
  private var neighbors: [Neighbor] = []
  private var ids: [UInt32] = []

  /// An empty shard.
  public init(number: Int) {
    self.number = number
  }

  /// Takes a message and appends what there is to say. The cost is that of the index.
  public mutating func receive(_ message: ShardMessage, into replies: inout [ShardReply]) {
    switch message {
    case .place(let place):
      take(place)
    case .drop(let drop):
      if drop.afterQuery > answered { early.append(drop) } else { replies.append(.receipt(self.drop(drop))) }
    case .query(let query):
      replies.append(.answer(answer(query)))
      answered = max(answered, query.number)
      guard !early.isEmpty else { return }
      for drop in early where drop.afterQuery <= answered { replies.append(.receipt(self.drop(drop))) }
      early.removeAll { $0.afterQuery <= answered }
    }
  }

  /// A place that is not newer than what is known changes nothing, so it may come twice.
  private mutating func take(_ place: ShardPlace) {
    guard isNews(place.id, place.version) else { return }
    guard index.contains(place.id) else {
      index.insert(place.id, at: place.point, fixTime: place.fixTime, attributes: place.attributes)
      return
    }
    if index.attributes(of: place.id) != place.attributes {
      index.update(place.id, attributes: place.attributes)
    }
    index.move(place.id, to: place.point, fixTime: place.fixTime)
  }

  /// Forgets a copy, unless a newer one has come meanwhile; says so either way.
  private mutating func drop(_ drop: ShardDrop) -> ShardReceipt {
    if isNews(drop.id, drop.version), index.contains(drop.id) { index.remove(drop.id) }
    return ShardReceipt(shard: number, id: drop.id, version: drop.version)
  }

  /// Notes a version; whether it is newer than what was known.
  private mutating func isNews(_ id: UInt32, _ version: UInt64) -> Bool {
    while versions.count <= Int(id) { versions.append(0) }
    guard version > versions[Int(id)] else { return false }
    versions[Int(id)] = version
    return true
  }

  private mutating func answer(_ query: ShardQuery) -> ShardAnswer {
    ids.removeAll(keepingCapacity: true)
    neighbors.removeAll(keepingCapacity: true)
    switch query.area {
    case .nearest(let point, let limit, let radius):
      index.nearest(to: point, limit: limit, radiusMeters: radius, filter: query.filter, into: &neighbors)
    case .within(let point, let radius):
      index.within(radiusMeters: radius, of: point, filter: query.filter, into: &neighbors)
    case .idsWithin(let point, let radius):
      index.idsWithin(radiusMeters: radius, of: point, filter: query.filter, into: &ids)
    case .box(let box):
      index.within(box, filter: query.filter, into: &ids)
    case .polygon(let polygon):
      index.within(PreparedPolygon(polygon), filter: query.filter, into: &ids)
    }
    var copies: [ShardCopy] = []
    copies.reserveCapacity(neighbors.count + ids.count)
    for neighbor in neighbors { copies.append(copy(neighbor)) }
    for id in ids { copies.append(copy(Neighbor(id: id, distanceMeters: 0))) }
    return ShardAnswer(number: query.number, shard: number, copies: copies)
  }

  private func copy(_ neighbor: Neighbor) -> ShardCopy {
    ShardCopy(neighbor: neighbor, version: versions[Int(neighbor.id)])
  }
}
