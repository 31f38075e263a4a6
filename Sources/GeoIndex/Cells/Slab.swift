// Raw storage of the index: arrays of plain values that grow and are otherwise left alone.

// SAFETY: a slab owns its memory alone, by a `SlabMemory` that is not copyable and frees it in its `deinit`; `base`
// is that memory's address and changes only together with it. Elements are bitwise copyable, so memory needs no
// deinitialisation. Every access checks its index against `capacity`, and all memory up to `capacity` is
// initialised by `reserve`. `base` is handed out only to the C kernel, for the length of a call, by
// `SlotColumns.scan`, which checks its runs itself.

import CVector

/// The owner of a block of memory.
///
/// It knows no element type: without whole-module optimisation the compiler (6.3) forgets to run the `deinit` of a
/// generic type that is not copyable where such a value dies in another file than its type's.
@safe
struct SlabMemory: ~Copyable {
  let address: UnsafeMutableRawPointer

  /// Memory from a huge page's size on begins at such a page and asks for them: queries touch it here and there, and
  /// with small pages half of their waits are for the page's address.
  init(byteCount: Int, alignment: Int) {
    let isLarge = byteCount >= GEOD_HUGE_PAGE_BYTES
    unsafe address = .allocate(
      byteCount: byteCount, alignment: isLarge ? max(alignment, Int(GEOD_HUGE_PAGE_BYTES)) : alignment)
    if isLarge { unsafe geod_ask_for_huge_pages(address, byteCount) }
  }

  deinit {
    unsafe address.deallocate()
  }
}

/// An owned array of plain values without count, copy-on-write or exclusivity checks inside.
@safe
struct Slab<Element: BitwiseCopyable>: ~Copyable {
  private var memory: SlabMemory
  private(set) var base: UnsafeMutablePointer<Element>
  private(set) var capacity: Int
  private let blank: Element

  /// An empty slab. `blank` is the value of elements that nobody has written.
  init(blank: Element) {
    self.blank = blank
    capacity = 0
    memory = Self.memory(for: 1)
    unsafe base = memory.address.bindMemory(to: Element.self, capacity: 1)
  }

  private static func memory(for count: Int) -> SlabMemory {
    SlabMemory(
      byteCount: count * MemoryLayout<Element>.stride, alignment: max(64, MemoryLayout<Element>.alignment))
  }

  @inline(__always)
  subscript(_ index: Int) -> Element {
    get {
      precondition(index >= 0 && index < capacity, "slab index out of bounds")
      return unsafe base[index]
    }
    _modify {
      precondition(index >= 0 && index < capacity, "slab index out of bounds")
      yield unsafe &base[index]
    }
  }

  @inline(__always)
  subscript(_ index: UInt32) -> Element {
    get { self[Int(index)] }
    _modify { yield &self[Int(index)] }
  }

  /// Tells the processor that an element will soon be looked at; changes nothing.
  @inline(__always)
  func prefetch(_ index: UInt32) {
    guard Int(index) < capacity else { return }
    unsafe geod_prefetch(base + Int(index))
  }

  /// Makes room for `count` elements. Small slabs grow by half, large ones by a sixteenth: still amortised O(1), and at
  /// most a sixteenth lies idle.
  mutating func reserve(_ count: Int) {
    guard count > capacity else { return }
    let target = max(count, capacity + max(capacity / 16, min(capacity / 2, 8192)), 16)
    let larger = Self.memory(for: target)
    let grown = unsafe larger.address.bindMemory(to: Element.self, capacity: target)
    unsafe grown.update(from: base, count: capacity)
    unsafe (grown + capacity).initialize(repeating: blank, count: target - capacity)
    unsafe base = grown
    memory = larger
    capacity = target
  }

  /// Copies a run of elements to another place of the same slab; the runs must not overlap.
  mutating func copy(from source: UInt32, to target: UInt32, count: UInt32) {
    precondition(Int(source) + Int(count) <= capacity && Int(target) + Int(count) <= capacity)
    unsafe (base + Int(target)).update(from: base + Int(source), count: Int(count))
  }

  /// The bytes that the slab holds.
  var byteCount: Int { capacity * MemoryLayout<Element>.stride }
}
