// Reading and making files that hold secrets.

internal import Foundation
#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// The file of a key ring.
enum KeyFile {
  /// The largest file, in bytes.
  static let bytesMax = 1 << 20

  /// What was read, and whether anybody but the owner could have read or written it.
  struct Content {
    let bytes: Data
    let isPrivate: Bool
  }

  /// Reads a regular file. Mode and content are those of the same open file, so that it cannot be exchanged in
  /// between.
  static func read(_ path: String) throws(KeyRingError) -> Content {
    // SAFETY: `open` and `fstat` read a terminated text and fill a structure on this stack, and keep neither.
    // The FileHandle owns the descriptor from the next line but one on and closes it.
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .unreadable(path: path, reason: reason(of: errno)) }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else {
      throw .unreadable(path: path, reason: reason(of: errno))
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw .unreadable(path: path, reason: "is not a regular file")
    }
    guard let bytes = try? file.read(upToCount: bytesMax + 1) ?? Data() else {
      throw .unreadable(path: path, reason: "cannot be read")
    }
    guard bytes.count <= bytesMax else {
      throw .unreadable(path: path, reason: "is larger than \(bytesMax) bytes")
    }
    return Content(bytes: bytes, isPrivate: status.st_mode & 0o077 == 0)
  }

  /// Makes a file with mode 0600 and flushes it; never touches one that is there. A file that could not be
  /// written whole is removed again.
  static func create(_ path: String, _ bytes: [UInt8]) throws(KeyRingError) {
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      if errno == EEXIST { throw .exists(path: path) }
      throw .unreadable(path: path, reason: reason(of: errno))
    }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    do {
      try file.write(contentsOf: Data(bytes))
      try file.synchronize()
    } catch {
      _ = unsafe unlink(path)
      throw .unreadable(path: path, reason: "cannot be written")
    }
  }

  private static func reason(of code: Int32) -> String {
    POSIXErrorCode(rawValue: code).map { POSIXError($0).localizedDescription } ?? "error \(code)"
  }
}
