// Bytes that wait to be written to one connection.

/// A byte queue with one owner, so that a turn's messages go out with one system call. Its own bytes are in one block;
/// large frames that go to many queues are not copied into each of them, see `SharedFrames`.
///
/// Copying the value copies the reference, not the bytes: the slab that holds it is the only owner, and only
/// `release` gives the block back.
///
/// SAFETY: `block` has `capacity` bytes; `start + count <= capacity` always holds, and every access is inside.
/// The block comes from `BlockPool` or the allocator and goes back to where its size says.
@safe struct Outbox {
  private var block: UnsafeMutableRawPointer?
  private var start: UInt32 = 0
  private var waiting: UInt32 = 0
  private var capacity: UInt32 = 0
  /// Frames that stand between the block's bytes; nil when there is none.
  private var shared: SharedFrames?

  init() { unsafe block = nil }

  /// The bytes that wait, those of shared frames included.
  var count: Int { Int(waiting) + (shared?.byteCount ?? 0) }
  var isEmpty: Bool { waiting == 0 && shared == nil }

  /// Adds an encoded frame that other queues have, too: copied when it is short, referred to when it is long.
  mutating func append(shared frame: [UInt8], pool: inout BlockPool) {
    guard frame.count >= SharedFrames.frameBytesMin else { return append(frame.span, pool: &pool) }
    let list = shared ?? SharedFrames()
    list.append(frame, behind: Int(waiting))
    shared = list
  }

  /// Adds bytes behind the others. No allocation when the pool or the block has room.
  mutating func append(_ bytes: Span<UInt8>, pool: inout BlockPool) {
    guard bytes.count > 0 else { return }
    let place = unsafe reserve(bytes.count, pool: &pool)
    unsafe bytes.withUnsafeBytes {
      if let source = $0.baseAddress { unsafe place.copyMemory(from: source, byteCount: $0.count) }
    }
  }

  /// Adds a frame; masked when there is a mask.
  mutating func append(
    _ opcode: WebSocketDecoder.Opcode, _ payload: Span<UInt8>, mask: UInt32?, isPacked: Bool = false,
    pool: inout BlockPool
  ) {
    let header = FrameHeader(opcode, count: payload.count, mask: mask, isPacked: isPacked)
    let place = unsafe reserve(header.count + payload.count, pool: &pool)
    var bytes = header.bytes
    var span = bytes.mutableSpan
    unsafe span.withUnsafeMutableBytes {
      if let source = $0.baseAddress { unsafe place.copyMemory(from: source, byteCount: header.count) }
    }
    guard payload.count > 0 else { return }
    unsafe payload.withUnsafeBytes {
      if let source = $0.baseAddress {
        unsafe (place + header.count).copyMemory(from: source, byteCount: payload.count)
      }
    }
    if let mask {
      let target = unsafe UnsafeMutableBufferPointer(
        start: (place + header.count).assumingMemoryBound(to: UInt8.self), count: payload.count)
      var masked = unsafe MutableSpan(_unsafeElements: target)
      _ = Masking.apply(mask, to: &masked, 0..<payload.count)
    }
  }

  /// Writes what can be written. True when everything went out; the block goes back to the pool then.
  mutating func flush(into wire: Wire, pool: inout BlockPool) -> FlushOutcome {
    var written = 0
    while !isEmpty {
      let own = unsafe bytes
      switch unsafe shared?.write(between: own, into: wire) ?? wire.write(own) {
      case .moved(let count):
        let ownCount = shared?.drop(count) ?? count
        if shared?.isEmpty == true { shared = nil }
        start += UInt32(ownCount)
        waiting -= UInt32(ownCount)
        written += count
      case .blocked: return FlushOutcome(written: written)
      case .crossed: return FlushOutcome(written: written, isCrossed: true)
      case .ended, .broken: return FlushOutcome(written: written, isBroken: true)
      }
    }
    release(to: &pool)
    return FlushOutcome(written: written)
  }

