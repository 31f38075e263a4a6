// The edges of many polygons, sorted into bands of latitude: what makes looking up a place cheap.

/// Polygons as flat columns. Each polygon's height is cut into equal bands, a power of two of units high; a band lists
/// the edges that touch it, one after the other in memory, so that a lookup reads a header, an offset and a few
/// neighbouring edges.
///
/// Memory of a polygon is left behind when it is dropped; owners that drop many build anew.
struct EdgeBands: ~Copyable {
  /// One polygon.
  struct Header: BitwiseCopyable {
    var south: Int32 = 0
    var north: Int32 = 0
    var west: Int32 = 0
    /// The width, `.max` for a whole turn.
    var span: UInt32 = 0
    /// The height of a band is two to the power of this.
    var shift: UInt32 = 0
    /// The first of the polygon's offsets; there is one more than there are bands.
    var firstOffset: UInt32 = 0
  }

  /// How a rectangle lies to a polygon.
  enum Relation {
    /// The polygon holds every place of it.
    case inside
    /// The polygon holds none.
    case outside
    /// An edge touches it.
    case border
  }

  private var headers = Slab<Header>(blank: Header())
  private var offsets = Slab<UInt32>(blank: 0)
  private var edges = Slab<BandEdge>(blank: BandEdge())
  /// How many polygons there are.
  private(set) var count = 0
  private var offsetCount = 0
  private var edgeCount = 0

  /// An edge may be listed so many times on average; more bands than that allows would only cost memory.
  private static let listedMax = 4

  /// The bytes that the tables hold.
  var byteCount: Int { headers.byteCount + offsets.byteCount + edges.byteCount }

  /// The box around a polygon.
  func box(_ polygon: UInt32) -> GeoBox {
    let header = headers[polygon]
    return GeoBox(
      southAngle: header.south, northAngle: header.north, westAngle: header.west, longitudeSpan: header.span)
  }

  /// Adds a polygon; its number is the count before. O(n log n) in its corners.
  mutating func append(_ polygon: Polygon) {
    let plane = PlaneBox(around: polygon.shell.corners)
    var all: [BandEdge] = []
    for ring in polygon.rings {
      guard var last = ring.corners.last else { continue }
      for corner in ring.corners {
        all.append(BandEdge(last, corner, west: plane.west))
        last = corner
      }
    }
    let shift = Self.bandShift(all, plane)
    headers.reserve(count + 1)
    headers[count] = Header(
      south: plane.south, north: plane.north, west: Int32(truncatingIfNeeded: plane.west),
      span: UInt32(clamping: plane.width), shift: shift, firstOffset: UInt32(offsetCount))
    count += 1
    list(all, plane, shift)
  }

  private static func band(_ latitude: Int32, _ south: Int32, _ shift: UInt32) -> Int {
    Int((Int64(latitude) - Int64(south)) >> Int64(shift))
  }

  /// The narrowest bands that list edges `listedMax` times on average, and of which there are no more than edges.
  private static func bandShift(_ edges: [BandEdge], _ plane: PlaneBox) -> UInt32 {
    var shift: UInt32 = 0
    while shift < 32 {
      let bands = band(plane.north, plane.south, shift) + 1
      if bands <= 2 * edges.count {
        var listed = 0
        for edge in edges {
          listed += band(edge.north, plane.south, shift) - band(edge.south, plane.south, shift) + 1
        }
        if listed <= listedMax * edges.count { break }
      }
      shift += 1
    }
    return shift
  }

  private mutating func list(_ all: [BandEdge], _ plane: PlaneBox, _ shift: UInt32) {
    let bands = Self.band(plane.north, plane.south, shift) + 1
    var lists: [[BandEdge]] = Array(repeating: [], count: bands)
    for edge in all {
      let first = Self.band(edge.south, plane.south, shift)
      for band in first...Self.band(edge.north, plane.south, shift) { lists[band].append(edge) }
    }
    offsets.reserve(offsetCount + bands + 1)
    for band in lists {
      offsets[offsetCount] = UInt32(edgeCount)
      offsetCount += 1
      edges.reserve(edgeCount + band.count)
      for edge in band {
        edges[edgeCount] = edge
        edgeCount += 1
      }
    }
    offsets[offsetCount] = UInt32(edgeCount)
    offsetCount += 1
  }

  /// Adds a polygon of another table.
  mutating func append(_ other: borrowing EdgeBands, _ polygon: UInt32) {
    var header = other.headers[polygon]
    let first = Int(header.firstOffset)
    let bands = Self.band(header.north, header.south, header.shift) + 1
    header.firstOffset = UInt32(offsetCount)
    headers.reserve(count + 1)
    headers[count] = header
    count += 1
    offsets.reserve(offsetCount + bands + 1)
    for band in 0...bands {
      offsets[offsetCount] = UInt32(edgeCount) + other.offsets[first + band] - other.offsets[first]
      offsetCount += 1
    }
    let range = other.offsets[first]..<other.offsets[first + bands]
    edges.reserve(edgeCount + range.count)
    for index in range {
      edges[edgeCount] = other.edges[index]
      edgeCount += 1
    }
  }

  /// Whether a polygon holds a place; the rule of edges is `Polygon`'s. Exact; O(edges in the band).
  func contains(_ polygon: UInt32, _ point: GeoPoint) -> Bool {
    let header = headers[polygon]
    let east = UInt32(bitPattern: point.longitudeAngle &- header.west)
    let row = BandEdge.row(point.latitudeAngle)
    guard east <= header.span, row >= header.south, row < header.north else { return false }
    let offset = Int(header.firstOffset) + Int((Int64(row) - Int64(header.south)) >> Int64(header.shift))
    var isInside = false
    for index in offsets[offset]..<offsets[offset + 1] {
      if edges[index].isCrossed(longitude: Int64(east), latitude: point.latitudeAngle, row: row) {
        isInside.toggle()
      }
    }
    return isInside
  }

  /// How a box lies to a polygon. Exact; O(edges in the bands that the box touches).
  func relation(_ polygon: UInt32, to box: GeoBox) -> Relation {
    let header = headers[polygon]
    let east = Int64(UInt32(bitPattern: box.westAngle &- header.west))
    let corner = GeoPoint(latitudeAngle: box.southAngle, longitudeAngle: box.westAngle)
    if box.southAngle <= header.north, box.northAngle >= header.south {
      let south = max(box.southAngle, header.south)
      let north = min(box.northAngle, header.north)
      // The box may begin west of the polygon and reach it a turn later.
      for west in [east, east - Corner.turn] where west + Int64(box.longitudeSpan) >= 0 {
        let plane = PlaneBox(
          west: west, east: west + Int64(box.longitudeSpan), south: box.southAngle, north: box.northAngle)
        if touches(header, plane, south, north) { return .border }
      }
    }
    return contains(polygon, corner) ? .inside : .outside
  }

  private func touches(_ header: Header, _ plane: PlaneBox, _ south: Int32, _ north: Int32) -> Bool {
    let first = Int(header.firstOffset) + Self.band(south, header.south, header.shift)
    let last = Int(header.firstOffset) + Self.band(north, header.south, header.shift)
    for index in offsets[first]..<offsets[last + 1] where edges[index].meets(plane) { return true }
    return false
  }
}
