// The slow, obvious answer. It is kept forever as the oracle of the index and as the reference of its
// benchmark, so it stays simple enough to be checked by reading.

public import Bedrock

/// Technicians in a plain array, queried by looking at every one of them.
///
/// The same operations and answers as `MovingIndex`.
public struct LinearScan: Sendable {
  private struct Entry {
    var point: GeoPoint
    var fixTime: Instant
    var attributes: IndexAttributes
  }

  private var entries: [Entry?] = []
  /// How many technicians are present.
  public private(set) var count = 0

  /// An empty scan.
  public init() {}

  /// Adds a technician; adding one that is present is a bug of the caller.
  public mutating func insert(
    _ id: UInt32, at point: GeoPoint, fixTime: Instant, attributes: IndexAttributes
  ) {
    attributes.check()
    while entries.count <= Int(id) { entries.append(nil) }
    precondition(entries[Int(id)] == nil, "id inserted twice")
    entries[Int(id)] = Entry(point: point, fixTime: fixTime, attributes: attributes)
    count += 1
  }

  /// Changes the position of a technician who must be present.
  public mutating func move(_ id: UInt32, to point: GeoPoint, fixTime: Instant) {
    var entry = present(id)
    entry.point = point
    entry.fixTime = fixTime
    entries[Int(id)] = entry
  }

  /// Changes the attributes of a technician who must be present.
  public mutating func update(_ id: UInt32, attributes: IndexAttributes) {
    attributes.check()
    var entry = present(id)
    entry.attributes = attributes
    entries[Int(id)] = entry
  }

  /// Removes a technician who must be present.
  public mutating func remove(_ id: UInt32) {
    _ = present(id)
    entries[Int(id)] = nil
    count -= 1
  }

  /// Whether the technician is present.
  public func contains(_ id: UInt32) -> Bool {
    Int(id) < entries.count && entries[Int(id)] != nil
  }

  /// The stored position, nil when absent.
  public func point(of id: UInt32) -> GeoPoint? { contains(id) ? entries[Int(id)]?.point : nil }

  /// The attributes, nil when absent.
  public func attributes(of id: UInt32) -> IndexAttributes? {
    contains(id) ? entries[Int(id)]?.attributes : nil
  }

  /// The time of the stored position, nil when absent.
  public func fixTime(of id: UInt32) -> Instant? { contains(id) ? entries[Int(id)]?.fixTime : nil }

  /// The nearest technicians who pass the filter: at most `limit`, none beyond `radiusMeters`, nearer
  /// first, then by id. O(n log n).
  public func nearest(
    to point: GeoPoint, limit: Int, radiusMeters: Double? = nil, filter: IndexFilter = .everything,
    into result: inout [Neighbor]
  ) {
    precondition(limit >= 0, "a negative limit")
    within(radiusMeters: radiusMeters ?? .infinity, of: point, filter: filter, into: &result)
    if result.count > limit { result.removeLast(result.count - limit) }
  }

  /// All technicians within the radius (inclusive) who pass the filter, nearer first, then by id. O(n log n).
  public func within(
    radiusMeters: Double, of point: GeoPoint, filter: IndexFilter = .everything,
    into result: inout [Neighbor]
  ) {
    result.removeAll(keepingCapacity: true)
    let origin = Geodesic.Origin(point)
    for (id, entry) in entries.enumerated() {
      guard let entry, filter.admits(entry.attributes, fixTime: entry.fixTime) else { continue }
      let distance = origin.distanceMeters(to: entry.point)
      if distance <= radiusMeters {
        result.append(Neighbor(id: UInt32(id), distanceMeters: distance))
      }
    }
    result.sort()
  }

  /// All technicians inside the box who pass the filter, by id. O(n).
  public func within(_ box: GeoBox, filter: IndexFilter = .everything, into result: inout [UInt32]) {
    result.removeAll(keepingCapacity: true)
    for (id, entry) in entries.enumerated() {
      guard let entry, box.contains(entry.point) else { continue }
      if filter.admits(entry.attributes, fixTime: entry.fixTime) { result.append(UInt32(id)) }
    }
  }

  private func present(_ id: UInt32) -> Entry {
    guard contains(id), let entry = entries[Int(id)] else {
      preconditionFailure("id is not in the scan")
    }
    return entry
  }
}
