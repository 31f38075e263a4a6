// The subjects of a hub: what each is called, who watches it, and the bytes that its viewers are sent.

import Bedrock

/// Open subjects by key and by slot. Slots are used again.
struct SubjectTable: Sendable {
  /// One subject, or a place for one.
  struct Entry: Sendable {
    /// Nil while the place is vacant.
    var key: SubjectKey?
    /// The name in the frames.
    var name = ""
    var life: UInt32 = 0
    /// Subscriptions by their index.
    var watchers: [Int] = []
    /// The members of the state, as an object; empty while nobody watches.
    var state: [UInt8] = []
    /// The members of the state are to be written anew before they are sent.
    var isOutdated = false
    /// Somebody waits for that.
    var isStateWanted = false
    /// The frame of the latest position; empty when there is none, or while nobody watches.
    var position: [UInt8] = []
    var shared = SharedFrames()
  }

  /// Where this round's frames of a subject lie in the list of actions, for the next watcher.
  struct SharedFrames: Sendable {
    /// The round to which the places belong.
    var round: UInt64 = 0
    var state: Range<Int>?
    var position: Range<Int>?
    /// The offset of the first of `events`, which follow each other.
    var firstOffset: UInt64 = 0
    var events: [Range<Int>] = []

    /// Forgets the places of an earlier round and keeps the memory.
    mutating func begin(_ round: UInt64) {
      guard self.round != round else { return }
      self.round = round
      state = nil
      position = nil
      events.removeAll(keepingCapacity: true)
    }

    /// Where an event lies, if a watcher was sent it in this round.
    func event(_ offset: UInt64) -> Range<Int>? {
      guard offset >= firstOffset, offset - firstOffset < UInt64(events.count) else { return nil }
      return events[Int(offset - firstOffset)]
    }

    /// Notes where an event lies, unless it would leave a gap.
    mutating func note(_ offset: UInt64, at place: Range<Int>) {
      if events.isEmpty { firstOffset = offset }
      if offset == firstOffset + UInt64(events.count) { events.append(place) }
    }
  }

  var entries: [Entry] = []
  private var vacant: [UInt32] = []
  private var slots: [SubjectKey: SubjectSlot] = [:]

  /// How many subjects are open.
  var count: Int { slots.count }

  /// The slot of an open subject. O(1).
  func slot(of key: SubjectKey) -> SubjectSlot? { slots[key] }

  /// The index of a slot's entry.
  func place(of slot: SubjectSlot) -> Int {
    let place = Int(slot.index)
    precondition(
      place < entries.count && entries[place].life == slot.life && entries[place].key != nil,
      "the subject is closed")
    return place
  }

  /// Takes a place for a subject that is not open yet.
  mutating func open(_ key: SubjectKey) -> SubjectSlot {
    precondition(slots[key] == nil, "a subject was opened twice")
    let index: UInt32
    if let reused = vacant.popLast() {
      index = reused
    } else {
      index = UInt32(entries.count)
      entries.append(Entry())
    }
    let slot = SubjectSlot(index: index, life: entries[Int(index)].life)
    entries[Int(index)].key = key
    entries[Int(index)].name = key.name
    slots[key] = slot
    return slot
  }

  /// Frees the place of a subject that nobody watches any more.
  mutating func close(_ slot: SubjectSlot) {
    let place = place(of: slot)
    precondition(entries[place].watchers.isEmpty, "a subject is closed under its watchers")
    if let key = entries[place].key { slots[key] = nil }
    entries[place] = Entry(life: slot.life &+ 1)
    vacant.append(slot.index)
  }

  mutating func addWatcher(_ subscription: Int, to slot: SubjectSlot) {
    entries[place(of: slot)].watchers.append(subscription)
  }

  /// The last one to go takes the bytes along: nobody needs them any more.
  mutating func removeWatcher(_ subscription: Int, from slot: SubjectSlot) {
    let place = place(of: slot)
    entries[place].watchers.removeAll { $0 == subscription }
    guard entries[place].watchers.isEmpty else { return }
    entries[place].state = []
    entries[place].isOutdated = false
    entries[place].isStateWanted = false
    entries[place].position = []
    entries[place].shared = SharedFrames()
  }

  /// Keeps the members of a subject's state.
  mutating func setState(_ place: Int, _ write: (inout JSONWriter) -> Void) {
    var buffer: [UInt8] = []
    swap(&buffer, &entries[place].state)
    buffer.removeAll(keepingCapacity: true)
    var json = JSONWriter(consume buffer)
    json.beginObject()
    write(&json)
    json.endObject()
    entries[place].state = json.finish()
    entries[place].isOutdated = false
    entries[place].isStateWanted = false
    entries[place].shared.state = nil
  }

  /// Gives the members of a subject's state up, and their memory.
  mutating func outdateState(_ place: Int) {
    guard !entries[place].isOutdated else { return }
    entries[place].isOutdated = true
    entries[place].state = []
    entries[place].shared.state = nil
  }

  /// Keeps the frame of a subject's latest position. No allocation once warm.
  mutating func setPosition(_ place: Int, _ write: (inout JSONWriter) -> Void) {
    var buffer: [UInt8] = []
    swap(&buffer, &entries[place].position)
    buffer.removeAll(keepingCapacity: true)
    var json = JSONWriter(consume buffer)
    ServerMessages.subjectPosition(entries[place].name, &json, write)
    entries[place].position = json.finish()
    entries[place].shared.position = nil
  }

  /// Forgets a subject's position.
  mutating func clearPosition(_ place: Int) {
    entries[place].position.removeAll(keepingCapacity: true)
    entries[place].shared.position = nil
  }
}
