// Bytes that wait to be written to one connection.

/// A byte queue with one owner, in one block, so that a turn's messages go out with one system call.
///
/// Copying the value copies the reference, not the bytes: the slab that holds it is the only owner, and only
/// `release` gives the block back.
///
/// SAFETY: `block` has `capacity` bytes; `start + count <= capacity` always holds, and every access is inside.
/// The block comes from `BlockPool` or the allocator and goes back to where its size says.
@safe struct Outbox {
  private var block: UnsafeMutableRawPointer?
  private var start: UInt32 = 0
  private(set) var waiting: UInt32 = 0
  private var capacity: UInt32 = 0

  init() { unsafe block = nil }

  var count: Int { Int(waiting) }
  var isEmpty: Bool { waiting == 0 }

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
    while let block = unsafe block, waiting > 0 {
      let rest = unsafe UnsafeRawBufferPointer(start: block + Int(start), count: Int(waiting))
      switch unsafe wire.write(rest) {
      case .moved(let count):
        start += UInt32(count)
        waiting -= UInt32(count)
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
    guard let block = unsafe block else { return [] }
    return unsafe Array(UnsafeRawBufferPointer(start: block + Int(start), count: Int(waiting)))
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

/// Blocks of the usual size, kept for the next turn.
///
/// SAFETY: `free` holds blocks of exactly `blockBytes` that nobody else has; they are freed with the pool.
@safe struct BlockPool: ~Copyable {
  private static let blockBytes = 1024
  private static let keptMax = 1024
  private var free: [UnsafeMutableRawPointer] = unsafe []

  init() {}

  deinit {
    for index in unsafe free.indices { unsafe free[index].deallocate() }
  }

  /// A block and its size.
  @unsafe mutating func take(atLeast bytes: Int) -> (UnsafeMutableRawPointer, Int) {
    if bytes <= Self.blockBytes {
      if let block = unsafe free.popLast() { return unsafe (block, Self.blockBytes) }
      return (.allocate(byteCount: Self.blockBytes, alignment: 16), Self.blockBytes)
    }
    return (.allocate(byteCount: bytes, alignment: 16), bytes)
  }

  @unsafe mutating func give(_ block: UnsafeMutableRawPointer, capacity: Int) {
    if capacity == Self.blockBytes, unsafe free.count < Self.keptMax {
      unsafe free.append(block)
    } else {
      unsafe block.deallocate()
    }
  }
}
