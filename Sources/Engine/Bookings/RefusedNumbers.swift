// How many numbers of a trip's fixes are missing because the fixes were refused.

import Bedrock

/// Counts the refused fixes of a trip whose numbers will be missing between the kept ones.
///
/// A device numbers its fixes one by one. When a trip is over, a number that is missing between its first and its last kept
/// fix means either that the fix was refused, or that it is kept somewhere else, in the spool of another process for
/// example. This count tells the two apart, so it must not be too high: a refused fix counts only when its number is above
/// all that were seen, and a higher one was accepted after it. One that another process kept without its phone hearing of
/// it, and that is refused here when it comes again, counts in vain; then the drain finds the track longer than its seal
/// and says so. After a start anew the count begins at nothing.
struct RefusedNumbers {
  private struct Device {
    /// The highest number seen since an accepted fix.
    var last: UInt64
    /// Refused numbers since the last accepted one.
    var refused = 0
  }

  /// How many numbers are missing because of refusals.
  private(set) var count = 0
  private var devices: [UInt32: Device] = [:]

  /// A fix was accepted.
  mutating func accepted(_ sequence: UInt64, of device: UInt32) {
    guard let known = devices[device] else {
      devices[device] = Device(last: sequence)
      return
    }
    guard sequence > known.last else { return }
    count += known.refused
    devices[device] = Device(last: sequence)
  }

  /// A fix was refused that has never been seen before.
  mutating func refused(_ sequence: UInt64, of device: UInt32) {
    // Before the first accepted fix there is nothing that it could be missing between.
    guard let last = devices[device]?.last, sequence > last else { return }
    devices[device]?.last = sequence
    devices[device]?.refused += 1
  }
}
