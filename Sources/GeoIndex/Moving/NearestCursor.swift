// The stream of technicians by ascending distance, for whoever cannot say beforehand how many are needed.

/// Walks outwards from a place over a ``MovingIndex``: technicians who pass a filter, nearer first by exact WGS84
/// distance, then by id, each once, as many as are asked for.
///
/// The cursor looks at the index some at a time, four times as many with each look. A look repeats what came before,
/// in the same order, and goes on behind it, so that all looks together cost a third more than the last one. Its
/// memory is kept from one stream to the next: nothing is allocated once it has its capacity.
///
/// ```
/// cursor.begin(at: place, expecting: 20)
/// while let neighbor = cursor.next(in: &index) { ... }
/// ```
///
/// The index must not change during a stream; what is seen of such a change is treated as a bug of the caller.
public struct NearestCursor: ~Copyable {
  @usableFromInline var neighbors: [Neighbor] = []
  @usableFromInline var position = 0
  private var place = GeoPoint(latitudeAngle: 0, longitudeAngle: 0)
  private var filter = IndexFilter.everything
  private var limit = 1
  private var isExhausted = true
  /// Nobody farther than this comes; nil for no limit.
  public private(set) var radiusMeters: Double?

  /// A cursor with empty memory, at the end of a stream of nobody.
  public init() {}

  /// Begins a stream.
  ///
  /// - Parameters:
  ///   - place: where the stream begins.
  ///   - count: how many will probably be wanted, at least 1: the size of the first look.
  ///   - radiusMeters: nobody farther than this comes (inclusive); nil for everybody.
  ///   - filter: who comes.
  public mutating func begin(
    at place: GeoPoint, expecting count: Int, radiusMeters: Double? = nil, filter: IndexFilter = .everything
  ) {
    precondition(count > 0, "nobody is expected")
    precondition(radiusMeters ?? 0 >= 0, "a negative radius")
    self.place = place
    self.filter = filter
    self.radiusMeters = radiusMeters
    limit = count
    neighbors.removeAll(keepingCapacity: true)
    position = 0
    isExhausted = false
  }

  /// The next technician; nil at the end. O(1) amortised over the technicians looked at, which are at most four times
  /// as many as have come, or as were expected.
  @inlinable
  public mutating func next(in index: inout MovingIndex) -> Neighbor? {
    if position == neighbors.count, !look(&index) { return nil }
    let neighbor = neighbors[position]
    position += 1
    return neighbor
  }

  /// Whether the next step has to look at the index: the moment to narrow the stream, if it can be narrowed.
  @inlinable
  public var isBeforeLook: Bool { position == neighbors.count && mayGoOn }

  @usableFromInline var mayGoOn: Bool { !isExhausted }

  /// From the next look on nobody farther than this comes. A radius that is not less than the present one changes
  /// nothing; one that has already been passed ends the stream there.
  public mutating func narrow(radiusMeters: Double) {
    precondition(radiusMeters >= 0, "a negative radius")
    self.radiusMeters = min(self.radiusMeters ?? .infinity, radiusMeters)
  }

  /// Looks further. Returns whether anybody new was found.
  @usableFromInline
  mutating func look(_ index: inout MovingIndex) -> Bool {
    guard !isExhausted else { return false }
    let last = neighbors.last
    index.nearest(to: place, limit: limit, radiusMeters: radiusMeters, filter: filter, into: &neighbors)
    isExhausted = neighbors.count < limit || limit >= index.count
    limit = limit > index.count / 4 ? max(1, index.count) : 4 * limit
    guard neighbors.count > position else {
      // The stream was narrowed to what had come, or less.
      isExhausted = true
      position = neighbors.count
      return false
    }
    precondition(position == 0 || neighbors[position - 1] == last, "the index has changed during a stream")
    return true
  }
}
