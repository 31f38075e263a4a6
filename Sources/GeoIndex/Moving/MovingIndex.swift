// The live index of technicians.

public import Bedrock

/// Positions and attributes of moving technicians, answering nearest, radius and box exactly.
public struct MovingIndex: ~Copyable {
  private var scan = LinearScan()

  /// An empty index.
  public init() {}

  /// How many technicians are present.
  public var count: Int { scan.count }

  /// Adds a technician under a dense slot; adding one that is present is a bug of the caller.
  public mutating func insert(
    _ id: UInt32, at point: GeoPoint, fixTime: Instant, attributes: IndexAttributes
  ) {
    scan.insert(id, at: point, fixTime: fixTime, attributes: attributes)
  }

  /// Changes the position of a technician who must be present.
  public mutating func move(_ id: UInt32, to point: GeoPoint, fixTime: Instant) {
    scan.move(id, to: point, fixTime: fixTime)
  }

  /// Changes the attributes of a technician who must be present.
  public mutating func update(_ id: UInt32, attributes: IndexAttributes) {
    scan.update(id, attributes: attributes)
  }

  /// Removes a technician who must be present.
  public mutating func remove(_ id: UInt32) {
    scan.remove(id)
  }

  /// Whether the technician is present.
  public func contains(_ id: UInt32) -> Bool { scan.contains(id) }

  /// The stored position, nil when absent.
  public func point(of id: UInt32) -> GeoPoint? { scan.point(of: id) }

  /// The attributes, nil when absent.
  public func attributes(of id: UInt32) -> IndexAttributes? { scan.attributes(of: id) }

  /// The time of the stored position, nil when absent.
  public func fixTime(of id: UInt32) -> Instant? { scan.fixTime(of: id) }

  /// The nearest technicians who pass the filter: at most `limit`, none beyond `radiusMeters`
  /// (inclusive), nearer first by exact WGS84 distance, then by id. `result` is overwritten; its capacity
  /// is kept.
  public mutating func nearest(
    to point: GeoPoint, limit: Int, radiusMeters: Double? = nil, filter: IndexFilter = .everything,
    into result: inout [Neighbor]
  ) {
    scan.nearest(to: point, limit: limit, radiusMeters: radiusMeters, filter: filter, into: &result)
  }

  /// All technicians within the radius (inclusive) who pass the filter, nearer first, then by id.
  public mutating func within(
    radiusMeters: Double, of point: GeoPoint, filter: IndexFilter = .everything,
    into result: inout [Neighbor]
  ) {
    scan.within(radiusMeters: radiusMeters, of: point, filter: filter, into: &result)
  }

  /// All technicians inside the box who pass the filter, by id.
  public mutating func within(
    _ box: GeoBox, filter: IndexFilter = .everything, into result: inout [UInt32]
  ) {
    scan.within(box, filter: filter, into: &result)
  }
}
