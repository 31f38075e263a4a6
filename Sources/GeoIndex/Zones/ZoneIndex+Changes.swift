// Zones come and go.

extension ZoneIndex {
  /// Loads zones at once, packed and sealed; their ids are the places in `list`.
  public init(packing list: [MultiPolygon]) {
    self.init()
    var boxes: [GeoBox] = []
    for (id, zone) in list.enumerated() {
      addParts(UInt32(id), zone)
      for polygon in zone.polygons { boxes.append(polygon.box) }
    }
    tree = RTree(packing: boxes)
    seal()
  }

  /// Adds a zone. That the id has one already is a bug of the caller. Takes the grid away until `seal`: the tree answers
  /// meanwhile. O(n log n) in the corners.
  public mutating func insert(_ id: UInt32, _ zone: MultiPolygon) {
    precondition(id < Self.idsMax, "a zone's id is too large")
    precondition(!contains(id), "the id has a zone already")
    addParts(id, zone)
    for (offset, polygon) in zone.polygons.enumerated() {
      tree.insert(parts[id].first + UInt32(offset), polygon.box)
    }
    raster.clear()
  }

  /// Takes a zone away; false when the id has none. Takes the grid away, too.
  @discardableResult
  public mutating func remove(_ id: UInt32) -> Bool {
    guard contains(id) else { return false }
    let own = parts[id]
    for part in own.first..<(own.first + own.count) { tree.remove(part) }
    parts[id] = Parts()
    count -= 1
    raster.clear()
    if bands.count > 2 * tree.count + 64 { compact() }
    return true
  }

  /// Lays the grid over what is there now; to be called after changes, when there will be no more for a while. Some
  /// milliseconds for hundreds of zones.
  public mutating func seal() {
    raster.clear()
    guard let bounds = tree.bounds else { return }
    raster.build(bounds, bands, tree, zoneOfPart)
  }

  private mutating func addParts(_ id: UInt32, _ zone: MultiPolygon) {
    let first = UInt32(bands.count)
    parts.reserve(Int(id) + 1)
    parts[id] = Parts(first: first, count: UInt32(zone.polygons.count))
    zoneOfPart.reserve(Int(first) + zone.polygons.count)
    for polygon in zone.polygons {
      zoneOfPart[bands.count] = id
      bands.append(polygon)
    }
    count += 1
  }

  /// Leaves out the parts of zones that are gone. The parts of a zone stay together.
  private mutating func compact() {
    var kept = EdgeBands()
    var boxes: [GeoBox] = []
    for old in 0..<UInt32(bands.count) where tree.contains(old) {
      let zone = zoneOfPart[old]
      if parts[zone].first == old { parts[zone].first = UInt32(kept.count) }
      zoneOfPart[kept.count] = zone
      kept.append(bands, old)
      boxes.append(bands.box(old))
    }
    bands = kept
    tree = RTree(packing: boxes)
  }
}
