// How often this thread has asked for memory: measurements and tests show with it that an operation does not.

internal import CAllocations

/// The allocations of the program that this is linked into.
public enum Allocations {
  /// Whether they can be counted: not with another C library than glibc, nor beside a sanitizer, which stands in the way.
  public static var isCounted: Bool { geod_allocations_of_thread() >= 0 }

  /// Whether this is an optimised build. Without optimisation the compiler puts frames on the heap that are nobody's
  /// allocations: nothing can be promised of a count.
  public static let isOptimized: Bool = {
    var isOptimized = true
    assert(
      {
        isOptimized = false
        return true
      }())
    return isOptimized
  }()

  /// Calls of malloc and its relatives by this thread since it began; -1 where they cannot be counted.
  public static var ofThread: Int64 { geod_allocations_of_thread() }
}
