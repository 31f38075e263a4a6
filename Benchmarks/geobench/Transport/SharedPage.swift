// How a measured server tells what it has received without a system call: a page of memory that is a file.

// SAFETY: `words` is a mapping of `byteCount` bytes of a file of that length; it ends with the object. Every number has
// an address of its own inside, and is read and written atomically. The path's bytes live during the call. Unchecked
// Sendable because nothing but those atomic numbers is ever changed.

import Foundation
import Synchronization

/// Numbers of a server, in the layout of the reference server, and one of geod's own behind them.
@safe final class SharedPage: @unchecked Sendable {
  /// What a number says.
  enum Number: Int {
    /// Messages received.
    case messages = 0
    /// The first and the last byte of every payload, added up.
    case checksum = 1
    /// Open connections.
    case connections = 2
    /// How often the loop's thread has asked for memory; -1 where that cannot be counted, and always 0 of the reference
    /// server.
    case allocations = 4
  }

  private static let byteCount = 4096
  private let words: UnsafeMutablePointer<Atomic<UInt64>>

  /// Maps a file; makes it when it is to be the server's own. Nil when that is not possible, or not yet.
  init?(path: String, creating: Bool = false) {
    let descriptor = unsafe open(
      path, creating ? O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC : O_RDWR | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    if creating, ftruncate(descriptor, Self.byteCount) != 0 { return nil }
    guard lseek(descriptor, 0, SEEK_END) == Self.byteCount else { return nil }
    let mapping = unsafe mmap(nil, Self.byteCount, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0)
    guard let mapping = unsafe mapping, unsafe mapping != MAP_FAILED else { return nil }
    unsafe words = mapping.assumingMemoryBound(to: Atomic<UInt64>.self)
  }

  deinit { unsafe munmap(words, Self.byteCount) }

  /// A number. Who changes it is alone with that.
  subscript(number: Number) -> UInt64 {
    get { unsafe words[number.rawValue].load(ordering: .acquiring) }
    set { unsafe words[number.rawValue].store(newValue, ordering: .releasing) }
  }
}
