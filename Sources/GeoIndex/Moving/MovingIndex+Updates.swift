// How technicians come, move, change and go.

import CVector

public import Bedrock

extension MovingIndex {
  /// Adds a technician under a dense slot. O(1) amortised. Adding one that is present is a bug of the caller.
  public mutating func insert(
    _ id: UInt32, at point: GeoPoint, fixTime: Instant, attributes: IndexAttributes
  ) {
    attributes.check()
    precondition(id != .max && !contains(id), "id inserted twice")
    locations.reserve(Int(id) + 1)
    let place = CellCoordinate(point)
    let cell = tree.cell(at: place)
    append(id, at: point, place, attributes, to: cell)
    locations[id].fixMilliseconds = fixTime.milliseconds
    tree.countJoined(tree.blocks.node(of: cell))
    countSkills(attributes.skills, joined: true)
    count += 1
  }

  /// Changes the position of a technician who must be present. O(1): two writes while the technician stays in
  /// the cell, otherwise a few more.
  @inline(__always)
  public mutating func move(_ id: UInt32, to point: GeoPoint, fixTime: Instant) {
    precondition(contains(id), "id is not in the index")
    let location = locations[id]
    locations[id].fixMilliseconds = fixTime.milliseconds
    let target = CellCoordinate(point)
    if location.place == target {
      columns.points[location.slot] = point
    } else {
      cross(id, from: location, tree.presentCell(at: location.place), to: point, target)
    }
  }

  /// Moves a technician to another cell.
  @inline(never)
  mutating func cross(
    _ id: UInt32, from location: Location, _ oldCell: UInt32, to point: GeoPoint, _ target: CellCoordinate
  ) {
    let newCell = tree.cell(at: target, near: oldCell, location.place)
    append(id, at: point, target, columns.attributes(location.slot), to: newCell)
    let (oldParent, newParent) = (tree.blocks.node(of: oldCell), tree.blocks.node(of: newCell))
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
    let cell = tree.presentCell(at: location.place)
    let parent = tree.blocks.node(of: cell)
    tree.blocks.widen(cell, attributes)
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
    let cell = tree.presentCell(at: location.place)
    tree.countLeft(tree.blocks.node(of: cell))
    vacate(location.slot, of: cell)
    count -= 1
  }

  /// Appends the technician to the cell of the point and notes the place.
  private mutating func append(
    _ id: UInt32, at point: GeoPoint, _ place: CellCoordinate, _ attributes: IndexAttributes,
    to cell: UInt32
  ) {
    let run = tree.blocks.runs[cell]
    if run.count == 0 {
      tree.blocks.sizeClasses[cell] = 0
      tree.blocks.runs[cell].start = columns.allocateRun(0)
    } else if run.count == RunSizes.slots(tree.blocks.sizeClasses[cell]) {
      resize(cell, to: tree.blocks.sizeClasses[cell] + 1)
    }
    let slot = tree.blocks.runs[cell].start + run.count
    columns.points[slot] = point
    columns.ids[slot] = id
    columns.setAttributes(slot, attributes)
    tree.blocks.runs[cell].count = run.count + 1
    tree.blocks.widen(cell, attributes)
    tree.widen(tree.blocks.node(of: cell), skills: attributes.skills, rating: attributes.rating)
    locations[id].place = place
    locations[id].slot = slot
  }

  /// Closes the gap at a slot with the cell's last technician, and lets an empty cell go.
  private mutating func vacate(_ slot: UInt32, of cell: UInt32) {
    let run = tree.blocks.runs[cell]
    let rest = run.count - 1
    let last = run.start + rest
    if last != slot {
      columns.copy(from: last, to: slot)
      locations[columns.ids[slot]].slot = slot
    }
    let sizeClass = tree.blocks.sizeClasses[cell]
    if rest == 0 {
      columns.freeRun(run.start, sizeClass)
      tree.removeCell(cell)
      return
    }
    tree.blocks.runs[cell].count = rest
    if rest < RunSizes.slots(sizeClass) / 3 {
      resize(cell, to: RunSizes.fitting(rest + rest / 4))
    }
    noteDeparture(from: cell)
  }

  /// Moves a cell's technicians into a run of another size.
  private mutating func resize(_ cell: UInt32, to sizeClass: UInt8) {
    let old = tree.blocks.sizeClasses[cell]
    guard sizeClass != old else { return }
    let run = tree.blocks.runs[cell]
    let start = columns.allocateRun(sizeClass)
    columns.copy(from: run.start, to: start, count: run.count)
    for offset in 0..<run.count {
      locations[columns.ids[start + offset]].slot = start + offset
    }
    columns.freeRun(run.start, old)
    tree.blocks.runs[cell].start = start
    tree.blocks.sizeClasses[cell] = sizeClass
  }

  /// After a quarter of a cell has left or changed its summary is taken anew: O(1) amortised.
  private mutating func noteDeparture(from cell: UInt32) {
    let run = tree.blocks.runs[cell]
    let removals = tree.blocks.removals[cell] + 1
    guard UInt32(removals) >= min(max(2, run.count / 4), 60_000) else {
      tree.blocks.removals[cell] = removals
      return
    }
    var skills: UInt64 = 0
    var rating: Float = 0
    for slot in run.start..<(run.start + run.count) {
      skills |= columns.skills[slot]
      rating = max(rating, columns.ratings[slot])
    }
    tree.blocks.skills[cell] = skills
    tree.blocks.ratings[cell] = rating
    tree.blocks.removals[cell] = 0
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
