// Making the data directory and the file in it, with rights for nobody else.

internal import Foundation
#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// The folder in which geod keeps its files.
enum DataDirectory {
  /// Makes the directory, and missing ones above it, with mode 0700; leaves an existing one as it is. The entry in
  /// the directory above is flushed, so that a new store does not vanish with the power.
  static func prepare(_ directory: String) throws(StoreError) {
    let url = URL(fileURLWithPath: directory, isDirectory: true)
    guard !FileManager.default.fileExists(atPath: url.path) else { return }
    do {
      try FileManager.default.createDirectory(
        at: url, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw .fatal(reason: "cannot make the directory \(directory)")
    }
    flush(directory: url.deletingLastPathComponent().path)
  }

  /// Makes an empty file with mode 0600 when there is none. SQLite gives the files beside it the same mode.
  ///
  /// A file that is there is not opened: closing it again would drop the locks that SQLite holds on it in this
  /// process (POSIX advisory locks belong to the process, not to the descriptor).
  static func createFile(_ path: String) throws(StoreError) {
    // SAFETY: `open` reads a terminated text and keeps nothing; here and below the same function closes
    // what it has opened.
    let descriptor = unsafe open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
    if descriptor >= 0 {
      close(descriptor)
    } else if errno != EEXIST {
      throw .fatal(reason: "cannot make \(path): \(text(of: errno))")
    }
  }

  /// Makes an empty file with mode 0600 where none is; one that is there is a fault.
  static func createNewFile(_ path: String) throws(StoreError) {
    let descriptor = unsafe open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      if errno == EEXIST { throw .exists }
      throw .fatal(reason: "cannot make \(path): \(text(of: errno))")
    }
    close(descriptor)
  }

  /// Opens a file that is locked and never read, with mode 0600; makes it where it is missing.
  /// - Returns: a descriptor, which is the caller's to close.
  static func openToLock(_ path: String) throws(StoreError) -> Int32 {
    let descriptor = unsafe open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .fatal(reason: "cannot open \(path): \(text(of: errno))") }
    return descriptor
  }

  /// Flushes a file that nobody has open in this process, and its entry in the folder.
  static func flush(file path: String) throws(StoreError) {
    let descriptor = unsafe open(path, O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else { throw .fatal(reason: "cannot open \(path): \(text(of: errno))") }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else {
      throw .unavailable(reason: "cannot flush \(path): \(text(of: errno))")
    }
    flush(directory: URL(fileURLWithPath: path).deletingLastPathComponent().path)
  }

  /// Removes a file that may not be there.
  static func remove(_ path: String) {
    try? FileManager.default.removeItem(atPath: path)
  }

  /// A file's size in bytes; 0 when there is none.
  static func size(of path: String) -> Int64 {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    return (attributes?[.size] as? NSNumber)?.int64Value ?? 0
  }
  /// Whether there is a file.
  static func hasFile(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

  /// Not every file system lets a directory be flushed; where it does not, nothing better is to be had.
  private static func flush(directory: String) {
    let descriptor = unsafe open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    _ = fsync(descriptor)
    close(descriptor)
  }

  private static func text(of code: Int32) -> String {
    POSIXErrorCode(rawValue: code).map { POSIXError($0).localizedDescription } ?? "error \(code)"
  }
}
