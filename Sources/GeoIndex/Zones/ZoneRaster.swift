// A grid over all zones, so that most places are answered by one look.

/// Cells of a power of two of units, over the box around all zones.
struct ZoneRaster: ~Copyable {
  /// A part that a cell has to do with.
  struct Entry: BitwiseCopyable {
    var part: UInt32 = 0
    /// Whether the part holds the whole cell.
    var isWhole = false
  }

  /// What is known of the places of a cell.
  enum Cell {
    /// No zone holds any.
    case nobody
    /// One zone holds all, and no other holds any.
    case zone(UInt32)
    /// The entries have to be asked, which are in the order of their zones.
    case parts(Range<UInt32>)
    /// The tree has to be asked.
    case unknown
  }

  /// At most so many cells, 4 bytes each.
  static let cellsMax = 1 << 16
  /// A cell with more parts than this is left to the tree.
  static let entriesMax = 16

  /// A cell is a zone's id, `nobody`, `unknown`, or `list` and the place of its list.
  private var cells = Slab<UInt32>(blank: ZoneRaster.unknown)
  private(set) var entries = Slab<Entry>(blank: Entry())
  /// The ends of lists: list n has the entries from `ends[n]` to `ends[n + 1]`.
  private var ends = Slab<UInt32>(blank: 0)
  private var box = TreeBox()
  private var rowShift: UInt32 = 0
  private var columnShift: UInt32 = 0
  private var columns = 0
  private var isBuilt = false

  private static let nobody = UInt32.max
  private static let unknown = UInt32.max - 1
  private static let list: UInt32 = 1 << 31

  var byteCount: Int { cells.byteCount + entries.byteCount + ends.byteCount }

  /// Knows nothing any more; keeps its memory.
  mutating func clear() { isBuilt = false }

  /// O(1).
  @inline(__always)
  func cell(at point: GeoPoint) -> Cell {
    guard isBuilt else { return .unknown }
    guard box.contains(point) else { return .nobody }
    let row = Int((Int64(point.latitudeAngle) - Int64(box.south)) >> Int64(rowShift))
    let column = Int(UInt32(bitPattern: point.longitudeAngle &- box.west) >> columnShift)
    let cell = cells[row * columns + column]
    if cell < Self.list { return .zone(cell) }
    if cell == Self.nobody { return .nobody }
    if cell == Self.unknown { return .unknown }
    let list = cell & ~Self.list
    return .parts(ends[list]..<ends[list + 1])
  }

  /// Looks at every cell. O(cells + parts * cells that each touches), most of it for the first ``entriesMax`` parts of a cell.
  mutating func build(
    _ bounds: GeoBox, _ bands: borrowing EdgeBands, _ tree: borrowing RTree,
    _ zoneOfPart: borrowing Slab<UInt32>
  ) {
    box = TreeBox(bounds)
    let rows = fitShifts()
    var lists: [[Entry]] = Array(repeating: [], count: rows * columns)
    for part in 0..<UInt32(bands.count) where tree.contains(part) {
      let own = bands.box(part)
      let lowest = Int((Int64(own.southAngle) - Int64(box.south)) >> Int64(rowShift))
      let highest = Int((Int64(own.northAngle) - Int64(box.south)) >> Int64(rowShift))
      let west = UInt64(UInt32(bitPattern: own.westAngle &- box.west))
      let first = Int(west >> UInt64(columnShift))
      let last = min(first + columns - 1, Int((west + UInt64(own.longitudeSpan)) >> UInt64(columnShift)))
      for row in lowest...highest {
        for step in first...last {
          // Around a grid of all longitudes parts may begin near the end of it.
          let column = step % columns
          // Left to the tree: what else it has to do with is nothing to it, however many zones lie over one another.
          if lists[row * columns + column].count > Self.entriesMax { continue }
          switch bands.relation(part, to: cellBox(row, column)) {
          case .outside: break
          case .inside: lists[row * columns + column].append(Entry(part: part, isWhole: true))
          case .border: lists[row * columns + column].append(Entry(part: part, isWhole: false))
          }
        }
      }
    }
    store(lists, zoneOfPart)
    isBuilt = true
  }

  /// Cells about as high as wide in angle, as small as `cellsMax` allows. Returns how many rows there are.
  private mutating func fitShifts() -> Int {
    let height = Int64(box.north) - Int64(box.south)
    var shift: UInt32 = 0
    // No side has more cells than the whole grid may have, so that the product cannot overflow.
    while max(height, Int64(box.span)) >> Int64(shift) >= Int64(Self.cellsMax)
      || (height >> Int64(shift) + 1) * (Int64(box.span) >> Int64(shift) + 1) > Int64(Self.cellsMax)
    {
      shift += 1
    }
    (rowShift, columnShift) = (shift, shift)
    columns = Int(box.span >> shift) + 1
    return Int(height >> Int64(shift)) + 1
  }

  private func cellBox(_ row: Int, _ column: Int) -> GeoBox {
    let south = Int64(box.south) + Int64(row) << Int64(rowShift)
    let north = min(south + (1 << Int64(rowShift)) - 1, Int64(GeoPoint.maxLatitudeAngle))
    let west =
      box.west &+ Int32(bitPattern: UInt32(truncatingIfNeeded: UInt64(column) << UInt64(columnShift)))
    return GeoBox(
      southAngle: Int32(south), northAngle: Int32(north), westAngle: west,
      longitudeSpan: UInt32(clamping: (UInt64(1) << UInt64(columnShift)) - 1))
  }

  private mutating func store(_ lists: [[Entry]], _ zoneOfPart: borrowing Slab<UInt32>) {
    cells.reserve(lists.count)
    var listCount = 0
    var entryCount = 0
    ends.reserve(1)
    ends[0] = 0
    for (index, list) in lists.enumerated() {
      if list.isEmpty {
        cells[index] = Self.nobody
      } else if list.count == 1, list[0].isWhole {
        cells[index] = zoneOfPart[list[0].part]
      } else if list.count > Self.entriesMax {
        cells[index] = Self.unknown
      } else {
        cells[index] = Self.list | UInt32(listCount)
        var sorted: [(zone: UInt32, entry: Entry)] = []
        for entry in list { sorted.append((zoneOfPart[entry.part], entry)) }
        sorted.sort { ($0.zone, $0.entry.part) < ($1.zone, $1.entry.part) }
        entries.reserve(entryCount + sorted.count)
        for item in sorted {
          entries[entryCount] = item.entry
          entryCount += 1
        }
        listCount += 1
        ends.reserve(listCount + 1)
        ends[listCount] = UInt32(entryCount)
      }
    }
  }
}
