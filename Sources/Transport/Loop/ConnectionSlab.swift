// Where connections live: chunks that never move, places that are used again.

/// A growing set of connections by slot. O(1) for everything but `forEach`.
///
/// SAFETY: `chunks` holds blocks of `chunkSize` initialized connections each, owned by the slab and freed with
/// it; a slot is valid below `chunks.count * chunkSize`, which the accessors check.
@safe struct ConnectionSlab: ~Copyable {
  private static let chunkBits = 8
  private static var chunkSize: Int { 1 << chunkBits }

  private var chunks: [UnsafeMutablePointer<Connection>] = unsafe []
  private var freeSlots: [UInt32] = []
  private(set) var count = 0

  init() {}

  deinit {
    for index in unsafe chunks.indices {
      unsafe chunks[index].deinitialize(count: Self.chunkSize)
      unsafe chunks[index].deallocate()
    }
  }

  subscript(slot: UInt32) -> Connection {
    @inline(__always) unsafeAddress { unsafe UnsafePointer(place(slot)) }
    @inline(__always) unsafeMutableAddress { unsafe place(slot) }
  }

  /// Whether the name still means a connection.
  @inline(__always)
  func contains(_ id: ConnectionID) -> Bool {
    unsafe Int(id.slot) >> Self.chunkBits < chunks.count && self[id.slot].generation == id.generation
      && self[id.slot].phase != .free
  }

  /// Takes a place. The connection there is fresh but for its generation, which is never 0; the caller gives it
  /// a phase.
  mutating func insert() -> ConnectionID {
    if freeSlots.isEmpty { grow() }
    let slot = freeSlots.removeLast()
    count += 1
    return ConnectionID(slot: slot, generation: self[slot].generation)
  }

  /// Gives a place back. The connection's resources must have been released.
  mutating func remove(_ slot: UInt32) {
    let generation = self[slot].generation
    self[slot] = Connection()
    self[slot].generation = generation &+ 1 == 0 ? 1 : generation &+ 1
    freeSlots.append(slot)
    count -= 1
  }

  /// The slots that hold a connection.
  func occupied() -> [UInt32] {
    (0..<UInt32(unsafe chunks.count * Self.chunkSize)).filter { self[$0].phase != .free }
  }

  private mutating func grow() {
    let chunk = UnsafeMutablePointer<Connection>.allocate(capacity: Self.chunkSize)
    unsafe chunk.initialize(repeating: Connection(), count: Self.chunkSize)
    let first = unsafe chunks.count * Self.chunkSize
    unsafe chunks.append(chunk)
    for slot in (first..<(first + Self.chunkSize)).reversed() {
      self[UInt32(slot)].generation = 1
      freeSlots.append(UInt32(slot))
    }
  }

  @inline(__always)
  @unsafe private func place(_ slot: UInt32) -> UnsafeMutablePointer<Connection> {
    unsafe chunks[Int(slot) >> Self.chunkBits] + (Int(slot) & (Self.chunkSize - 1))
  }
}
