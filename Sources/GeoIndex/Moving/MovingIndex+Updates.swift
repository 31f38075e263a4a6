// How technicians come, move, change and go.

public import Bedrock

extension MovingIndex {
  /// Adds a technician under a dense slot. O(1) amortised. Adding one that is present is a bug of the caller.
  public mutating func insert(
    _ id: UInt32, at point: GeoPoint, fixTime: Instant, attributes: IndexAttributes
  ) {
    attributes.check()
    precondition(id != .max && !contains(id), "id inserted twice")
    locations.reserve(Int(id) + 1)
    let cell = place(id, at: point, CellCoordinate(point), attributes)
    locations[id].fixMilliseconds = fixTime.milliseconds
    tree.countJoined(tree.cells[cell].parent)
    countSkills(attributes.skills, joined: true)
    count += 1
  }

  /// Changes the position of a technician who must be present. O(1): two writes while the technician stays in
  /// the cell, otherwise a few more.
  public mutating func move(_ id: UInt32, to point: GeoPoint, fixTime: Instant) {
    precondition(contains(id), "id is not in the index")
    let location = locations[id]
    locations[id].fixMilliseconds = fixTime.milliseconds
    let target = CellCoordinate(point)
    if location.place == target {
      columns.points[location.slot] = point
      return
    }
    let newCell = place(id, at: point, target, columns.attributes(location.slot))
    let oldCell = tree.cell(at: location.place)
    let (oldParent, newParent) = (tree.cells[oldCell].parent, tree.cells[newCell].parent)
    if oldParent != newParent {
      tree.countJoined(newParent)
      tree.countLeft(oldParent)
    }
    vacate(location.slot, of: oldCell)
  }

  /// Changes the attributes of a technician who must be present. O(1) amortised.
  public mutating func update(_ id: UInt32, attributes: IndexAttributes) {
    attributes.check()
    precondition(contains(id), "id is not in the index")
    let location = locations[id]
    let old = columns.attributes(location.slot)
    columns.setAttributes(location.slot, attributes)
    countSkills(old.skills, joined: false)
    countSkills(attributes.skills, joined: true)
    let cell = tree.cell(at: location.place)
    let parent = tree.cells[cell].parent
    tree.cells[cell].skills |= attributes.skills
    tree.cells[cell].maxRating = max(tree.cells[cell].maxRating, attributes.rating)
    tree.widen(parent, skills: attributes.skills, rating: attributes.rating)
    if old.skills & ~attributes.skills != 0 || attributes.rating < old.rating {
      noteDeparture(from: cell)
      tree.noteChange(parent)
    }
  }

  /// Removes a technician who must be present. O(1) amortised.
  public mutating func remove(_ id: UInt32) {
    precondition(contains(id), "id is not in the index")
    let location = locations[id]
    countSkills(columns.skills[location.slot], joined: false)
    locations[id] = Location()
    let cell = tree.cell(at: location.place)
    tree.countLeft(tree.cells[cell].parent)
    vacate(location.slot, of: cell)
    count -= 1
  }

  /// Appends the technician to the cell of the point, notes the place and returns the cell.
  private mutating func place(
    _ id: UInt32, at point: GeoPoint, _ place: CellCoordinate, _ attributes: IndexAttributes
  ) -> UInt32 {
    let index = tree.cell(at: place)
    var cell = tree.cells[index]
    if cell.count == 0 {
      cell.sizeClass = 0
      cell.start = columns.allocateRun(0)
    } else if cell.count == RunSizes.slots(cell.sizeClass) {
      resize(&cell, to: cell.sizeClass + 1)
    }
    let slot = cell.start + cell.count
    columns.points[slot] = point
    columns.ids[slot] = id
    columns.setAttributes(slot, attributes)
    cell.count += 1
    cell.skills |= attributes.skills
    cell.maxRating = max(cell.maxRating, attributes.rating)
    tree.cells[index] = cell
    tree.widen(cell.parent, skills: attributes.skills, rating: attributes.rating)
    locations[id].place = place
    locations[id].slot = slot
    return index
  }

  /// Closes the gap at a slot with the cell's last technician, and lets an empty cell go.
  private mutating func vacate(_ slot: UInt32, of index: UInt32) {
    var cell = tree.cells[index]
    cell.count -= 1
    let last = cell.start + cell.count
    if last != slot {
      columns.copy(from: last, to: slot, count: 1)
      locations[columns.ids[slot]].slot = slot
    }
    if cell.count == 0 {
      columns.freeRun(cell.start, cell.sizeClass)
      tree.removeCell(index)
      return
    }
    if cell.count < RunSizes.slots(cell.sizeClass) / 3 {
      resize(&cell, to: RunSizes.fitting(cell.count + cell.count / 4))
    }
    tree.cells[index] = cell
    noteDeparture(from: index)
  }

  /// Moves a cell's technicians into a run of another size.
  private mutating func resize(_ cell: inout Cell, to sizeClass: UInt32) {
    guard sizeClass != cell.sizeClass else { return }
    let start = columns.allocateRun(sizeClass)
    columns.copy(from: cell.start, to: start, count: cell.count)
    for offset in 0..<cell.count {
      locations[columns.ids[start + offset]].slot = start + offset
    }
    columns.freeRun(cell.start, cell.sizeClass)
    cell.start = start
    cell.sizeClass = sizeClass
  }

  /// After a quarter of a cell has left or changed its summary is taken anew: O(1) amortised.
  private mutating func noteDeparture(from index: UInt32) {
    tree.cells[index].removals += 1
    let cell = tree.cells[index]
    guard cell.removals >= max(2, cell.count / 4) else { return }
    var skills: UInt64 = 0
    var rating: Float = 0
    for slot in cell.start..<(cell.start + cell.count) {
      skills |= columns.skills[slot]
      rating = max(rating, columns.ratings[slot])
    }
    tree.cells[index].skills = skills
    tree.cells[index].maxRating = rating
    tree.cells[index].removals = 0
  }

  private mutating func countSkills(_ skills: UInt64, joined: Bool) {
    var rest = skills
    while rest != 0 {
      let skill = rest.trailingZeroBitCount
      rest &= rest - 1
      if joined { skillCounts[skill] += 1 } else { skillCounts[skill] -= 1 }
    }
  }
}