  /// A copy of the waiting bytes, for a connection that moves.
  func contents() -> [UInt8] {
    unsafe shared?.contents(between: bytes) ?? Array(bytes)
  }

  /// The block's bytes that wait.
  @unsafe private var bytes: UnsafeRawBufferPointer {
    unsafe UnsafeRawBufferPointer(
      start: block.map { unsafe UnsafeRawPointer($0) + Int(start) }, count: Int(waiting))
  }

  /// Forgets the bytes and gives the block back.
  mutating func release(to pool: inout BlockPool) {
    if let old = unsafe block { unsafe pool.give(old, capacity: Int(capacity)) }
    self = Outbox()
  }

  /// Room for so many bytes at the end, counted as waiting.
  @unsafe private mutating func reserve(_ bytes: Int, pool: inout BlockPool) -> UnsafeMutableRawPointer {
    let needed = Int(waiting) + bytes
    precondition(needed <= Int(UInt32.max) / 2, "an outbound queue is limited long before 2 GB")
    if unsafe block == nil || Int(start) + needed > Int(capacity) { unsafe makeRoom(needed, pool: &pool) }
    guard let block = unsafe block else { preconditionFailure("a block was just made") }
    let place = unsafe block + Int(start) + Int(waiting)
    waiting += UInt32(bytes)
    return unsafe place
  }

  @unsafe private mutating func makeRoom(_ needed: Int, pool: inout BlockPool) {
    if let block = unsafe block, needed <= Int(capacity), start >= capacity / 2 {
      unsafe block.copyMemory(from: block + Int(start), byteCount: Int(waiting))
      start = 0
      return
    }
    let (fresh, size) = unsafe pool.take(atLeast: max(needed, 2 * Int(waiting)))
    if let block = unsafe block {
      unsafe fresh.copyMemory(from: block + Int(start), byteCount: Int(waiting))
      unsafe pool.give(block, capacity: Int(capacity))
    }
    unsafe block = fresh
    start = 0
    capacity = UInt32(size)
  }
}

/// What a flush did.
struct FlushOutcome {
  var written: Int
  var isBroken = false
  /// The rest waits until TLS has read something.
  var isCrossed = false
}

/// Blocks kept for the next turn, by size: so that queues that fill and empty with every turn ask nobody for memory.
///
/// SAFETY: `free[size]` holds blocks of exactly `smallestBytes << size` bytes that nobody else has; they are freed with the
/// pool.
@safe struct BlockPool: ~Copyable {
  private static let smallestBytes = 1024
  /// The largest blocks that are kept have 64 KiB; what is larger belongs to somebody who does not read.
  private static let sizes = 7
  /// So many bytes are kept of each size.
  private static let keptBytesMax = 1 << 20
  private var free = unsafe [[UnsafeMutableRawPointer]](repeating: [], count: sizes)

  init() {}

  deinit {
    for size in unsafe free.indices {
      for index in unsafe free[size].indices { unsafe free[size][index].deallocate() }
    }
  }

  /// A block and its size.
  @unsafe mutating func take(atLeast bytes: Int) -> (UnsafeMutableRawPointer, Int) {
    let size = Self.size(bytes)
    guard size < Self.sizes else { return (.allocate(byteCount: bytes, alignment: 16), bytes) }
    let capacity = Self.smallestBytes << size
    if let block = unsafe free[size].popLast() { return unsafe (block, capacity) }
    return (.allocate(byteCount: capacity, alignment: 16), capacity)
  }

  @unsafe mutating func give(_ block: UnsafeMutableRawPointer, capacity: Int) {
    let size = Self.size(capacity)
    if size < Self.sizes, unsafe free[size].count < Self.keptBytesMax >> (size + 10) {
      unsafe free[size].append(block)
    } else {
      unsafe block.deallocate()
    }
  }

  /// The smallest size with so many bytes; `sizes` or more when there is none.
  private static func size(_ bytes: Int) -> Int {
    Int.bitWidth - (max(bytes, smallestBytes) - 1).leadingZeroBitCount - 10
  }
}
