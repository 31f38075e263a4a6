// The mark of the one who writes a spool: two writers of one file would take each other's batches for their own.

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// The right to write the spool of a data directory, for as long as this object lives. A lock of the system on a file
/// beside the spool: it goes with the process, however that ends, and stands in nobody's way who only reads.
///
/// SQLite's own exclusive mode would lock out `SpoolReader`, too.
final class SpoolLock {
  /// The name of the file that is locked; empty.
  static let fileName = "spool.lock"

  private let descriptor: Int32

  /// Takes the right.
  /// - Throws: `unavailable` when somebody else has it; `fatal` when the file cannot be made.
  init(directory: String) throws(StoreError) {
    descriptor = try DataDirectory.openToLock(directory + "/" + Self.fileName)
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw .unavailable(
        reason: "another geod writes the spool in \(directory); every process needs a data folder of its own")
    }
  }

  deinit { close(descriptor) }
}
