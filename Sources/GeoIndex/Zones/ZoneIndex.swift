// Which zones hold a place: the tour. Changes are in +Changes, the grid that answers at once is ZoneRaster.

/// The zones of a tenant, found by place, exactly.
///
/// Each polygon of a zone is a part: its edges lie in bands of latitude (`EdgeBands`), its box in an `RTree`. `seal`
/// lays a grid over all of it: cells that lie wholly inside a zone answer at once, cells on a border ask the few
/// parts whose edges touch them, crowded cells go to the tree. Answers do not depend on it. Zones may overlap; where
/// they share edges, each place belongs to exactly one (see `Polygon`). Lookups allocate nothing once buffers have
/// their size.
public struct ZoneIndex: ~Copyable {
  /// Where the parts of a zone are.
  struct Parts: BitwiseCopyable {
    var first: UInt32 = 0
    /// 0 for an id without a zone.
    var count: UInt32 = 0
  }

  /// Ids are dense and below this.
  public static let idsMax: UInt32 = 1 << 24

  var bands = EdgeBands()
  var tree = RTree()
  var raster = ZoneRaster()
  /// By part: whose it is.
  var zoneOfPart = Slab<UInt32>(blank: 0)
  /// By zone.
  var parts = Slab<Parts>(blank: Parts())
  private var found: [UInt32] = []
  /// How many zones there are.
  public internal(set) var count = 0

  /// An index without zones.
  public init() {}

  /// Whether there is a zone with this id. O(1).
  public func contains(_ id: UInt32) -> Bool { Int(id) < parts.capacity && parts[id].count > 0 }

  /// The bytes that the index holds.
  public var byteCount: Int {
    bands.byteCount + tree.byteCount + raster.byteCount + zoneOfPart.byteCount + parts.byteCount
  }

  /// The zone that holds a place, the one with the least id where several do; nil when none does. Exact. About 0.1 us
  /// when sealed, half a microsecond when not.
  public mutating func zone(at point: GeoPoint) -> UInt32? {
    switch raster.cell(at: point) {
    case .nobody: return nil
    case .zone(let id): return id
    case .parts(let range):
      for index in range where holds(raster.entries[index], point) {
        return zoneOfPart[raster.entries[index].part]
      }
      return nil
    case .unknown:
      collect(at: point)
      return found.first
    }
  }

  /// All zones that hold a place, in the order of their ids. Exact. Replaces `result`, which keeps its capacity.
  public mutating func zones(at point: GeoPoint, into result: inout [UInt32]) {
    result.removeAll(keepingCapacity: true)
    switch raster.cell(at: point) {
    case .nobody: break
    case .zone(let id): result.append(id)
    case .parts(let range):
      for index in range where holds(raster.entries[index], point) {
        let zone = zoneOfPart[raster.entries[index].part]
        if result.last != zone { result.append(zone) }
      }
    case .unknown:
      collect(at: point)
      for zone in found { result.append(zone) }
    }
  }

  @inline(__always)
  private func holds(_ entry: ZoneRaster.Entry, _ point: GeoPoint) -> Bool {
    entry.isWhole || bands.contains(entry.part, point)
  }

  /// Asks the tree: the ids of the zones in order, each once, in `found`.
  private mutating func collect(at point: GeoPoint) {
    tree.search(at: point, into: &found)
    var kept = 0
    // By place: a loop over the elements would hold a copy, and writing would copy all of it.
    for next in 0..<found.count where bands.contains(found[next], point) {
      let part = found[next]
      // Few parts are left; they are put into order as they come.
      let zone = zoneOfPart[part]
      var place = kept
      while place > 0, found[place - 1] > zone { place -= 1 }
      if place > 0, found[place - 1] == zone { continue }
      for index in stride(from: kept, to: place, by: -1) { found[index] = found[index - 1] }
      found[place] = zone
      kept += 1
    }
    found.removeLast(found.count - kept)
  }
}
