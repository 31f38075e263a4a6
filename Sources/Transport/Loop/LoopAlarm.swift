// When a loop is to be woken if nothing happens: a timer of the kernel that is left alone most of the time.

internal import CLinux

/// A timer that the loop's epoll watches.
///
/// Waiting with a timeout sets a timer of the kernel and takes it back each time that the loop goes to sleep, thousands of
/// times a second under load. This one is set when the next deadline is sooner than what it is set to, and deadlines
/// mostly move away. It may wake too early, never too late.
struct LoopAlarm: ~Copyable {
  /// What epoll calls it; like the bell's, no connection's name, because those have a generation.
  static let token = UInt64(UInt32.max) - 1

  private let timer: Descriptor
  /// When it will ring, in monotonic milliseconds; `Int64.max` for never.
  private var time = Int64.max

  init() throws(SystemError) {
    timer = Descriptor(owning: try SystemError.check(clinux_timer(), "make a timer"))
  }

  /// Begins to be watched. False when the kernel refuses.
  func watch(with poller: borrowing Poller) -> Bool { poller.add(timer.number, .read, token: Self.token) }

  /// Sees to it that it rings no later than at `wanted`; never for `Int64.max`.
  mutating func set(_ wanted: Int64) {
    guard wanted < time else { return }
    time = wanted
    clinux_timer_set(timer.number, wanted)
  }

  /// It has rung: silences it.
  mutating func answer() {
    clinux_timer_silence(timer.number)
    time = .max
  }
}
