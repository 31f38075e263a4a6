// Where an export is written: a file that appears when it is complete, or standard output; packed when its name says so.

import Foundation
import Transport

/// Takes bytes and hands them on in large pieces.
///
/// Packing is gzip in members of their own (RFC 1952, section 2.2: a file is a series of members), one per piece, so that
/// nothing is kept from one piece to the next.
final class ExportSink {
  private let handle: FileHandle
  /// The file's name, and the name that it has until it is complete; nil for standard output.
  private let names: (complete: String, partial: String)?
  private let packs: Bool
  private var buffer: [UInt8] = []
  /// What was written, packed.
  private(set) var bytesWritten = 0

  private static let pieceBytes = 1 << 20

  /// Begins a file.
  /// - Throws: `ExportFault` when there is one of that name, or none can be made.
  init(path: String) throws(ExportFault) {
    let partial = path + ".partial"
    guard !FileManager.default.fileExists(atPath: path) else {
      throw ExportFault(description: "\(path) exists already")
    }
    // Of whoever was interrupted before.
    try? FileManager.default.removeItem(atPath: partial)
    let isMade = FileManager.default.createFile(
      atPath: partial, contents: nil, attributes: [.posixPermissions: 0o600])
    guard isMade, let handle = FileHandle(forWritingAtPath: partial) else {
      throw ExportFault(description: "\(partial) cannot be made")
    }
    self.handle = handle
    names = (path, partial)
    packs = path.hasSuffix(".gz")
  }

  /// Writes, plain, to what somebody else has opened and will close.
  init(_ handle: FileHandle) {
    self.handle = handle
    names = nil
    packs = false
  }

  /// Takes bytes.
  func append(_ bytes: [UInt8]) throws(ExportFault) {
    buffer += bytes
    if buffer.count >= Self.pieceBytes { try flush() }
  }

  private func flush() throws(ExportFault) {
    guard !buffer.isEmpty else { return }
    try write(packs ? Gzip.compress(buffer) : buffer)
    buffer.removeAll(keepingCapacity: true)
  }

  /// Writes what is left; the file is durable and has its name afterwards.
  func finish() throws(ExportFault) {
    // A packed file has a member even where there is nothing in it.
    if packs, bytesWritten == 0, buffer.isEmpty { try write(Gzip.compress([])) }
    try flush()
    guard let names else { return }
    do {
      try handle.synchronize()
      try handle.close()
      try FileManager.default.moveItem(atPath: names.partial, toPath: names.complete)
    } catch {
      throw fault(error)
    }
  }

  /// Gives the file up.
  func abandon() {
    guard let names else { return }
    try? handle.close()
    try? FileManager.default.removeItem(atPath: names.partial)
  }

  private func write(_ piece: [UInt8]) throws(ExportFault) {
    do {
      try handle.write(contentsOf: Data(piece))
      bytesWritten += piece.count
    } catch {
      throw fault(error)
    }
  }

  private func fault(_ error: any Error) -> ExportFault {
    ExportFault(
      description: "\(names?.complete ?? "standard output") cannot be written: \(error.localizedDescription)")
  }
}

/// Why an export cannot be written.
struct ExportFault: Error, CustomStringConvertible {
  var description: String
}
