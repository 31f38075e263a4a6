// epoll, level-triggered: who can be read or written without waiting.

internal import CLinux

/// One epoll instance and the buffer that it reports into.
///
/// SAFETY: `events` has `capacity` places, belongs to this value alone and is freed with it; an index is
/// valid below the number that the last `wait` returned, which `wait` bounds by `capacity`.
@safe struct Poller: ~Copyable {
  private let epoll: Descriptor
  private let events: UnsafeMutableRawPointer
  private static let capacity: Int32 = 512

  struct Interest: OptionSet {
    let rawValue: UInt8
    static let read = Interest(rawValue: 1)
    static let write = Interest(rawValue: 2)

    fileprivate var reads: Int32 { contains(.read) ? 1 : 0 }
    fileprivate var writes: Int32 { contains(.write) ? 1 : 0 }
  }

  struct Event {
    var token: UInt64
    var isReadable: Bool
    var isWritable: Bool
  }

  init() throws(SystemError) {
    epoll = Descriptor(owning: try SystemError.check(clinux_epoll_create(), "create an epoll instance"))
    unsafe events = .allocate(byteCount: clinux_events_size(Self.capacity), alignment: 16)
  }

  deinit { unsafe events.deallocate() }

  /// False when the kernel refuses (no memory for another watch).
  func add(_ descriptor: Int32, _ interest: Interest, token: UInt64) -> Bool {
    clinux_epoll_add(epoll.number, descriptor, interest.reads, interest.writes, token) >= 0
  }

  func change(_ descriptor: Int32, _ interest: Interest, token: UInt64) {
    _ = clinux_epoll_change(epoll.number, descriptor, interest.reads, interest.writes, token)
  }

  func remove(_ descriptor: Int32) {
    _ = clinux_epoll_remove(epoll.number, descriptor)
  }

  /// Waits at most so long (-1 for ever) and returns the number of events.
  func wait(milliseconds: Int32) -> Int {
    let count = unsafe clinux_epoll_wait(epoll.number, events, Self.capacity, milliseconds)
    precondition(count >= 0, "epoll refuses to wait")
    return Int(count)
  }

  func event(_ index: Int) -> Event {
    unsafe Event(
      token: clinux_event_token(events, Int32(index)),
      isReadable: clinux_event_readable(events, Int32(index)) != 0,
      isWritable: clinux_event_writable(events, Int32(index)) != 0)
  }
}
